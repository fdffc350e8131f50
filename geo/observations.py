"""Observations: what each source said about a place, on a date.

An observation is never edited to agree with another. Two sources that disagree are two rows;
`geo.resolve` decides, by a written rule, what is published.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from geo.crs import point_problem
from geo.errors import InputError, Problem
from geo.partial_date import PartialDate
from geo.tables import Row, read_rows
from geo.vocabulary import Access, Attribution, Initiative, Kind, Precision, SourceType, Status

PLACE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""A place's id: lower case, digits and hyphens. No dots, which some GIS programs cannot bear."""

MAX_BYTES = 64_000_000
"""Largest table of observations that is read."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document that says something about a place.

    Parameters
    ----------
    title
        What the document is called, with its publisher.
    url
        Its address; empty for a list whose publisher could not be traced.
    published
        The date that it bears; None where it bears none.
    retrieved
        When it was read for this directory.
    kind
        What sort of source it is, and so how far it is trusted.
    licence
        On what terms its facts are used.
    """

    title: str
    url: str
    published: PartialDate | None
    retrieved: PartialDate
    kind: SourceType
    licence: str


@dataclass(frozen=True, slots=True)
class Point:
    """Coordinates that a source gives.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326.
    precision
        What the source's point stands for: the building, or the centre of a postcode.
    """

    lon: float
    lat: float
    precision: Precision


@dataclass(frozen=True, slots=True)
class Observation:
    """What one source says about one place; empty or None where it says nothing.

    Parameters
    ----------
    id
        ``<place id>--<number>``; never reused.
    place_id
        The place it is about.
    source
        Who says it.
    attribution
        Whether this very source says it, or the sources of the place together.
    confidence
        The collector's judgement of the row: high, medium, low or empty.
    name, operator, street, house_number, postcode, city, gebied, buurt, website, opening_hours
        As the source gives them.
    alt_names, activities
        Lists.
    kind, initiative, access, status
        None where the source does not say.
    status_date
        On which date the status was true.
    point
        Coordinates that the source gives.
    note
        What else the collector saw.
    """

    id: str
    place_id: str
    source: Source
    attribution: Attribution
    confidence: str
    name: str
    alt_names: tuple[str, ...]
    kind: Kind | None
    initiative: Initiative | None
    operator: str
    street: str
    house_number: str
    postcode: str
    city: str
    gebied: str
    buurt: str
    website: str
    opening_hours: str
    activities: tuple[str, ...]
    access: Access | None
    status: Status | None
    status_date: PartialDate | None
    point: Point | None
    note: str


COLUMNS = (
    "observation_id",
    "place_id",
    "source_title",
    "source_url",
    "source_date",
    "retrieved",
    "source_type",
    "licence",
    "attribution",
    "confidence",
    "name",
    "alt_names",
    "kind",
    "initiative",
    "operator",
    "street",
    "house_number",
    "postcode",
    "city",
    "gebied",
    "buurt",
    "website",
    "opening_hours",
    "activities",
    "access",
    "status",
    "status_date",
    "lat",
    "lon",
    "point_precision",
    "note",
)
"""The columns of ``observations.csv``, in order."""


class Verdict(StrEnum):
    """What a maintainer decided about two ids."""

    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Decision:
    """A maintainer's decision whether two ids are one place.

    Parameters
    ----------
    place_id
        The id that stays when the verdict is ``same``.
    other_id
        The id that becomes a former id of it.
    verdict
        ``same`` or ``different``.
    reason
        On what evidence, in one sentence.
    decided
        When.
    """

    place_id: str
    other_id: str
    verdict: Verdict
    reason: str
    decided: PartialDate


DECISION_COLUMNS = ("place_id", "other_id", "decision", "reason", "decided")
"""The columns of ``decisions.csv``, in order."""


def read_observations(folder: Path) -> list[Observation]:
    """Read and check ``observations.csv``.

    Parameters
    ----------
    folder
        The folder ``data/observations``, or another of the same make.

    Returns
    -------
    list of Observation
        In the order of the file.

    Raises
    ------
    InputError
        With every problem of the file; nothing is half loaded.
    """
    path = folder / "observations.csv"
    rows = read_rows(path, COLUMNS, max_bytes=MAX_BYTES)
    checks = _Checks(path.name)
    observations = [_observation(row, checks) for row in rows]
    checks.unique((row.line, row.cells["observation_id"]) for row in rows)
    checks.finish()
    return observations


def read_decisions(folder: Path, observations: Iterable[Observation]) -> list[Decision]:
    """Read and check ``decisions.csv``.

    Parameters
    ----------
    folder
        The folder ``data/observations``, or another of the same make.
    observations
        The observations that the decisions are about.

    Returns
    -------
    list of Decision
        In the order of the file.

    Raises
    ------
    InputError
        With every problem of the file: an id without observations, a pair decided twice, a place
        that is decided to be the same as itself or as a place that is itself merged away.
    """
    path = folder / "decisions.csv"
    known = {observation.place_id for observation in observations}
    checks = _Checks(path.name)
    decisions: list[Decision] = []
    pairs: set[frozenset[str]] = set()
    for row in read_rows(path, DECISION_COLUMNS, max_bytes=MAX_BYTES):
        checks.line = row.line
        cells = row.cells
        pair = frozenset((cells["place_id"], cells["other_id"]))
        for field in ("place_id", "other_id"):
            if cells[field] not in known:
                checks.add(field, cells[field], "the id of a place that has observations")
        if len(pair) == 1:
            checks.add("other_id", cells["other_id"], "another place than place_id")
        if pair in pairs:
            checks.add("other_id", cells["other_id"], "each pair once")
        pairs.add(pair)
        decisions.append(
            Decision(
                cells["place_id"],
                cells["other_id"],
                checks.word("decision", cells["decision"], Verdict) or Verdict.DIFFERENT,
                checks.filled("reason", cells["reason"]),
                checks.date("decided", cells["decided"], required=True) or _NO_DATE,
            )
        )
    merged = {d.other_id for d in decisions if d.verdict is Verdict.SAME}
    kept = {d.place_id for d in decisions if d.verdict is Verdict.SAME}
    checks.line = None
    for place_id in sorted(merged & kept):
        checks.add("place_id", place_id, "a place that is not itself merged into another")
    checks.finish()
    return decisions


_NO_DATE = PartialDate(1900)
_Word = TypeVar("_Word", bound=StrEnum)


class _Checks:
    """Gathers what is wrong with a file, so that all of it is told at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.line: int | None = None
        self.problems: list[Problem] = []

    def add(self, field: str, found: str, expected: str) -> None:
        quoted = f"'{found}'" if found else "nothing"
        self.problems.append(Problem(quoted, expected, self.file, self.line, field))

    def filled(self, field: str, value: str) -> str:
        if not value:
            self.add(field, value, "a value")
        return value

    def word(self, field: str, value: str, words: type[_Word]) -> _Word | None:
        if not value:
            return None
        try:
            return words(value)
        except ValueError:
            self.add(field, value, f"one of {', '.join(words)}")
            return None

    def date(self, field: str, value: str, *, required: bool = False) -> PartialDate | None:
        if not value:
            if required:
                self.add(field, value, "a date")
            return None
        try:
            moment = PartialDate.parse(value)
        except ValueError as error:
            self.add(field, value, str(error))
            return None
        if moment.first > date.today():  # noqa: DTZ011 - a date without a clock time
            self.add(field, value, "a date that is not in the future")
        return moment

    def matching(self, field: str, value: str, pattern: re.Pattern[str], expected: str) -> str:
        if value and not pattern.fullmatch(value):
            self.add(field, value, expected)
        return value

    def degrees(self, field: str, value: str) -> float | None:
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self.add(field, value, "degrees as a decimal number, such as 51.9229")
            return None
        return number

    def unique(self, ids: Iterable[tuple[int, str]]) -> None:
        first: dict[str, int] = {}
        for line, value in ids:
            if value in first:
                self.line = line
                self.add("observation_id", value, f"an id that line {first[value]} has not used")
            first.setdefault(value, line)

    def finish(self) -> None:
        if self.problems:
            raise InputError(sorted(self.problems, key=lambda problem: problem.line or 0))


_POSTCODE = re.compile(r"[1-9]\d{3}[A-Z]{2}")
_URL = re.compile(r"https?://\S+")
_HOUSE_NUMBER = re.compile(r"\d{1,5}[0-9A-Za-z /-]{0,12}")


def _observation(row: Row, checks: _Checks) -> Observation:
    """Turn one row into an observation; what is wrong goes to `checks`."""
    cells = row.cells
    checks.line = row.line
    place_id = checks.filled("place_id", cells["place_id"])
    checks.matching(
        "place_id", place_id, PLACE_ID, "lower case letters, digits and hyphens, no dots"
    )
    if not cells["observation_id"].startswith(f"{place_id}--"):
        checks.add("observation_id", cells["observation_id"], f"'{place_id}--' and a number")
    return Observation(
        id=cells["observation_id"],
        place_id=place_id,
        source=_source(cells, checks),
        attribution=checks.word("attribution", cells["attribution"], Attribution)
        or Attribution.JOINT,
        confidence=cells["confidence"],
        name=cells["name"],
        alt_names=_list(cells["alt_names"]),
        kind=checks.word("kind", cells["kind"], Kind),
        initiative=checks.word("initiative", cells["initiative"], Initiative),
        operator=cells["operator"],
        street=cells["street"],
        house_number=checks.matching(
            "house_number",
            cells["house_number"],
            _HOUSE_NUMBER,
            "a house number such as 12, 12A, 1-3 or 89/90",
        ),
        postcode=checks.matching(
            "postcode", cells["postcode"], _POSTCODE, "a postcode such as 3011RS"
        ),
        city=cells["city"],
        gebied=cells["gebied"],
        buurt=cells["buurt"],
        website=checks.matching("website", cells["website"], _URL, "an address with http or https"),
        opening_hours=cells["opening_hours"],
        activities=_list(cells["activities"]),
        access=checks.word("access", cells["access"], Access),
        status=checks.word("status", cells["status"], Status),
        status_date=checks.date("status_date", cells["status_date"]),
        point=_point(cells, checks),
        note=cells["note"],
    )


def _source(cells: dict[str, str], checks: _Checks) -> Source:
    """Read who says it."""
    kind = checks.word("source_type", cells["source_type"], SourceType)
    if kind is None and not cells["source_type"]:
        checks.add("source_type", "", f"one of {', '.join(SourceType)}")
    return Source(
        title=checks.filled("source_title", cells["source_title"]),
        url=checks.matching("source_url", cells["source_url"], _URL, "an address with http(s)"),
        published=checks.date("source_date", cells["source_date"]),
        retrieved=checks.date("retrieved", cells["retrieved"], required=True) or _NO_DATE,
        kind=kind or SourceType.UNTRACED,
        licence=checks.filled("licence", cells["licence"]),
    )


def _point(cells: dict[str, str], checks: _Checks) -> Point | None:
    """Read the coordinates that a source gives."""
    if not cells["lat"] and not cells["lon"]:
        return None
    precision = checks.word("point_precision", cells["point_precision"], Precision)
    if precision not in (Precision.ADDRESS, Precision.POSTCODE):
        checks.add("point_precision", cells["point_precision"], "address or postcode")
    lat, lon = (checks.degrees(name, cells[name]) for name in ("lat", "lon"))
    if lat is None or lon is None or precision is None:
        return None
    problem = point_problem(lon, lat)
    if problem is not None:
        checks.add(problem.field, problem.found, problem.expected)
        return None
    return Point(lon, lat, precision)


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
