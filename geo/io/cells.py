"""Cells of CSV: the only place that writes one, so that none of them is a formula.

A test (``tests/unit/io/test_no_formulas.py``) sees that no other module writes CSV or a workbook.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

import numpy as np

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
"""What a text begins with that some spreadsheet runs as a formula."""


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
    writer.writerows([cell_text(value) for value in row] for row in rows)
    return text.getvalue()
