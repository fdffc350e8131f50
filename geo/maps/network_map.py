"""A map of what was found in a walking network: islands, gaps, and people far from every way."""

from __future__ import annotations

from html import escape

import geopandas as gpd

from geo.maps.drawing import Drawing, Extent
from geo.registers.network_check import NetworkFindings

_LAND = "#fbfbf9"
_BORDER = "#46535f"
_ISLAND = "#7b1fa2"
_FAR = "#b35806"
_DEAD_END = "#5b1a3c"
_WIDTH_MM = 280.0
_SIGN_MM = 1.6


def draw_findings(found: NetworkFindings, districts: gpd.GeoDataFrame) -> str:
    """Draw findings on the outlines of districts, as one SVG picture with a legend.

    Parameters
    ----------
    districts
        Polygons with a ``name``; findings outside their rectangle are left out.

    Returns
    -------
    str
        SVG; each kind has a colour and a shape of its own.
    """
    crs = found.gaps.crs
    shapes = districts.to_crs(crs)
    extent = Extent.around(shapes.geometry, ratio=2.0)
    drawing = Drawing(extent, _WIDTH_MM, _legend(found))
    drawing.areas(shapes.geometry, _LAND, line=_BORDER, width_mm=0.2)
    half = _SIGN_MM / 2 * drawing.mm
    drawing.areas(found.far.geometry.buffer(half, cap_style="square"), _FAR)
    drawing.areas(found.islands.geometry.buffer(0.3 * drawing.mm, quad_segs=1), _ISLAND)
    drawing.areas(
        found.gaps.geometry.buffer(half, quad_segs=3), "none", line=_DEAD_END, width_mm=0.35
    )
    drawing.names(shapes.geometry, shapes["name"], size_mm=2.4)
    text, size = escape(_legend(found)), 3.2 * drawing.mm
    words = f'<text x="{size:.0f}" y="{2 * size:.0f}" font-size="{size:.0f}">{text}</text>'
    return drawing.svg().replace("</svg>", f"{words}</svg>")


def _legend(found: NetworkFindings) -> str:
    return (
        f"Walking network: {len(found.islands)} islands (violet), {len(found.gaps)} dead ends near "
        f"another way (rings), {len(found.far)} squares with people far from every way (orange)"
    )
