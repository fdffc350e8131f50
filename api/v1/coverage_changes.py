"""What changes per district: by a plan, since a day, or since an earlier release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from api.v1.coverage_questions import (
    CityData,
    Coverage,
    CoverageRequest,
    coverage_bytes,
    measured,
)
from api.web.cache import of_release
from api.web.parameters import LONGEST_TEXT, Parameter, UnexpectedError, text
from geo.directory.directory import Directory
from geo.directory.frozen import open_frozen
from geo.model.errors import InputError, Problem
from geo.planning.coverage import Supply, Walks, When, summarise
from geo.planning.coverage.history import check_without_hours, read_day
from geo.planning.coverage.plan import FORM, LONGEST_PLAN, MOST_MOVES, read_plan
from geo.planning.coverage.what_if import Changes, apply_changes, check_changes, compare
from geo.release.archive import RELEASE_ID, Frozen


def _read_plan(value: str) -> str:
    if not 1 <= len(value) <= LONGEST_PLAN:
        raise UnexpectedError(f"a plan of 1 to {LONGEST_PLAN} characters")
    return value


PLAN: Final = Parameter(
    "plan",
    f"At most {MOST_MOVES} {FORM}; a point is in degrees (EPSG:4326).",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_PLAN},
    _read_plan,
)
BEFORE: Final = text(
    "before", "Compare with the places of this day, or of this frozen release by its id."
)


@dataclass(frozen=True, slots=True)
class EarlierPlaces:
    """What is compared with: the places of a day, or those of a frozen release."""

    day: date | None = None
    release: Frozen | None = None


def read_before(directory: Directory, given: Mapping[str, str]) -> EarlierPlaces | None:
    """Read what a question about changes compares with; None for the places of now.

    Raises
    ------
    InputError
        It is no day or release, the plan is none, or neither of the two is given.
    """
    asked, plan = given.get("before", ""), given.get("plan", "")
    if plan:
        read_plan(plan)
    if not asked and not plan:
        raise InputError([Problem("neither plan nor before", "one of the two", field="plan")])
    if not asked:
        return None
    if RELEASE_ID.fullmatch(asked[:LONGEST_TEXT]):
        found = directory.history.archive.find(asked)
        if found is None:
            known = ", ".join(one.id for one in directory.history.archive.releases) or "none"
            expected = f"a day, or the id of a frozen release: {known}"
            raise InputError([Problem(f"'{asked}'", expected, field="before")])
        return EarlierPlaces(release=found)
    return EarlierPlaces(day=read_day(asked, directory.date or None, field="before"))


def changed(
    found: Coverage, directory: Directory, plan: str, before: EarlierPlaces | None
) -> Coverage:
    """Compare a plan with what it starts from, or the places of now with earlier ones.

    Parameters
    ----------
    found
        The answer to the question as it stands; with ``before`` and no plan it is the end.

    Returns
    -------
    Coverage
        Its figures are those of `geo.planning.coverage.what_if.compare`.

    Raises
    ------
    InputError
        A move cannot be made: a place that does not exist, a point outside the city.
    """
    start = found.figures if before is None else _earlier(found, directory, before).figures
    end = found
    if plan:
        when = found.ground.when(found.asked)
        changes = changes_of(plan, found.ground, directory, when)
        supply, walks = apply_changes(found.ground.city, found.supply, found.walks, changes)
        figures = summarise(found.ground.city, supply, walks, found.asked.question)
        end = Coverage(found.ground, found.asked, supply, walks, figures)
    return replace(end, figures=compare(start, end.figures))


def _earlier(found: Coverage, directory: Directory, before: EarlierPlaces) -> Coverage:
    asked = found.asked
    if before.release is None:
        check_without_hours(before.day, asked.week)
        return measured(found.ground, directory, replace(asked, day=before.day))
    return _of_frozen(found.ground, directory, asked, before.release)


@of_release(size=coverage_bytes)
def _of_frozen(
    ground: CityData, directory: Directory, asked: CoverageRequest, release: Frozen
) -> Coverage:
    packed = directory.history.archive.content(release)
    places = open_frozen(packed, release.file).places
    supply = Supply.of(places, directory.city.projected, ground.when(asked))
    walks = Walks.of(ground.city, supply, limit_m=asked.question.limit_m)
    figures = summarise(ground.city, supply, walks, asked.question)
    return Coverage(ground, asked, supply, walks, figures)


def changes_of(
    plan: str, ground: CityData, directory: Directory, when: When | None = None
) -> Changes:
    """Read a plan, and compare its moves with the places and the city.

    Raises
    ------
    InputError
        A move cannot be made.
    """
    moves = enumerate(read_plan(plan), start=1)
    try:
        return check_changes(moves, directory.places, ground.areas, when=when)
    except InputError as error:
        problems = [
            Problem(f"{one.found} in move {one.line}", one.expected, field="plan")
            for one in error.problems
        ]
        raise InputError(problems) from error
