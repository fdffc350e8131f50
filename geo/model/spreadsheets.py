"""The damage that a spreadsheet does to a table, and how to recognise it.

A spreadsheet reads ``1-3`` as a date and saves it as ``1-mrt``, writes a postcode without letters
as ``3,011E+03``, and stores a date as a number of days. Such a value cannot be restored with
certainty, so its row is refused.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from geo.model.said import Said


def _(text: str) -> str:
    """Mark a text for the catalogues."""
    return text


_MONTHS = "jan|feb|mrt|mar|apr|mei|may|jun|jul|aug|sept?|okt|oct|nov|dec"
_SIGNS = (
    (
        re.compile(
            rf"(?<![\w-])(?:\d{{1,2}}-(?:{_MONTHS})\.?(?:-\d{{2,4}})?|(?:{_MONTHS})-\d{{2,4}})(?![\w-])"
            r"|(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])|(?<![\w-])\d{1,2}[-/]\d{1,2}[-/]\d{4}(?![\w-])",
            re.IGNORECASE,
        ),
        _("%(part)s, which a spreadsheet makes of a number such as 1-3: a date"),
    ),
    (
        re.compile(r"(?<![\w.,])(?:\d+[.,]\d+E[+-]?\d+|\d+E\+\d+)(?!\w)", re.IGNORECASE),
        _("%(part)s, which a spreadsheet makes of a long number"),
    ),
    (
        re.compile(
            r"#(?:REF!|N/A|N/B|NAME\?|NAAM\?|VALUE!|WAARDE!|VERW!|DIV/0!|DEEL/0!|NUM!|GETAL!|NULL!"
            r"|LEEG!)|#{3,}"
        ),
        _("%(part)s, which a spreadsheet writes in place of a value"),
    ),
)
_DAY_ZERO = date(1899, 12, 30)
_DAY_NUMBER = re.compile(r"(\d{5})(?:[.,]\d+)?")
_FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2050, 1, 1)


def spreadsheet_damage(text: str) -> str:
    """Find what a spreadsheet did to a house number, a postcode or an address.

    Returns
    -------
    str
        The damaged part and what it is; empty where there is no sign of damage.

    Examples
    --------
    >>> spreadsheet_damage("Gaffelstraat 1-mrt")
    "'1-mrt', which a spreadsheet makes of a number such as 1-3: a date"
    >>> spreadsheet_damage("Gaffelstraat 1-3")
    ''
    """
    for sign, meaning in _SIGNS:
        if found := sign.search(text):
            return Said(meaning, part=f"'{found[0]}'")
    return ""


def day_number(text: str) -> date | None:
    """Read the number by which a spreadsheet stores a date.

    Returns
    -------
    date or None
        The day; None where the text is not such a number, or not a day from 1990 to 2049.

    Examples
    --------
    >>> day_number("45252")
    datetime.date(2023, 11, 22)
    """
    match = _DAY_NUMBER.fullmatch(text)
    if match is None:
        return None
    day = _DAY_ZERO + timedelta(days=int(match[1]))
    return day if _FIRST_DAY <= day < _LAST_DAY else None
