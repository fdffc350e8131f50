"""The holidays of a city: those that all cities share, and the school holidays of its region."""

from __future__ import annotations

from pathlib import Path

from geo.city.profile import CityProfile
from geo.hours.calendar_nl import Calendar
from geo.model.settings import settings


def calendar_of(reference: Path) -> Calendar:
    """Read the calendar of the city whose reference tables stand in a folder.

    Parameters
    ----------
    reference
        The folder ``reference`` of a city; ``holidays`` stands beside the folder of the city.

    Returns
    -------
    Calendar
        With the school holidays of the region that `city.toml` names.

    Raises
    ------
    InputError
        A file is missing or malformed: all that is wrong with it.
    """
    region = CityProfile.beside(reference).school_holidays
    return Calendar.open(reference.resolve().parents[1] / "holidays", region)


def calendar_for(reference: Path) -> Calendar:
    """Read the calendar of a city whose folder may stand apart from the rest of the data.

    Parameters
    ----------
    reference
        The folder ``reference`` of a city.

    Returns
    -------
    Calendar
        As `calendar_of`; with the holidays of the packaged data where none stand beside the city.
    """
    if (reference.resolve().parents[1] / "holidays").is_dir():
        return calendar_of(reference)
    return Calendar.open(settings().holidays, CityProfile.beside(reference).school_holidays)
