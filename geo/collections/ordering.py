"""The order of features, and the place in it where a page ends.

A page ends at a feature, not at a number: the cursor of the next page holds the values that the
last feature was sorted by, and its id. So a page neither loses nor repeats a feature that stays,
whatever is added or removed between two pages.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from geo.collections.columns import Positions, Values

_EXPECTED = "the cursor of a link 'next'"


@dataclass(frozen=True, slots=True)
class SortKey:
    """A column to sort by.

    Attributes
    ----------
    name
        The column.
    descending
        Whether the greatest value comes first. Features without a value always come last.

    Examples
    --------
    >>> str(SortKey("name", descending=True))
    '-name'
    """

    name: str
    descending: bool = False

    def __str__(self) -> str:
        """Write it as in a query."""
        return f"{'-' if self.descending else '+'}{self.name}"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended.

    Attributes
    ----------
    keys
        What it was sorted by.
    values
        The values of the last feature in these columns.
    """

    keys: tuple[SortKey, ...]
    values: tuple[Any, ...]
    feature_id: str

    def encode(self) -> str:
        """Write it as one word for a URL."""
        content = orjson.dumps([[str(key) for key in self.keys], self.values, self.feature_id])
        return base64.urlsafe_b64encode(content).decode().rstrip("=")

    @classmethod
    def decode(cls, word: str) -> Cursor:
        """Read what `encode` wrote.

        Raises
        ------
        ValueError
            It is something else.
        """
        try:
            padded = word.encode("ascii") + b"=" * (-len(word) % 4)
            content = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        except (UnicodeEncodeError, binascii.Error, orjson.JSONDecodeError):
            raise ValueError(_EXPECTED) from None
        match content:
            case [list(keys), list(values), str(feature_id)] if len(keys) == len(values):
                pass
            case _:
                raise ValueError(_EXPECTED)
        plain = all(isinstance(value, str | int | float | bool | None) for value in values)
        if not plain or not all(isinstance(key, str) and key[:1] in {"+", "-"} for key in keys):
            raise ValueError(_EXPECTED)
        return cls(
            tuple(SortKey(key[1:], key[0] == "-") for key in keys), tuple(values), feature_id
        )


def in_order(found: Positions, values: Values, keys: Sequence[SortKey]) -> Positions:
    """Sort positions by columns; equal ones stay in the order of their ids.

    Parameters
    ----------
    found
        Positions, ascending.
    keys
        What to sort by, the first column first.
    """
    if not keys:
        return found
    ranks = [_ranks(values, key)[found] for key in reversed(keys)]
    return found[np.lexsort(ranks)]


def begin_after(
    ordered: Positions, values: Values, cursor: Cursor, first_after: Callable[[str], int]
) -> int:
    """Return the index in the ordered positions where the page after a cursor begins.

    Parameters
    ----------
    ordered
        Positions from `in_order` for the keys of the cursor.
    cursor
        Where the page before ended; its feature may be gone.
    first_after
        Returns the first position whose id comes after an id.

    Raises
    ------
    ValueError
        A value of the cursor does not fit its column.
    """
    beyond = np.zeros(len(ordered), dtype=bool)
    equal = np.ones(len(ordered), dtype=bool)
    for key, value in zip(cursor.keys, cursor.values, strict=True):
        ranks = _ranks(values, key)[ordered]
        rank = _rank_of(values, key, value)
        beyond |= equal & (ranks > rank)
        equal &= ranks == rank
    beyond |= equal & (ordered >= first_after(cursor.feature_id))
    return int(beyond.argmax()) if beyond.any() else len(ordered)


def _ranks(values: Values, key: SortKey) -> NDArray[np.float64]:
    _, ranks = values.rank(key.name)
    return np.where(np.isinf(ranks), np.inf, -ranks) if key.descending else ranks


def _rank_of(values: Values, key: SortKey, value: Any) -> float:  # noqa: ANN401 - of any column
    """Return the rank of a value, halfway between its neighbours where no row has it now."""
    if value is None:
        return np.inf
    different, _ = values.rank(key.name)
    try:
        value = values.in_order(key.name, value)
        place = int(np.searchsorted(different, value))
    except (TypeError, AttributeError):
        raise ValueError(_EXPECTED) from None
    there = place < len(different) and different[place] == value
    rank = float(place) if there else place - 0.5
    return -rank if key.descending else rank
