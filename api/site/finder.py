"""The finder of places, opened once."""

from __future__ import annotations

from functools import cache

from geo.finding import Finder
from geo.settings import settings


@cache
def finder() -> Finder:
    """Read what finding a place needs, once."""
    return Finder.open(settings().data / "reference")
