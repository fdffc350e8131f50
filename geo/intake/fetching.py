"""Fetching from an address that somebody typed, without reaching into a private network.

Every connection is checked, after each redirect too: the name is resolved once, each of its
addresses must be public, and the connection goes to the address that was checked (so a name that
resolves differently the second time gains nothing). Proxies of the environment are not used, as
they would connect in our place. See OWASP, *Server-Side Request Forgery Prevention*.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Iterable, Mapping
from typing import Any, Self

import httpcore
import httpx

from geo.intake.incoming import MAX_BYTES, too_much
from geo.model.errors import InputError, MeetingplacesError, Problem
from geo.model.said import Said

TIMEOUT = httpx.Timeout(30.0, connect=10.0)
"""Seconds to wait for an answer."""
_ATTEMPTS = 2
_PAUSE_S = 0.5
_MAX_REDIRECTS = 5
_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})
_AGENT = "meetingplaces (import of a list)"


class Fetcher:
    """Fetches from public addresses, once more where a service fails.

    Parameters
    ----------
    allowed
        Hosts of a private network that the operator lists, as ``host`` or ``host:port``.
    """

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        transport = httpx.HTTPTransport(trust_env=False)
        # httpx has no public way to say how connections are made.
        transport._pool = httpcore.ConnectionPool(  # noqa: SLF001
            ssl_context=httpx.create_ssl_context(trust_env=False),
            network_backend=_PublicOnly(allowed),
        )
        self._client = httpx.Client(
            transport=transport,
            timeout=TIMEOUT,
            follow_redirects=True,
            max_redirects=_MAX_REDIRECTS,
            trust_env=False,
            headers={"User-Agent": _AGENT},
        )

    def __enter__(self) -> Self:
        """Fetch within a block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self._client.close()

    def get(self, url: str, params: Mapping[str, str] | None = None) -> httpx.Response:
        """Fetch an address.

        Parameters
        ----------
        params
            Added to the query of the address.

        Returns
        -------
        httpx.Response
            With status 200 and its whole content.

        Raises
        ------
        InputError
            When the address is none, lies in a private network, or its content is too large.
        MeetingplacesError
            When it does not answer, or refuses.
        """
        address = httpx.URL(url)
        if address.scheme not in {"http", "https"} or not address.host:
            found = f"'{url}'"
            raise InputError([Problem(found, Said("an address with http or https"), file=url)])
        for attempt in range(1, _ATTEMPTS + 1):
            last = attempt == _ATTEMPTS
            try:
                response = self._once(address.copy_merge_params(dict(params or {})))
            except httpx.TransportError as error:
                if last:
                    raise MeetingplacesError(Said("%(url)s cannot be reached.", url=url)) from error
            except httpx.TooManyRedirects as error:
                raise MeetingplacesError(Said("%(url)s redirects without end.", url=url)) from error
            else:
                if response.status_code == httpx.codes.OK:
                    return response
                if last or response.status_code not in _TRY_AGAIN:
                    status = str(response.status_code)
                    raise MeetingplacesError(
                        Said("%(url)s answered with status %(status)s.", url=url, status=status)
                    )
            time.sleep(_PAUSE_S)
        raise AssertionError  # the last attempt returns or raises

    def _once(self, url: httpx.URL) -> httpx.Response:
        with self._client.stream("GET", url) as response:
            content = bytearray()
            for part in response.iter_bytes():
                content += part
                if len(content) > MAX_BYTES:
                    raise too_much(Said("a larger answer"), MAX_BYTES, str(url))
            response._content = bytes(content)  # noqa: SLF001 - as Response.read() keeps it
            return response


class _PublicOnly(httpcore.SyncBackend):
    """Connects to public addresses, and to hosts that the operator lists."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(host.strip().lower() for host in allowed if host.strip())

    def connect_tcp(self, host: str, port: int, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        if not self._allowed & {host.lower(), f"{host.lower()}:{port}"}:
            host = _public_address(host, port)
        return super().connect_tcp(host, port, *args, **options)

    def connect_unix_socket(self, path: str, *_: Any, **__: Any) -> Any:  # noqa: ANN401
        raise httpcore.ConnectError(path)


def _public_address(host: str, port: int) -> str:
    """Resolve a host to an address that was checked.

    Raises
    ------
    InputError
        When one of its addresses is not public.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(f"{host} is not known: {error}") from error
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    for address in addresses:
        mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
        if not (mapped or address).is_global or address.is_multicast:
            what = Said("an address that is not public")
            expected = Said(
                "a host on the public internet; an operator lists others in "
                "MEETINGPLACES_IMPORT_HOSTS"
            )
            raise InputError([Problem(what, expected, file=host)])
    return str(addresses[0])
