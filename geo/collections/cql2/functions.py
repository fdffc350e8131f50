"""What operators do with values, as Python and numpy do it."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
TURNED = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
"""What a comparison becomes when its sides are swapped."""
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "%": np.fmod,
    "div": lambda a, b: np.trunc(np.divide(a, b)),
    "^": np.power,
}
SETS: dict[str, Callable[[frozenset[Any], frozenset[Any]], bool]] = {
    "a_equals": operator.eq,
    "a_contains": operator.ge,
    "a_containedBy": operator.le,
    "a_overlaps": lambda a, b: not a.isdisjoint(b),
}
