"""The finder of places, opened once."""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from api.web.served import reference

if TYPE_CHECKING:
    from geo.search.finder import Finder

_opening = threading.Lock()


def finder(of: Path | None = None) -> Finder:
    """Open the finder of a city once; concurrent requests wait, so that nothing is read twice.

    Parameters
    ----------
    of
        Its reference tables; those of the city that is asked about by default.
    """
    with _opening:
        return _finder(of or reference())


@cache
def _finder(tables: Path) -> Finder:
    from api.web.geocoder import geocoder_of
    from geo.search.finder import Finder

    return Finder.open(tables, geocoder_of)
