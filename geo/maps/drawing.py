"""The map on paper: one SVG picture, for a report, a council paper, or to edit in Inkscape.

Drawn in the reference system of the city, one unit per metre, so that it is true to scale. It needs
no library to draw and no screen; `geo.maps.printing` makes PNG and PDF of a page that holds it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from geo.city.walking.snapping import Floats
from geo.directory.palette import LIGHT, picture_style, var
from geo.directory.symbology import Symbol
from geo.maps import shades
from geo.model.crs import ProjectedCrs

_Box: TypeAlias = tuple[float, float, float, float]
_SIGN = 32
_NICE = (1, 2, 5)
_COLOURS = ("land", "street", "edge", "ink", "halo", "house", "room", "onkind", "gone")
"""Those that a map on a page is drawn in."""
_LETTER = 0.68
"""Width of a bold letter relative to its height, on average."""


@dataclass(frozen=True, slots=True)
class Extent:
    """A part of the map: west, south, east and north in metres, in a projected system."""

    west: float
    south: float
    east: float
    north: float
    crs: ProjectedCrs

    @classmethod
    def around(cls, shapes: gpd.GeoSeries, *, margin: float = 0.03, ratio: float) -> Extent:
        """Return the extent around shapes, with a given ratio of width to height.

        Parameters
        ----------
        shapes
            In a projected reference system, in metres.
        margin
            Share of the larger side that is left free around them.
        """
        west, south, east, north = shapes.total_bounds
        free = margin * max(east - west, north - south)
        width, height = east - west + 2 * free, north - south + 2 * free
        width, height = max(width, height * ratio), max(height, width / ratio)
        x, y = (west + east) / 2, (south + north) / 2
        crs = ProjectedCrs.of(shapes.crs.to_string())
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2, crs)

    @property
    def width(self) -> float:
        """Metres from west to east."""
        return self.east - self.west

    @property
    def height(self) -> float:
        """Metres from south to north."""
        return self.north - self.south

    def box(self) -> BaseGeometry:
        """Return it as a shape."""
        return shapely.box(self.west, self.south, self.east, self.north)


class Drawing:
    """A map that grows layer by layer, the lowest first.

    Parameters
    ----------
    width_mm
        Printed width; sizes of signs and lines are millimetres on that paper.
    label
        What the picture shows, in words, for people who cannot see it.
    hatch_mm
        Distance between the lines of the hatch.
    on_page
        Whether the colours are those of the page that it stands on, which may be dark; if not,
        those by day, as any program that shows SVG understands them.
    """

    def __init__(
        self,
        extent: Extent,
        width_mm: float,
        label: str,
        *,
        hatch_mm: float = 2.0,
        on_page: bool = False,
    ) -> None:
        self.extent = extent
        self._on_page = on_page
        self.mm = extent.width / width_mm
        """Metres in a millimetre of paper."""
        self._label = label
        self._hatch_mm = hatch_mm
        self._parts: list[str] = []
        self._sign_boxes: list[_Box] = []
        bar = (0.0, extent.height - 9 * self.mm, extent.width / 6 + 8 * self.mm, extent.height)
        north = (extent.width - 9 * self.mm, 2 * self.mm, extent.width, 14 * self.mm)
        self._name_boxes: list[_Box] = [bar, north]
        self._signs: dict[str, Symbol] = {}
        self._box = extent.box()

    def colour(self, name: str) -> str:
        """Return a colour of the palette by its name, as this map writes it."""
        return var(name) if self._on_page else LIGHT[name]

    def fill(self, shade: str) -> str:
        """Return the fill of a shade of `geo.maps.shades`, for `areas`."""
        return shades.fill(shade, colour=self.colour)

    def areas(
        self,
        shapes: Iterable[BaseGeometry],
        fills: str | Iterable[str],
        *,
        line: str = "none",
        width_mm: float = 0.0,
        dashes_mm: str = "",
    ) -> None:
        """Add polygons in the system of the extent, each with its fill."""
        listed = list(shapes)
        colours = [fills] * len(listed) if isinstance(fills, str) else list(fills)
        dashed = ""
        if dashes_mm:
            lengths = " ".join(f"{float(one) * self.mm:.0f}" for one in dashes_mm.split())
            dashed = f' stroke-dasharray="{lengths}"'
        paths = "".join(
            f'<path d="{self._path(shape)}" fill="{fill}"/>'
            for shape, fill in zip(listed, colours, strict=True)
            if shape.intersects(self._box)
        )
        self._parts.append(
            f'<g stroke="{line}" stroke-width="{width_mm * self.mm:.1f}" stroke-linejoin="round"'
            f' fill-rule="evenodd"{dashed}>{paths}</g>'
        )

    def lines(
        self,
        start: tuple[Floats, Floats],
        end: tuple[Floats, Floats],
        *,
        colour: str,
        width_mm: float,
    ) -> None:
        """Add straight lines between points in the system of the extent."""
        inside = np.ones(len(start[0]), dtype=bool)
        for x, y in (start, end):
            inside &= (x > self.extent.west) & (x < self.extent.east)
            inside &= (y > self.extent.south) & (y < self.extent.north)
        x0, y0 = self._at(start[0][inside], start[1][inside])
        x1, y1 = self._at(end[0][inside], end[1][inside])
        path = "".join(
            f"M{a:.0f} {b:.0f}L{c:.0f} {d:.0f}" for a, b, c, d in zip(x0, y0, x1, y1, strict=True)
        )
        self._parts.append(
            f'<path d="{path}" stroke="{colour}" stroke-width="{width_mm * self.mm:.1f}"'
            ' fill="none"/>'
        )

    def signs(self, places: gpd.GeoDataFrame, *, size_mm: float) -> None:
        """Add the signs of places (EPSG:4326), the northernmost first."""
        inside = places.geometry.to_crs(self.extent.crs.code).intersects(self._box)
        shown = places[inside]
        shown = shown.iloc[np.argsort(-shown.geometry.y.to_numpy(), kind="stable")]
        x, y = self._at(*self.extent.crs.xy(shown.geometry.x, shown.geometry.y))
        side = size_mm * self.mm
        for place, at_x, at_y in zip(shown.to_dict("records"), x, y, strict=True):
            symbol = Symbol.of(place)
            self._signs[symbol.name] = symbol
            half = side / 2
            self._sign_boxes.append((at_x - half, at_y - half, at_x + half, at_y + half))
            self._parts.append(
                f'<use href="#{symbol.name}" x="{at_x - side / 2:.0f}" y="{at_y - side / 2:.0f}"'
                f' width="{side:.0f}" height="{side:.0f}"/>'
            )

    def numbers(self, points: gpd.GeoSeries, numbers: Iterable[str], *, size_mm: float) -> None:
        """Write a number beside each point (EPSG:4326), clear of signs and other numbers.

        Draw the signs first. A number without room goes to the right of its sign.
        """
        size = size_mm * self.mm
        side = self._sign_boxes[0][2] - self._sign_boxes[0][0] if self._sign_boxes else 0.0
        x, y = self._at(*self.extent.crs.xy(points.x, points.y))
        for at_x, at_y, number in zip(x, y, numbers, strict=True):
            width, gap = size * _LETTER * len(number), side / 2 + size * 0.1
            middles = [
                (at_x + gap + width / 2, at_y),
                (at_x - gap - width / 2, at_y),
                (at_x, at_y - gap - size * 0.4),
                (at_x, at_y + gap + size * 0.4),
            ]
            boxes = [
                (mx - width / 2, my - size * 0.45, mx + width / 2, my + size * 0.45)
                for mx, my in middles
            ]
            taken = [*self._sign_boxes, *self._name_boxes]
            free = (box for box in boxes if not any(_overlap(box, other) for other in taken))
            box = next(free, boxes[0])
            self._name_boxes.append(box)
            self._parts.append(
                f'<text x="{(box[0] + box[2]) / 2:.0f}" y="{box[3] - size * 0.1:.0f}"'
                f' font-size="{size:.0f}" text-anchor="middle" font-weight="700"'
                f' fill="{self.colour("ink")}" stroke="{self.colour("halo")}"'
                f' stroke-width="{size / 3.5:.0f}" paint-order="stroke"'
                f' stroke-linejoin="round">{escape(number)}</text>'
            )

    def cross(self, lon: float, lat: float, *, size_mm: float) -> None:
        """Mark a point (EPSG:4326) with a ring and a cross through it."""
        x, y = (float(one) for one in self._at(*self.extent.crs.xy(lon, lat)))
        half = size_mm * self.mm / 2
        path = f"M{x - half:.0f} {y:.0f}h{2 * half:.0f}M{x:.0f} {y - half:.0f}v{2 * half:.0f}"
        ring = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{half * 0.6:.0f}" fill="none"/>'
        for colour, width in ((self.colour("halo"), 0.9), (self.colour("ink"), 0.4)):
            self._parts.append(
                f'<g stroke="{colour}" stroke-width="{width * self.mm:.1f}">'
                f'<path d="{path}"/>{ring}</g>'
            )

    def names(
        self, shapes: Iterable[BaseGeometry], names: Iterable[str], *, size_mm: float
    ) -> None:
        """Write a name in each polygon, near its middle where no sign or other name stands.

        A name for which there is no room is left out.
        """
        size = size_mm * self.mm
        for shape, name in zip(shapes, names, strict=True):
            seen = shape.intersection(self._box)
            if seen.is_empty or seen.area < shape.area / 3:
                continue
            largest = max(getattr(seen, "geoms", [seen]), key=lambda part: part.area)
            point = shapely.maximum_inscribed_circle(largest, tolerance=20).coords[0]
            width = size * _LETTER * len(name)
            x, y = self._at(*point)
            inside = min(max(x, width / 2), self.extent.width - width / 2)
            spot = self._free(inside, y, width, size)
            if spot is None:
                continue
            x, y = spot
            self._parts.append(
                f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size:.0f}" text-anchor="middle"'
                f' font-weight="600" fill="{self.colour("ink")}" stroke="{self.colour("halo")}"'
                f' stroke-width="{size / 4:.0f}"'
                f' paint-order="stroke" stroke-linejoin="round">{escape(name)}</text>'
            )

    def _free(self, x: float, y: float, width: float, height: float) -> tuple[float, float] | None:
        """Return the nearest point above or below where a text covers no sign and no other name."""
        spots = [
            (x - width / 2, at - height * 0.8, x + width / 2, at + height * 0.25)
            for at in (y + step * height * 0.7 for step in (0, 1, -1, 2, -2, 3, -3, 4, -4))
        ]
        taken = [*self._sign_boxes, *self._name_boxes]
        for box in spots:
            if not any(_overlap(box, other) for other in taken):
                self._name_boxes.append(box)
                return x, box[3] - height * 0.25
        return None

    def svg(self, *, follows_setting: bool = False) -> str:
        """Return the picture, with a scale bar and a north arrow.

        Parameters
        ----------
        follows_setting
            Whether it carries the colours of a page within it, light and dark: for a picture that
            stands in a file of its own.
        """
        width, height = self.extent.width, self.extent.height
        defs = shades.hatch(round(self._hatch_mm * self.mm, 1), colour=self.colour) + "".join(
            f'<symbol id="{name}" viewBox="0 0 {_SIGN} {_SIGN}">'
            f"{symbol.drawing(on_page=self._on_page)}</symbol>"
            for name, symbol in sorted(self._signs.items())
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(self._label)}"'
            f' viewBox="0 0 {width:.0f} {height:.0f}" font-family="sans-serif" direction="ltr">'
            f"{picture_style(*_COLOURS) if follows_setting else ''}<defs>{defs}</defs>"
            f'<rect width="{width:.0f}" height="{height:.0f}" fill="{self.colour("land")}"/>'
            f"{''.join(self._parts)}{self._scale_bar()}</svg>"
        )

    def _at(self, x: ArrayLike, y: ArrayLike) -> tuple[Any, Any]:
        """Turn metres into units of the picture, from its top left."""
        return np.asarray(x) - self.extent.west, self.extent.north - np.asarray(y)

    def _path(self, shape: BaseGeometry) -> str:
        clipped = shapely.intersection(shape, self._box.buffer(self.mm * 2))
        parts = []
        for polygon in getattr(clipped, "geoms", [clipped]):
            if polygon.geom_type != "Polygon" or polygon.is_empty:
                continue
            for ring in (polygon.exterior, *polygon.interiors):
                x, y = self._at(*ring.xy)
                points = "L".join(f"{a:.0f} {b:.0f}" for a, b in zip(x[:-1], y[:-1], strict=True))
                parts.append(f"M{points}Z")
        return "".join(parts)

    def _scale_bar(self) -> str:
        """Draw a bar of a round length, about a sixth of the width, and the north arrow."""
        metres = _nice(self.extent.width / 6)
        words = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"  # noqa: PLR2004
        mm, height, width = self.mm, self.extent.height, self.extent.width
        x, y = 4 * mm, height - 4 * mm
        size = 2.6 * mm
        ink, paper = self.colour("ink"), self.colour("halo")
        halo = f'stroke="{paper}" stroke-width="{size / 4:.0f}" paint-order="stroke"'
        north_x, north_y = width - 6 * mm, 11 * mm
        return (
            f'<path d="M{x:.0f} {y - 1.5 * mm:.0f}V{y:.0f}H{x + metres:.0f}V{y - 1.5 * mm:.0f}"'
            f' fill="none" stroke="{ink}" stroke-width="{0.4 * mm:.1f}"/>'
            f'<text x="{x + mm:.0f}" y="{y - mm:.0f}" font-size="{size:.0f}" fill="{ink}" {halo}>'
            f"{words}</text>"
            f'<path d="M{north_x:.0f} {north_y - 7 * mm:.0f}l{2 * mm:.0f} {5 * mm:.0f}'
            f'l{-2 * mm:.0f} {-1.2 * mm:.0f}l{-2 * mm:.0f} {1.2 * mm:.0f}Z" fill="{ink}"'
            f' stroke="{paper}" stroke-width="{0.3 * mm:.1f}"/>'
            f'<text x="{north_x:.0f}" y="{north_y + size / 2:.0f}" font-size="{size:.0f}"'
            f' text-anchor="middle" fill="{ink}" {halo}>N</text>'
        )


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _nice(metres: float) -> float:
    """Return the largest of 1, 2, 5, 10, … that is not more."""
    power = 10.0 ** math.floor(math.log10(metres))
    return max(one for one in _NICE if one * power <= metres) * power
