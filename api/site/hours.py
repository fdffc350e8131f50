"""The opening hours of a place as a page shows them: now, by the week, and the holidays ahead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from api.web.i18n import translations
from api.web.served import reference
from geo.city.calendar import calendar_of
from geo.hours import Admission, Hours, OpeningReason, OpeningState, Period
from geo.hours.calendar_nl import Calendar, Holiday
from geo.hours.words import clock_time, holiday_name
from geo.i18n.languages import format_weekday
from geo.model.partial_date import PartialDate
from geo.model.vocabulary import Language

DAYS_AHEAD = 35
"""How far ahead, in days, holidays are named."""


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of the week table.

    Parameters
    ----------
    short
        Its name in a few letters.
    today
        Whether it is today.
    state
        ``open`` at some time of the day, ``closed`` all day, or ``unknown``.
    brief
        Each time as short as can be: the hour, and minutes only where they matter.
    """

    name: str
    short: str
    today: bool
    state: str
    hours: tuple[str, ...]
    brief: tuple[str, ...]


def calendar() -> Calendar:
    """Return the holidays of the city that is asked about."""
    return _calendar(reference())


@cache
def _calendar(tables: Path) -> Calendar:
    return calendar_of(tables)


def hours_of(place: Mapping[str, Any]) -> Hours:
    """Read the hours of a place from its published properties."""
    observed = place.get("opening_hours_date")
    return Hours.parse(
        place.get("opening_hours"),
        observed=PartialDate.parse(observed) if observed else None,
        calendar=calendar(),
    )


def week_table(hours: Hours, today: date, language: Language) -> tuple[DayRow, ...]:
    """Write the week according to the hours, from Monday; empty where there is none.

    Returns
    -------
    tuple of DayRow
        What the hours themselves say; the text above the table says how sure that is.
    """
    if not hours.understood:
        return ()
    monday = today - timedelta(days=today.weekday())
    days = (monday + timedelta(days=number) for number in range(7))
    return tuple(_row(hours, day, language, today=day == today) for day in days)


def _row(hours: Hours, day: date, language: Language, *, today: bool) -> DayRow:
    _ = translations(language).gettext
    periods = hours.said(day)
    told = [one for one in periods if _is_told(one)]
    state = OpeningState.CLOSED
    if told:
        known = any(one.answer.state is OpeningState.OPEN for one in told)
        state = OpeningState.OPEN if known else OpeningState.UNKNOWN
    elif hours.admission is Admission.ACTIVITY:
        state = OpeningState.UNKNOWN
    said = {
        OpeningState.OPEN: tuple(f"{_brief(one.begins)}–{_brief(one.ends)}" for one in told),  # noqa: RUF001
        OpeningState.CLOSED: (_("Closed"),),
        OpeningState.UNKNOWN: ("?",),
    }
    return DayRow(
        name=format_weekday(day, language),
        short=format_weekday(day, language, short=True),
        today=today,
        state=str(state),
        hours=_lines(hours, periods, language),
        brief=said[state],
    )


def _brief(moment: datetime) -> str:
    """Write a time without what goes without saying: ``9``, ``9.30``; midnight ends a day."""
    hour = moment.hour or 24
    return f"{hour}.{moment:%M}" if moment.minute else f"{hour}"


def holidays_ahead(today: date, language: Language) -> tuple[str, ...]:
    """Name the public and school holidays of the coming weeks, each with its days."""
    last = today + timedelta(days=DAYS_AHEAD)
    ahead = sorted(
        (
            one
            for one in (*calendar().public, *calendar().school)
            if one.last >= today and one.first <= last
        ),
        key=lambda one: one.first,
    )
    return tuple(_holiday(one, language) for one in ahead)


def _holiday(holiday: Holiday, language: Language) -> str:
    _ = translations(language).gettext
    first, last = (
        format_weekday(day, language, with_date=True) for day in (holiday.first, holiday.last)
    )
    if holiday.first == holiday.last:
        return _("%(name)s: %(day)s") % {"name": holiday_name(holiday.name, language), "day": first}
    return _("%(name)s: from %(first)s to %(last)s") % {
        "name": holiday_name(holiday.name, language),
        "first": first,
        "last": last,
    }


def _lines(hours: Hours, periods: tuple[Period, ...], language: Language) -> tuple[str, ...]:
    _ = translations(language).gettext
    told = [one for one in periods if _is_told(one)]
    if told:
        return tuple(_line(one, language) for one in told)
    if hours.admission is Admission.ACTIVITY:
        return (_("Nothing known"),)
    return (_("Closed"),)


def _is_told(period: Period) -> bool:
    answer = period.answer
    return (
        answer.state is not OpeningState.CLOSED and answer.reason is not OpeningReason.ACTIVITY_ONLY
    )


def _line(period: Period, language: Language) -> str:
    _ = translations(language).gettext
    said = {
        "begins": clock_time(period.begins),
        "ends": clock_time(period.ends, ends=True),
        "comment": period.answer.comment,
    }
    if said["comment"]:
        return _("%(begins)s to %(ends)s (%(comment)s)") % said
    return _("%(begins)s to %(ends)s") % said
