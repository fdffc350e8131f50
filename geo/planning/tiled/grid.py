"""The squares that a country is cut into."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.city.walking.snapping import Floats, Integers

SIDE_M = 20_000.0
"""Side of a tile: some 100,000 nodes in a dense country, a second or two of work."""


@dataclass(frozen=True, slots=True)
class TileGrid:
    """Squares of one side; a point on a border belongs to the square east and north of it.

    Attributes
    ----------
    side_m
        In metres of the projected reference system.
    """

    side_m: float = SIDE_M

    def split(self, x: Floats, y: Floats) -> tuple[Integers, list[tuple[str, slice]]]:
        """Sort points by tile; within a tile they keep their order.

        Returns
        -------
        tuple
            Their positions in that order; and the name of each tile with its part of them.

        Examples
        --------
        >>> order, tiles = TileGrid(100.0).split(np.array([150.0, 20.0]), np.array([-1.0, 30.0]))
        >>> order.tolist(), tiles
        ([1, 0], [('x0_y0', slice(0, 1, None)), ('x1_y-1', slice(1, 2, None))])
        """
        squares = self.squares(x, y)
        order = np.lexsort([squares[:, 1], squares[:, 0]])
        squares = squares[order]
        begins = np.flatnonzero(np.diff(squares, axis=0, prepend=np.nan).any(axis=1))
        ends = np.append(begins, len(order))[1:]
        names = [f"x{column}_y{row}" for column, row in squares[begins].tolist()]
        slices = [slice(*pair) for pair in zip(begins.tolist(), ends.tolist(), strict=True)]
        return order, list(zip(names, slices, strict=True))

    def squares(self, x: Floats, y: Floats) -> NDArray[np.int64]:
        """Return column and row of the square of each point."""
        return np.floor(np.stack([x, y], axis=1) / self.side_m).astype(np.int64)
