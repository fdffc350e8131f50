"""Shares as people read them: one rule for rounding, wherever a share is written or coloured."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

NOT_KNOWN = "\N{EN DASH}"
"""What stands where there is no figure."""

_ALL = 100.0


def percents(shares: ArrayLike, *, decimals: int = 0) -> NDArray[np.float64]:
    """Round shares to percents; only none is 0, and only all is 100.

    Parameters
    ----------
    shares
        Between 0 and 1; NaN stays NaN.
    decimals
        Digits after the decimal mark.

    Examples
    --------
    >>> percents([0, 0.001, 0.126, 0.9997, 1]).tolist()
    [0.0, 1.0, 13.0, 99.0, 100.0]
    >>> percents([0.0001, 0.9997], decimals=1).tolist()
    [0.1, 99.9]
    """
    numbers = np.asarray(shares, dtype=np.float64)
    least = 10.0**-decimals
    between = np.clip(np.round(_ALL * numbers, decimals), least, np.round(_ALL - least, decimals))
    return np.where((numbers > 0) & (numbers < 1), between, np.round(_ALL * numbers, decimals))


def format_share(low: float, high: float | None = None, *, decimals: int = 0) -> str:
    r"""Write a share or a range of shares, the same in every language of the planners' pages.

    Parameters
    ----------
    low, high
        Ends of the range, between 0 and 1; one end is enough for a share that is certain.
    decimals
        Digits after the decimal point.

    Returns
    -------
    str
        The percents with a no-break space before the sign; a dash where an end is not known.

    Examples
    --------
    >>> format_share(1), format_share(0.9997), format_share(0.0004, decimals=1)
    ('100\xa0%', '99\xa0%', '0.1\xa0%')
    """
    ends = percents([low, low if high is None else high], decimals=decimals)
    if np.isnan(ends).any():
        return NOT_KNOWN
    return format_percents(*ends.tolist(), decimals=decimals)


def format_percents(low: float, high: float, *, decimals: int = 0) -> str:
    """Write a range of percents that are rounded already, such as a class of a legend."""
    first, last = (f"{end:.{decimals}f}" for end in (low, high))
    span = first if first == last else f"{first}{NOT_KNOWN}{last}"
    return f"{span}\N{NO-BREAK SPACE}%"
