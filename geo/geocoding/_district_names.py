"""The names of districts for the gazetteer: read only when a text may contain one."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import TYPE_CHECKING

from geo.geocoding.answers import Hint

if TYPE_CHECKING:
    from geo.city.areas import Areas


class DistrictNames:
    """The two levels of districts by name and by code."""

    def __init__(self, open_areas: Callable[[], Areas]) -> None:
        self._open_areas = open_areas

    @cached_property
    def _areas(self) -> Areas:
        return self._open_areas()

    def gebied_of(self, buurt_code: str) -> str:
        """Return the code of the gebied in which a buurt lies."""
        return str(self._areas.buurten.at[buurt_code, "gebied_code"])

    def named(self, name: str) -> Hint:
        """Find the gebied, else the buurten, with this name; an empty hint where there is none."""
        gebied_code = self._areas.find_gebied(name)
        return Hint(gebied_code, frozenset() if gebied_code else self._areas.find_buurten(name))

    def name(self, code: str) -> str:
        """Name the gebied or the buurt with this code."""
        gebieden = self._areas.gebieden
        frame = gebieden if code in gebieden.index else self._areas.buurten
        return str(frame.at[code, "name"])

    def centre(self, codes: AbstractSet[str]) -> tuple[float, float, float]:
        """Return the middle of districts in degrees, and the radius in metres that holds them."""
        lon, lat, radius_m = self._areas.centre(codes)
        return lon, lat, float(radius_m)
