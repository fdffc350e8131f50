"""Cells of CSV: the only place that writes one, so that none of them is a formula.

A test (``tests/unit/io/test_only_writers.py``) sees that no other module writes CSV or a workbook.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from decimal import Decimal

import numpy as np

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
"""What a text begins with that some spreadsheet runs as a formula."""

_BELOW_ZERO = re.compile(r"-(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def cell_text(value: object) -> str:
    """Write a value as the text of a CSV cell.

    A text that begins with one of `FORMULA_STARTS` would be run as a formula when the file is
    opened in a spreadsheet (OWASP, *CSV Injection*); it gets an apostrophe in front. Numbers stay
    numbers.

    Parameters
    ----------
    value
        A text, a number (a Decimal keeps its digits), a yes or no; None, NaN or `pandas.NA` where
        it is not known.

    Returns
    -------
    str
        The text; empty for what is not known.

    Examples
    --------
    >>> cell_text("=1+1"), cell_text(-1), cell_text(None)
    ("'=1+1", '-1', '')
    """
    # pandas.NA is told by its type: a table without frames is written without pandas.
    if value is None or type(value).__name__ == "NAType" or value != value:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int | float | np.number):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def archived(text: str) -> str | Decimal:
    """Prepare a text for `csv_text`, so that `read_archived` gives back exactly that text.

    `cell_text` puts an apostrophe before what a spreadsheet would run. A text that has one there by
    itself gets a second, or reading could not tell the two apart. A number below zero is a number.

    Examples
    --------
    >>> [cell_text(archived(text)) for text in ("=1+1", "'=1+1", "'t Steiger", "-68.27")]
    ["'=1+1", "''=1+1", "'t Steiger", '-68.27']
    """
    if _BELOW_ZERO.fullmatch(text):
        return Decimal(text)
    return f"'{text}" if _is_guarded(text) else text


def read_archived(cell: str) -> str:
    """Take off the apostrophe that writing put before a text that begins like a formula.

    Examples
    --------
    >>> [read_archived(cell) for cell in ("'=1+1", "''=1+1", "'t Steiger", "-68.27")]
    ['=1+1', "'=1+1", "'t Steiger", '-68.27']
    """
    return cell[1:] if _is_guarded(cell) else cell


def _is_guarded(text: str) -> bool:
    """Whether apostrophes stand before what would be a formula without them."""
    return text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS)


def csv_text(rows: Iterable[Iterable[object]], *, delimiter: str = ",") -> str:
    r"""Write rows as CSV (RFC 4180) with LF.

    Parameters
    ----------
    rows
        Values as `cell_text` takes them; a header is a row too.
    delimiter
        The character between two values.

    Examples
    --------
    >>> csv_text([["name", "people"], ["@home", 12]])
    "name,people\n'@home,12\n"
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    # The module leaves a lone CR without quotes, and would read it as the end of the row.
    quoting = csv.writer(text, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in rows:
        cells = [cell_text(value) for value in row]
        (quoting if any("\r" in cell for cell in cells) else writer).writerow(cells)
    return text.getvalue()
