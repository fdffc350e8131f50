"""Which columns of a table are its addresses, by the names that lists use."""

from __future__ import annotations

from collections.abc import Sequence

from geo.geocoding.batch import AddressColumns
from geo.intake.guessing import NAMES, SUFFIXES
from geo.intake.mapping import Target
from geo.model.errors import InputError, Problem
from geo.model.text import fold

_PARTS: tuple[Target, ...] = ("address", "street", "house_number", "postcode", "city")


def address_columns(name: str, header: Sequence[str]) -> AddressColumns:
    """Find the addresses of a table: one column, or street, number and what belongs to them.

    Parameters
    ----------
    name
        Of the file, for messages.
    header
        Names of the columns, as they are written.

    Raises
    ------
    InputError
        No column holds an address or a postcode, or two hold the same.

    Examples
    --------
    >>> address_columns("list.csv", ["Straat", "huisnummer", "toevoeging", "plaats"]).suffixes
    (2,)
    """
    meant: dict[Target, list[int]] = {part: [] for part in _PARTS}
    suffixes = []
    for at, column in enumerate(header):
        called = fold(column)
        if called in SUFFIXES:
            suffixes.append(at)
        for part in _PARTS:
            if called in NAMES[part]:
                meant[part].append(at)
    problems = [
        Problem(
            f"two columns with the {part.replace('_', ' ')}: {_listed(header, found)}",
            "one; give the other another name",
            name,
            1,
        )
        for part, found in meant.items()
        if len(found) > 1
    ]
    if not any(meant[part] for part in ("address", "street", "postcode")):
        listed = _listed(header, range(len(header)))
        expected = "a column 'address', or columns such as 'street', 'house_number', 'postcode'"
        problems.append(Problem(f"the columns {listed}", expected, name, 1))
    if problems:
        raise InputError(problems)
    one = {part: found[0] if found else None for part, found in meant.items()}
    return AddressColumns(
        one["address"],
        one["street"],
        one["house_number"],
        tuple(suffixes),
        one["postcode"],
        one["city"],
    )


def _listed(header: Sequence[str], positions: Sequence[int]) -> str:
    return ", ".join(f"'{header[at]}'" for at in positions)
