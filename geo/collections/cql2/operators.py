"""The operators of CQL2, by the names that they have in the JSON encoding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Sort(Enum):
    """What an operator is about; decides its arguments and who evaluates it."""

    LOGIC = auto()
    COMPARISON = auto()
    LIKE = auto()
    BETWEEN = auto()
    IN = auto()
    NULL = auto()
    ARITHMETIC = auto()
    FOLD = auto()
    SPATIAL = auto()
    TEMPORAL = auto()
    ARRAY = auto()


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator.

    Attributes
    ----------
    sort
        What it is about.
    least, most
        How many arguments it takes; None where there is no upper limit.
    """

    sort: Sort
    least: int = 2
    most: int | None = 2


def _of(sort: Sort, *names: str) -> dict[str, Operator]:
    return {name: Operator(sort) for name in names}


SPATIAL = (
    "s_intersects",
    "s_equals",
    "s_disjoint",
    "s_touches",
    "s_within",
    "s_overlaps",
    "s_crosses",
    "s_contains",
)
TEMPORAL = (
    "t_after",
    "t_before",
    "t_contains",
    "t_disjoint",
    "t_during",
    "t_equals",
    "t_finishedBy",
    "t_finishes",
    "t_intersects",
    "t_meets",
    "t_metBy",
    "t_overlappedBy",
    "t_overlaps",
    "t_startedBy",
    "t_starts",
)
ARRAY = ("a_equals", "a_contains", "a_containedBy", "a_overlaps")
COMPARISON = ("=", "<>", "<", ">", "<=", ">=")
FOLDS = ("casei", "accenti")

OPERATORS: dict[str, Operator] = {
    "and": Operator(Sort.LOGIC, 2, None),
    "or": Operator(Sort.LOGIC, 2, None),
    "not": Operator(Sort.LOGIC, 1, 1),
    **_of(Sort.COMPARISON, *COMPARISON),
    "like": Operator(Sort.LIKE),
    "between": Operator(Sort.BETWEEN, 3, 3),
    "in": Operator(Sort.IN),
    "isNull": Operator(Sort.NULL, 1, 1),
    **_of(Sort.ARITHMETIC, "+", "-", "*", "/", "%", "div", "^"),
    **{name: Operator(Sort.FOLD, 1, 1) for name in FOLDS},
    **_of(Sort.SPATIAL, *SPATIAL),
    **_of(Sort.TEMPORAL, *TEMPORAL),
    **_of(Sort.ARRAY, *ARRAY),
}
"""Every operator of the standard."""

FUNCTIONS = {name.lower(): name for name in (*FOLDS, *SPATIAL, *TEMPORAL, *ARRAY)}
"""The operators written as ``NAME(...)`` in the text encoding, by their name in lower case; case is
ignored there."""
