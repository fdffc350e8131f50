"""Where each six-character postcode (PC6) lies, from the streets that the trees tell of.

The source lists postcode, street and house numbers, and no coordinates. Three things place a row:

- the trees of its street in the digits of its postcode (PC4): it lies along those, and nothing more
  is said of it;
- where the street goes on in another PC4 whose numbers are all higher, or all lower, it is known at
  which end of the trees the row lies;
- a street without trees lies among the streets whose postcodes come just before and after its own,
  since letters were given out from one street to the next.

Nothing here rests on the known addresses, so those can measure how well it works.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geo.city.postcode6 import numbers_text
from geo.model.crs import RD_NEW
from geo.model.street_names import normalise_street
from geo.registers.spread import Points, spread_around, thin
from geo.registers.streets import STREET_CELL_M, clean_street

NEIGHBOURS = 8
"""How many postcodes before and after a row place it, where its street has no trees."""
AMONG_NEIGHBOURS_M = 300.0
"""Added to the spread of the neighbours, in metres, so that it holds 90 % of the addresses.

Measured on the known addresses, each placed without the trees of its street: 301 m.
"""
SAME_STREET_M = 1_000.0
"""Trees with its name this near, in metres, to where a row should lie are those of its street."""
FURTHEST_PART_M = 2_500.0
"""Parts of a street are at most this far apart, in metres; further off is another of that name."""

StreetInPostcode4: TypeAlias = tuple[str, str]
"""Normalised name of a street, and the digits of a postcode."""


@dataclass(frozen=True, slots=True)
class PlacedPostcodes:
    """The rows with their points, and the streets that have no trees.

    Attributes
    ----------
    table
        As ``postcode6.csv``: ``postcode``, ``street``, ``town``, ``numbers``, ``lon``, ``lat``
        (EPSG:4326; empty where no more is known than of the street), ``radius_90_m``; ordered.
    streets
        Rows for ``streets.csv`` of streets in a PC4 where no tree tells of them: without a buurt,
        with no trees.
    homes
        ``x``, ``y`` (EPSG:28992) and ``homes``: the house numbers of each row, divided over the
        stretches of street along which it lies; for rows of a street without trees, its one point.
    """

    table: pd.DataFrame
    streets: pd.DataFrame
    homes: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Place:
    """A point (EPSG:28992) and the radius in metres that holds 90 % of where a row may be."""

    x: float
    y: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the source."""

    postcode: str
    street: str
    town: str
    numbers: tuple[int, ...]

    @property
    def key(self) -> StreetInPostcode4:
        """The street, within the digits of the postcode."""
        return normalise_street(self.street), self.postcode[:4]

    @property
    def turn(self) -> int:
        """When its letters were given out, counted from AA."""
        return 26 * (ord(self.postcode[4]) - ord("A")) + ord(self.postcode[5]) - ord("A")


def place_postcodes(listed: pd.DataFrame, points: pd.DataFrame) -> PlacedPostcodes:
    """Place the postcodes along the streets.

    Parameters
    ----------
    listed
        ``postcode``, ``street``, ``town``, ``numbers`` (with a space between), as in the source.
    points
        Points in streets, as `geo.registers.streets.street_points` gives them.
    """
    columns = (listed[name].to_list() for name in ("postcode", "street", "town", "numbers"))
    rows = sorted(
        (
            _Row(postcode, street, town, tuple(sorted(map(int, numbers.split()))))
            for postcode, street, town, numbers in zip(*columns, strict=True)
        ),
        key=lambda row: (row.postcode, row.street),
    )
    trees = _trees(points)
    going_on = _StreetsThatGoOn(rows, trees)
    around = _Neighbours(rows, trees)
    placed: dict[_Row, _Place] = {}
    treeless: dict[StreetInPostcode4, list[_Row]] = defaultdict(list)
    for row in rows:
        if row.key in trees:
            place = going_on.place(row)
        else:
            treeless[row.key].append(row)
            place = around.place(row)
        if place is not None:
            placed[row] = place
    homes = _homes(
        (row, _along(row, going_on, trees, placed))
        for row in rows
        if row.key in trees or row in placed
    )
    return PlacedPostcodes(_table(rows, placed), _streets(treeless, placed, points), homes)


def _trees(points: pd.DataFrame) -> dict[StreetInPostcode4, Points]:
    """One point per stretch of each street in each PC4."""
    keys = {name: normalise_street(name) for name in points["street"].unique()}
    streets = zip(points["street"].map(keys), points["postcode4"], strict=True)
    rows: dict[StreetInPostcode4, list[int]] = defaultdict(list)
    for number, street in enumerate(streets):
        rows[street].append(number)
    xy = points[["x", "y"]].to_numpy()
    return {street: thin(xy[some], STREET_CELL_M) for street, some in sorted(rows.items())}


# Along a street that goes on


class _StreetsThatGoOn:
    """Places a row along its street, where it is known at which end the street goes on.

    A house stands at that share of the street which its number is of the numbers.
    """

    def __init__(self, rows: Sequence[_Row], trees: Mapping[StreetInPostcode4, Points]) -> None:
        self._trees = trees
        self._numbers: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            street, postcode4 = row.key
            self._numbers[street][postcode4] += row.numbers
        self._in_order: dict[StreetInPostcode4, Points | None] = {}

    def place(self, row: _Row) -> _Place | None:
        """Place a row; None where the other end is not known."""
        part = self.part(row)
        if part is None:
            return None
        x, y = middle = part[len(part) // 2]
        return _Place(float(x), float(y), float(spread_around(middle, part).radius_90_m))

    def part(self, row: _Row) -> Points | None:
        """Return the part of the street along which a row lies; None where it is not known."""
        if row.key not in self._in_order:
            self._in_order[row.key] = self._order(*row.key)
        points = self._in_order[row.key]
        if points is None or not row.numbers:
            return None
        street, postcode4 = row.key
        lowest, highest = self._ends(street, postcode4)
        shares = (np.array([row.numbers[0], row.numbers[-1]]) - lowest) / (highest - lowest)
        first, last = np.round(shares * (len(points) - 1)).astype(int)
        return points[first : last + 1]

    def _order(self, street: str, postcode4: str) -> Points | None:
        """Points from the lowest number to the highest; None where the order is not known."""
        here = self._trees[street, postcode4]
        lowest, highest = self._ends(street, postcode4)
        away = {
            other: _nearest_m(here, self._trees[street, other])
            for other in self._numbers[street]
            if other != postcode4 and (street, other) in self._trees
        }
        if not away or len(here) == 1 or lowest == highest:
            return None
        nearest = min(away, key=lambda other: float(away[other].min()))
        if away[nearest].min() > FURTHEST_PART_M:
            return None
        goes_on_from, goes_on_to = self._ends(street, nearest)
        if goes_on_from > highest:
            return here[np.argsort(-away[nearest], kind="stable")]
        return here[np.argsort(away[nearest], kind="stable")] if goes_on_to < lowest else None

    def _ends(self, street: str, postcode4: str) -> tuple[int, int]:
        numbers = self._numbers[street][postcode4]
        return min(numbers, default=0), max(numbers, default=0)


def _nearest_m(points: Points, others: Points) -> Points:
    """Distance in metres of each point to the nearest of the others."""
    offset = points[:, None, :] - others[None, :, :]
    return np.asarray(np.hypot(offset[..., 0], offset[..., 1]).min(axis=1), dtype=np.float64)


# Among neighbours


class _Neighbours:
    """Places a row among the rows whose letters come just before and after."""

    def __init__(self, rows: Sequence[_Row], trees: Mapping[StreetInPostcode4, Points]) -> None:
        self._parts: dict[str, list[Points]] = defaultdict(list)
        for (street, _), points in trees.items():
            self._parts[street].append(points)
        known: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
        for row in rows:
            if row.key in trees:
                points = trees[row.key]
                x, y = points[_nearest(points, points.mean(axis=0))]
                known[row.postcode[:4]].append((row.turn, float(x), float(y)))
        self._known = {postcode4: np.array(sorted(some)) for postcode4, some in known.items()}
        by_postcode4: dict[str, list[Points]] = defaultdict(list)
        for (_, postcode4), points in trees.items():
            by_postcode4[postcode4].append(points)
        self._streets_in = {name: np.concatenate(some) for name, some in by_postcode4.items()}

    def place(self, row: _Row) -> _Place | None:
        """Place a row; None where its PC4 has no trees at all."""
        known = self._known.get(row.postcode[:4])
        if known is None:
            return None
        turns = known[:, 0]
        first, after = np.searchsorted(turns, row.turn, side="left"), len(turns)
        some = known[max(first - NEIGHBOURS, 0) : min(first + NEIGHBOURS, after)]
        weights = 1.0 / np.maximum(np.abs(some[:, 0] - row.turn), 0.5)
        middle = np.average(some[:, 1:], axis=0, weights=weights)
        off_m = np.hypot(*(some[:, 1:] - middle).T)
        radius_m = float(np.sqrt(np.average(off_m**2, weights=weights))) + AMONG_NEIGHBOURS_M
        own = self._own_trees(row, middle)
        # A point in a street, never in a harbour.
        points = self._streets_in[row.postcode[:4]] if own is None else own
        x, y = points[_nearest(points, middle)]
        return _Place(float(x), float(y), float(np.ceil(radius_m)))

    def _own_trees(self, row: _Row, middle: Points) -> Points | None:
        """Trees of its street just outside its PC4, whose outline is not exact."""
        near = [
            points
            for points in self._parts.get(row.key[0], ())
            if _nearest_m(middle[None, :], points)[0] <= SAME_STREET_M
        ]
        return np.concatenate(near) if near else None


def _nearest(points: Points, to: Points) -> int:
    offset = points - to
    return int(np.argmin(np.hypot(offset[:, 0], offset[:, 1])))


# The tables


def _along(
    row: _Row,
    going_on: _StreetsThatGoOn,
    trees: Mapping[StreetInPostcode4, Points],
    placed: Mapping[_Row, _Place],
) -> Points:
    """Return the points along which the houses of a row stand."""
    if row.key not in trees:
        return np.array([[placed[row].x, placed[row].y]])
    part = going_on.part(row)
    return trees[row.key] if part is None else part


def _homes(along: Iterable[tuple[_Row, Points]]) -> pd.DataFrame:
    """Divide the houses of each row evenly over its points."""
    parts = [
        np.column_stack([points, np.full(len(points), len(row.numbers) / len(points))])
        for row, points in along
    ]
    return pd.DataFrame(np.concatenate([np.empty((0, 3)), *parts]), columns=["x", "y", "homes"])


def _table(rows: Sequence[_Row], placed: Mapping[_Row, _Place]) -> pd.DataFrame:
    places = [placed.get(row) for row in rows]
    lon, lat = _lon_lat(places)
    return pd.DataFrame(
        {
            "postcode": [row.postcode for row in rows],
            "street": [row.street for row in rows],
            "town": [row.town for row in rows],
            "numbers": [numbers_text(row.numbers) for row in rows],
            "lon": lon,
            "lat": lat,
            "radius_90_m": pd.array(
                [None if place is None else round(place.radius_m) for place in places], "Int64"
            ),
        }
    )


def _streets(
    treeless: Mapping[StreetInPostcode4, Sequence[_Row]],
    placed: Mapping[_Row, _Place],
    points: pd.DataFrame,
) -> pd.DataFrame:
    """One row per street and PC4: the middle of its rows, with a radius that holds them all."""
    nearest_tree = cKDTree(points[["x", "y"]].to_numpy())
    gebieden = points["gebied_code"].to_numpy()
    found = []
    for (_, postcode4), rows in treeless.items():
        places = [placed[row] for row in rows if row in placed]
        if not places:
            continue
        xy = np.array([(place.x, place.y) for place in places])
        middle = places[_nearest(xy, xy.mean(axis=0))]
        off_m = np.hypot(xy[:, 0] - middle.x, xy[:, 1] - middle.y)
        radius_m = max(place.radius_m + off for place, off in zip(places, off_m, strict=True))
        place = _Place(middle.x, middle.y, float(np.ceil(radius_m)))
        gebied_code = str(gebieden[nearest_tree.query([place.x, place.y])[1]])
        found.append((clean_street(rows[0].street), gebied_code, postcode4, place))
    lon, lat = _lon_lat([place for *_, place in found])
    return pd.DataFrame(
        {
            "street": [street for street, *_ in found],
            "buurt_code": "",
            "gebied_code": [gebied for _, gebied, *_ in found],
            "postcode4": [postcode4 for _, _, postcode4, _ in found],
            "lon": lon,
            "lat": lat,
            "radius_90_m": [int(place.radius_m) for *_, place in found],
            "stretches": 1,
            "trees": 0,
        }
    )


def _lon_lat(places: Sequence[_Place | None]) -> tuple[Points, Points]:
    x = [np.nan if place is None else place.x for place in places]
    y = [np.nan if place is None else place.y for place in places]
    known = ~np.isnan(x)
    lon, lat = np.full(len(x), np.nan), np.full(len(y), np.nan)
    lon[known], lat[known] = RD_NEW.lon_lat(np.array(x)[known], np.array(y)[known])
    return lon, lat
