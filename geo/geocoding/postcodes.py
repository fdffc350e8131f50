"""The postcodes of the city: where each lies, and the streets and house numbers that have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter

import numpy as np

from geo.city.postcode6 import PostcodeStreet, numbers_of
from geo.city.profile import CityProfile
from geo.geocoding._question import same_town
from geo.geocoding._tables import PostcodeArea
from geo.geocoding.addresses import Address
from geo.geocoding.answers import Candidate, agreement, postcode_agreement
from geo.geocoding.streets import MARGIN_M, StreetIndex, middle
from geo.model.street_names import normalise_street
from geo.model.vocabulary import Precision


class PostcodeIndex:
    """Postcodes of four characters (PC4) and of six (PC6); safe to share.

    Parameters
    ----------
    areas
        The PC4.
    streets
        Where the streets lie.
    city
        The city that they are of.
    read_rows
        Reads the streets and numbers of every PC6; called when an address is not known exactly.
    """

    def __init__(
        self,
        areas: Mapping[str, PostcodeArea],
        streets: StreetIndex,
        city: CityProfile,
        read_rows: Callable[[], Iterable[PostcodeStreet]] = tuple,
    ) -> None:
        self.areas = areas
        self._streets = streets
        self._city = city
        self._read_rows = read_rows

    def with_postcode(self, postcode: str) -> Sequence[PostcodeStreet]:
        """List the streets that have a PC6; nearly always one."""
        return self._rows_by_postcode.get(postcode, ())

    def along(self, key: str) -> Sequence[PostcodeStreet]:
        """List the PC6 of the streets with a normalised name, in all towns."""
        return self._rows_by_street.get(key, ())

    def place(self, address: Address) -> tuple[Candidate, float]:
        """Find the place of the postcode of an address.

        Parameters
        ----------
        address
            With a postcode in one of the areas.

        Returns
        -------
        Candidate, float
            The PC6 where its street is known, else the PC4; and the radius around it in metres that
            holds 90 % of its addresses.
        """
        area = self.areas[address.postcode4]
        places = [
            place
            for row in self.with_postcode(address.postcode)
            if (place := self._place_of(row)) is not None
        ]
        matched, (lon, lat, radius_m) = str(area), (area.lon, area.lat, area.radius_m)
        if places:
            matched = f"{address.postcode4} {address.postcode[4:]} {area.city}"
            lon, lat, radius_m = places[0]
            x, y = self._city.projected.xy([one[0] for one in places], [one[1] for one in places])
            off_m = np.hypot(x - x[0], y - y[0])
            radius_m = max(float(off) + one[2] for off, one in zip(off_m, places, strict=True))
        score = agreement(
            address,
            postcode=1.0 if places else postcode_agreement(address.postcode, address.postcode4),
            city=float(same_town(address.city, area.city, self._city)),
        )
        return Candidate(matched, lon, lat, Precision.POSTCODE, score), radius_m

    def _place_of(self, row: PostcodeStreet) -> tuple[float, float, float] | None:
        """Longitude, latitude and radius in metres of the part of a street with one postcode."""
        if row.place is not None:
            lon, lat, radius_m = row.place
            return lon, lat, radius_m + MARGIN_M
        match = self._streets.named(row.street)
        parts = match.parts if match else ()
        parts = tuple(part for part in parts if part.postcode4 == row.postcode[:4])
        if not parts:
            return None
        centre, radius_m = middle(parts)
        return centre.lon, centre.lat, radius_m

    @cached_property
    def _rows_by_postcode(self) -> dict[str, list[PostcodeStreet]]:
        rows: dict[str, list[PostcodeStreet]] = defaultdict(list)
        for row in self._read_rows():
            rows[row.postcode].append(row)
        return dict(rows)

    @cached_property
    def _rows_by_street(self) -> dict[str, list[PostcodeStreet]]:
        rows: dict[str, list[PostcodeStreet]] = defaultdict(list)
        for some in self._rows_by_postcode.values():
            for row in some:
                rows[normalise_street(row.street)].append(row)
        return dict(rows)


def with_number(rows: Sequence[PostcodeStreet], address: Address) -> list[PostcodeStreet]:
    """Keep the rows that have the house number of an address, or either end of its range."""
    numbers = [address.house_number, address.house_number_end]
    return [row for row in rows for number in numbers if number is not None and row.has(number)]


def between_numbers(rows: Sequence[PostcodeStreet], address: Address) -> list[PostcodeStreet]:
    """Keep the rows between whose house numbers that of an address would be, along its side.

    Returns
    -------
    list of PostcodeStreet
        The row with numbers below and above it, or else the last below and the first above; empty
        where it lies beyond all numbers.
    """
    asked = address.house_number
    if asked is None:
        return []
    ends = [
        (side[0], side[-1], row)
        for row in rows
        if (side := sorted(one for one in numbers_of(row.numbers) if one % 2 == asked % 2))
    ]
    around = [row for first, last, row in ends if first <= asked <= last]
    below = [(last, row) for _, last, row in ends if last < asked]
    above = [(first, row) for first, _, row in ends if first > asked]
    if around or not (below and above):
        return around
    return [max(below, key=itemgetter(0))[1], min(above, key=itemgetter(0))[1]]
