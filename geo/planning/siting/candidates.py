"""Where a next place could be: buildings from a list, or spots near where people live."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.city.areas import Areas
from geo.city.profile import CityProfile
from geo.city.walking.network import COVERED_M
from geo.city.walking.snapping import Floats
from geo.geocoding import Geocoder
from geo.geocoding.addresses import parse_cell
from geo.io.tables import TableRow, read_rows
from geo.model.errors import InputError, Problem
from geo.model.vocabulary import Precision
from geo.planning.coverage.city import City

SPACING_M = 150.0
"""Side of the squares of which each gives one spot. With 100 m the best five sites of Rotterdam
reach 2 % more people and take twice as long to find; twenty take six times as long."""
MAX_BYTES = 1_000_000
"""Largest table of buildings that is read."""

_EXACT_ENOUGH = (Precision.ADDRESS, Precision.STREET, Precision.POSTCODE)
_LEAST_PEOPLE = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Possible places; arrays of equal length.

    Attributes
    ----------
    names
        Of buildings; empty for spots.
    buurt_code
        Where each lies.
    x, y
        EPSG:28992.
    uncertainty_m
        How far from the point it may be, in metres; 0 for a given point or a spot.
    """

    names: NDArray[np.object_]
    buurt_code: NDArray[np.object_]
    x: Floats
    y: Floats
    uncertainty_m: Floats

    def __len__(self) -> int:
        """Count the candidates."""
        return len(self.x)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Candidates:
        """Take some of the candidates: positions or a mask."""
        return Candidates(
            self.names[rows],
            self.buurt_code[rows],
            self.x[rows],
            self.y[rows],
            self.uncertainty_m[rows],
        )


def spots_near_people(
    city: City, *, spacing_m: float = SPACING_M, within: Collection[str] | None = None
) -> Candidates:
    """Return one spot for every square in which people live.

    The spot is the node of the network nearest to the centre of the people: a corner or the end of
    a street. Where there is no network, it is that centre itself.

    Parameters
    ----------
    spacing_m
        Side of the squares, in metres.
    within
        Codes of the buurten from which spots may come; None for all.

    Returns
    -------
    Candidates
        In the order of the squares, west to east.
    """
    people = city.people
    here = np.flatnonzero(np.nan_to_num(people.inhabitants) > 0)
    x, y, weight = people.x[here], people.y[here], people.inhabitants[here]
    corners = np.floor(np.stack([x, y], axis=1) / spacing_m)
    _, square = np.unique(corners, axis=0, return_inverse=True)
    total = np.bincount(square, weight)
    middle_x, middle_y = (np.bincount(square, weight * axis) / total for axis in (x, y))
    # Sorted by people, the last entry of each square has most: its buurt is that of the spot.
    order = np.lexsort([weight, square])
    last = np.append(np.diff(square[order]) > 0, True)
    buurt = people.buurt_code[here[order[last]]]
    lived_in = total >= _LEAST_PEOPLE
    middle = city.network.snap(middle_x[lived_in], middle_y[lived_in])
    node = np.where(2 * middle.along_m <= middle.length_m, middle.a, middle.b)
    covered = middle.off_m <= COVERED_M
    spot_x = np.where(covered, city.network.x[node], middle.x)
    spot_y = np.where(covered, city.network.y[node], middle.y)
    _, first = np.unique(np.stack([spot_x, spot_y], axis=1), axis=0, return_index=True)
    if within is not None:
        first = first[np.isin(buurt[lived_in][first].astype(str), sorted(within))]
    return Candidates(
        names=np.full(len(first), "", dtype=object),
        buurt_code=buurt[lived_in][first],
        x=spot_x[first],
        y=spot_y[first],
        uncertainty_m=np.zeros(len(first)),
    )


def read_candidates(path: Path, areas: Areas, geocoder: Geocoder) -> Candidates:
    """Read buildings that could become a meeting place.

    Parameters
    ----------
    path
        CSV with ``name``, and ``lat`` and ``lon`` (EPSG:4326 degrees) or ``address``; a point takes
        precedence over an address.
    areas
        The districts; every building must lie in the municipality.
    geocoder
        Finds the addresses.

    Returns
    -------
    Candidates
        In the order of the file.

    Raises
    ------
    InputError
        Lists every problem of the table.
    """
    rows = read_rows(path, ["name"], optional=["lat", "lon", "address"], max_bytes=MAX_BYTES)
    if not rows:
        raise InputError([Problem("no rows", "at least one building", file=path.name)])
    columns = rows[0].cells
    if "address" not in columns and not {"lat", "lon"} <= columns.keys():
        missing = "lat" if "lat" not in columns else "lon"
        expected = "the columns 'lat' and 'lon', or a column 'address'"
        raise InputError([Problem("no such column", expected, path.name, 1, missing)])
    problems: list[Problem] = []
    points = []
    for row in rows:
        found: list[Problem] = []
        points.append(_point(row, geocoder, areas.city, found))
        if not row.cells["name"]:
            found.append(Problem("nothing", "a name", field="name"))
        problems += [replace(problem, file=path.name, line=row.line) for problem in found]
    lon, lat, uncertainty_m = np.array(points, dtype=np.float64).T
    outside = _outside(lon, lat, areas)
    problems += [
        replace(problem, file=path.name, line=rows[at].line) for at, problem in outside.items()
    ]
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.line or 0))
    buildings = candidates_at(lon, lat, areas)
    names = np.array([row.cells["name"] for row in rows], dtype=object)
    return replace(buildings, names=names, uncertainty_m=uncertainty_m)


def candidates_at(lon: Floats, lat: Floats, areas: Areas) -> Candidates:
    """Return points as candidates, without names.

    Parameters
    ----------
    lon, lat
        EPSG:4326 degrees, of equal length.

    Raises
    ------
    InputError
        Lists every point that is not in the municipality.
    """
    problems = [
        replace(problem, field="candidates", found=f"{problem.found}, point {at + 1}")
        for at, problem in _outside(lon, lat, areas).items()
    ]
    if problems:
        raise InputError(problems)
    x, y = areas.city.projected.xy(lon, lat)
    return Candidates(
        names=np.full(len(lon), "", dtype=object),
        buurt_code=areas.locate(lon, lat)["buurt_code"].to_numpy(dtype=object),
        x=x,
        y=y,
        uncertainty_m=np.zeros(len(lon)),
    )


def _outside(lon: Floats, lat: Floats, areas: Areas) -> dict[int, Problem]:
    """Return what is wrong with each point that is not in the municipality."""
    inside = areas.locate(lon, lat)["inside"].to_numpy(dtype=bool)
    return {
        int(at): areas.city.point_problem(float(lon[at]), float(lat[at]))
        or Problem(
            f"lat {lat[at]:g} and lon {lon[at]:g}, which lie in the sea or in another place",
            f"a point in the municipality of {areas.city.name}",
            field="lat",
        )
        for at in np.flatnonzero(~inside & ~np.isnan(lon))
    }


def _point(
    row: TableRow, geocoder: Geocoder, city: CityProfile, problems: list[Problem]
) -> tuple[float, float, float]:
    """Return longitude, latitude and uncertainty of one building; NaN where something is wrong."""
    cells = row.cells
    given = [name for name in ("lat", "lon") if cells.get(name)]
    if not given and cells.get("address"):
        return _of_address(cells["address"], geocoder, city, problems)
    if not given:
        problems.append(Problem("neither", "degrees (EPSG:4326), or an address", field="lat"))
        return math.nan, math.nan, math.nan
    lat, lon = (_degrees(cells.get(name, ""), name, problems) for name in ("lat", "lon"))
    if math.isnan(lat) or math.isnan(lon):
        return math.nan, math.nan, math.nan
    problem = city.point_problem(lon, lat)
    if problem is not None:
        problems.append(problem)
        return math.nan, math.nan, math.nan
    return lon, lat, 0.0


def _of_address(
    text: str, geocoder: Geocoder, city: CityProfile, problems: list[Problem]
) -> tuple[float, float, float]:
    try:
        answer = geocoder.geocode(parse_cell(text, city.written_towns))
    except InputError as error:
        problems += [replace(problem, field="address") for problem in error.problems]
        return math.nan, math.nan, math.nan
    lon, lat = answer.lon, answer.lat
    if lon is None or lat is None or answer.precision not in _EXACT_ENOUGH:
        expected = f"an address in {city.name} that is known, or lat and lon"
        problems.append(Problem(f"'{text}'", expected, field="address"))
        return math.nan, math.nan, math.nan
    # An address matched to another street is not a building site.
    if any(finding.code == "street-spelled-otherwise" for finding in answer.findings):
        expected = f"a street that is known, such as '{answer.matched}', or lat and lon"
        problems.append(Problem(f"'{text}'", expected, field="address"))
        return math.nan, math.nan, math.nan
    return lon, lat, answer.uncertainty_m or 0.0


def _degrees(text: str, name: str, problems: list[Problem]) -> float:
    try:
        degrees = float(text)
    except ValueError:
        degrees = math.inf
    if not math.isfinite(degrees):
        found = f"'{text}'" if text else "nothing"
        problems.append(Problem(found, "degrees with a point, such as 51.92", field=name))
        return math.nan
    return degrees
