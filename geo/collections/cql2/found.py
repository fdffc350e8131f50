"""The rows that were found: counted at once, listed only as far as somebody looks."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FIRST_LOOK = 256
"""So many rows are looked through first; then four times as many, and so on."""


class Found:
    """The rows of a layer that match, in the order of their ids.

    Listing 80,000 of 100,000 rows takes longer than comparing all of them, and a page shows ten.

    Parameters
    ----------
    matching
        Whether each row matches, by position; not to be written to.

    Examples
    --------
    >>> found = Found(np.array([True, False, True, True]))
    >>> len(found), found[1:3].tolist()
    (3, [2, 3])
    """

    def __init__(self, matching: NDArray[np.bool_]) -> None:
        self.matching = matching

    def __len__(self) -> int:
        """Count the rows."""
        return self._count

    def __getitem__(self, part: slice) -> NDArray[np.int64]:
        """Return the positions of a part, such as those of a page."""
        begin, end, step = part.indices(len(self))
        looked = _FIRST_LOOK if end < len(self) else len(self.matching)
        positions = np.flatnonzero(self.matching[:looked])
        while len(positions) < end:
            looked *= 4
            positions = np.flatnonzero(self.matching[:looked])
        return positions[begin:end:step]

    def before(self, position: int) -> int:
        """Count the rows that stand before a position of the layer."""
        return int(np.count_nonzero(self.matching[:position]))

    @cached_property
    def positions(self) -> NDArray[np.int64]:
        """Every position, ascending; not to be written to."""
        positions = np.flatnonzero(self.matching)
        positions.setflags(write=False)
        return positions

    @cached_property
    def _count(self) -> int:
        return int(np.count_nonzero(self.matching))


class ListedRows(Found):
    """Rows that an index found, so that they are listed already.

    Parameters
    ----------
    rows
        Their positions, ascending.
    size
        How many rows the layer has.
    """

    def __init__(self, rows: NDArray[np.integer[Any]], size: int) -> None:
        self._rows = rows
        self._size = size

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._rows)

    def __getitem__(self, part: slice) -> NDArray[np.int64]:
        """Return the positions of a part, such as those of a page."""
        return self._rows[part].astype(np.int64)

    def before(self, position: int) -> int:
        """Count the rows that stand before a position of the layer."""
        return int(np.searchsorted(self._rows, position))

    @cached_property
    def positions(self) -> NDArray[np.int64]:
        """Every position, ascending; not to be written to."""
        return self[:]

    @cached_property
    def matching(self) -> NDArray[np.bool_]:  # type: ignore[override]
        """Whether each row matches, by position; not to be written to."""
        matching = np.zeros(self._size, dtype=bool)
        matching[self._rows] = True
        return matching
