"""Opening hours that a maintainer should look at: not understood, or perhaps not meant so."""

from __future__ import annotations

from datetime import date

from geo.evidence.place import Place
from geo.hours.calendar_nl import Calendar
from geo.hours.notation import NotUnderstoodError, read_notation, replaced_hours
from geo.intake.hours_in_words import hours_in_notation
from geo.model.findings import Finding


def hours_findings(place: Place, calendar: Calendar) -> list[Finding]:
    """List what is to be asked about the hours of a place.

    Returns
    -------
    list of Finding
        ``hours-not-understood``: they are published as text, and nobody is told when it is open.
        ``hours-replaced``: one rule closes what another opens, which may not be meant.
    """
    text = place.opening_hours.strip()
    if not text:
        return []
    try:
        read_notation(text, calendar)
    except NotUnderstoodError:
        meant = hours_in_notation(text, calendar, _since(place))
        expected = f"; perhaps '{meant}' is meant" if meant else ""
        message = f"'{text}' is not in the notation of opening hours{expected}."
        return [Finding("hours-not-understood", place.id, message)]
    replaced = replaced_hours(text)
    if replaced is None:
        return []
    earlier, later = replaced
    message = (
        f"'{later}' closes on its days what '{earlier}' opens, since a semicolon replaces. Write a "
        "comma if both hold."
    )
    return [Finding("hours-replaced", place.id, message)]


def _since(place: Place) -> date:
    """Return the day from which the hours are said to hold."""
    return place.confirmed.first if place.confirmed is not None else date.min
