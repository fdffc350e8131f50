"""The files of a map: Leaflet, added by the build, and our own scripts and styles."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from urllib.parse import urlsplit

from geo.model.errors import MeetingplacesError

VENDOR = Path(__file__).parents[1] / "_vendor"
"""Leaflet and Leaflet.markercluster from npm, unchanged; made by ``hatch_build.py``."""

MAP = Path(__file__).parent / "_map"
"""Scripts, styles and templates shared by the web page and the standalone map."""

SCRIPTS = (
    "cards", "clusters", "districts", "icons", "places", "popups", "rings", "view", "draw",
)  # fmt: skip
"""The modules of `MAP`, each after those that it imports."""

_IMAGE = re.compile(r"url\((images/[\w.-]+\.png)\)")
_MODULE_SYNTAX = re.compile(r"^(?:import .*\n|export )", re.MULTILINE)


def read(file: Path) -> str:
    """Read a script or style.

    Parameters
    ----------
    file
        A file in `VENDOR` or `MAP`.

    Raises
    ------
    MeetingplacesError
        The file is missing: the package was not built.
    """
    if not file.is_file():
        raise MeetingplacesError(
            f"The map needs {file.name}, which the build fetches with npm and puts in "
            f"{file.parent}. Install the package again: pip install ."
        )
    return file.read_text(encoding="utf-8")


def style_with_images(file: Path) -> str:
    """Read a style sheet, embedding the images that it names as data URLs.

    Parameters
    ----------
    file
        A style sheet in `VENDOR`.
    """

    def inline(match: re.Match[str]) -> str:
        image = base64.b64encode((file.parent / match[1]).read_bytes()).decode()
        return f"url(data:image/png;base64,{image})"

    return _IMAGE.sub(inline, read(file))


def joined_script() -> str:
    """Join our modules into one script, for a page that can fetch nothing.

    Returns
    -------
    str
        A script that defines ``meetingplaces`` with ``cards``, ``districtLayer``, ``draw``
        and ``mapOptions``.
    """
    modules = "\n".join(_MODULE_SYNTAX.sub("", read(MAP / f"{name}.js")) for name in SCRIPTS)
    offered = "return { cards, districtLayer, draw, mapOptions };"
    return f"const meetingplaces = (() => {{\n{modules}\n{offered}\n}})();"


def tile_origin(tile_url: str) -> str:
    """Return the origin of tiles, as a Content-Security-Policy writes it.

    Parameters
    ----------
    tile_url
        Template of a background map; empty for none.

    Returns
    -------
    str
        ``https://service.pdok.nl``, or an empty text for no tiles.
    """
    if not tile_url:
        return ""
    parts = urlsplit(tile_url.replace("{s}", "*"))
    return f"{parts.scheme}://{parts.netloc}"
