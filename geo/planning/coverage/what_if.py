"""What if: places are added, closed or moved; what that changes per district.

A place added or closed takes a search from where it is, not everything again, and the answer is the
same as if everything were measured again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.city.areas import Areas
from geo.city.profile import CityProfile
from geo.io.tables import TableRow, read_rows
from geo.model.crs import WGS84
from geo.model.errors import InputError, Problem
from geo.model.vocabulary import Initiative, Kind, Status
from geo.planning.coverage.city import City
from geo.planning.coverage.supply import Supply, When
from geo.planning.coverage.updating import updated
from geo.planning.coverage.walks import Walks

ACTIONS = ("add", "close", "move")
MAX_BYTES = 1_000_000
"""Largest table of changes that is read."""
_OPTIONAL = ("id", "name", "kind", "lat", "lon")


@dataclass(frozen=True, slots=True)
class SupplyChange:
    """One place added, closed or moved.

    Attributes
    ----------
    action
        One of `ACTIONS`.
    lon, lat
        Where it comes, EPSG:4326 degrees; NaN for one that closes.
    """

    action: str
    id: str
    name: str = ""
    kind: str = ""
    lon: float = math.nan
    lat: float = math.nan


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """Checked changes, ready to be applied.

    Attributes
    ----------
    gone
        Ids of the places that close, or go elsewhere.
    come
        The places that come, at their new points.
    """

    gone: frozenset[str]
    come: Supply

    def applied_to(self, supply: Supply) -> Supply:
        """Return the places that stay, then those that come."""
        stays = np.array([one not in self.gone for one in supply.ids], dtype=bool)
        return supply.take(stays).joined(self.come)


def read_changes(
    path: Path, places: gpd.GeoDataFrame, areas: Areas, *, when: When | None = None
) -> Changes:
    """Read a table of changes.

    Parameters
    ----------
    path
        CSV with ``action`` and, as each needs them, ``id``, ``name``, ``kind``, ``lat``, ``lon``.
    places, areas, when
        As in `check_changes`.

    Raises
    ------
    InputError
        With every problem of the table.
    """
    problems: list[Problem] = []
    changes = []
    for row in read_rows(path, ["action"], optional=_OPTIONAL, max_bytes=MAX_BYTES):
        cells = {name: row.cells.get(name, "") for name in ("action", *_OPTIONAL)}
        lon, lat = (_degrees(cells[name], name, row, path, problems) for name in ("lon", "lat"))
        place_id = cells["id"]
        if cells["action"] == "add" and not place_id:
            place_id = f"new-{row.line}"
        changes.append(
            (
                row.line,
                SupplyChange(cells["action"], place_id, cells["name"], cells["kind"], lon, lat),
            )
        )
    if not changes:
        problems.append(Problem("no rows", "at least one change", file=path.name))
    try:
        checked = check_changes(changes, places, areas, when=when, file=path.name)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.line or 0))
    return checked


def check_changes(
    changes: Iterable[tuple[int | None, SupplyChange]],
    places: gpd.GeoDataFrame,
    areas: Areas,
    *,
    when: When | None = None,
    file: str = "",
) -> Changes:
    """Compare changes with the places and the city.

    Parameters
    ----------
    changes
        With the line of each, or None.
    places
        `geo.directory.directory.Directory.places`, EPSG:4326.
    when
        Count only places that are open then; the hours of an added place are unknown.

    Raises
    ------
    InputError
        Lists everything that is wrong: an id or kind that does not exist, a place named twice, a
        point that is missing or outside the municipality.
    """
    listed = list(changes)
    problems: list[Problem] = []
    status = dict(zip(places["id"], places["status"], strict=True))
    seen: set[str] = set()
    points = [_point(change) for _, change in listed]
    where = areas.locate(*np.array(points).reshape(-1, 2).T)
    for (line, change), inside in zip(listed, where["inside"], strict=True):
        found = [
            *_id_problems(change, status, seen),
            *_point_problems(change, areas.city, inside=inside),
        ]
        problems += [replace(problem, file=file, line=line) for problem in found]
        seen.add(change.id)
    if problems:
        raise InputError(problems)
    codes = where[["buurt_code", "gebied_code"]].to_dict("records")
    rows = [
        _row(change, places, lies_in)
        for (_, change), lies_in in zip(listed, codes, strict=True)
        if change.action != "close"
    ]
    columns = [*_NEEDED, "lon", "lat"]
    table = pd.DataFrame(rows, columns=columns).astype({"uncertainty_m": "float64"})
    come = gpd.GeoDataFrame(
        table[list(_NEEDED)], geometry=shapely.points(table[["lon", "lat"]].astype("float64")),
        crs=WGS84,
    )  # fmt: skip
    gone = frozenset(change.id for _, change in listed if change.action != "add")
    return Changes(gone, Supply.of(come, areas.city.projected, when))


def apply_changes(
    city: City, supply: Supply, walks: Walks, changes: Changes
) -> tuple[Supply, Walks]:
    """Return the places and walks after changes, as if everything were measured again."""
    return updated(city, supply, walks, gone=changes.gone, come=changes.come)


def compare(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Compare figures per district before and after changes.

    Parameters
    ----------
    before, after
        Figures of `geo.planning.coverage.summarise` for one question.

    Returns
    -------
    DataFrame
        ``code``, ``name``, ``minutes``, ``kind``, ``residents``, ``in_reach_before``,
        ``in_reach_after``, ``change`` (residents), the shares before and after with their
        ranges, ``age`` and ``speed_kmh``; not rounded, in the order of ``after``.
    """
    key = ["code", "minutes", "kind"]
    old = before.set_index(key).loc[pd.MultiIndex.from_frame(after[key])].reset_index(drop=True)
    table = after[["code", "name", "minutes", "kind", "residents"]].copy()
    table["in_reach_before"] = old["residents_in_reach"]
    table["in_reach_after"] = after["residents_in_reach"]
    table["change"] = after["residents_in_reach"] - old["residents_in_reach"]
    for name in ("share_low", "share", "share_high"):
        table[f"{name}_before"], table[f"{name}_after"] = old[name], after[name]
    return table.assign(age=after["age"], speed_kmh=after["speed_kmh"])


_NEEDED = (
    "id",
    "name",
    "kind",
    "initiative",
    "buurt_code",
    "gebied_code",
    "status",
    "opening_hours",
    "confirmed",
    "uncertainty_m",
)


def _row(
    change: SupplyChange, places: gpd.GeoDataFrame, lies_in: dict[Any, Any]
) -> dict[str, object]:
    """Describe a place at its new point, which is taken to be exact."""
    there = {"uncertainty_m": 0.0, "lon": change.lon, "lat": change.lat} | lies_in
    if change.action == "move":
        known = places.loc[places["id"] == change.id].iloc[0]
        return {name: known.get(name) for name in _NEEDED} | there
    new = {
        "id": change.id,
        "name": change.name or change.id,
        "kind": change.kind,
        "initiative": Initiative.UNKNOWN.value,
        "status": Status.OPEN.value,
    }
    return dict.fromkeys(_NEEDED) | new | there


def _point(change: SupplyChange) -> tuple[float, float]:
    """Return the point of an added place; an unreadable one counts as no point."""
    known = change.action != "close" and math.isfinite(change.lon + change.lat)
    return (change.lon, change.lat) if known else (math.nan, math.nan)


def _degrees(text: str, name: str, row: TableRow, path: Path, problems: list[Problem]) -> float:
    if not text:
        return math.nan
    try:
        number = float(text)
    except ValueError:
        number = math.inf
    if not math.isfinite(number):
        expected = "degrees with a point, such as 51.92"
        problems.append(Problem(f"'{text}'", expected, path.name, row.line, name))
        return math.inf
    return number


def _id_problems(change: SupplyChange, status: dict[str, str], seen: set[str]) -> Iterable[Problem]:
    if change.action not in ACTIONS:
        yield Problem(f"'{change.action}'", "one of " + ", ".join(ACTIONS), field="action")
        return
    if change.id in seen:
        yield Problem(f"'{change.id}' a second time", "one change per place", field="id")
    if change.action == "add":
        if change.id in status:
            yield Problem(f"'{change.id}', which exists", "an id of its own, or none", field="id")
        if change.kind not in set(Kind):
            yield Problem(f"'{change.kind}'", "one of " + ", ".join(Kind), field="kind")
    elif change.id not in status:
        found = f"'{change.id}'" if change.id else "no id"
        yield Problem(found, "the id of a place in the directory", field="id")
    elif change.action == "close" and status[change.id] in (Status.CLOSED, Status.PLANNED):
        found = f"'{change.id}', which is {status[change.id]}"
        yield Problem(found, "a place that is open, or of which that is not known", field="id")


def _point_problems(change: SupplyChange, city: CityProfile, *, inside: bool) -> Iterable[Problem]:
    if change.action not in ("add", "move"):
        return
    missing = [name for name in ("lat", "lon") if math.isnan(getattr(change, name))]
    for name in missing:
        yield Problem("nothing", "degrees (EPSG:4326)", field=name)
    if missing or inside or not math.isfinite(change.lon + change.lat):
        return
    problem = city.point_problem(change.lon, change.lat)
    found = f"lat {change.lat:g} and lon {change.lon:g}, which lie in the sea or in another place"
    yield problem or Problem(found, f"a point in the municipality of {city.name}", field="lat")
