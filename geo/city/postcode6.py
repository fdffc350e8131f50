"""The streets and house numbers of every six-character postcode (PC6).

From ``data/<city>/reference/postcode6.csv``, which `geo.registers.postcode6` derives. A PC6 is one
side of one stretch of a street, some twenty doors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from geo.io.tables import read_rows

FILE = "postcode6.csv"
_MAX_BYTES = 50_000_000
_COLUMNS = ("postcode", "street", "town", "numbers", "lon", "lat", "radius_90_m")
_SHORTEST_RUN = 3


@dataclass(frozen=True, slots=True)
class PostcodeStreet:
    """The part of a street that has one postcode.

    Parameters
    ----------
    postcode
        ``3011RS``.
    street, town
        As in its postal addresses.
    numbers
        Its house numbers, as `numbers_text` writes them.
    place
        Longitude and latitude (EPSG:4326, degrees) of a point, and the radius in metres that holds
        90 % of where this part may be; None where no more is known of it than of the street.
    """

    postcode: str
    street: str
    town: str
    numbers: str
    place: tuple[float, float, float] | None

    def has(self, number: int) -> bool:
        """Whether a house number is one of its own."""
        return number in numbers_of(self.numbers)


def read(reference: Path) -> list[PostcodeStreet]:
    """Read the table; empty where a city has none.

    Parameters
    ----------
    reference
        Folder of the reference tables of the city.

    Raises
    ------
    InputError
        If the table has other columns.
    """
    path = reference / FILE
    if not path.is_file():
        return []
    return [
        PostcodeStreet(
            cells["postcode"],
            cells["street"],
            cells["town"],
            cells["numbers"],
            _place(cells),
        )
        for cells in (row.cells for row in read_rows(path, _COLUMNS, max_bytes=_MAX_BYTES))
    ]


def _place(cells: Mapping[str, str]) -> tuple[float, float, float] | None:
    if not cells["lon"]:
        return None
    return float(cells["lon"]), float(cells["lat"]), float(cells["radius_90_m"])


def numbers_text(numbers: Iterable[int]) -> str:
    """Write house numbers as runs: every number, or every second one as along one side.

    Parameters
    ----------
    numbers
        In any order.

    Examples
    --------
    >>> numbers_text([1, 3, 5, 7, 12, 20, 21, 22])
    '1-7/2 12 20-22'
    """
    every = sorted(set(numbers))
    odd, even = ([number for number in every if number % 2 == side] for side in (1, 0))
    by_side = " ".join([*_runs(odd), *_runs(even)])
    return min(" ".join(_runs(every)), by_side, key=len)


def _runs(ordered: list[int]) -> Iterator[str]:
    """Take the longest run of one step from the front, again and again."""
    at = 0
    while at < len(ordered):
        step = ordered[at + 1] - ordered[at] if at + 1 < len(ordered) else 0
        length = 1
        for one, following in pairwise(ordered[at:]):
            if following - one != step:
                break
            length += 1
        first = ordered[at]
        if length < _SHORTEST_RUN or step not in (1, 2):
            yield str(first)
            at += 1
            continue
        yield f"{first}-{ordered[at + length - 1]}" + ("/2" if step == 2 else "")  # noqa: PLR2004
        at += length


def numbers_of(text: str) -> frozenset[int]:
    """Read house numbers from what `numbers_text` wrote.

    Examples
    --------
    >>> sorted(numbers_of("1-7/2 12 20-22"))
    [1, 3, 5, 7, 12, 20, 21, 22]
    """
    found: set[int] = set()
    for run in text.split():
        ends, _, step = run.partition("/")
        first, _, last = ends.partition("-")
        found.update(range(int(first), int(last or first) + 1, int(step or 1)))
    return frozenset(found)
