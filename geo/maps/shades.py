"""Shades and classes of coverage on maps and in print.

One hue from light to dark: more is darker, in colour, in greyscale and for people who cannot see
red or green. A missing figure, and what is out of reach, are shown by a pattern and in words.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from geo.i18n.shares import format_percents, percents

SHADES = ("#faf6e6", "#c6dcc0", "#93c3b3", "#4f9a93", "#1f6670")
"""From little to much."""
BAND_SHADES = ("#2f837b", "#7fbcae", "#cbe3d4")
"""From near to far; anything beyond has the pattern `BEYOND`."""
BEYOND = "#ffffff"
NO_FIGURE = "#e3e3e3"
GAP = "#5b1a3c"
"""Outline and hatching of what is out of reach."""

_WHOLE = 100


def class_limits(shares: ArrayLike, *, most: int = len(SHADES)) -> tuple[float, ...]:
    """Divide shares into classes by natural breaks (Fisher-Jenks), in whole percents.

    Parameters
    ----------
    shares
        Between 0 and 1; NaN is ignored.
    most
        Maximum number of classes.

    Returns
    -------
    tuple of float
        Upper limit of each class, ascending; the last is the largest share. A share that rounds to
        a limit belongs below it. Fewer classes than `most` where the shares do not fill them.

    Notes
    -----
    Fisher, W. D. (1958), On grouping for maximum homogeneity; as in mapclassify.
    """
    numbers = np.asarray(shares, dtype=np.float64)
    rounded = percents(numbers[np.isfinite(numbers)])
    values = np.unique(rounded)
    if len(values) <= most:
        return tuple((values / _WHOLE).tolist())
    # Imports scikit-learn, which takes a second, so only where a map is drawn.
    import mapclassify

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Numba not installed")
        breaks = mapclassify.FisherJenks(rounded, k=most).bins
    return tuple((np.unique(breaks) / _WHOLE).tolist())


def shade(share: float, limits: Sequence[float]) -> str:
    """Return the shade of a share: the darkest for the highest class.

    Parameters
    ----------
    share
        Between 0 and 1, or NaN.
    limits
        From `class_limits`.
    """
    if not np.isfinite(share) or not limits:
        return NO_FIGURE
    at = int(np.searchsorted(percents(limits), percents(share)))
    return spread(len(limits))[min(at, len(limits) - 1)]


def spread(count: int) -> tuple[str, ...]:
    """Select this many of `SHADES`, as far apart as possible; a single one is the darkest."""
    if count == 1:
        return (SHADES[-1],)
    at = np.linspace(0, len(SHADES) - 1, count).round().astype(int)
    return tuple(SHADES[one] for one in at)


def class_labels(limits: Sequence[float], least: float) -> tuple[str, ...]:
    r"""Label each class in whole percents, as `geo.i18n.shares` writes them.

    Parameters
    ----------
    limits
        From `class_limits`.
    least
        The smallest share.

    Examples
    --------
    >>> [ascii(one) for one in class_labels((0.15, 0.16), least=0.12)]
    ["'12\\u201315\\xa0%'", "'16\\xa0%'"]
    """
    highs = percents(limits).tolist()
    lows = [float(percents(least)), *(high + 1 for high in highs[:-1])]
    return tuple(format_percents(low, high) for low, high in zip(lows, highs, strict=True))
