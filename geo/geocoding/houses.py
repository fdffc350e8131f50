"""The houses whose points are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Protocol

from geo.geocoding._tables import KnownAddress
from geo.model.street_names import normalise_street


class Houses(Protocol):
    """Known addresses by street and by postcode."""

    def in_street(self, key: str, number: int) -> Sequence[KnownAddress]:
        """List the houses with a number in the streets with a normalised name, in all towns."""
        ...

    def with_postcode(self, postcode: str, number: int) -> Sequence[KnownAddress]:
        """List the houses with a postcode and a number."""
        ...

    def around(self, key: str, number: int) -> Sequence[KnownAddress]:
        """List the houses with the nearest numbers; empty where only a few houses are known."""
        ...

    def __iter__(self) -> Iterator[KnownAddress]:
        """Go through them, if they are few enough to go through."""
        ...


class KnownHouses:
    """The few addresses of a table; immutable.

    Parameters
    ----------
    addresses
        In any order.
    """

    def __init__(self, addresses: Iterable[KnownAddress]) -> None:
        by_street: dict[tuple[str, int | None], list[KnownAddress]] = defaultdict(list)
        by_postcode: dict[tuple[str, int | None], list[KnownAddress]] = defaultdict(list)
        for known in addresses:
            number = known.address.house_number
            by_street[normalise_street(known.address.street), number].append(known)
            by_postcode[known.address.postcode, number].append(known)
        self._by_street = dict(by_street)
        self._by_postcode = dict(by_postcode)

    def __iter__(self) -> Iterator[KnownAddress]:
        """Go through all of them, street by street."""
        return chain.from_iterable(self._by_street.values())

    def in_street(self, key: str, number: int) -> Sequence[KnownAddress]:
        """List the houses with a number in the streets with a normalised name, in all towns."""
        return self._by_street.get((key, number), ())

    def with_postcode(self, postcode: str, number: int) -> Sequence[KnownAddress]:
        """List the houses with a postcode and a number."""
        return self._by_postcode.get((postcode, number), ())

    def around(self, key: str, number: int) -> Sequence[KnownAddress]:  # noqa: ARG002 - as Houses
        """Nothing: a few known houses say nothing about the numbers between them."""
        return ()
