"""The houses of a register on disk, as the gazetteer asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geo.city.address_register import AddressRegister, RegisterAddress
from geo.geocoding._tables import KnownAddress
from geo.geocoding.addresses import Address


class RegisteredHouses:
    """All addresses, in a register on disk.

    Parameters
    ----------
    register
        Where they are looked up.
    """

    def __init__(self, register: AddressRegister) -> None:
        self._register = register

    def __iter__(self) -> Iterator[KnownAddress]:
        """Go through none: there are too many, and each is found when it is asked for."""
        return iter(())

    def in_street(self, key: str, number: int) -> Sequence[KnownAddress]:
        """List the houses with a number in the streets with a normalised name, in all towns."""
        return [_known(one) for one in self._register.in_street(key, number)]

    def with_postcode(self, postcode: str, number: int) -> Sequence[KnownAddress]:
        """List the houses with a postcode and a number."""
        return [_known(one) for one in self._register.with_postcode(postcode, number)]

    def around(self, key: str, number: int) -> Sequence[KnownAddress]:
        """List the houses with the next lower and the next higher number, for each town."""
        return [_known(one) for one in self._register.around(key, number)]


def _known(one: RegisterAddress) -> KnownAddress:
    address = Address(
        one.street,
        one.number,
        letter=one.letter,
        addition=one.addition,
        postcode=one.postcode,
        city=one.town,
    )
    return KnownAddress(address, one.lon, one.lat)
