"""The city by night: every place a light, by its shape of which kind, yellow where it is open now.

Drawn once for the start page, from the outlines of the districts: no streets and no tiles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import escape

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.directory.directory import Directory
from geo.directory.symbology import is_drawn
from geo.model.vocabulary import Kind

_SIMPLE_M = 60.0
_UNIT_M = 10.0
"""Metres in a unit of the picture."""
_MOST = (0.05, 0.99)
"""The share of the places between which the picture begins and ends: a town far off would make
the rest too small."""
_MARGIN = 0.10
_LIGHT = 34.0
"""Width of a light, in units."""
_LETTER = 0.58
_NAME = 38.0
"""Height of a name, in units."""


@dataclass(frozen=True, slots=True)
class NightMap:
    """The picture, and the districts with places that do not lie on it."""

    svg: str
    left_out: tuple[str, ...]


def night_map(directory: Directory, lit: Collection[int]) -> NightMap:
    """Draw the city by night.

    Parameters
    ----------
    lit
        Positions of the places that are known to be open now.

    Returns
    -------
    NightMap
        The inside of an SVG with its own ``viewBox``; empty where no place has a point.
    """
    crs = directory.city.projected
    layer = directory.layers["places"]
    precisions, kinds = layer.values.of("precision"), layer.values.of("kind")
    drawn = [
        position
        for position, point in enumerate(layer.shapes)
        if point is not None and not point.is_empty and is_drawn(precisions[position])
    ]
    if not drawn:
        return NightMap("", ())
    points = [layer.shapes[one] for one in drawn]
    at = np.stack(crs.xy([one.x for one in points], [one.y for one in points]), axis=1)
    low, high = np.quantile(at, _MOST, axis=0)
    room = (high - low).max() * _MARGIN
    (west, south), (east, north) = (
        (float(corner[0]), float(corner[1])) for corner in (low - room, high + room)
    )
    view = shapely.box(west, south, east, north)
    outlines = [
        shapely.transform(one, lambda at: np.stack(crs.xy(at[:, 0], at[:, 1]), axis=1))
        for one in directory.layers["gebieden"].shapes
    ]
    known = directory.layers["gebieden"].values
    lived_in = [bool(one) for one in known.of("residential")]
    land = [
        f'<path class="{"land" if residential else "land far"}" d="{path}"/>'
        for shape, residential in zip(outlines, lived_in, strict=True)
        if (path := _path(shape.simplify(_SIMPLE_M), west, north))
    ]
    lights = [
        _light((point - (west, north)) / _UNIT_M, Kind(kinds[one]), one in lit)
        for one, point in zip(drawn, at, strict=True)
    ]
    lights.sort(key=lambda light: "on" in light)
    inhabited = [
        (str(name), shape.representative_point())
        for name, shape, residential in zip(known.of("name"), outlines, lived_in, strict=True)
        if residential
    ]
    names = _names([one for one in inhabited if one[1].within(view)], west, north)
    width, height = (east - west) / _UNIT_M, (north - south) / _UNIT_M
    return NightMap(
        f'<svg class="city" viewBox="0 0 {width:.0f} {height:.0f}" aria-hidden="true">'
        f"{''.join(land)}{''.join(lights)}{''.join(names)}</svg>",
        tuple(name for name, point in inhabited if not point.within(view)),
    )


def _light(at: np.ndarray, kind: Kind, is_lit: bool) -> str:  # noqa: FBT001 - a fact of the light
    """Draw one place: a house or a circle, with a glow where it is open."""
    x, y, half = at[0], -at[1], _LIGHT / 2
    glow = f'<circle class="glow" cx="{x:.0f}" cy="{y:.0f}" r="{_LIGHT * 1.6:.0f}"/>'
    shape = (
        f'<path class="{{}}" d="M{x - half:.0f} {y:.0f}l{half:.0f}-{half:.0f} {half:.0f} {half:.0f}'
        f'v{half:.0f}h-{_LIGHT:.0f}Z"/>'
        if kind is Kind.HUIS_VAN_DE_WIJK
        else f'<circle class="{{}}" cx="{x:.0f}" cy="{y:.0f}" r="{half:.0f}"/>'
    )
    name = "house" if kind is Kind.HUIS_VAN_DE_WIJK else "room"
    return glow + shape.format("on") if is_lit else shape.format(name)


def _names(points: list[tuple[str, shapely.Point]], west: float, north: float) -> Iterator[str]:
    """Write the names of the districts, those that would cover another left out."""
    taken: list[BaseGeometry] = []
    for name, point in points:
        x, y = (point.x - west) / _UNIT_M, (north - point.y) / _UNIT_M
        half = _NAME * _LETTER * len(name) / 2
        box = shapely.box(x - half, y - _NAME, x + half, y + _NAME / 2)
        if any(box.intersects(other) for other in taken):
            continue
        taken.append(box)
        yield f'<text x="{x:.0f}" y="{y:.0f}">{escape(name)}</text>'


def _path(shape: BaseGeometry, west: float, north: float) -> str:
    parts = []
    for polygon in getattr(shape, "geoms", [shape]):
        x, y = (np.asarray(part) for part in polygon.exterior.xy)
        points = np.round(np.stack([x - west, north - y], 1) / _UNIT_M).astype(int)
        steps = np.diff(points, axis=0)[:-1]
        told = " ".join(f"{dx} {dy}" for dx, dy in steps).replace(" -", "-")
        parts.append(f"M{points[0][0]} {points[0][1]}l{told}Z")
    return "".join(parts)
