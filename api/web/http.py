"""What every response shares: validators, compression, headers and the URL of the service.

Bodies are bytes. `respond` turns them into a response with an entity tag, sends 304 where the
client already has them, and compresses. `CommonHeaders` is plain ASGI, as everything in the path of
every request should be: it costs microseconds.
"""

from __future__ import annotations

import gzip
import logging
import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import orjson
from fastapi import Request, Response
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web import problems
from api.web.addresses import site_url
from api.web.cache import cache
from geo.directory.directory import Directory

TITLE: Final = "Meetingplaces"
"""Name of the service."""
API_VERSION: Final = "1.0.0"
"""Version of the API (semantic versioning); its major number is that in the path."""
API_ROOT: Final = "/v1"
"""Path of the API."""
STATIC_ROOT: Final = "/static/"
"""Path below which scripts, styles and pictures are served as files."""

JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"

PUBLIC: Final = "public, max-age=60"
"""For what is the same for everyone: fresh for a minute, then revalidated with the entity tag."""
PRIVATE: Final = "private, max-age=60"
"""For responses to a request that may reveal where somebody lives: not in shared caches."""
NO_STORE: Final = "no-store"

_SMALLEST_TO_COMPRESS = 1000

HEADERS: Final = (
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        (
            b"accept-ranges, api-version, content-crs, content-disposition, content-length, "
            b"content-range, etag, link, location, repr-digest, retry-after"
        ),
    ),
    (b"api-version", API_VERSION.encode()),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-opener-policy", b"same-origin"),
    # Open data, and pages that other sites may embed; the desk keeps its own to itself.
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
"""Headers of every response that does not set them itself, as pages do."""
_NAMES: Final = frozenset(name for name, _ in HEADERS)
_POLICY: Final = b"content-security-policy"
_PREFLIGHT: Final = (
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS"),
    (b"access-control-allow-headers", b"accept, accept-language, if-none-match, range"),
    (b"access-control-max-age", b"86400"),
    (b"allow", b"GET, HEAD, OPTIONS"),
)

_log = logging.getLogger("meetingplaces")


def directory_of(request: Request) -> Directory:
    """Return the directory in use; a request asks once and keeps to it."""
    directory: Directory = request.app.state.directory.current
    return directory


def pages_of(request: Request) -> Directory:
    """Return the directory of the city whose pages are asked for; see `directory_of`."""
    directory: Directory = request.app.state.pages.current
    return directory


def api_url(request: Request) -> str:
    """Return the URL of the API as the client reached it, without a trailing slash."""
    return f"{site_url(request.scope)}{API_ROOT}"


def release_tag(directory: Directory) -> str:
    """Return the entity tag of what depends only on the release and the URL.

    An entity tag belongs to one URL, query included, so the version of the data and that of the API
    together say whether the bytes are the same.
    """
    return f"{directory.version}-{API_VERSION}"


def content_tag(body: bytes) -> str:
    """Return the entity tag of what depends on more than the release: a checksum of the bytes."""
    return blake2b(body, digest_size=12).hexdigest()


def respond(  # noqa: PLR0913 - keyword only
    request: Request,
    body: bytes,
    media_type: str,
    *,
    tag: str | None = None,
    cache_control: str = PUBLIC,
    headers: Sequence[tuple[bytes, bytes]] = (),
    vary: bytes = b"Accept-Encoding",
) -> Response:
    """Send bytes: 304 where the client has them, compressed where it accepts that.

    Parameters
    ----------
    tag
        What changes if and only if these bytes change; None for a response that is not cached.
    cache_control
        Who may cache it, and how long.
    headers
        Further headers, such as ``Content-Crs``.
    vary
        Headers of the request that decide what is answered.

    Returns
    -------
    Response
        With ``ETag``, ``Cache-Control`` and ``Vary``.
    """
    asked = {name: value for name, value in request.scope["headers"] if name in _NEGOTIATION}
    compress = len(body) >= _SMALLEST_TO_COMPRESS and takes_gzip(asked.get(b"accept-encoding", b""))
    answered = [(b"cache-control", cache_control.encode()), (b"vary", vary), *headers]
    if tag is not None:
        # The compressed bytes differ, so a strong entity tag must differ too.
        entity_tag = f'"{tag}-gzip"' if compress else f'"{tag}"'
        answered.append((b"etag", entity_tag.encode()))
        if has_already(asked.get(b"if-none-match", b""), tag):
            return _Written(b"", 304, answered)
    if compress:
        body = _gzipped(body)
        answered.append((b"content-encoding", b"gzip"))
    answered.append((b"content-type", media_type.encode()))
    answered.append((b"content-length", str(len(body)).encode()))
    return _Written(body, 200, answered)


def respond_json(
    request: Request,
    content: object,
    *,
    tag: str | None = None,
    cache_control: str = PUBLIC,
) -> Response:
    """Send JSON; see `respond`."""
    return respond(request, orjson.dumps(content), JSON, tag=tag, cache_control=cache_control)


_NEGOTIATION: Final = frozenset((b"accept-encoding", b"if-none-match"))


class _Written(Response):
    """A response of bytes, headers included: none is encoded or added."""

    def __init__(self, body: bytes, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        self.status_code = status
        self.background = None
        self.body = body
        self.raw_headers = headers


def compresses(request: Request) -> bool:
    """Return whether a large answer to a request is compressed."""
    return any(
        name == b"accept-encoding" and takes_gzip(value) for name, value in request.scope["headers"]
    )


def takes_gzip(accept_encoding: bytes) -> bool:
    """Return whether the client accepts gzip; ``gzip;q=0`` says that it does not."""
    for part in accept_encoding.lower().split(b","):
        coding, _, parameters = part.partition(b";")
        if coding.strip() == b"gzip":
            quality = parameters.replace(b" ", b"")
            return re.fullmatch(rb"q=0(\.0*)?", quality) is None
    return False


def has_already(if_none_match: bytes, tag: str) -> bool:
    """Compare entity tags weakly, as RFC 9110 section 13.1.2 requires for If-None-Match."""
    if not if_none_match:
        return False
    known = {part.strip().removeprefix(b"W/") for part in if_none_match.split(b",")}
    return not known.isdisjoint((b"*", f'"{tag}"'.encode(), f'"{tag}-gzip"'.encode()))


def _gzipped(body: bytes) -> bytes:
    """Compress frequent responses once: they are found again by their own bytes."""
    compressed = cache().get(body)
    if compressed is None:
        compressed = gzip.compress(body, compresslevel=6, mtime=0)
        cache().keep(body, compressed, len(body) + len(compressed))
    return bytes(compressed)


class CommonHeaders:
    """Middleware for what applies to every response, errors included.

    It adds the headers of every response, answers HEAD as GET without a body, tells browsers that
    other sites may read (CORS), compresses files, and turns an unexpected error into a problem
    document without a stack trace.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressing = GZipMiddleware(app, minimum_size=_SMALLEST_TO_COMPRESS, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                given = message["headers"]
                known = {name for name, _ in given}
                missing: tuple[tuple[bytes, bytes], ...] = HEADERS
                if not known.isdisjoint(_NAMES):
                    if _POLICY in known:  # it says itself who may frame it
                        known.add(b"x-frame-options")
                    missing = tuple(header for header in HEADERS if header[0] not in known)
                message = {**message, "headers": [*given, *missing]}
            elif is_head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        if scope["method"] == "OPTIONS":
            await _Written(b"", 204, list(_PREFLIGHT))(scope, receive, send_with_headers)
            return
        if is_head:
            scope = {**scope, "method": "GET"}
        # `respond` compresses its own responses, frequent ones only once; files remain.
        app = self._compressing if scope["path"].startswith(STATIC_ROOT) else self._app
        try:
            await app(scope, receive, send_with_headers)
        except Exception:
            _log.exception("An unexpected error, at %s", scope["path"])
            if started:
                raise
            await problems.unforeseen()(scope, receive, send_with_headers)
