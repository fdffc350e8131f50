"""Logic with three values: a condition is true, false, or unknown because a value is missing.

As in SQL, a missing value stays unknown through NOT, AND and OR until something else decides.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from geo.collections.cql2.columns import NONE_MISSING

Truth: TypeAlias = NDArray[np.bool_]
Outcome: TypeAlias = tuple[Truth, Truth]
"""In which rows a condition is true, and in which it is unknown: at most one of them."""


def known(true: Truth, missing: Truth) -> Outcome:
    """Return where something is true, and where it is unknown because a value is missing."""
    return (true if missing is NONE_MISSING else _and(true, ~missing)), missing


def either(a: Truth, b: Truth) -> Truth:
    """Combine where values are missing, without a pass over rows when none is."""
    if a is NONE_MISSING:
        return b
    if b is NONE_MISSING:
        return a
    return _or(a, b)


def negated(outcome: Outcome) -> Outcome:
    """Return the outcome of NOT."""
    true, unknown = outcome
    return ~_or(true, unknown), unknown


def both_hold(a: Outcome, b: Outcome) -> Outcome:
    """Return the outcome of AND."""
    true = _and(a[0], b[0])
    if a[1] is NONE_MISSING and b[1] is NONE_MISSING:
        return true, NONE_MISSING
    # Unknown unless either is false: true or unknown on both sides, but not true on both.
    return true, _and(_and(_or(*a), _or(*b)), ~true)


def one_holds(a: Outcome, b: Outcome) -> Outcome:
    """Return the outcome of OR."""
    true = _or(a[0], b[0])
    if a[1] is NONE_MISSING and b[1] is NONE_MISSING:
        return true, NONE_MISSING
    return true, _and(_or(a[1], b[1]), ~true)


def _and(a: Truth, b: Truth) -> Truth:
    """Return where both are true; numpy takes thirty times as long where one is a single value."""
    if a.ndim and b.ndim:
        return a & b
    single, other = (b, a) if a.ndim else (a, b)
    return other if single else single


def _or(a: Truth, b: Truth) -> Truth:
    """Return where one of both is true; see `_and`."""
    if a.ndim and b.ndim:
        return a | b
    single, other = (b, a) if a.ndim else (a, b)
    return single or other
