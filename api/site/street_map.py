"""Our own map: streets as tiles, what is within a walk, and a glance of a list for a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING

import numpy as np
import orjson
import shapely
from fastapi import APIRouter, Request, Response
from shapely.geometry.base import BaseGeometry
from starlette.exceptions import HTTPException

from api.site import asked
from api.site.asked import this_minute
from api.site.layout import render_part
from api.site.shared import descriptions, network
from api.web.finder import finder
from api.web.http import NO_STORE, PRIVATE, respond
from geo.directory import marks
from geo.directory.directory import Directory
from geo.directory.holder import DirectoryHolder
from geo.directory.palette import picture_style
from geo.maps import street_tiles
from geo.maps.rings import slide
from geo.maps.street_tiles import UNITS
from geo.model.crs import ProjectedCrs
from geo.model.vocabulary import Precision
from geo.search.parts import DISTRICTS, MAIN, MINUTES

if TYPE_CHECKING:
    from geo.city.walking.network import Network
    from geo.search import SearchResult

_METHODS = ["GET", "HEAD"]
_SVG = "image/svg+xml"
SHORT_MINUTES = 5
"""The shorter walk, drawn within the longer one."""
WIDE = 2.08
"""Width of the glance divided by its height."""
_LEAST_HALF, _STREETS_HALF = 0.32, 1.1
"""Half the height of the glance in tiles (one is some 1.5 km): the least, and the most at which
streets are drawn."""
_ROOM = 1.25
"""How much wider than its pins the glance is."""
_COARSE = 1.6
"""How far, in units, a street on the glance may be from where it runs."""
_PIN = 30 / 390
"""Width of a pin on the glance, as a share of its own."""
_MOST_PINS = 40
_COLOURS = (
    "land", "street", "reach", "reachline", "halo", "house", "room", "onkind", "gone", "ink",
    "lamp", "frame", "card", "edge",
)  # fmt: skip


def pages(holder: DirectoryHolder) -> APIRouter:
    """Make the routes."""
    router = APIRouter(include_in_schema=False, default_response_class=Response)

    @router.api_route("/streets/{x}/{y}.svg", methods=_METHODS)
    def streets(request: Request, x: int, y: int) -> Response:
        most = 2**street_tiles.ZOOM
        if not (0 <= x < most and 0 <= y < most):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        directory = holder.current
        body = _tile(network(), directory.city.projected, x, y)
        return respond(request, body, _SVG, tag=directory.version)

    @router.api_route("/reach", methods=_METHODS)
    def within(request: Request, lat: float, lon: float) -> Response:
        directory = holder.current
        if directory.point_problem(lon, lat) is not None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        body = _reach(network(), directory.city.projected, round(lon, 4), round(lat, 4))
        # Where somebody is, is private: not even the browser's own cache may keep it.
        return respond(request, body, "application/geo+json", cache_control=NO_STORE)

    @router.api_route("/peek.svg", methods=_METHODS)
    def peek(request: Request) -> Response:
        directory, now = holder.current, this_minute()
        question = asked.read(request.query_params, directory, "nl", now)
        answer = finder().answer(directory, question.question, now)
        body = _peek(directory, question, answer)
        kept = NO_STORE if question.located else PRIVATE
        return respond(request, body, _SVG, cache_control=kept)

    return router


@lru_cache(maxsize=512)
def _tile(walked: Network, crs: ProjectedCrs, x: int, y: int) -> bytes:
    return street_tiles.tile(walked, crs, x, y)


@lru_cache(maxsize=128)
def _pool(walked: Network, crs: ProjectedCrs, lon: float, lat: float, minutes: int) -> BaseGeometry:
    """Return what is within a walk of a point, in EPSG:4326."""
    # What walks rest on is heavy, and no page needs it before somebody asks.
    from geo.city.walking.reach import reach
    from geo.search.distances import METRES_PER_MINUTE

    x, y = (float(one) for one in crs.xy(lon, lat))
    pool = reach(walked, x, y, minutes * METRES_PER_MINUTE)
    return shapely.transform(
        pool, lambda points: np.stack(crs.lon_lat(points[:, 0], points[:, 1]), axis=1)
    )


def _reach(walked: Network, crs: ProjectedCrs, lon: float, lat: float) -> bytes:
    """Write what is within 15 and 5 minutes on foot as GeoJSON."""
    features = []
    for minutes in (MINUTES, SHORT_MINUTES):
        pool = shapely.set_precision(_pool(walked, crs, lon, lat, minutes), 1e-5)
        features.append(
            {
                "type": "Feature",
                "properties": {"minutes": minutes},
                "geometry": orjson.loads(shapely.to_geojson(pool)),
            }
        )
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def _peek(directory: Directory, question: asked.SearchRequest, answer: SearchResult) -> bytes:
    """Draw the places of the first page that lie within a walk, with their numbers."""
    crs, start = directory.city.projected, answer.start
    shapes = directory.layers["places"].shapes
    described = descriptions(directory, "nl")
    drawn = [
        (number, one, street_tiles.tiles_of(point.x, point.y))
        for number, one in enumerate(question.listed(answer), start=1)
        if one.part in MAIN
        and described[one.position].on_map
        and (point := shapes[one.position]) is not None
    ][:_MOST_PINS]
    of_point = start is not None and start.what not in DISTRICTS
    here = street_tiles.tiles_of(start.lon, start.lat) if start is not None and of_point else None
    frame = _Frame.around([at for _, _, at in drawn], here)
    pool = ""
    if start is not None and of_point:
        inside = _pool(network(), crs, round(start.lon, 4), round(start.lat, 4), MINUTES)
        pool = frame.path(inside)
    outlines = [frame.path(one) for one in directory.gebieden.geometry] if frame.is_large else []
    streets = "" if frame.is_large else street_tiles.path(network(), crs, frame.box, simple=_COARSE)
    known = directory.layers["places"].values
    doubts, precisions = known.of("uncertainty_m"), known.of("precision")
    rings = [
        0.0
        if precisions[entry.position] == Precision.ADDRESS
        else (doubts[entry.position] or 0.0) / street_tiles.metres_per_unit(at[1])
        for _, entry, at in drawn
    ]
    middles = [(frame.x(at[0]), frame.y(at[1])) for _, _, at in drawn]
    stand = slide(middles, rings, frame.width * _PIN)
    pins = [
        {
            "number": number,
            "symbol": described[entry.position].symbol,
            "state": str(entry.opening.state),
            "x": round(x),
            "y": round(y),
            "middle": middle,
            "ring": round(ring),
        }
        for (number, entry, _), (x, y), middle, ring in reversed(
            list(zip(drawn, stand, middles, rings, strict=True))
        )
    ]
    return render_part(
        "peek.svg",
        width=round(frame.width),
        height=round(frame.height),
        colours=picture_style(*_COLOURS),
        marks=marks.sheet(),
        streets=streets,
        outlines=outlines,
        pool=pool,
        here=None if here is None else (round(frame.x(here[0])), round(frame.y(here[1]))),
        pins=pins,
        pin=frame.width * _PIN,
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """The part of the map that the glance shows, in columns and rows of `street_tiles`."""

    west: float
    north: float
    half: float

    @classmethod
    def around(
        cls, points: Sequence[tuple[float, float]], here: tuple[float, float] | None
    ) -> _Frame:
        """Return the frame around a point, with all others in it where that is possible."""
        x = [at[0] for at in points] or [here[0] if here else 0.0]
        y = [at[1] for at in points] or [here[1] if here else 0.0]
        middle = here or ((min(x) + max(x)) / 2, (min(y) + max(y)) / 2)
        needed = max(
            *(abs(one - middle[0]) / WIDE for one in x), *(abs(one - middle[1]) for one in y)
        )
        half = max(needed * _ROOM, _LEAST_HALF)
        return cls(middle[0] - half * WIDE, middle[1] - half, half)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, north, east, south."""
        return (
            self.west,
            self.north,
            self.west + 2 * self.half * WIDE,
            self.north + 2 * self.half,
        )

    @property
    def is_large(self) -> bool:
        """Whether streets would be a grey stain on it."""
        return self.half > _STREETS_HALF

    @property
    def width(self) -> float:
        """In units."""
        return 2 * self.half * WIDE * UNITS

    @property
    def height(self) -> float:
        """In units."""
        return 2 * self.half * UNITS

    def x(self, column: float) -> float:
        """Return units from the left."""
        return (column - self.west) * UNITS

    def y(self, row: float) -> float:
        """Return units from the top."""
        return (row - self.north) * UNITS

    def path(self, shape: BaseGeometry) -> str:
        """Write a polygon (EPSG:4326) as the path of an SVG."""
        parts = []
        for polygon in getattr(shape, "geoms", [shape]):
            if polygon.is_empty:
                continue
            for ring in (polygon.exterior, *polygon.interiors):
                at = [street_tiles.tiles_of(lon, lat) for lon, lat in ring.coords[:-1]]
                points = " ".join(f"{self.x(x):.0f} {self.y(y):.0f}" for x, y in at)
                parts.append(f"M{points}Z")
        return "".join(parts)
