"""A part of a file, by its bytes (RFC 9110, section 14).

GDAL (and so QGIS and R) and DuckDB read a remote file this way: its header, its index, and then
what they need. GDAL refuses a GeoPackage from a service that cannot do this.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import IO, Final

from fastapi import Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

_CHUNK: Final = 1 << 18
_ONE_PART: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII | re.IGNORECASE)


def respond_file(
    request: Request,
    file: IO[bytes],
    headers: Sequence[tuple[bytes, bytes]],
    *,
    in_parts: bool = True,
) -> Response:
    """Send a file, or the requested part of it; the file is closed at the end.

    Parameters
    ----------
    request
        Its headers `Range` and `If-Range` are used. A request for several parts, or in a unit other
        than bytes, gets the whole file, as the standard allows.
    headers
        Headers of the response; those about length and range are added.
    in_parts
        Whether a part may be asked for; otherwise the whole is sent, as the standard allows.

    Raises
    ------
    HTTPException
        416, if the part lies outside the file.
    """
    size = file.seek(0, os.SEEK_END)
    kept = [header for header in headers if header[0] != b"content-length"]
    kept.append((b"accept-ranges", b"bytes" if in_parts else b"none"))
    tag = dict(headers).get(b"etag", b"").decode("latin-1")
    part = _part(request, size, tag) if in_parts else None
    if part is not None and not part:
        file.close()
        raise HTTPException(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            f"The file has {size} bytes; the requested part lies outside it.",
            {"content-range": f"bytes */{size}"},
        )
    if part is not None:
        kept.append((b"content-range", f"bytes {part[0]}-{part[-1]}/{size}".encode()))
    sent = range(size) if part is None else part
    status = HTTPStatus.OK if part is None else HTTPStatus.PARTIAL_CONTENT
    response = StreamingResponse(_chunks(file, sent), status)
    response.raw_headers = [*kept, (b"content-length", str(len(sent)).encode())]
    return response


def _part(request: Request, size: int, tag: str) -> range | None:
    """Return the requested bytes: None is the whole file, an empty range none of it."""
    found = _ONE_PART.fullmatch(request.headers.get("range", ""))
    if request.method != "GET" or found is None or found.groups() == ("", ""):
        return None
    if request.headers.get("if-range", tag) != tag:
        return None  # the client has part of another version of the file
    first, last = found.groups()
    if not first:
        return range(max(size - int(last), 0), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


def _chunks(file: IO[bytes], sent: range) -> Iterator[bytes]:
    with file:
        file.seek(sent.start)
        left = len(sent)
        while left and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
