"""The finder of places, opened once."""

from __future__ import annotations

import threading
from functools import cache

from geo.finding import Finder
from geo.settings import settings

_opening = threading.Lock()


def finder() -> Finder:
    """Read what finding a place needs, once: who asks meanwhile waits, and reads nothing twice."""
    with _opening:
        return _finder()


@cache
def _finder() -> Finder:
    return Finder.open(settings().data / "reference")
