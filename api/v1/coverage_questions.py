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
from geo.city.walking.mode import Mode
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
from geo.planning.coverage.history import check_without_hours, read_day
from geo.planning.coverage.question import MINUTES
from geo.planning.coverage.writing import districts_of

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
    day
        The day of which the places count; None for those of the release.
    """

    question: CoverageQuestion
    at: str = ""
    block: str = ""
    week: date | None = None
    day: date | None = None

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
    reference: Path

    @classmethod
    @cache
    def open(cls, reference: Path) -> CityData:
        """Read the reference tables, once per process."""
        try:
            areas = Areas.open(reference)
            return cls(City.open(reference, areas), areas, calendar_of(reference), reference)
        except InputError as error:
            # Not the client's fault, so not an error in the request.
            raise ReleaseError(f"The reference tables cannot be read.\n{error}") from error

    def going(self, mode: Mode) -> CityData:
        """Return the same with the ways that people of a mode may use."""
        return self if mode is Mode.FOOT else _going(self, mode)

    def read(self, given: Mapping[str, str], latest: str | None = None) -> CoverageRequest:
        """Read a question as people write it; see `geo.planning.coverage.CoverageQuestion.parse`.

        Parameters
        ----------
        given
            Texts by name of the parameter; missing ones have their default.
        latest
            Date of the release: no later day can be asked about.

        Raises
        ------
        InputError
            Lists everything that is wrong.
        """
        problems = [
            *between_speeds(given.get("speed", "")),
            *between_minutes(given.get("minutes", "")),
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
        day = None
        if given.get("date"):
            try:
                day = read_day(given["date"], latest)
                check_without_hours(day, when)
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError([_without_dashes(problem) for problem in problems])
        return CoverageRequest(question, at, block, when.week if when else None, day)

    def when(self, asked: CoverageRequest) -> When | None:
        """Return the moment that is asked about; None for any hour."""
        if asked.week is None:
            return None
        return When.parse(self.calendar, asked.week, at=asked.at, block=asked.block)

    def districts(self, level: Level) -> gpd.GeoDataFrame:
        """Return the polygons of a level (EPSG:4326), by code."""
        return districts_of(self.areas, level)


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
    def total(self) -> pd.DataFrame:
        """The same figures for all that was asked about: the municipality, or what was chosen."""
        return summarise_all(self.ground, self.supply, self.walks, self.asked.question)

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


@cache
def _going(ground: CityData, mode: Mode) -> CityData:
    city = City.open(ground.reference, ground.areas, mode)
    # Most networks know no steps. Then there is one city, and an answer is measured once.
    same = city.network is ground.city.network
    return ground if same else replace(ground, city=city)


def coverage_bytes(found: Coverage) -> int:
    """Estimate what an answer takes in memory, with the parts that are measured on demand."""
    return 2 * (size_of(found.figures) + size_of(found.walks))


@of_release(size=coverage_bytes)
def measured(ground: CityData, directory: Directory, asked: CoverageRequest) -> Coverage:
    """Answer a question for a release."""
    ground = ground.going(asked.question.mode)
    supply, walks = _walks(ground, directory, _places_of(asked), asked.question.limit_m)
    figures = summarise(ground.city, supply, walks, asked.question)
    return Coverage(ground, asked, supply, walks, figures)


def summarise_all(
    ground: CityData, supply: Supply, walks: Walks, question: CoverageQuestion
) -> pd.DataFrame:
    """Return the figures of a question for all of its districts together.

    Returns
    -------
    DataFrame
        As `geo.planning.coverage.summarise`, for one district: the municipality, the gebied of
        which all buurten were chosen, or the first of the buurten that were.
    """
    codes = question.codes
    if codes is None:
        whole = replace(question, by=Level.GEMEENTE)
    elif question.by is Level.BUURT:
        buurten = ground.areas.buurten
        gebieden = frozenset(buurten.loc[sorted(codes), "gebied_code"])
        of_gebieden = frozenset(buurten.index[buurten["gebied_code"].isin(gebieden)])
        is_whole = of_gebieden == codes
        whole = replace(question, by=Level.GEBIED, codes=gebieden) if is_whole else question
    else:
        whole = question
    return summarise(ground.city, supply, walks, whole)


@of_release
def _walks(
    ground: CityData, directory: Directory, asked: CoverageRequest, limit_m: float
) -> tuple[Supply, Walks]:
    """Measure the walks to the places that count; shared by all questions that go as far."""
    crs = directory.city.projected
    supply = Supply.of(directory.places, crs, ground.when(asked), day=asked.day)
    return supply, Walks.of(ground.city, supply, limit_m=limit_m)


def _places_of(asked: CoverageRequest) -> CoverageRequest:
    """Return only what decides which places count."""
    return replace(asked, question=CoverageQuestion())


def between_speeds(speed: str) -> list[Problem]:
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


def between_minutes(minutes: str) -> list[Problem]:
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
