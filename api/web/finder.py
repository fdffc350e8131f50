"""The finder of places, opened once."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from geo.model.settings import settings

if TYPE_CHECKING:
    from geo.search.finder import Finder

_opening = threading.Lock()


def finder() -> Finder:
    """Open the finder once; concurrent requests wait, so that nothing is read twice."""
    with _opening:
        return _finder()


@cache
def _finder() -> Finder:
    from geo.search.finder import Finder

    return Finder.open(settings().reference)
