"""A small map of one place: streets, districts and the places around it, as SVG.

Drawn from our own data, so that it needs no background map, no script and no other server. It is
dark where the page that shows it is.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.city.walking.network import Network
from geo.directory.directory import Directory
from geo.directory.symbology import NAMES, is_drawn
from geo.maps.drawing import Drawing, Extent
from geo.model.vocabulary import Kind, Precision

WIDTH_PX: Final = 720
HEIGHT_PX: Final = 420
_HALF_HEIGHT_M: Final = 450.0
_MM: Final = 120.0
"""Width on paper, in millimetres; signs and lines are drawn for that size."""
_STREET_MM, _BUURT_MM = 2.6, 3.6
"""Height of names."""
_STREETS_NAMED = 14
_STREETS_LOOKED_AT = 80
_LETTER = 0.66
"""Width of a letter relative to its height, a generous estimate."""


def draw_place(
    directory: Directory, position: int, network: Network, streets: pd.DataFrame
) -> bytes | None:
    """Draw a map of where a place is.

    Parameters
    ----------
    position
        Row of the place in `Directory.places`.
    streets
        Their names: ``street``, and the middle of each as ``lon`` and ``lat`` (EPSG:4326).

    Returns
    -------
    bytes or None
        SVG; None where the place has no point that may be drawn.
    """
    place = directory.places.iloc[position]
    if place.geometry is None or place.geometry.is_empty or not is_drawn(place["precision"]):
        return None
    x, y = (
        float(number) for number in directory.city.projected.xy(place.geometry.x, place.geometry.y)
    )
    doubt = 0.0
    if place["precision"] != Precision.ADDRESS:
        doubt = float(place["uncertainty_m"] or 0.0)
    half = max(_HALF_HEIGHT_M, 1.25 * doubt)
    wide = half * WIDTH_PX / HEIGHT_PX
    drawing = Drawing(
        Extent(x - wide, y - half, x + wide, y + half, directory.city.projected),
        _MM,
        str(place["name"]),
        on_page=True,
    )
    buurten = directory.buurten.to_crs(directory.city.crs)
    inside = buurten[buurten.intersects(drawing.extent.box())]
    start = network.x[network.a], network.y[network.a]
    end = network.x[network.b], network.y[network.b]
    drawing.lines(start, end, colour=drawing.colour("street"), width_mm=0.7)
    edge, own_colour = drawing.colour("edge"), drawing.colour(NAMES[Kind(place["kind"])])
    drawing.areas(inside.geometry, "none", line=edge, width_mm=0.35, dashes_mm="1.5 1")
    if doubt:
        ring = shapely.Point(x, y).buffer(doubt)
        drawing.areas([ring], "none", line=own_colour, width_mm=0.6, dashes_mm="2 1.4")
    others = directory.places.drop(index=directory.places.index[position])
    others = others[others["precision"].map(is_drawn)]
    drawing.signs(others, size_mm=4.5)
    drawing.signs(directory.places.iloc[[position]], size_mm=9.0)
    own = place["street"] if isinstance(place["street"], str) else ""
    named = _names(streets, drawing.extent, own, _STREET_MM * drawing.mm)
    drawing.names([point for _, point in named], [name for name, _ in named], size_mm=_STREET_MM)
    drawing.names(inside.geometry, inside["name"], size_mm=_BUURT_MM)
    return drawing.svg(follows_setting=True).encode()


def _names(
    streets: pd.DataFrame, extent: Extent, own: str, size: float
) -> list[tuple[str, BaseGeometry]]:
    """Choose the street names that fit: its own below the sign, then the nearest."""
    x, y = (extent.west + extent.east) / 2, (extent.south + extent.north) / 2
    at_x, at_y = extent.crs.xy(streets["lon"], streets["lat"])
    far = np.hypot(at_x - x, at_y - y)
    chosen: list[tuple[str, BaseGeometry]] = []
    taken = [shapely.box(x - 3 * size, y - 3 * size, x + 3 * size, y + 3 * size)]
    if own:
        half, below = size * _LETTER * len(own) / 2, y - 3.2 * size
        taken.append(shapely.box(x - half, below - size, x + half, below + size))
        chosen.append((own, shapely.Point(x, below).buffer(1)))
    free = shapely.box(
        extent.west + size, extent.south + 3 * size, extent.east - 5 * size, extent.north - size
    )
    for row in np.argsort(far, kind="stable")[:_STREETS_LOOKED_AT]:
        name = str(streets["street"].iloc[row])
        if any(name == other for other, _ in chosen):
            continue  # it runs through several buurten
        half = size * _LETTER * len(name) / 2
        box = shapely.box(at_x[row] - half, at_y[row] - size, at_x[row] + half, at_y[row] + size)
        if free.contains(box) and not any(box.intersects(other) for other in taken):
            taken.append(box)
            chosen.append((name, shapely.Point(at_x[row], at_y[row]).buffer(1)))
    return chosen[:_STREETS_NAMED]
