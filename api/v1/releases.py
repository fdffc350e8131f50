"""The releases: the one in use and those of the archive, each as a file that never changes."""

from __future__ import annotations

import asyncio
import base64
import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import IO, TypeVar

import orjson
from fastapi import Request, Response
from starlette.exceptions import HTTPException

from api.v1.ogc.documents import respond_document
from api.v1.ogc.forms import Representation, read_form
from api.web.byte_ranges import respond_file
from api.web.http import JSON, PUBLIC, api_url, content_tag, directory_of
from api.web.parameters import read_query
from api.web.problems import RETRY_SECONDS, NotFound, quoted
from geo.directory.directory import Directory
from geo.io import checksums
from geo.model.errors import ReleaseError
from geo.release.archive import Archive, Frozen, pack, release_about, release_id

ZIP = "application/zip"
FOREVER = "public, max-age=31536000, immutable"
"""For a frozen release, which never changes."""

_Found = TypeVar("_Found")
_log = logging.getLogger("meetingplaces")


@dataclass(frozen=True, slots=True)
class _Release:
    """An available release: what it is, and its zip as a file or as bytes."""

    about: Frozen
    is_frozen: bool
    content: Path | bytes


async def releases(request: Request) -> Response:
    """List the releases, newest first."""
    form = read_form(request)
    directory = directory_of(request)
    offered = await _read(_offered, directory)
    api = api_url(request)
    document = {
        "releases": [_describe(one, directory, api) for one in offered],
        "links": [_link("self", f"{api}/releases", JSON, "This document")],
    }
    return _respond(request, "releases", document, form)


async def release(request: Request) -> Response:
    """Describe one release."""
    form = read_form(request)
    directory = directory_of(request)
    found = await _read(_find, directory, request.path_params["release"])
    return _respond(request, "release", _describe(found, directory, api_url(request)), form)


async def release_file(request: Request) -> Response:
    """Send one release as a zip."""
    read_query(request, {})
    found = await _read(_find, directory_of(request), request.path_params["release"])
    sha256 = found.about.sha256
    digest = base64.b64encode(bytes.fromhex(sha256)).decode()
    headers = {
        "etag": f'"{sha256}"',
        "cache-control": FOREVER if found.is_frozen else PUBLIC,
        "repr-digest": f"sha-256=:{digest}:",  # RFC 9530
        "digest": f"sha-256={digest}",  # RFC 3230, which older clients know
    }
    if _has_already(request, sha256):
        return Response(status_code=304, headers=headers)
    headers["content-disposition"] = f'attachment; filename="meetingplaces-{found.about.file}"'
    headers["content-type"] = ZIP
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return respond_file(request, await _read(_opened, found), raw)


def _respond(
    request: Request, kind: str, document: dict[str, object], form: Representation
) -> Response:
    # Freezing a release changes this list, but not the release in use.
    tag = content_tag(orjson.dumps(document))
    return respond_document(request, kind, document, form=form, tag=tag)


async def _read(find: Callable[..., _Found], *asked: object) -> _Found:
    """Read from disk in a thread; if that fails, ask the client to try again."""
    try:
        return await asyncio.to_thread(find, *asked)
    except ReleaseError as error:
        _log.warning("A release cannot be read: %s", error)
        retry = {"retry-after": str(RETRY_SECONDS)}
        detail = "This release cannot be read at the moment. Try again later."
        raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, detail, retry) from error


def _offered(directory: Directory) -> list[_Release]:
    """Return every release, newest first."""
    archive = directory.history.archive
    frozen = [_from_archive(archive, one) for one in reversed(archive.releases)]
    known = {one.version for one in archive.releases}
    return frozen if directory.history.current.version in known else [_current(directory), *frozen]


def _find(directory: Directory, release_id: str) -> _Release:
    archive = directory.history.archive
    frozen = archive.find(release_id)
    if frozen is not None:
        archive.content(frozen)  # reads it, and refuses one that was changed since
        return _from_archive(archive, frozen)
    if release_id == directory.history.current.release:
        return _current(directory)
    raise NotFound(f"There is no release {quoted(release_id)}; /v1/releases lists those there are.")


def _from_archive(archive: Archive, frozen: Frozen) -> _Release:
    return _Release(frozen, is_frozen=True, content=archive.path(frozen))


def _current(directory: Directory) -> _Release:
    about, content = _packed(directory.folder, directory.history.current.version)
    return _Release(about, is_frozen=False, content=content)


@lru_cache(maxsize=2)
def _packed(folder: Path, version: str) -> tuple[Frozen, bytes]:
    """Pack the release in use, once."""
    content = pack(folder)
    about = release_about(content)
    if about["version"] != version:
        raise ReleaseError(f"{folder} was replaced while it was read.")
    name = release_id(about["date"], version)
    sha256 = checksums.digest(content)
    return Frozen(name, about["date"], version, len(content), sha256), content


def _opened(one: _Release) -> IO[bytes]:
    if not isinstance(one.content, Path):
        return io.BytesIO(one.content)
    try:
        return one.content.open("rb")
    except OSError as error:
        raise ReleaseError(f"{one.content} cannot be read: {error.strerror}.") from error


def _describe(one: _Release, directory: Directory, api: str) -> dict[str, object]:
    about = one.about
    here = f"{api}/releases/{about.id}"
    return {
        "id": about.id,
        "date": about.date,
        "version": about.version,
        "current": about.version == directory.history.current.version,
        "frozen": one.is_frozen,
        "bytes": about.bytes,
        "sha256": about.sha256,
        "links": [
            _link("self", here, JSON, f"Release {about.id}"),
            _link("enclosure", f"{here}.zip", ZIP, "All tables of this release"),
            _link("related", f"{api}/changes?since={about.id}", JSON, "Changes since this release"),
        ],
    }


def _link(rel: str, href: str, media_type: str, title: str) -> dict[str, str]:
    return {"rel": rel, "href": href, "type": media_type, "title": title}


def _has_already(request: Request, tag: str) -> bool:
    asked = request.headers.get("if-none-match", "")
    return not {part.strip().removeprefix("W/") for part in asked.split(",")}.isdisjoint(
        {"*", f'"{tag}"'}
    )
