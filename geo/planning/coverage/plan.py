"""A plan in one line: places added, closed and moved, as they stand in an address.

::

    add,huiskamer,51.92010,4.47011~close,ID~move,ID,51.90000,4.48000

As a table it is what `geo.planning.coverage.what_if.read_changes` reads.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import pandas as pd

from geo.model.errors import InputError, Problem
from geo.planning.coverage.what_if import SupplyChange

MOST_MOVES: Final = 30
LONGEST_PLAN: Final = 3000
"""Most characters of a plan."""
FORM: Final = "moves with ~ between them: add,KIND,LAT,LON or close,ID or move,ID,LAT,LON"
_NEXT, _WITHIN = "~", ","
_PARTS: Final = {"add": 4, "close": 2, "move": 4}
_DECIMALS: Final = 5


def read_plan(text: str) -> tuple[SupplyChange, ...]:
    """Read a plan.

    Returns
    -------
    tuple of SupplyChange
        In order; an added place is called ``new-`` with its position, from 1.

    Raises
    ------
    InputError
        Lists every move that is none, or the plan is too long.

    Examples
    --------
    >>> [(move.action, move.id) for move in read_plan("close,de-kip~add,huiskamer,51.92,4.47")]
    [('close', 'de-kip'), ('add', 'new-2')]
    """
    parts = [one.split(_WITHIN) for one in text.split(_NEXT) if one]
    if len(parts) > MOST_MOVES or len(text) > LONGEST_PLAN:
        found = f"{len(parts)} moves in {len(text)} characters"
        expected = f"at most {MOST_MOVES} in {LONGEST_PLAN}"
        raise InputError([Problem(found, expected, field="plan")])
    problems: list[Problem] = []
    if not parts:
        problems.append(Problem("no moves", FORM, field="plan"))
    moves = [_move(number, part, problems) for number, part in enumerate(parts, start=1)]
    if problems:
        raise InputError(problems)
    return tuple(move for move in moves if move is not None)


def write_plan(moves: Sequence[SupplyChange]) -> str:
    """Write a plan; points are rounded to 0.00001 degrees, about a metre."""
    return _NEXT.join(_WITHIN.join(_written(move)) for move in moves)


def plan_table(moves: Sequence[SupplyChange]) -> pd.DataFrame:
    """Return a plan as the table that `geo.planning.coverage.what_if.read_changes` reads."""
    rows = [
        {
            "action": move.action,
            "id": "" if move.action == "add" else move.id,
            "name": move.name,
            "kind": move.kind,
            "lat": None if math.isnan(move.lat) else move.lat,
            "lon": None if math.isnan(move.lon) else move.lon,
        }
        for move in moves
    ]
    return pd.DataFrame(rows, columns=["action", "id", "name", "kind", "lat", "lon"])


def _move(number: int, part: list[str], problems: list[Problem]) -> SupplyChange | None:
    action, *rest = part
    if len(part) != _PARTS.get(action):
        problems.append(Problem(f"'{_WITHIN.join(part)}'", FORM, field="plan"))
        return None
    if action == "close":
        return SupplyChange(action, rest[0])
    try:
        lat, lon = (round(float(one), _DECIMALS) for one in rest[1:])
    except (ValueError, OverflowError):
        lat = lon = math.nan
    if not math.isfinite(lat + lon):
        expected = "degrees (EPSG:4326), such as 51.92,4.47"
        problems.append(Problem(f"'{_WITHIN.join(rest[1:])}'", expected, field="plan"))
        return None
    if action == "add":
        return SupplyChange(action, f"new-{number}", kind=rest[0], lon=lon, lat=lat)
    return SupplyChange(action, rest[0], lon=lon, lat=lat)


def _written(move: SupplyChange) -> list[str]:
    if move.action == "close":
        return [move.action, move.id]
    at = [f"{one:.{_DECIMALS}f}" for one in (move.lat, move.lon)]
    return [move.action, move.kind if move.action == "add" else move.id, *at]
