"""Which districts a text names: those of either level, a part of the city, or the whole of it."""

from __future__ import annotations

from geo.city.areas import Areas
from geo.model.text import fold
from geo.model.vocabulary import Precision
from geo.search.interpretation import QueryInterpretation
from geo.search.question import Start, StartKind


class NamedDistricts:
    """The districts of a city by their names; made once, safe to share.

    Attributes
    ----------
    names
        Names of districts of both levels, and what people call them.
    common
        Names that places share with districts or with the city.
    """

    def __init__(self, areas: Areas) -> None:
        self._areas = areas
        city = areas.city
        self._whole_city = {fold(name) for name in (city.name, *city.also_called)}
        self.names = [
            *areas.gebieden["name"],
            *areas.buurten["name"],
            *city.aliases.upper,
            *city.aliases.lower,
        ]
        self.common = [*self.names, *self._whole_city, *city.aliases.parts]

    def is_city(self, text: str) -> bool:
        """Return whether a text is the name of the whole city."""
        return fold(text) in self._whole_city

    def knows(self, text: str) -> bool:
        """Return whether a text is the name of a district, or of a part of the city."""
        areas = self._areas
        return bool(
            areas.find_gebied(text)
            or areas.find_buurten(text)
            or areas.find_part(text)
            or ((without := self.without_city(text)) and self.knows(without))
        )

    def without_city(self, text: str) -> str:
        """Return a text without the name of the city at either end; empty where it has none."""
        words = fold(text).split()
        for at in range(1, len(words)):
            if " ".join(words[:at]) in self._whole_city:
                return " ".join(words[at:])
            if " ".join(words[at:]) in self._whole_city:
                return " ".join(words[:at])
        return ""

    def read(self, name: str) -> QueryInterpretation | None:
        """Read the name of one district, or of several with a semicolon between them."""
        gebied = self._areas.find_gebied(name)
        part = self._areas.find_part(name) if not gebied else frozenset()
        codes = part or (frozenset([gebied]) if gebied else self._areas.find_buurten(name))
        if not codes:
            return None
        lon, lat, radius_m = self._areas.centre(codes)
        frame = self._areas.gebieden if gebied or part else self._areas.buurten
        label = ", ".join(str(frame.at[code, "name"]) for code in sorted(codes))
        what = StartKind.GEBIED if gebied or part else StartKind.BUURT
        start = Start(lon, lat, label, Precision.NEIGHBOURHOOD, what, float(radius_m))
        return QueryInterpretation(start, codes)

    def are_gebieden(self, codes: frozenset[str]) -> bool:
        """Return whether codes are those of districts of the upper level."""
        return bool(codes) and codes <= set(self._areas.gebieden.index)

    def lies_in(self, inner: frozenset[str], outer: frozenset[str]) -> bool:
        """Return whether districts of either level all lie in some gebieden."""
        gebied_of = self._areas.buurten["gebied_code"]
        return {str(gebied_of.get(code, code)) for code in inner} <= outer
