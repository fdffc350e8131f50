"""A process of lower priority that answers dear requests, so that nobody else waits for them.

Threads of one process take turns at running Python, and a library that computes for a second keeps
the turn for as long: then nobody is answered. This process has turns of its own, and the system
lets it run where nothing else wants to. It is started when it is first needed, is ended when one
answer takes too long, and may end by itself when nothing was asked of it for some minutes, so that
its memory is given back.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import math
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.reduction import recv_handle, send_handle
from typing import Final, cast

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Scope

from api.web.addresses import ROOT
from api.web.replies import LargeBody, Reply, reply_of
from geo.directory.holder import DirectoryHolder
from geo.io.memory import keep_freed_memory, return_freed_memory

Make = Callable[[], tuple[ASGIApp, Sequence[DirectoryHolder]]]
"""Makes what answers, and tells the directories in it."""

NICENESS: Final = 10
"""How much the process gives way; 19 is the most."""
MOST_CPU_S: Final = 30
"""An answer that takes more processor time is given up; the dearest one that is allowed is
estimated at 5 seconds."""
LONGEST_S: Final = 300.0
"""The same for time on the clock, of which more passes where the machine is busy with others."""
IDLE_S: Final = 300.0
_RETRY_S: Final = 60
_SENT: Final = frozenset(
    (
        *("type", "http_version", "method", "scheme", "server", "headers"),
        *("path", "raw_path", "query_string", "root_path", ROOT),
    )
)
"""What the process is told of a request; not where it came from."""

_log = logging.getLogger("meetingplaces")


class GivenUpError(HTTPException):
    """An answer took too long, or the process that worked on it is gone."""

    def __init__(self) -> None:
        super().__init__(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "This took too long and was given up. Ask for less, or try again later.",
            {"retry-after": str(_RETRY_S)},
        )


class BackgroundProcess:
    """One process, which answers one request after the other.

    Parameters
    ----------
    make
        Makes the application; it is called in the process, so it must be picklable.
    longest_s, idle_s
        After how many seconds an answer is given up, and an idle process ends; infinite for never.
    """

    def __init__(self, make: Make, longest_s: float = LONGEST_S, idle_s: float = IDLE_S) -> None:
        self._make = make
        self._longest_s = longest_s
        self._idle_s = idle_s
        self._waiting = ThreadPoolExecutor(1, "background")
        self._running: tuple[SpawnProcess, Connection] | None = None
        self._ending: asyncio.TimerHandle | None = None

    async def reply(self, version: str, scope: Scope) -> Reply:
        """Answer a request as a whole.

        Parameters
        ----------
        version
            Of the release in use; where it is another one, the process looks which one is there.

        Raises
        ------
        GivenUpError
            It takes too long; the process was ended.
        Exception
            What the application raised.
        """
        loop = asyncio.get_running_loop()
        if self._ending is not None:
            self._ending.cancel()
        told = {name: value for name, value in scope.items() if name in _SENT}
        try:
            return await loop.run_in_executor(self._waiting, self._ask, version, told)
        finally:
            if self._idle_s < math.inf:
                self._ending = loop.call_later(self._idle_s, self.end)

    @property
    def pid(self) -> int | None:
        """The number of the process, if there is one now."""
        return self._running[0].pid if self._running else None

    def end(self) -> None:
        """End the process; another one starts when something is asked again."""
        if self._ending is not None:
            self._ending.cancel()
        running, self._running = self._running, None
        if running is not None:
            running[0].kill()  # the thread that waits for an answer is told by that

    def _ask(self, version: str, scope: Scope) -> Reply:
        try:
            if self._running is None or not self._running[0].is_alive():
                self._start()
            _, connection = cast("tuple[SpawnProcess, Connection]", self._running)
            connection.send((version, scope))
            if not connection.poll(self._longest_s):
                self.end()
                raise GivenUpError
            answer = connection.recv()
            if isinstance(answer, Exception):
                raise answer
            status, headers, body = answer
            if isinstance(body, int):
                body = LargeBody(recv_handle(connection), body)
        except (EOFError, OSError) as error:
            self.end()
            raise GivenUpError from error
        return Reply(status, headers, body)

    def _start(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=_work, args=(theirs, self._make), daemon=True)
        process.start()
        theirs.close()
        self._running = process, ours
        if not ours.poll(self._longest_s):
            self.end()
            raise GivenUpError
        ours.recv()


def _work(connection: Connection, make: Make) -> None:
    """Answer what is asked until the other side is gone."""
    os.nice(NICENESS)
    keep_freed_memory()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which then ends this
    app, holders = make()
    connection.send(None)
    known = ""
    with asyncio.Runner() as runner:
        while True:
            try:
                version, scope = connection.recv()
            except (EOFError, OSError):
                return
            try:
                if version != known:
                    for holder in holders:
                        holder.refresh()
                    gc.collect()
                    return_freed_memory()  # that of the release before
                known = version
                _allow(MOST_CPU_S)
                _send(connection, runner.run(reply_of(app, scope)))
            except Exception as error:  # noqa: BLE001 - the server handles it
                _log.exception("An unexpected error in the background, at %s", scope["path"])
                # Not every exception can be sent, so another one says the same.
                connection.send(RuntimeError(f"{type(error).__name__}: {error}"))


def _allow(seconds: int) -> None:
    """Let the system end this process where it uses more processor time than this from now on."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + seconds, most))


def _send(connection: Connection, reply: Reply) -> None:
    if isinstance(reply.body, bytes):
        connection.send((reply.status, reply.headers, reply.body))
    else:
        connection.send((reply.status, reply.headers, reply.body.size))
        send_handle(connection, reply.body.file, os.getppid())
