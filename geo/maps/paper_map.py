"""The small map on a printed list: districts, streets where there is room, and numbered signs.

Numbers are those of the list. Everything can be distinguished in greyscale, by shape and by word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import pandas as pd
import shapely

from geo.city.walking.network import Network
from geo.directory.directory import Directory
from geo.directory.symbology import is_drawn
from geo.maps.drawing import Drawing, Extent
from geo.model.crs import ProjectedCrs

_AROUND_M = 450.0
"""Least distance shown around every place, in metres."""
_STREETS_BELOW = 40.0
_BUURTEN_BELOW = 70.0
"""Metres per millimetre of paper from which streets and buurten would be a grey stain."""
_MOST_NUMBERS = 60
"""With more signs, numbers would cover each other and the signs."""


def draw(  # noqa: PLR0913 - what a map on paper can show
    directory: Directory,
    numbers: Mapping[int, int],
    label: str,
    *,
    width_mm: float,
    height_mm: float,
    network: Network | None = None,
    gebied: str = "",
    start: tuple[float, float] | None = None,
    on_page: bool = False,
) -> str:
    """Draw the places of a list.

    Parameters
    ----------
    numbers
        Position of each place of the list, with its number there. Places without a point that one
        can walk to are left out, as on every map.
    network
        The streets, drawn where the scale is large enough; None draws none.
    gebied
        Code of a gebied to show as a whole; empty for none.
    start
        Point that distances are measured from: longitude and latitude in EPSG:4326.
    on_page
        Whether it stands on a page that may be dark, not on paper.

    Returns
    -------
    str
        An SVG picture in EPSG:28992; empty where there is nothing to show.
    """
    places = directory.places.iloc[list(numbers)]
    places = places[places["precision"].map(is_drawn).astype(bool)]
    gebieden, buurten = (
        directory.gebieden.to_crs(directory.city.crs),
        directory.buurten.to_crs(directory.city.crs),
    )
    seen = _seen(places, gebieden[gebieden["code"] == gebied], start, directory.city.projected)
    if seen.empty:
        return ""
    extent = Extent.around(seen, ratio=width_mm / height_mm)
    drawing = Drawing(extent, width_mm, label, on_page=on_page)
    ink, edge = drawing.colour("ink"), drawing.colour("edge")
    if network is not None and drawing.mm < _STREETS_BELOW:
        ends = ((network.x[side], network.y[side]) for side in (network.a, network.b))
        drawing.lines(*ends, colour=drawing.colour("street"), width_mm=0.3)
    close = drawing.mm < _BUURTEN_BELOW
    if close:
        drawing.areas(buurten.geometry, "none", line=edge, width_mm=0.15, dashes_mm="0.9 0.7")
    drawing.areas(gebieden.geometry, "none", line=edge, width_mm=0.4)
    chosen = gebieden[gebieden["code"] == gebied]
    drawing.areas(chosen.geometry, "none", line=ink, width_mm=0.8)
    drawing.signs(places, size_mm=4.2)
    if len(places) <= _MOST_NUMBERS:
        drawing.numbers(
            places.geometry, [str(numbers[int(position)]) for position in places.index], size_mm=2.7
        )
    named = buurten if close else gebieden
    drawing.names(named.geometry, named["name"], size_mm=2.5)
    if start is not None:
        drawing.cross(*start, size_mm=3.5)
    return drawing.svg()


def _seen(
    places: gpd.GeoDataFrame,
    gebied: gpd.GeoDataFrame,
    start: tuple[float, float] | None,
    crs: ProjectedCrs,
) -> gpd.GeoSeries:
    """Collect what the map must show, each with some room around it."""
    shapes: Sequence[gpd.GeoSeries] = [places.geometry.to_crs(crs.code).buffer(_AROUND_M)]
    if not gebied.empty:
        # A place may lie just across the border: show both.
        shapes = [*shapes, gebied.geometry]
    if start is not None:
        x, y = crs.xy(*start)
        around = shapely.Point(float(x), float(y)).buffer(_AROUND_M)
        shapes = [*shapes, gpd.GeoSeries([around], crs=crs.code)]
    return gpd.GeoSeries(pd.concat(shapes, ignore_index=True), crs=crs.code)
