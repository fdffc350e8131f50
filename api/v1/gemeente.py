"""Which of the cities that are served a question of the API is about."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request

from api.web.parameters import text
from api.web.served import ServedCity
from geo.model.errors import InputError, Problem
from geo.model.text import fold

GEMEENTE = text(
    "gemeente",
    "Code or name of the municipality, where several are served; the first where not given.",
)
"""The parameter that chooses a city."""


def served_city(request: Request, asked: str | None) -> ServedCity | None:
    """Return the city that is asked about; None where only one is served.

    Parameters
    ----------
    asked
        Code or name; None or empty for the first one.

    Raises
    ------
    InputError
        It is not served.
    """
    served: Sequence[ServedCity] = request.app.state.served
    if not served:
        own = request.app.state.pages.current.city
        _check(asked, [own.code, own.name])
        return None
    if not asked:
        return served[0]
    for city in served:
        if fold(asked) in {fold(city.code), fold(city.name)}:
            return city
    _check(asked, [city.code for city in served])
    return None


def _check(asked: str | None, known: list[str]) -> None:
    if asked and fold(asked) not in map(fold, known):
        expected = " or ".join(known)
        raise InputError([Problem(f"'{asked}'", expected, field="gemeente")])
