"""Serving a release over HTTP."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from starlette.types import ASGIApp

from api.app import create_app
from api.web.addresses import check_reached, path_below
from api.web.connections import LimitedProtocol
from api.web.sub_path import below
from geo.collections.layer import Layer
from geo.geocoding import Gazetteer
from geo.model.errors import MeetingplacesError
from geo.model.settings import settings

if TYPE_CHECKING:
    from geo.store.sql_store import SqlStore


class CannotListen(MeetingplacesError):  # noqa: N818 - reads as the state it tells
    """The address and port cannot be listened on."""


def serve(  # noqa: PLR0913 - one parameter per choice
    release: Path | Callable[[], Path],
    host: str,
    port: int,
    *,
    archive: Path | None = None,
    further: Sequence[Layer] = (),
    store: Callable[[], SqlStore] | None = None,
    root_path: str | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve a release until stopped.

    Parameters
    ----------
    store
        Opens the store that the release is built from; without one there is no desk.
    root_path
        Path below which the service stands on its host; that of ``public_url`` if not given.
    ready
        Called when the release is read and the port is bound.

    Raises
    ------
    InputError
        Others can reach the service, and ``public_url`` is not set.
    CannotListen
        The port is in use, or the address is not one of this machine.
    MeetingplacesError
        The release cannot be read.
    """
    check_reached(host)
    path = path_below(root_path)
    with listen(host, port) as listening:
        app = create_app(
            release,
            geocoder=Gazetteer.open(settings().reference),
            archive=archive,
            further=further,
            store=store,
        )
        server = uvicorn.Server(configured(below(app, path)))
        ready()
        server.run(sockets=[listening])


def configured(app: ASGIApp) -> uvicorn.Config:
    """Return how an application is served: with limits on what a connection may do."""
    return uvicorn.Config(
        app,
        http=LimitedProtocol,
        log_level="warning",
        server_header=False,
        forwarded_allow_ips=settings().trusted_proxies,
        timeout_graceful_shutdown=10,
    )


def serve_cities(  # noqa: PLR0913 - one parameter per choice
    names: Sequence[str],
    host: str,
    port: int,
    *,
    further: Sequence[Layer] = (),
    root_path: str | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve several cities until stopped; see `api.cities`.

    Raises
    ------
    CannotListen
        The port is in use, or the address is not one of this machine.
    InputError
        A city is not there.
    MeetingplacesError
        A release cannot be read.
    """
    from api.cities import create_cities

    check_reached(host)
    path = path_below(root_path)
    with listen(host, port) as listening:
        app = create_cities(names, further=further)
        server = uvicorn.Server(configured(below(app, path)))
        ready()
        server.run(sockets=[listening])


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
