"""People of one's own instead of those of CBS: a forecast per buurt, or squares or points.

A number per buurt is spread as its people live now, group by group: the forecast says how many, the
squares say where. Numbers on squares and at points stay where they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from geo.city.areas import Areas
from geo.city.people import AGES, GROUPS, SQUARE_M, People
from geo.city.walking.snapping import Floats, Integers
from geo.io.tables import TableRow, read_rows
from geo.model.errors import InputError, Problem
from geo.planning.coverage.city import City

MAX_BYTES = 20_000_000
"""Largest table that is read."""
KEYS = ("code", "square", "lat", "lon")
ROUNDING = 15
"""How far the ages may be from the inhabitants: CBS rounds each of the six to a multiple of 5."""

_OTHER = ("name",)


def read_people(path: Path, city: City, areas: Areas) -> City:
    """Return a city with the people of a table.

    Parameters
    ----------
    path
        CSV with ``code`` (of a buurt; every inhabited one must have a row), ``square`` (such as
        ``E0923N4362``, as CBS names squares of 100 m) or ``lat`` and ``lon`` (EPSG:4326), and with
        ``inhabitants`` and any others of `geo.city.people.GROUPS`. A group without a column is not
        known; an empty cell of a buurt is not known either.

    Raises
    ------
    InputError
        Lists every row that does not fit: an unknown or missing buurt, a place outside the
        municipality, a number that is none, ages that do not add up to the inhabitants.
    """
    rows = read_rows(path, ["inhabitants"], optional=[*KEYS, *_OTHER, *GROUPS], max_bytes=MAX_BYTES)
    if not rows:
        raise InputError([Problem("no rows", "at least one", path.name)])
    columns = rows[0].cells.keys()
    keys = [name for name in KEYS if name in columns]
    if keys not in (["code"], ["square"], ["lat", "lon"]):
        expected = "a column 'code', a column 'square', or the columns 'lat' and 'lon'"
        raise InputError([Problem(", ".join(keys) or "none of them", expected, path.name, 1)])
    problems: list[Problem] = []

    def wrong(row: TableRow, found: str, expected: str, field: str) -> None:
        problems.append(Problem(found, expected, path.name, row.line, field))

    numbers = _numbers(rows, wrong, may_be_empty=keys == ["code"])
    place = {"code": _in_buurten, "square": _on_squares, "lat": _at_points}[keys[0]]
    people = place(rows, numbers, city, areas, wrong)
    if keys == ["code"]:
        problems += _missing(rows, city, path.name)
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.line or 0))
    return city.with_people(people)


_Wrong = Callable[[TableRow, str, str, str], None]


def _numbers(rows: Sequence[TableRow], wrong: _Wrong, *, may_be_empty: bool) -> dict[str, Floats]:
    """Read the numbers of each group, NaN where unknown."""
    numbers = {name: np.full(len(rows), math.nan) for name in GROUPS}
    for at, row in enumerate(rows):
        for name in GROUPS:
            text = row.cells.get(name)
            if text is None or (not text and may_be_empty):
                continue
            try:
                number = float(text)
            except ValueError:
                number = math.nan
            if not 0 <= number < math.inf:
                wrong(row, f"'{text}'", "a number of people, 0 or more", name)
                continue
            numbers[name][at] = number
        total = sum(numbers[name][at] for name in AGES)
        if abs(total - numbers["inhabitants"][at]) > ROUNDING:
            expected = f"the sum of the ages, {total:g}"
            wrong(row, f"{numbers['inhabitants'][at]:g}", expected, "inhabitants")
    return numbers


def _in_buurten(
    rows: Sequence[TableRow], numbers: dict[str, Floats], city: City, areas: Areas, wrong: _Wrong
) -> People:
    """Spread the numbers of buurten as their people live now."""
    now = city.people
    position = {code: at for at, code in enumerate(now.buurten)}
    lines: dict[str, int] = {}
    row_of = np.full(len(now.buurten), -1)
    for at, row in enumerate(rows):
        code = row.cells["code"]
        if code not in position:
            wrong(row, f"'{code}'", f"the code of a buurt of {areas.city.name}", "code")
        elif code in lines:
            wrong(row, f"'{code}', as in line {lines[code]}", "each buurt once", "code")
        else:
            lines[code] = row.line
            row_of[position[code]] = at
    lived_in = now.per_buurt(np.nan_to_num(now.inhabitants))
    for code, line in lines.items():
        at = row_of[position[code]]
        if numbers["inhabitants"][at] > 0 and not lived_in[position[code]] > 0:
            row = next(one for one in rows if one.line == line)
            found = f"{numbers['inhabitants'][at]:g} people in {code}"
            wrong(row, found, "a buurt where people live now, or squares or points", "inhabitants")
    where = row_of[now.buurt]
    groups = {}
    for name in GROUPS:
        # As the group lives now; where nobody of it does, as everybody does.
        weight = np.nan_to_num(getattr(now, name))
        nobody = (now.per_buurt(weight) == 0)[now.buurt]
        weight = np.where(nobody, np.nan_to_num(now.inhabitants), weight)
        total = now.per_buurt(weight)[now.buurt]
        share = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
        number = np.append(numbers[name], math.nan)[where]
        groups[name] = number * share
    return People(x=now.x, y=now.y, buurt=now.buurt, buurten=now.buurten, **groups)


def _missing(rows: Sequence[TableRow], city: City, file: str) -> list[Problem]:
    """Return the buurten with people that have no row."""
    given = {row.cells["code"] for row in rows}
    people = city.people
    lived_in = people.per_buurt(np.nan_to_num(people.inhabitants)) > 0
    names = city.buurten["name"].astype(str)
    return [
        Problem(f"no row of {code} ({name})", "each buurt with people", file, field="code")
        for code, name, some in zip(people.buurten, names, lived_in, strict=True)
        if some and code not in given
    ]


def _on_squares(
    rows: Sequence[TableRow], numbers: dict[str, Floats], city: City, areas: Areas, wrong: _Wrong
) -> People:
    """Put the numbers of squares in their centres."""
    corners = np.full((len(rows), 2), math.nan)
    lines: dict[str, int] = {}
    for at, row in enumerate(rows):
        square = row.cells["square"]
        if len(square) == len("E0923N4362") and square[0] == "E" and square[5] == "N":
            east, north = square[1:5], square[6:]
            if (east + north).isdecimal():
                corners[at] = int(east), int(north)
        if math.isnan(corners[at, 0]):
            wrong(row, f"'{square}'", "a square such as E0923N4362", "square")
        elif square in lines:
            wrong(row, f"'{square}', as in line {lines[square]}", "each square once", "square")
        lines.setdefault(square, row.line)
    x, y = (corners * SQUARE_M + SQUARE_M / 2).T
    # A square on the edge of the city may have its centre outside: its people say where it is.
    known = {
        at: int(buurt)
        for at, buurt in zip(
            zip(city.people.x, city.people.y, strict=True), city.people.buurt, strict=True
        )
    }
    given = np.array([known.get(at, -1) for at in zip(x, y, strict=True)], dtype=np.int64)
    return _located(rows, numbers, x, y, given, "square", city, areas, wrong)


def _at_points(
    rows: Sequence[TableRow], numbers: dict[str, Floats], city: City, areas: Areas, wrong: _Wrong
) -> People:
    """Put the numbers of points where they are."""
    degrees = np.full((len(rows), 2), math.nan)
    for at, row in enumerate(rows):
        for column, name in enumerate(("lon", "lat")):
            with suppress(ValueError):
                degrees[at, column] = float(row.cells[name])
            if not math.isfinite(degrees[at, column]):
                wrong(row, f"'{row.cells[name]}'", "degrees, such as 51.92", name)
    degrees[~np.isfinite(degrees).all(axis=1)] = math.nan
    x, y = city.crs.xy(degrees[:, 0], degrees[:, 1])
    nowhere = np.full(len(rows), -1, dtype=np.int64)
    return _located(rows, numbers, x, y, nowhere, "lat", city, areas, wrong)


def _located(  # noqa: PLR0913, PLR0917 - a step of the two above
    rows: Sequence[TableRow],
    numbers: dict[str, Floats],
    x: Floats,
    y: Floats,
    buurt: Integers,
    field: str,
    city: City,
    areas: Areas,
    wrong: _Wrong,
) -> People:
    """Find the buurt of each point that has none yet, and order people by buurt."""
    lon, lat = city.crs.lon_lat(x, y)
    codes = areas.locate(lon, lat)["buurt_code"].to_numpy(dtype=object)
    position = {code: at for at, code in enumerate(city.people.buurten)}
    found = np.array([position.get(code, -1) for code in codes], dtype=np.int64)
    buurt = np.where(buurt < 0, found, buurt)
    for at in np.flatnonzero((buurt < 0) & np.isfinite(x)).tolist():
        cells = rows[at].cells
        said = f"'{cells[field]}'" if field == "square" else f"lat {lat[at]:g}, lon {lon[at]:g}"
        wrong(rows[at], said, f"a place in the municipality of {areas.city.name}", field)
    order = np.argsort(buurt, kind="stable")
    groups = {name: values[order] for name, values in numbers.items()}
    return People(x=x[order], y=y[order], buurt=buurt[order], buurten=city.people.buurten, **groups)
