"""Where the service is reached: the start of every link that it writes.

The setting ``public_url`` says it. Without that, only this machine may reach the service, so the
``Host`` of a request is believed where it names this machine, and no other.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.types import Scope

from geo.model.errors import InputError, Problem
from geo.model.settings import settings

ROOT: Final = "meetingplaces.root"
"""Key of a request for the path below which the service stands; see `api.web.sub_path`."""

_HOST = re.compile(r"(?P<name>[A-Za-z0-9._\-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")


def site_url(scope: Scope) -> str:
    """Return the URL of the site as the client reached it, without a trailing slash."""
    public = settings().public_url
    if public:
        return public.rstrip("/")
    address, port = scope.get("server") or ("localhost", None)
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    given = host.decode("latin-1")
    read = _HOST.fullmatch(given)
    if read is None or not (read["name"] == address or is_loopback(read["name"].strip("[]"))):
        given = f"{address}:{port}" if port else str(address)
    return f"{scope['scheme']}://{given}{scope.get(ROOT, '')}"


def path_below(asked: str | None = None) -> str:
    """Return the path below which the service stands; empty where it has the host to itself.

    Parameters
    ----------
    asked
        The path that the operator gave; that of ``public_url`` where None.

    Raises
    ------
    InputError
        It is no path, or not that of ``public_url``.
    """
    public = settings().public_url
    of_public = urlsplit(public).path.rstrip("/")
    if asked is None:
        return of_public
    path = asked.rstrip("/")
    if not re.fullmatch(r"(/[A-Za-z0-9._~-]+)*", path):
        raise InputError([Problem(asked, "a path such as /meetingplaces", field="--root-path")])
    if public and path != of_public:
        expected = f"the path of MEETINGPLACES_PUBLIC_URL, '{of_public}'"
        raise InputError([Problem(asked, expected, field="--root-path")])
    return path


def check_reached(host: str) -> None:
    """Refuse to be reached from elsewhere without knowing by which address.

    Parameters
    ----------
    host
        The address to listen on.

    Raises
    ------
    InputError
        Others can reach it, and ``public_url`` is not set.
    """
    if not settings().public_url and not is_loopback(host):
        raise InputError(
            [
                Problem(
                    f"{host}, which others can reach",
                    "MEETINGPLACES_PUBLIC_URL, the address that they use, such as "
                    "https://plekken.example.org; or --host 127.0.0.1",
                    field="--host",
                )
            ]
        )


def is_loopback(name: str) -> bool:
    """Return whether a name or address is that of this machine for itself."""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name.lower() == "localhost"
