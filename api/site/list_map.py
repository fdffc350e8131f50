"""What the map beside a list begins with: where the visitor is, the district, names around it."""

from __future__ import annotations

import orjson
import shapely

from api.site.searching import start_label
from api.web.cache import of_release
from api.web.i18n import translations
from api.web.served import base
from geo.directory.directory import Directory
from geo.model.vocabulary import Language
from geo.search import SearchResult, StartKind
from geo.search.parts import DISTRICTS

_OUTLINE_M = 25.0
"""How far the outline of a district on the map may be from the true one."""


def start_on_map(answer: SearchResult, language: Language) -> dict[str, object]:
    """Say where the visitor is, and from where what is within a walk can be fetched."""
    start = answer.start
    if start is None or start.what in DISTRICTS:
        return {"start": None, "startLabel": "", "reach": ""}
    where = start_label(start, language)
    here = (
        translations(language).gettext("You are here")
        if start.what is StartKind.HERE
        else translations(language).gettext("Here: %(place)s") % {"place": where}
    )
    return {
        "start": [round(start.lat, 5), round(start.lon, 5)],
        "startLabel": here,
        "startDoubt": round(start.uncertainty_m) if start.vague else 0,
        "reach": f"{base()}/reach?lat={start.lat:.4f}&lon={start.lon:.4f}",
    }


def outline(answer: SearchResult, directory: Directory) -> object:
    """Return the outline of the district that was asked for, as GeoJSON; None for none."""
    start, gebied = answer.start, answer.question.gebied
    if start is not None and start.what in DISTRICTS:
        layer = directory.gebieden if start.what is StartKind.GEBIED else directory.buurten
        chosen = layer[layer["name"] == start.label]
    elif gebied:
        chosen = directory.gebieden[directory.gebieden["code"] == gebied]
    else:
        return None
    if chosen.empty:
        return None
    flat = chosen.geometry.to_crs(directory.city.crs).simplify(_OUTLINE_M).to_crs("EPSG:4326")
    shape = shapely.set_precision(flat.iloc[0], 1e-5)
    return orjson.loads(shapely.to_geojson(shape))


_NAMES_WITHIN_DEG = 0.03
"""How far from the start the names of neighbourhoods are on the map, in degrees of latitude."""


def nearby_names(answer: SearchResult, directory: Directory) -> list[tuple[str, float, float]]:
    """Name the neighbourhoods around the start, each with a point in it: latitude, longitude."""
    start = answer.start
    if start is None:
        return []
    return [
        (name, lat, lon)
        for name, lat, lon in _named_points(directory)
        if abs(lat - start.lat) < _NAMES_WITHIN_DEG and abs(lon - start.lon) < 2 * _NAMES_WITHIN_DEG
    ]


@of_release
def _named_points(directory: Directory) -> tuple[tuple[str, float, float], ...]:
    points = directory.buurten.geometry.representative_point()
    return tuple(
        (str(name), round(point.y, 5), round(point.x, 5))
        for name, point in zip(directory.buurten["name"], points, strict=True)
    )
