"""What the coverage routes and the planners' page share: the city in memory and its answers.

The city (network, people, districts) is opened once, on the first question. An answer is cached per
release and question; another release is another key, so nothing has to be invalidated. Measuring
keeps a processor busy for tenths of a second, so it runs outside the event loop, one question at a
time: a second request for the same question finds the answer ready.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd

from api.web.cache import of_release, size_of
from geo.city.areas import Areas
from geo.city.calendar import calendar_of
from geo.directory.directory import Directory
from geo.hours.calendar_nl import Calendar
from geo.model.errors import InputError, Problem, ReleaseError
from geo.planning.coverage import (
    KINDS,
    City,
    CoverageQuestion,
    Level,
    Supply,
    Walks,
    When,
    losses,
    summarise,
)
from geo.planning.coverage.gaps import Gap, find_gaps
from geo.planning.coverage.question import MINUTES

STEP_KMH = 0.5
"""Speeds in figures are multiples of this; the named speeds are what they are."""
EACH_MINUTE_TO = 15
STEP_MINUTES = 5
"""Limits above the first are multiples of the second."""
_LONGEST_LIMIT = 20
LEAST_PEOPLE = 50
"""A gap with fewer people is left out."""
_ZONE = ZoneInfo("Europe/Amsterdam")
_QUESTION = ("by", "minutes", "kind", "age", "speed", "gebied")


@dataclass(frozen=True, slots=True)
class CoverageRequest:
    """A question with its moment.

    Attributes
    ----------
    question
        Who, where, how far.
    at, block
        A moment or a part of the week; both empty for places at any hour.
    week
        Monday of the week in which the hours are looked up; None where they are not used.
    """

    question: CoverageQuestion
    at: str = ""
    block: str = ""
    week: date | None = None

    @property
    def main(self) -> int:
        """The limit used by maps and lists: the middle one."""
        limits = self.question.minutes
        return limits[len(limits) // 2]

    @property
    def kind(self) -> str:
        """The kind of place used by maps and lists: either, where all are requested."""
        return self.question.kinds[-1]


@dataclass(frozen=True, slots=True, eq=False)
class CityData:
    """What does not change with the release of the places."""

    city: City
    areas: Areas
    calendar: Calendar

    @classmethod
    @cache
    def open(cls, reference: Path) -> CityData:
        """Read the reference tables, once per process."""
        try:
            areas = Areas.open(reference)
            return cls(City.open(reference, areas), areas, calendar_of(reference))
        except InputError as error:
            # Not the client's fault, so not an error in the request.
            raise ReleaseError(f"The reference tables cannot be read.\n{error}") from error

    def read(self, given: Mapping[str, str]) -> CoverageRequest:
        """Read a question as people write it; see `geo.planning.coverage.CoverageQuestion.parse`.

        Parameters
        ----------
        given
            Texts by name of the parameter; missing ones have their default.

        Raises
        ------
        InputError
            Lists everything that is wrong.
        """
        problems = [
            *_between_speeds(given.get("speed", "")),
            *_between_minutes(given.get("minutes", "")),
        ]
        question, when = CoverageQuestion(), None
        try:
            question = CoverageQuestion.parse(
                self.areas, **{name: given[name] for name in _QUESTION if name in given}
            )
        except InputError as error:
            problems += error.problems
        at, block = given.get("at", ""), given.get("block", "")
        if at or block:
            try:
                today = datetime.now(_ZONE).date()
                when = When.parse(self.calendar, today, at=at, block=block)
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError([_without_dashes(problem) for problem in problems])
        return CoverageRequest(question, at, block, when.week if when else None)

    def districts(self, level: Level) -> gpd.GeoDataFrame:
        """Return the polygons of a level (EPSG:4326), by code."""
        return {
            Level.GEBIED: self.areas.gebieden,
            Level.BUURT: self.areas.buurten,
            Level.GEMEENTE: self.areas.gemeente,
        }[level]


@dataclass(frozen=True, eq=False)
class Coverage:
    """The answer to a question; the optional parts are measured on demand."""

    ground: CityData
    asked: CoverageRequest
    supply: Supply
    walks: Walks
    figures: pd.DataFrame
    _gaps: dict[tuple[str, int], list[Gap]] = field(default_factory=dict)

    @cached_property
    def city(self) -> pd.DataFrame:
        """The same figures for the whole municipality."""
        question = replace(self.asked.question, by=Level.GEMEENTE, codes=None)
        return summarise(self.ground.city, self.supply, self.walks, question)

    def gaps(self, kind: str, minutes: int) -> list[Gap]:
        """Areas out of reach, within the requested district if there is one."""
        if (kind, minutes) not in self._gaps:
            question = self.asked.question
            found = find_gaps(
                self.ground.city,
                self.walks,
                limit_m=minutes * question.metres_per_minute,
                kind=kind,
                age=question.age,
                least_people=LEAST_PEOPLE,
            )
            self._gaps[kind, minutes] = [
                gap for gap in found if not self._elsewhere(*gap.buurt_codes)
            ]
        return self._gaps[kind, minutes]

    @cached_property
    def losses(self) -> pd.DataFrame:
        """What is lost if a private initiative closes, within the requested district if any."""
        question = self.asked.question
        table = losses(self.ground.city, self.supply, question)
        kinds = question.kinds if KINDS[-1] not in question.kinds else KINDS
        there = [not self._elsewhere(code) for code in table["buurt_code"]]
        return table[table["kind"].isin(kinds) & pd.Series(there, table.index)]

    def _elsewhere(self, *buurten: str) -> bool:
        """Return whether none of these buurten lies in a requested district."""
        codes = self.asked.question.codes
        gebied_of = self.ground.city.buurten["gebied_code"]
        return codes is not None and codes.isdisjoint(
            {*buurten, *(gebied_of.get(code, "") for code in buurten)}
        )


def _bytes(found: Coverage) -> int:
    """Estimate what an answer takes in memory, with the parts that are measured on demand."""
    return 2 * (size_of(found.figures) + size_of(found.walks))


@of_release(size=_bytes)
def measured(ground: CityData, directory: Directory, asked: CoverageRequest) -> Coverage:
    """Answer a question for a release."""
    supply = _supply(ground, directory, asked.at, asked.block, asked.week)
    walks = Walks.of(ground.city, supply, limit_m=asked.question.limit_m)
    figures = summarise(ground.city, supply, walks, asked.question)
    return Coverage(ground, asked, supply, walks, figures)


@of_release
def _supply(
    ground: CityData, directory: Directory, at: str, block: str, week: date | None
) -> Supply:
    when = When.parse(ground.calendar, week, at=at, block=block) if week else None
    return Supply.of(directory.places, directory.city.projected, when)


def _between_speeds(speed: str) -> list[Problem]:
    """Refuse a speed between the steps: each is another question, which takes seconds."""
    try:
        number = float(speed.replace(",", "."))
    except ValueError:
        return []
    if not math.isfinite(number) or (number / STEP_KMH).is_integer():
        return []
    lower = math.floor(number / STEP_KMH) * STEP_KMH
    expected = f"km/h in steps of {STEP_KMH:g}, such as {lower:g} or {lower + STEP_KMH:g}"
    return [Problem(f"'{speed}'", expected, field="speed")]


def _between_minutes(minutes: str) -> list[Problem]:
    """Refuse limits between the steps, for the same reason."""
    problems = []
    for part in minutes.split(","):
        number = int(part) if part.strip().isdecimal() and len(part) <= _LONGEST_LIMIT else 0
        if EACH_MINUTE_TO < number <= MINUTES[1] and number % STEP_MINUTES:
            lower = number // STEP_MINUTES * STEP_MINUTES
            expected = (
                f"minutes above {EACH_MINUTE_TO} in steps of {STEP_MINUTES}, such as {lower} or "
                f"{lower + STEP_MINUTES}"
            )
            problems.append(Problem(f"'{part.strip()}'", expected, field="minutes"))
    return problems


def _without_dashes(problem: Problem) -> Problem:
    """Name options as in a query: the sentences are shared with the command line."""
    expected = problem.expected.replace("--by ", "by=").replace("--", "")
    return replace(problem, expected=expected)
