"""A coverage question: minutes, kinds, people, speed and districts, checked as a whole."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from geo.city.areas import Areas
from geo.city.people import COLUMNS as GROUPS
from geo.city.walking.mode import Mode
from geo.city.walking.speeds import SPEEDS, mode_at
from geo.model.errors import InputError, Problem
from geo.model.vocabulary import Kind

KINDS = (Kind.HUIS_VAN_DE_WIJK.value, Kind.HUISKAMER.value, "either")
"""The kinds of place, and either of them."""

MINUTES = (1, 60)
KMH = (1.0, 10.0)
MOST_LIMITS = 12
"""Most limits in one question."""

_M_PER_KM = 1000
_MINUTES_PER_HOUR = 60


class Level(StrEnum):
    """The level of the districts."""

    GEBIED = "gebied"
    BUURT = "buurt"
    GEMEENTE = "gemeente"


@dataclass(frozen=True, slots=True)
class CoverageQuestion:
    """What to measure.

    Attributes
    ----------
    minutes
        Limits, ascending.
    kinds
        Of `KINDS`.
    age
        Of `geo.city.people.COLUMNS`: ``all``, ``65+``.
    speed_kmh
        Walking speed in km/h.
    codes
        Only these districts (gebieden, or buurten, as `by` says); None for all.
    mode
        What they may use: without steps for a rollator or a wheelchair. `City.open` takes it.
    """

    by: Level = Level.GEBIED
    minutes: tuple[int, ...] = (5, 10, 15)
    kinds: tuple[str, ...] = KINDS
    age: str = "all"
    speed_kmh: float = SPEEDS["walk"]
    codes: frozenset[str] | None = None
    mode: Mode = Mode.FOOT

    @property
    def metres_per_minute(self) -> float:
        """The walking speed."""
        return self.speed_kmh * _M_PER_KM / _MINUTES_PER_HOUR

    @property
    def limit_m(self) -> float:
        """The farthest walk that matters, in metres."""
        return max(self.minutes) * self.metres_per_minute

    @classmethod
    def parse(  # noqa: PLR0913 - one parameter per option
        cls,
        areas: Areas,
        *,
        by: str = "gebied",
        minutes: str = "5,10,15",
        kind: str | None = None,
        age: str = "all",
        speed: str = "walk",
        gebied: str | None = None,
    ) -> CoverageQuestion:
        """Read a question as people write it.

        Parameters
        ----------
        by
            A `Level`.
        minutes
            Whole numbers within `MINUTES`, with commas.
        kind
            One of `KINDS`; all three where not given.
        age
            One of `geo.city.people.COLUMNS`.
        speed
            A name in `SPEEDS`, or km/h within `KMH`.
        gebied
            Name or code of one district: a gebied, or with ``by="buurt"`` a buurt too.

        Raises
        ------
        InputError
            Lists everything that is wrong.

        Examples
        --------
        >>> from geo.model.settings import settings
        >>> areas = Areas.open(settings().reference)
        >>> question = CoverageQuestion.parse(areas, minutes="10", kind="huiskamer", age="65+")
        >>> question.limit_m
        800.0
        """
        problems: list[Problem] = []
        level = _one_of(by, tuple(Level), "by", problems)
        limits = _limits(minutes, problems)
        kinds = KINDS if kind is None else (_one_of(kind, KINDS, "kind", problems),)
        group = _one_of(age, tuple(GROUPS), "age", problems)
        speed_kmh = _speed(speed, problems)
        codes = None if gebied is None else _districts(areas, gebied, level, problems)
        if problems:
            raise InputError(problems)
        return cls(Level(level), limits, kinds, group, speed_kmh, codes, mode_at(speed))


def _one_of(value: str, allowed: tuple[str, ...], field: str, problems: list[Problem]) -> str:
    if value not in allowed:
        problems.append(Problem(f"'{value}'", "one of " + ", ".join(allowed), field=field))
    return value


def _limits(text: str, problems: list[Problem]) -> tuple[int, ...]:
    least, most = MINUTES
    expected = f"whole numbers from {least} to {most}, such as 5,10,15"
    parts = [part.strip() for part in text.split(",")]
    limits = set()
    for part in parts:
        try:
            limit = int(part)
        except ValueError:
            limit = 0
        if not least <= limit <= most:
            problems.append(Problem(f"'{part}'", expected, field="minutes"))
        limits.add(limit)
    if len(parts) > MOST_LIMITS:
        problems.append(Problem(f"{len(parts)} limits", f"at most {MOST_LIMITS}", field="minutes"))
    return tuple(sorted(limits))


def _speed(text: str, problems: list[Problem]) -> float:
    if text in SPEEDS:
        return SPEEDS[text]
    slowest, fastest = KMH
    try:
        speed = float(text.replace(",", "."))
    except ValueError:
        speed = math.nan
    if not slowest <= speed <= fastest:
        names = ", ".join(f"{name} ({kmh:g})" for name, kmh in SPEEDS.items())
        expected = f"one of {names}, or km/h from {slowest:g} to {fastest:g}"
        problems.append(Problem(f"'{text}'", expected, field="speed"))
    return speed


def _districts(
    areas: Areas, name: str, level: str, problems: list[Problem]
) -> frozenset[str] | None:
    """Find the districts that a name or code means, at the requested level."""
    gebied = name if name in areas.gebieden.index else areas.find_gebied(name)
    of_gebied = areas.buurten.index[areas.buurten["gebied_code"] == gebied]
    if level == Level.GEBIED and gebied is not None:
        return frozenset([gebied])
    # A gebied comes first, since the option names one. A buurt of the same name needs its code.
    buurten = frozenset(of_gebied) or areas.find_buurten(name)
    if name in areas.buurten.index:
        buurten = frozenset([name])
    if level == Level.BUURT and buurten:
        return buurten
    if level == Level.GEBIED and buurten:
        problems.append(Problem(f"'{name}', a buurt", "a gebied, or --by buurt", field="gebied"))
    elif level == Level.GEMEENTE:
        problems.append(Problem(f"'{name}'", "--by gebied or --by buurt with it", field="gebied"))
    else:
        likely = " or ".join(f"'{one}'" for one in areas.suggest(name))
        city = areas.city
        expected = f"a district of {city.name}, such as {likely or city.example_district}"
        problems.append(Problem(f"'{name}'", expected, field="gebied"))
    return None
