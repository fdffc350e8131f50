"""The week of a form: a row per day with one switch of three states, and times where it is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Request
from starlette.datastructures import FormData

from api.desk.facts_form import notation_of
from geo.hours.week import (
    DAYS,
    HOLIDAYS,
    DayHours,
    DayState,
    filled_in,
    times_given,
    week_notation,
)
from geo.model.errors import InputError, Problem

SPANS = 2
"""How many times from-to a day of the form has."""


@dataclass(frozen=True, slots=True)
class HoursForm:
    """The hours of a form.

    Parameters
    ----------
    days
        By day, the state and the times as they were typed.
    typed
        The notation itself, for those who write it; it counts where it is not empty.
    """

    days: dict[str, tuple[str, tuple[tuple[str, str], ...]]]
    typed: str

    def shown(self) -> dict[str, DayHours]:
        """Return the week as it was typed, for the form to show again."""
        return {
            day: DayHours(DayState(state) if state in list(DayState) else DayState.UNKNOWN, times)
            for day, (state, times) in self.days.items()
        }

    def notation(self) -> str:
        """Return the notation of what was filled in; empty where nothing was.

        Raises
        ------
        InputError
            With everything that is wrong, by day.
        """
        if self.typed.strip():
            return notation_of(self.typed.strip())
        week, problems = {}, list[Problem]()
        for day, (state, times) in self.days.items():
            # Times without a switch mean that it is open.
            chosen = "open" if state == "unknown" and times_given(times) else state
            try:
                week[day] = filled_in(day, chosen, times)
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)
        return week_notation(week)


async def hours_form(
    request: Request, opening_hours: Annotated[str, Form(max_length=500)] = ""
) -> HoursForm:
    """Read the hours of a form, as a dependency."""
    form = await request.form()
    days = {}
    for day in (*DAYS, HOLIDAYS):
        times = tuple(
            (
                str(form.get(f"{day}_from_{span}", ""))[:20],
                str(form.get(f"{day}_to_{span}", ""))[:20],
            )
            for span in range(SPANS)
        )
        days[day] = (_cell(form, f"{day}_state") or "unknown", times)
    return HoursForm(days, opening_hours)


def _cell(form: FormData, name: str) -> str:
    """Read a field, cut where nobody would type more."""
    value = form.get(name, "")
    return value[:20] if isinstance(value, str) else ""
