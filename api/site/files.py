"""Scripts, styles, Leaflet and pictures, as files that a browser may keep.

Pages link to them below a URL with a version in it, ``/static/v-0123456789abcdef/``, which changes
when any of them does, so browsers keep them for a year and never request them again. The same files
are available without that part, or with an older version, and are then kept for a minute.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from os import PathLike, stat_result
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from api.web.http import PUBLIC
from geo.directory import palette
from geo.maps.assets import MAP, VENDOR

STATIC: Final = Path(__file__).parents[1] / "static"
FOLDERS: Final = {"vendor/": VENDOR, "map/": MAP, "": STATIC}
"""The folders below the URL of the files; the general one comes last."""
COLOURS: Final = "palette.css"
"""The only one that is not a file: the colours, from `geo.directory.palette`."""
IMMUTABLE: Final = "public, max-age=31536000, immutable"


@cache
def version() -> str:
    """Return the checksum of all files; computed once, when the first page is written."""
    digest = blake2b(palette.stylesheet().encode(), digest_size=8)
    for folder in FOLDERS.values():
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            digest.update(file.relative_to(folder).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def address() -> str:
    """Return the URL below which the current files are, without a trailing slash."""
    return f"/static/v-{version()}"


def mount(app: FastAPI) -> None:
    """Serve the files, with and without a version in the URL."""
    for root in ("/static/v-{version}", "/static"):
        app.add_route(f"{root}/{COLOURS}", _colours, ["GET"])
        for name, folder in FOLDERS.items():
            app.mount(f"{root}/{name}".rstrip("/"), _Files(directory=folder, check_dir=False))


class _Files(StaticFiles):
    """Files that say how long they may be cached."""

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Answer with a file, or with 304."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["cache-control"] = _kept(scope)
        return response


def _colours(request: Request) -> Response:
    headers = {"cache-control": _kept(request.scope)}
    return Response(palette.stylesheet(), media_type="text/css", headers=headers)


def _kept(scope: Scope) -> str:
    return IMMUTABLE if scope["path_params"].get("version") == version() else PUBLIC
