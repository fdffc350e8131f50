"""The map of the workbench: districts, places and names as one drawing that needs no script.

Drawn in the columns and rows of `geo.maps.street_tiles`, so that the streets fit on it, in units
of a picture that is `WIDTH` wide. Fills are the classes of the legend and opaque: whatever lies
below or above, the colour of a district is the colour of its class.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.algorithms.polylabel import polylabel
from shapely.geometry.base import BaseGeometry

from api.planner.figures import FigureRow
from api.planner.labels import Label, Name, place_labels
from geo.maps import street_tiles
from geo.model.crs import ProjectedCrs

WIDTH: Final = 1000
HEIGHT: Final = 760
"""Units of the picture."""
_MARGIN: Final = 24.0
_LEGEND: Final = 215.0
"""Units on the left that the legend covers on a wide screen."""
_SIMPLE: Final = 0.4
"""How far, in units, an outline may be from its border."""
_ROUGH: Final = 4.0
"""The same where names look for room."""
_COARSE: Final = 0.03
"""How far, in columns, the middle of a district may be from where it is."""
_OUTSIDE: Final = 0.04
"""The share of the people on either side of whom a district is too far off for the main map."""


@dataclass(frozen=True, slots=True)
class District:
    """An outline with its row of the table."""

    row: FigureRow
    path: str
    label: Label


@dataclass(frozen=True, slots=True)
class Dot:
    """A place: where, which kind, and whether its door is known."""

    id: str
    name: str
    kind: str
    exact: bool
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Stage:
    """All that is drawn.

    Attributes
    ----------
    tight
        The part of the picture that holds the districts of the main map, as a viewBox.
    inset
        The part of the picture that lies far off, as the viewBox of a second drawing; or empty.
    inset_names
        Names of the districts in it.
    west, north, scale
        Column and row of the top left corner, and units per column, for whoever asks where a point
        is.
    """

    districts: tuple[District, ...]
    dots: tuple[Dot, ...]
    tight: str
    inset: str
    inset_names: tuple[str, ...]
    west: float
    north: float
    scale: float

    @property
    def inset_dots(self) -> tuple[Dot, ...]:
        """The places in the part that lies far off."""
        if not self.inset:
            return ()
        west, north, width, height = map(float, self.inset.split())
        return tuple(
            dot
            for dot in self.dots
            if west <= dot.x <= west + width and north <= dot.y <= north + height
        )

    def showing(self, rows: Iterable[FigureRow]) -> Stage:
        """Return the same drawing with other figures of the same districts."""
        of_code = {row.code: row for row in rows}
        shown = tuple(replace(one, row=of_code[one.row.code]) for one in self.districts)
        return replace(self, districts=shown)

    def clear_of(self, signs: Sequence[tuple[int, int]]) -> Stage:
        """Return the same drawing without the names that would lie under signs at these points."""
        if not signs:
            return self
        at = np.array(signs, dtype=np.float64)
        cleared = (replace(one, label=one.label.clear_of(at)) for one in self.districts)
        return replace(self, districts=tuple(cleared))

    def at(self, lon: float, lat: float) -> tuple[int, int]:
        """Return where a point (EPSG:4326) lies on the picture."""
        column, row = street_tiles.tiles_of(lon, lat)
        return round((column - self.west) * self.scale), round((row - self.north) * self.scale)

    def path(self, shape: BaseGeometry, crs: ProjectedCrs, decimals: int = 0) -> str:
        """Write polygons in metres as a path on the picture, to so many decimals of a unit."""

        def place(points: NDArray[np.float64]) -> NDArray[np.float64]:
            at = np.stack(street_tiles.columns_of(*crs.lon_lat(*points.T)), axis=1)
            placed: NDArray[np.float64] = (at - (self.west, self.north)) * self.scale
            return placed

        return _path(shapely.transform(shape, place), decimals)


def stage(
    shapes: gpd.GeoDataFrame,
    rows: Sequence[FigureRow],
    dots: Iterable[Mapping[str, object]],
    inhabitants: Mapping[str, float],
) -> Stage:
    """Draw the districts of a table and the places in them.

    Parameters
    ----------
    shapes
        Polygons (EPSG:4326) by code; those without a row are left out.
    rows
        The table.
    dots
        Of each place its ``id``, ``name``, ``kind``, whether it is ``exact``, ``lon`` and ``lat``.
    inhabitants
        How many people live in each district, by code, of whatever age: where the city is does not
        depend on whom one asks about.
    """
    drawn = {row.code: row for row in rows if row.code in shapes.index}
    outlines = _outlines(tuple(drawn), tuple(shapes.geometry.loc[list(drawn)]))
    people = {code: inhabitants.get(code, 0.0) for code in drawn}
    near = _near(outlines, people)
    west, north, east, south = shapely.total_bounds([outlines[code] for code in near])
    left = _LEGEND if set(near) != set(drawn) else 0.0
    scale = min(
        (WIDTH - left - 2 * _MARGIN) / max(east - west, 1e-9),
        (HEIGHT - 2 * _MARGIN) / max(south - north, 1e-9),
    )
    west -= left / scale + ((WIDTH - left) / scale - (east - west)) / 2
    north -= (HEIGHT / scale - (south - north)) / 2

    def place(points: NDArray[np.float64]) -> NDArray[np.float64]:
        placed: NDArray[np.float64] = (points - (west, north)) * scale
        return placed

    placed = {code: shapely.transform(shape, place) for code, shape in outlines.items()}
    middles = {code: place(np.array([_middle(one)]))[0] for code, one in outlines.items()}
    order = sorted(drawn, key=lambda code: -people[code])
    known = list(dots)
    at = place(_columns(known))
    names = [
        Name(
            code,
            (drawn[code].name, drawn[code].share_text),
            (float(middles[code][0]), float(middles[code][1])),
            placed[code].simplify(_ROUGH),
            code in near and drawn[code].sure is not None,
        )
        for code in order
    ]
    labels = place_labels(names, at)
    far = [code for code in drawn if code not in near and drawn[code].sure is not None]
    return Stage(
        tuple(
            District(drawn[code], _path(placed[code].simplify(_SIMPLE)), labels[code])
            for code in order
        ),
        tuple(
            Dot(
                str(one["id"]), str(one["name"]), str(one["kind"]), bool(one["exact"]),
                round(x), round(y),
            )
            for one, (x, y) in zip(known, at, strict=True)
        ),
        _box([placed[code] for code in near]),
        _box([placed[code] for code in far]),
        tuple(sorted(drawn[code].name for code in far)),
        float(west),
        float(north),
        float(scale),
    )  # fmt: skip


def _columns(dots: Sequence[Mapping[str, object]]) -> NDArray[np.float64]:
    lon, lat = (np.array([float(str(one[name])) for one in dots]) for name in ("lon", "lat"))
    return np.stack(street_tiles.columns_of(lon, lat), axis=1)


@lru_cache(maxsize=64)
def _columns_of_shapes(shapes: tuple[BaseGeometry, ...]) -> tuple[BaseGeometry, ...]:
    """Return polygons in columns and rows; kept, since the districts are the same all day."""
    return tuple(
        shapely.transform(
            shape, lambda at: np.stack(street_tiles.columns_of(at[:, 0], at[:, 1]), axis=1)
        )
        for shape in shapes
    )


def _outlines(codes: tuple[str, ...], shapes: tuple[BaseGeometry, ...]) -> dict[str, BaseGeometry]:
    return dict(zip(codes, _columns_of_shapes(shapes), strict=True))


@lru_cache(maxsize=512)
def _middle(shape: BaseGeometry) -> tuple[float, float]:
    """Return the point of a shape that is farthest from its border, where a name has most room."""
    parts = sorted(getattr(shape, "geoms", [shape]), key=lambda part: -part.area)
    coarse = shapely.Polygon(parts[0].exterior).simplify(_COARSE)
    if isinstance(coarse, shapely.Polygon) and coarse.area > _COARSE**2:
        at = polylabel(coarse, _COARSE)
    else:
        at = parts[0].representative_point()
    return float(at.x), float(at.y)


def _near(outlines: Mapping[str, BaseGeometry], people: Mapping[str, float]) -> list[str]:
    """Return the districts that the main map shows whole: all but those far off with few people."""
    total = sum(people.values())
    if not total:
        return list(outlines)
    codes = list(outlines)
    middles = np.array([shape.centroid.coords[0] for shape in outlines.values()])
    number = np.array([people[code] for code in codes])
    inside = np.ones(len(codes), dtype=bool)
    for axis in (0, 1):
        order = np.argsort(middles[:, axis])
        before = np.cumsum(number[order])
        kept = (before > _OUTSIDE * total) & (before - number[order] < (1 - _OUTSIDE) * total)
        low, high = middles[order[kept], axis][[0, -1]]
        room = high - low
        inside &= (middles[:, axis] >= low - room / 4) & (middles[:, axis] <= high + room / 4)
    kept_codes = [
        code
        for code, is_inside in zip(codes, inside, strict=True)
        if is_inside and people[code] > 0
    ]
    far = sum(people[code] for code in codes if code not in kept_codes)
    return kept_codes if kept_codes and far < total / 2 else codes


def _box(shapes: Sequence[BaseGeometry]) -> str:
    """Return the viewBox around shapes; empty where there are none."""
    if not shapes:
        return ""
    west, north, east, south = shapely.total_bounds(shapes)
    room = max(east - west, south - north) * 0.04
    return (
        f"{west - room:.0f} {north - room:.0f}"
        f" {east - west + 2 * room:.0f} {south - north + 2 * room:.0f}"
    )


def _path(shape: BaseGeometry, decimals: int = 0) -> str:
    """Write a polygon as a path: where each ring begins, then its steps."""
    units = 10**decimals
    parts = []
    for polygon in getattr(shape, "geoms", [shape]):
        for ring in (polygon.exterior, *polygon.interiors):
            points = np.round(shapely.get_coordinates(ring)[:-1] * units).astype(int)
            if not len(points):
                continue
            steps = np.diff(points, axis=0)
            moved = steps[np.any(steps != 0, axis=1)] / units
            told = " ".join(f"{dx:g} {dy:g}" for dx, dy in moved)
            west, north = points[0] / units
            parts.append(f"M{west:g} {north:g}l{told.replace(' -', '-')}Z")
    return "".join(parts)
