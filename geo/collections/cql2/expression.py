"""The tree of a CQL2 expression, which both encodings are read into and written from.

A tree is a value: two trees are equal when they mean the same, wherever they were in the text.
Every operator, of logic, comparison, arithmetic, text, place, time or lists, is a `Call` with the
name that it has in the JSON encoding (``and``, ``=``, ``like``, ``s_intersects`` ...).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from shapely.geometry.base import BaseGeometry

Spot: TypeAlias = int | str
"""Position of a node: a character of the text, from 0, or a path in the JSON document."""

MAX_DEPTH = 64
"""Deepest nesting of an expression. No reader or evaluator can run out of stack below it."""
MAX_LENGTH = 50_000
"""Longest expression, in characters."""


@dataclass(frozen=True, slots=True)
class Property:
    """The value that each feature has for a property."""

    name: str
    at: Spot = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A string."""

    value: str
    at: Spot = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number."""

    value: int | float
    at: Spot = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Boolean:
    """TRUE or FALSE."""

    value: bool
    at: Spot = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar date, such as ``2022-04-16``; checked to exist."""

    value: str
    at: Spot = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A moment in UTC, such as ``2022-04-16T10:13:19Z``, with or without fractional seconds."""

    value: str
    at: Spot = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Open:
    """The open end of an interval, written ``'..'``."""

    at: Spot = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time, including both ends."""

    start: Node
    end: Node
    at: Spot = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Geometry:
    """A geometry in the coordinates and the axis order of the filter's CRS."""

    value: BaseGeometry
    at: Spot = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Box:
    """A bounding box of four numbers (lower corner, upper corner), or six with elevations."""

    bounds: tuple[int | float, ...]
    at: Spot = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Array:
    """A list of values."""

    items: tuple[Node, ...]
    at: Spot = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or function with its arguments."""

    operator: str
    arguments: tuple[Node, ...]
    at: Spot = field(default=0, compare=False)


Node: TypeAlias = (
    Property
    | Text
    | Number
    | Boolean
    | Date
    | Timestamp
    | Open
    | Interval
    | Geometry
    | Box
    | Array
    | Call
)


@dataclass(frozen=True, slots=True)
class Expression:
    """A whole filter.

    Parameters
    ----------
    source
        The original text, to report where a fault is; empty for the JSON encoding.
    """

    root: Node
    source: str = field(default="", compare=False)

    @property
    def properties(self) -> frozenset[str]:
        """The names of all properties in the expression."""
        return frozenset(node.name for node in walk(self.root) if isinstance(node, Property))


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below a node."""
    if isinstance(node, Call):
        return node.arguments
    if isinstance(node, Array):
        return node.items
    if isinstance(node, Interval):
        return (node.start, node.end)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes below it, in the order of the text."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        below = children(current)
        if below:
            waiting.extend(reversed(below))


def repeated_calls(root: Node) -> frozenset[Call]:
    """Find the operators that stand below a node more than once with equal arguments."""
    calls = [node for node in walk(root) if isinstance(node, Call)]
    if surely_differ(calls):
        return frozenset()
    counts = Counter(calls)
    return frozenset(call for call, times in counts.items() if times > 1)


def surely_differ(calls: Sequence[Call]) -> bool:
    """Return whether no two are equal as all operators differ; comparing trees takes longer."""
    return len({call.operator for call in calls}) == len(calls)
