"""How long a walk is where no streets are known: a line through walks that were measured.

Short walks make relatively large detours: over 200 m straight the middle walk is 1.5 times as long,
over 1,500 m 1.27 times. So a walk is the straight line times a factor, plus a number of metres to
get to a street and away from it, which come in over the first `FULL_START_M`. How this was
measured: docs/network.md.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

FULL_START_M = 100.0
"""Over a shorter straight line than this, in metres, only part of ``start_m`` is added."""

Metres = TypeVar("Metres", float, NDArray[np.float64])


class Detour(NamedTuple):
    """How walks depend on straight lines.

    Attributes
    ----------
    factor
        Metres walked for every further metre in a straight line.
    start_m
        Metres walked besides.
    """

    factor: float
    start_m: float

    def metres(self, straight_m: Metres) -> Metres:
        """Estimate walks, in metres.

        Parameters
        ----------
        straight_m
            Straight lines in metres, 0 or more.

        Examples
        --------
        >>> float(USUAL.metres(400.0))
        570.0
        """
        part = np.minimum(straight_m / FULL_START_M, 1.0)
        walked: Metres = self.factor * straight_m + self.start_m * part
        return walked


USUAL = Detour(1.25, 70.0)
"""With this, as many people are within 400, 800 and 1,200 m of 240 addresses as along the streets
(4 % too many at most)."""
SHORTEST = Detour(1.12, 10.0)
LONGEST = Detour(1.35, 320.0)
"""Of the walks over straight lines of 100 to 1,500 m, 86 % lie between these two."""
