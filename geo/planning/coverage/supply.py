"""The places that count, as points, each with what is not known about it.

A place that is closed or planned never counts. One of which the status is not known, or of which
the hours are not known when a moment is asked about, may count: only in the high end of a range.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.city.walking.snapping import Floats, Integers
from geo.hours import Hours, OpeningReason, OpeningState, TimeBlock, weekday_time
from geo.hours.calendar_nl import Calendar
from geo.model.crs import ProjectedCrs
from geo.model.errors import InputError, Problem
from geo.model.partial_date import PartialDate
from geo.model.vocabulary import Status
from geo.planning.coverage.history import existed


class Doubt(IntEnum):
    """Why it is not certain that people can go in."""

    NONE = 0
    """Known to be open, also at the requested moment."""
    STATUS = 1
    """It is not known whether the place still exists."""
    HOURS = 2
    """The place exists, but it is not known whether it is open then."""


@dataclass(frozen=True, slots=True)
class When:
    """A moment or a block of an ordinary week.

    Attributes
    ----------
    week
        Monday of the week.
    asked
        A block, or a day and time such as ``Sa 14:00``.
    """

    calendar: Calendar
    week: date
    asked: TimeBlock | str

    @classmethod
    def parse(cls, calendar: Calendar, today: date, *, at: str = "", block: str = "") -> When:
        """Read a moment or a block as people write it.

        Parameters
        ----------
        today
            The first ordinary week from this day on is used, and the age of hours is judged then.
        at
            ``Sa 14:00``, or ``za 14:00``.
        block
            A `geo.hours.TimeBlock`. One of the two must be given.

        Raises
        ------
        InputError
            It is no such moment or block, or both are given.
        """
        problems: list[Problem] = []
        week = calendar.ordinary_week(today)
        if at and block:
            problems.append(Problem(f"'{at}' and '{block}'", "--at or --block", field="at"))
        if block and block not in set(TimeBlock):
            problems.append(Problem(f"'{block}'", "one of " + ", ".join(TimeBlock), field="block"))
        if at:
            try:
                weekday_time(at, week)
            except InputError as error:
                problems += [replace(problem, field="at") for problem in error.problems]
        if problems:
            raise InputError(problems)
        return cls(calendar, week, TimeBlock(block) if block else at)

    def admits(self, text: str | None, dated: str | None) -> bool | None:
        """Return whether anybody can walk in then.

        Returns
        -------
        bool or None
            None where unknown. A meal or a visit by appointment does not count as walking in.
        """
        observed = PartialDate.parse(dated) if dated else None
        hours = Hours.parse(text, observed=observed, calendar=self.calendar)
        if isinstance(self.asked, TimeBlock):
            return hours.block(self.asked, self.week).counts
        opening = hours.at(weekday_time(self.asked, self.week))
        if (
            opening.state is OpeningState.UNKNOWN
            and opening.reason is not OpeningReason.APPOINTMENT
        ):
            return None
        return opening.walk_in


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """The places that count or may count; arrays of equal length.

    Attributes
    ----------
    kind, initiative
        Words of `geo.model.vocabulary`.
    buurt_code, gebied_code
        Where it lies; empty where not known.
    x, y
        The point, in the reference system of the city.
    uncertainty_m
        How far from it the place may be.
    doubt
        A `Doubt` for each.
    without_point
        Ids of places that may count but have no known point; they are left out.
    """

    ids: NDArray[np.object_]
    names: NDArray[np.object_]
    kind: NDArray[np.object_]
    initiative: NDArray[np.object_]
    buurt_code: NDArray[np.object_]
    gebied_code: NDArray[np.object_]
    x: Floats
    y: Floats
    uncertainty_m: Floats
    doubt: Integers
    without_point: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        places: gpd.GeoDataFrame,
        crs: ProjectedCrs,
        when: When | None = None,
        *,
        day: date | None = None,
    ) -> Supply:
        """Select the places of a directory that count.

        Parameters
        ----------
        places
            `Directory.places`, EPSG:4326.
        crs
            The reference system of the city, in which distances are taken.
        when
            Count only places that are open then.
        day
            Count the places that there were on this day, as `geo.planning.coverage.history` says;
            those of the release where not given. Which hours they had then is not known, so it
            does not go with ``when``.

        Returns
        -------
        Supply
            In the order of the directory, without those that are closed or planned, or that were
            not there.
        """
        located = ~shapely.is_missing(places.geometry.to_numpy())
        rows: list[int] = []
        doubts: list[Doubt] = []
        nowhere: list[str] = []
        for row, place in enumerate(places.drop(columns="geometry").to_dict("records")):
            doubt = _doubt(place, when) if day is None else _doubt_on(place, day)
            if doubt is None:
                continue
            if located[row]:
                rows.append(row)
                doubts.append(doubt)
            else:
                nowhere.append(str(place["id"]))
        chosen = places.iloc[rows]
        points = chosen.geometry.to_numpy()
        x, y = crs.xy(shapely.get_x(points), shapely.get_y(points))
        words = ("id", "name", "kind", "initiative", "buurt_code", "gebied_code")
        texts = [chosen[name].fillna("").to_numpy(dtype=object) for name in words]
        uncertainty = chosen["uncertainty_m"].astype("float64").fillna(0).to_numpy()
        ids, names, kind, initiative, buurt_code, gebied_code = texts
        doubtful = np.array(doubts, dtype=np.int64)
        return cls(
            ids=ids,
            names=names,
            kind=kind,
            initiative=initiative,
            buurt_code=buurt_code,
            gebied_code=gebied_code,
            x=x,
            y=y,
            uncertainty_m=uncertainty,
            doubt=doubtful,
            without_point=tuple(nowhere),
        )

    def __len__(self) -> int:
        """Count the places."""
        return len(self.ids)

    def take(self, rows: Any) -> Supply:  # noqa: ANN401 - whatever numpy takes
        """Take some of the places: a mask or positions."""
        return replace(self, **self._arrays(lambda array, _: array[rows]))

    def joined(self, other: Supply) -> Supply:
        """Append the places of another supply."""
        return replace(
            self, **self._arrays(lambda array, name: np.concatenate([array, getattr(other, name)]))
        )

    def _arrays(self, change: Callable[[Any, str], Any]) -> dict[str, Any]:
        return {name: change(getattr(self, name), name) for name in _ARRAYS}


_ARRAYS = (
    "ids",
    "names",
    "kind",
    "initiative",
    "buurt_code",
    "gebied_code",
    "x",
    "y",
    "uncertainty_m",
    "doubt",
)


def _doubt(place: dict[str, Any], when: When | None) -> Doubt | None:
    """Say what is uncertain about a place; None for one that does not count."""
    if place["status"] in (Status.CLOSED, Status.PLANNED):
        return None
    admits = (
        True
        if when is None
        else when.admits(_text(place, "opening_hours"), _text(place, "opening_hours_date"))
    )
    if admits is False:
        return None
    if place["status"] == Status.UNKNOWN:
        return Doubt.STATUS
    return Doubt.NONE if admits else Doubt.HOURS


def _doubt_on(place: dict[str, Any], day: date) -> Doubt | None:
    """Say what is uncertain about a place on a day; None for one that was not there."""
    was_there = existed(place, day)
    if was_there is None:
        return Doubt.STATUS
    return Doubt.NONE if was_there else None


def _text(place: dict[str, Any], field: str) -> str | None:
    value = place.get(field)
    return value if isinstance(value, str) and value else None
