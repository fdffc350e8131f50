"""The rows that were found: counted at once, listed only as far as somebody looks."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geo.collections.columns import Positions

_FIRST_LOOK = 256
"""So many rows are looked through first; then four times as many, and so on."""


class Found:
    """The rows of a layer that match, in the order of their ids.

    Listing 80,000 of 100,000 rows takes longer than comparing all of them, and a page shows ten.

    Parameters
    ----------
    matching
        Whether each row matches, by position.

    Examples
    --------
    >>> found = Found(np.array([True, False, True, True]))
    >>> len(found), found[1:3].tolist()
    (3, [2, 3])
    """

    def __init__(self, matching: NDArray[np.bool_]) -> None:
        self._matching = matching

    def __len__(self) -> int:
        """Count the rows."""
        return self._count

    def __getitem__(self, part: slice) -> Positions:
        """Return the positions of a part, such as those of a page."""
        begin, end, step = part.indices(len(self))
        looked = _FIRST_LOOK
        positions = np.flatnonzero(self._matching[:looked])
        while len(positions) < end:
            looked *= 4
            positions = np.flatnonzero(self._matching[:looked])
        return positions[begin:end:step]

    def before(self, position: int) -> int:
        """Count the rows that stand before a position of the layer."""
        return int(np.count_nonzero(self._matching[:position]))

    @cached_property
    def positions(self) -> Positions:
        """Every position, ascending; not to be written to."""
        positions = np.flatnonzero(self._matching)
        positions.setflags(write=False)
        return positions

    @cached_property
    def _count(self) -> int:
        return int(np.count_nonzero(self._matching))
