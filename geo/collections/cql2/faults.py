"""Reporting where an expression is wrong, so that its author can find the place."""

from __future__ import annotations

from geo.collections.cql2.expression import Spot
from geo.model.errors import InputError, Problem

PART = "filter"
"""The part of the request that contains the expression."""


def problem(source: str, at: Spot, found: str, expected: str) -> Problem:
    """Describe one fault.

    Parameters
    ----------
    at
        Where the fault is: a character of the text, from 0, or a path in the JSON.

    Returns
    -------
    Problem
        Its ``file`` gives the place in words, counted from 1.
    """
    return Problem(found, expected, file=f"{PART}, {_place(source, at)}")


def fault(source: str, at: Spot, found: str, expected: str) -> InputError:
    """Make the error for an unreadable expression; arguments as for `problem`."""
    return InputError([problem(source, at, found, expected)])


def _place(source: str, at: Spot) -> str:
    if isinstance(at, str):
        return f"at {at}"
    before = source[:at]
    if "\n" not in source:
        return f"character {at + 1}"
    line = before.count("\n") + 1
    return f"line {line}, column {at - (before.rfind(chr(10)) + 1) + 1}"
