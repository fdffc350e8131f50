"""Serving what is installed over HTTP: which applications, in how many processes."""

from __future__ import annotations

import errno
import gc
import socket
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from api.app import create_app, create_router
from api.prices import lanes
from api.v1.ogc.tables import TableCollections
from api.web.addresses import check_reached, path_below
from api.web.connections import LimitedProtocol
from api.web.dear import Lanes
from api.web.geocoder import CityGeocoder
from api.web.sub_path import below
from api.web.watching import Finished, Metrics, Watched, log_access
from geo.collections.layer import Layer
from geo.directory.holder import DirectoryHolder
from geo.model.errors import MeetingplacesError
from geo.model.settings import settings
from geo.pipeline.current import current_release
from geo.release.version import read_version

if TYPE_CHECKING:
    from geo.collections.postgis.stored_collection import StoredCollection
    from geo.store.sql_store import SqlStore


_SWITCH_S: Final = 0.0005
"""How long a thread may go on while others want to; Python's own is ten times as long, and that is
how long a request on the event loop would wait for each thread that works."""


_LONGEST_START_S: Final = 120
"""A worker that does not answer for as long is replaced: starting takes long on a busy machine."""


class CannotListen(MeetingplacesError):  # noqa: N818 - reads as the state it tells
    """The address and port cannot be listened on."""


def no_tables(_: Iterable[str]) -> Sequence[StoredCollection]:
    """Serve nothing from a database."""
    return ()


@dataclass(frozen=True)
class Installation:
    """What is served. Each process makes its own application of it, so it is picklable.

    Attributes
    ----------
    release
        Folder of the release, or a function that returns the one in force.
    archive
        Folder of the frozen releases before it.
    further
        Reads the layers that do not come from the release.
    tables
        Makes the collections that stand in databases; takes the names of the further layers.
    store
        Opens the store that the release is built from; without one there is no desk.
    cities
        Folders of the cities to serve, each with its own release in force; empty for the default
        one alone.
    """

    release: Path | Callable[[], Path] = current_release
    archive: Path | None = None
    further: Callable[[], Sequence[Layer]] = tuple
    tables: Callable[[Iterable[str]], Sequence[StoredCollection]] = no_tables
    store: Callable[[], SqlStore] | None = None
    cities: tuple[str, ...] = ()
    root_path: str | None = None

    def app(self) -> ASGIApp:
        """Make the application that visitors reach, watched as the settings say."""
        sys.setswitchinterval(_SWITCH_S)
        where = lanes(self.behind)
        app, holder = self._front(where)
        watchers: list[Finished] = []
        if settings().metrics_port:
            metrics = Metrics(where, lambda: holder.current.version)
            metrics.serve(settings().metrics_port)
            watchers.append(metrics.tell)
        if settings().access_log:
            watchers.append(log_access())
        gc.freeze()  # what the start made stays: no search for garbage needs to go through it
        return below(Watched(app, watchers) if watchers else app, path_below(self.root_path))

    def _front(self, where: Lanes) -> tuple[ASGIApp, DirectoryHolder]:
        is_ready = settings().planner_idle_min == 0
        if self.cities:
            from api.cities import create_cities

            further = self.further()
            tables = TableCollections(self.tables([layer.name for layer in further]))
            make = partial(create_app, lanes=where, tables=tables, ready_for_planners=is_ready)
            cities = create_cities(self.cities, further=further, make=make)
            return cities, cities.holders[0]
        further = self.further()
        app = create_app(
            self.release,
            geocoder=CityGeocoder(settings().reference),
            archive=self.archive,
            further=further,
            tables=TableCollections(self.tables([layer.name for layer in further])),
            store=self.store,
            lanes=where,
            ready_for_planners=is_ready,
        )
        return app, app.state.directory

    def check(self) -> None:
        """Read what is most likely to be wrong, so that it is said once and not by each process.

        Raises
        ------
        MeetingplacesError
            A release or an own file cannot be read.
        """
        for city in self.cities:
            read_version(current_release(city))
        if not self.cities:
            read_version(self.release() if callable(self.release) else self.release)
        names = [layer.name for layer in self.further()]
        for one in self.tables(names):
            one.database.close()

    def behind(self) -> tuple[ASGIApp, Sequence[DirectoryHolder]]:
        """Make what answers dear questions in a process of its own; see `api.web.background`."""
        if self.cities:
            from api.cities import create_cities

            cities = create_cities(self.cities, further=self.further(), make=create_router)
            return cities, cities.holders
        app = create_router(self.release, archive=self.archive, further=self.further())
        return app, [app.state.directory]


def serve(
    installed: Installation,
    host: str,
    port: int,
    *,
    workers: int = 1,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until stopped.

    Parameters
    ----------
    workers
        How many processes answer.
    ready
        Called when the port is bound and, with one worker, the release is read.

    Raises
    ------
    CannotListen
        The port is in use, or the address is not one of this machine.
    InputError
        A city is not there, or others can reach the service and ``public_url`` is not set.
    MeetingplacesError
        The release cannot be read.
    """
    check_reached(host)
    path_below(installed.root_path)
    with listen(host, port) as listening:
        if workers == 1:
            server = uvicorn.Server(configured(installed.app()))
            ready()
            server.run(sockets=[listening])
            return
        installed.check()
        config = configured(installed.app, workers=workers)
        ready()
        Multiprocess(config, [listening]).run()


def configured(app: ASGIApp | Callable[[], ASGIApp], *, workers: int = 1) -> uvicorn.Config:
    """Return how an application is served: with limits on what a connection may do.

    Parameters
    ----------
    app
        The application, or with several workers what makes it in each of them.
    """
    return uvicorn.Config(
        app,
        factory=workers > 1,
        workers=workers,
        timeout_worker_healthcheck=_LONGEST_START_S,
        http=LimitedProtocol,
        ws="none",
        log_level="warning",
        access_log=False,  # its lines would hold addresses and queries; see `api.web.watching`
        server_header=False,
        forwarded_allow_ips=settings().trusted_proxies,
        timeout_graceful_shutdown=10,
    )


def listen(host: str, port: int) -> socket.socket:
    """Bind a port before anything is read, so that a port in use is reported at once.

    Raises
    ------
    CannotListen
        Says why, in one sentence.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise CannotListen(f"There is no address called '{host}' to listen on.") from error
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(2048)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise CannotListen(
                f"Port {port} on {host} is in use by another program. "
                f"Stop that, or choose another port: --port {port + 1}."
            ) from error
        raise CannotListen(f"Cannot listen on {host}, port {port}: {error.strerror}.") from error
    return listening
