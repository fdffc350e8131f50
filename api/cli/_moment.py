"""The moment at which places are open, as people type it: ``Sa 14:00``, or a part of the week."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from geo.city.calendar import calendar_of
from geo.model.errors import InputError, Problem
from geo.planning.coverage import When


def read_when(reference: Path, at: str, block: str, on: str) -> When | None:
    """Read what ``--at`` or ``--block`` says; None for neither.

    Parameters
    ----------
    on
        The day from which hours are judged; today if empty.
    """
    if not at and not block:
        return None
    try:
        today = date.fromisoformat(on) if on else date.today()  # noqa: DTZ011 - a calendar day
    except ValueError:
        raise InputError([Problem(f"'{on}'", "a day such as 2026-11-22", field="on")]) from None
    return When.parse(calendar_of(reference), today, at=at, block=block)
