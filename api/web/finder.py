"""The finder of places, opened once."""

from __future__ import annotations

import threading
from functools import cache

from geo.model.settings import settings
from geo.search import Finder

_opening = threading.Lock()


def finder() -> Finder:
    """Open the finder once; concurrent requests wait, so that nothing is read twice."""
    with _opening:
        return _finder()


@cache
def _finder() -> Finder:
    return Finder.open(settings().reference)
