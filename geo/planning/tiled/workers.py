"""Who does the work of a country: this process, or the workers of a Dask cluster.

Dask is imported only for a cluster. Its scheduler gives the parts of a worker that is lost to
another one; each part can be done again, since it writes its file in one step.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from geo.io.memory import keep_freed_memory
from geo.model.errors import InputError, MeetingplacesError, Problem

Given = TypeVar("Given")
Made = TypeVar("Made")

WAIT_S = 20
"""How long to wait for a scheduler to answer."""
LOST_BEFORE = 10
"""A part is given up when this many workers were lost over it."""

_LOCAL = re.compile(r"local:([1-9][0-9]{0,2})")


class Workers(Protocol):
    """Does the parts of a piece of work.

    Attributes
    ----------
    dashboard
        Address of a page that shows the work; empty where there is none.
    """

    dashboard: str

    def each(self, work: Callable[[Given], Made], parts: Sequence[Given]) -> Iterator[Made]:
        """Do the work for each part, and yield what comes of it in the order of the parts."""
        ...


class OneProcess:
    """Does the parts one after another, in this process."""

    dashboard = ""

    def each(self, work: Callable[[Given], Made], parts: Sequence[Given]) -> Iterator[Made]:
        """Do the work for each part."""
        return map(work, parts)


class DaskWorkers:
    """The workers of a cluster do the parts, each a process of its own.

    Parameters
    ----------
    client
        A `distributed.Client`.
    """

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - Dask is imported only for a cluster
        self._client = client
        self.dashboard = str(client.dashboard_link)

    def each(self, work: Callable[[Given], Made], parts: Sequence[Given]) -> Iterator[Made]:
        """Do the work for each part, wherever a worker is free."""
        # Nothing is remembered from one call to the next: each part writes a file.
        futures = self._client.map(_InWorker(work), parts, pure=False)
        try:
            for at, future in enumerate(futures):
                yield future.result()
                futures[at] = None  # what came of it may be forgotten
        finally:
            self._client.cancel([future for future in futures if future is not None])


@dataclass(frozen=True)
class _InWorker:
    """A piece of work as a worker does it."""

    work: Callable[[Any], Any]

    def __call__(self, part: Any) -> Any:  # noqa: ANN401 - whatever the parts are
        """Do it, keeping the memory of the part before."""
        keep_freed_memory()
        return self.work(part)


@contextmanager
def open_workers(cluster: str | None) -> Iterator[Workers]:
    """Find who does the work, and let them go afterwards.

    Parameters
    ----------
    cluster
        ``local:2`` for two processes on this machine, ``tcp://host:8786`` for a scheduler that
        runs elsewhere, None for this process alone. Every worker of a cluster needs the same
        version of this package, and the folders under the same names.

    Raises
    ------
    InputError
        It is no such address, or nobody answers there.
    MeetingplacesError
        Dask is not installed.
    """
    if cluster is None:
        yield OneProcess()
        return
    local = _LOCAL.fullmatch(cluster)
    if local is None and not re.match(r"(tcp|tls)://.", cluster):
        expected = "local:2 for two processes here, or tcp://host:8786"
        raise InputError([Problem(f"'{cluster}'", expected, field="cluster")])
    try:
        import dask
        import distributed
    except ImportError as error:
        raise MeetingplacesError(
            "--cluster needs Dask: pip install 'meetingplaces[cluster]'."
        ) from error
    start: Any = distributed  # without types
    with dask.config.set({"distributed.scheduler.allowed-failures": LOST_BEFORE}):
        if local is not None:
            with (
                start.LocalCluster(
                    n_workers=int(local[1]), threads_per_worker=1, dashboard_address=":0"
                ) as here,
                start.Client(here) as client,
            ):
                yield DaskWorkers(client)
            return
        try:
            client = start.Client(cluster, timeout=WAIT_S)
        except (OSError, ValueError) as error:
            found = f"'{cluster}', where no scheduler answers"
            raise InputError([Problem(found, "a Dask scheduler", field="cluster")]) from error
        with client:
            yield DaskWorkers(client)
