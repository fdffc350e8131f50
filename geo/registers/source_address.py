"""An address as a register publishes it, and what every reader of a register offers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

_GONE = ("ingetrokken", "niet gerealiseerd", "gesloopt", "gevormd")


class SourceAddress(NamedTuple):
    """An address as its source gives it; `x` and `y` in the reference system of the source."""

    street: str
    number: int
    letter: str
    addition: str
    postcode: str
    town: str
    x: float
    y: float


class AddressSource(Protocol):
    """A register that can be read row by row."""

    @property
    def crs(self) -> str:
        """Reference system of the points."""
        ...

    def __iter__(self) -> Iterator[SourceAddress]:
        """Go through the addresses that are in use."""
        ...


def is_in_use(status: str) -> bool:
    """Whether an object of the BAG with a status has an address today.

    Examples
    --------
    >>> is_in_use("Verblijfsobject in gebruik"), is_in_use("Naamgeving ingetrokken")
    (True, False)
    """
    return not any(word in status.lower() for word in _GONE)
