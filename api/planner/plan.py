"""What if: a plan that stands in the address of the page, what it changes, and how to change it.

Each move is a row with a link to the same page without it, so that it can be undone; the whole can
be shared by its address. What is added or moved by hand comes as a form, whose answer is the
address of the plan with that move in it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from api.planner.figures import Words
from api.site.asked import this_minute
from api.v1.coverage_questions import (
    CityData,
    Coverage,
    CoverageRequest,
    coverage_bytes,
    measured,
)
from api.web.cache import of_release
from api.web.finder import finder
from geo.directory.directory import Directory
from geo.io.cells import csv_text
from geo.model.errors import InputError, Problem
from geo.model.vocabulary import Kind
from geo.planning.coverage import KINDS, summarise
from geo.planning.coverage.plan import MOST_MOVES, plan_table, read_plan, write_plan
from geo.planning.coverage.walks import Scenario
from geo.planning.coverage.what_if import SupplyChange, apply_changes, check_changes
from geo.search import SearchQuestion

FIELDS: Final = ("add", "add_kind", "close", "move", "to")
"""What the forms of the page send: a new place, one that closes, one that moves."""
TOO_MANY: Final = "more moves than a plan may have"
OUTSIDE: Final = "a place that does not lie in the city"
_TENS: Final = 10


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A move in words, where it is drawn, and the plan without it."""

    action: str
    id: str
    what: str
    where: str
    lon: float
    lat: float
    plan_without: str


@dataclass(frozen=True, slots=True, eq=False)
class PlanOutcome:
    """What a plan changes.

    Attributes
    ----------
    moves
        The plan.
    before, after
        The answer to the same question without the plan and with it.
    gained, lost
        People who come within reach, and who fall out of it, in all that was asked about.
    """

    moves: tuple[SupplyChange, ...]
    before: Coverage
    after: Coverage
    gained: float
    lost: float

    @property
    def changes(self) -> dict[str, float]:
        """How many people more are within reach, by code; NaN for not known."""
        was, becomes = (_in_reach(one) for one in (self.before, self.after))
        return {code: becomes[code] - was[code] for code in becomes}


def with_move(text: str, sent: Mapping[str, str], directory: Directory) -> str:
    """Return a plan with the move that a form sent.

    Parameters
    ----------
    text
        The plan as it stands.
    sent
        `FIELDS`, those that were filled in. A place is an address, a postcode, a district, or
        degrees (``51.92,4.47``).

    Raises
    ------
    InputError
        There is no such address, the plan cannot be read, or it would have too many moves.
    """
    moves = list(read_plan(text)) if text else []
    if sent.get("close"):
        moves = [move for move in moves if move.id != sent["close"]]
        moves.append(SupplyChange("close", sent["close"]))
    if sent.get("add"):
        lon, lat = _point(sent["add"], "add", directory)
        kind = sent.get("add_kind") or Kind.HUISKAMER.value
        moves.append(SupplyChange("add", f"new-{len(moves) + 1}", kind=kind, lon=lon, lat=lat))
    if sent.get("move"):
        lon, lat = _point(sent.get("to", ""), "to", directory)
        moves = [move for move in moves if move.id != sent["move"]]
        moves.append(SupplyChange("move", sent["move"], lon=lon, lat=lat))
    if len(moves) > MOST_MOVES:
        raise InputError([Problem(TOO_MANY, f"at most {MOST_MOVES}", field="plan")])
    return write_plan(moves)


def rows(
    moves: Sequence[SupplyChange], found: Coverage, directory: Directory, words: Words
) -> list[MoveRow]:
    """Put the moves of a plan into words."""
    places = directory.places.set_index("id")
    lon = np.array([move.lon for move in moves])
    lat = np.array([move.lat for move in moves])
    known = ~np.isnan(lon)
    where = found.ground.areas.locate(np.where(known, lon, 0.0), np.where(known, lat, 0.0))
    listed = []
    for at, move in enumerate(moves):
        place = places.loc[move.id] if move.id in places.index else None
        buurt = found.ground.areas.buurten["name"].get(where["buurt_code"].iloc[at], "")
        point = None if place is None else place.geometry
        x, y = (move.lon, move.lat) if known[at] else (math.nan, math.nan)
        if move.action == "close" and point is not None:
            x, y = point.x, point.y
        listed.append(
            MoveRow(
                move.action,
                move.id,
                words.kind_heading(move.kind) if place is None else str(place["name"]),
                str(buurt),
                float(x),
                float(y),
                write_plan([other for other in moves if other is not move]),
            )
        )
    return listed


def _bytes(made: PlanOutcome) -> int:
    return coverage_bytes(made.after)


@of_release(size=_bytes)
def carried_out(
    ground: CityData, directory: Directory, asked: CoverageRequest, text: str
) -> PlanOutcome:
    """Measure what a plan changes; kept, since layers are put on and off while it stands.

    Parameters
    ----------
    text
        The plan; see `geo.planning.coverage.plan`.

    Raises
    ------
    InputError
        The plan cannot be read, or names a place that is not there, a place twice, or a point
        outside the city.
    """
    found = measured(ground, directory, asked)
    ground, moves = found.ground, tuple(read_plan(text))
    try:
        changes = check_changes(
            enumerate(moves, start=1), directory.places, ground.areas, when=ground.when(asked)
        )
    except InputError as error:
        raise InputError([_of_the_plan(one) for one in error.problems]) from error
    supply, walks = apply_changes(ground.city, found.supply, found.walks, changes)
    after = replace(
        found,
        supply=supply,
        walks=walks,
        figures=summarise(ground.city, supply, walks, asked.question),
        _gaps={},
    )
    limit_m = asked.main * asked.question.metres_per_minute
    at = KINDS.index(asked.kind)
    was, becomes = (one.metres[at, Scenario.KNOWN] <= limit_m for one in (found.walks, walks))
    people = np.nan_to_num(ground.city.people.group(asked.question.age)) * _inside(found)
    return PlanOutcome(
        moves,
        found,
        after,
        float(people[becomes & ~was].sum()),
        float(people[was & ~becomes].sum()),
    )


def _of_the_plan(problem: Problem) -> Problem:
    """Return a problem of a move as one of the plan, which is what stands in the address."""
    is_outside = problem.field in ("lat", "lon")
    return replace(problem, found=OUTSIDE if is_outside else problem.found, field="plan")


def _in_reach(found: Coverage) -> dict[str, float]:
    """Return the people within reach for the map's limit and kind, by code, and of all together."""
    people: dict[str, float] = {}
    for table in (found.total, found.figures):
        shown = (table["minutes"] == found.asked.main) & (table["kind"] == found.asked.kind)
        numbers = table["residents_in_reach"].to_numpy(dtype=np.float64)[shown.to_numpy()]
        codes = table["code"].to_numpy(dtype=object)[shown.to_numpy()]
        people.update(zip(codes, numbers, strict=True))
    return people


def as_file(moves: Sequence[SupplyChange]) -> str:
    """Return the plan as a CSV that the command reads, as the address of a download."""
    table = plan_table(moves).astype(object)
    rows = table.where(table.notna(), "").itertuples(index=False)
    text = csv_text([table.columns, *rows])
    return f"data:text/csv;charset=utf-8,{quote(text)}"


def signed(change: float, words: Words) -> tuple[str, str]:
    """Write a difference in people, rounded to tens, with its sign; and what it is: a style."""
    if math.isnan(change):
        return words.number(math.nan), "none"
    tens = round(change / _TENS) * _TENS
    if not tens:
        return "0", "none"
    sign, style = ("▲ +", "up") if tens > 0 else ("▼ \N{MINUS SIGN}", "down")
    return f"{sign}{words.number(abs(tens))}", style


def _inside(found: Coverage) -> NDArray[np.bool_]:
    """Return for each entry of the people whether they live in what was asked about."""
    city, codes = found.ground.city, found.asked.question.codes
    if codes is None:
        return np.ones(len(city.people), dtype=bool)
    buurten = city.buurten
    chosen = buurten.index.isin(codes) | buurten["gebied_code"].isin(codes)
    return np.asarray(chosen, dtype=bool)[city.people.buurt]


def _point(text: str, field: str, directory: Directory) -> tuple[float, float]:
    """Return the longitude and latitude that a text means."""
    lat, _, lon = text.partition(",")
    with suppress(ValueError):
        point = float(lon), float(lat)
        if all(map(math.isfinite, point)):
            return point
    question = SearchQuestion(text=text)
    start = finder().answer(directory, question, this_minute()).start if text else None
    if start is None:
        raise InputError([Problem(f"'{text}'", "an address, or 51.92,4.47", field=field)])
    return start.lon, start.lat
