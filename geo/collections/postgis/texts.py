"""Texts as CQL2 compares them, in SQL: exactly what `geo.collections.cql2.strings` makes of them.

PostgreSQL's own ``lower`` depends on the locale and is no case folding, so a text with other
characters than ASCII is folded by the table of Python. The tables below are ours and hold nothing
of a request.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Text, case, collate, func, literal, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from geo.collections.cql2 import strings
from geo.collections.cql2.columns import MAX_FOLDS_KEPT

_MOST_SPELLINGS = 16
_TWINS = {"K": "\u212a", ";": "\u037e", "`": "\u1fef"}
"""The characters of ASCII that another character is normalised to."""


def by_code_point(text: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a text that is ordered as Python orders texts."""
    return collate(text, "C")


def normalised(text: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a text in the form in which texts are compared (Unicode NFC)."""
    return func.pg_catalog.normalize(text, literal_column("'NFC'"))


def spellings(text: str) -> list[str] | None:
    """List every text that is normalised to this one; None where they are too many or unknown.

    With it a comparison can use an index on the bare column.

    Examples
    --------
    >>> spellings("open"), len(spellings("K") or ()), spellings("é")
    (['open'], 2, None)
    """
    if not text.isascii():
        return None
    found = [""]
    for character in text:
        twins = [character, _TWINS[character]] if character in _TWINS else [character]
        found = [before + one for before in found for one in twins]
        if len(found) > _MOST_SPELLINGS:
            return None
    return found


def folded(text: ColumnElement[Any], folds: Sequence[str]) -> ColumnElement[Any]:
    """Normalise a text, then apply ``casei`` and ``accenti`` in the given order."""
    text = normalised(text)
    different = list(dict.fromkeys(folds))[:MAX_FOLDS_KEPT]
    for name in different:
        text = _casei(text) if name == "casei" else _accenti(text)
    return text


def like_pattern(like: str, folds: tuple[str, ...]) -> str:
    """Write the pattern of LIKE for PostgreSQL, with its stretches folded."""
    written = []
    for character, escaped in strings.characters(like):
        if character in {"%", "_"} and not escaped:
            written.append(character)
        else:
            plain = strings.fold(character, folds)
            written.append("".join(f"\\{one}" if one in "%_\\" else one for one in plain))
    return "".join(written)


def _casei(text: ColumnElement[Any]) -> ColumnElement[Any]:
    letters = func.regexp_split_to_table(text, "").table_valued("letter", with_ordinality="place")
    letters = letters.render_derived()
    folds: ColumnElement[Any] = literal_column(f"{_quoted(_case_folds())}::jsonb")
    one = func.coalesce(func.jsonb_extract_path_text(folds, letters.c.letter), letters.c.letter)
    joined = select(
        func.string_agg(one, aggregate_order_by(literal("", Text), letters.c.place))
    ).scalar_subquery()
    plain = func.lower(collate(text, "C"))
    letter_by_letter = normalised(func.coalesce(joined, literal_column("''")))
    return case((_is_ascii(text), plain), (text.is_not(None), letter_by_letter))


def _accenti(text: ColumnElement[Any]) -> ColumnElement[Any]:
    apart = func.pg_catalog.normalize(text, literal_column("'NFD'"))
    bare = func.regexp_replace(
        apart, literal_column(_quoted(_marks())), literal_column("''"), literal_column("'g'")
    )
    plain = func.translate(bare, *(literal_column(_quoted(one)) for one in _struck()))
    return case((_is_ascii(text), text), else_=normalised(plain))


def _is_ascii(text: ColumnElement[Any]) -> ColumnElement[bool]:
    return func.octet_length(text) == func.char_length(text)


def _quoted(constant: str) -> str:
    """Write one of the constants of this module in SQL."""
    assert "'" not in constant  # noqa: S101 - they are made below
    return f"'{constant}'"


@cache
def _case_folds() -> str:
    folds = {}
    for number in range(0x41, sys.maxunicode + 1):
        letter = chr(number)
        fold = letter.casefold()
        if fold != letter:
            folds[letter] = fold
    return orjson.dumps(folds).decode()


@cache
def _marks() -> str:
    """Write the characters that ``accenti`` removes as a set of a regular expression."""
    ranges: list[list[int]] = []
    for number in range(0x300, sys.maxunicode + 1):
        letter = chr(number)
        if unicodedata.category(letter) != "Mn" or letter in strings.KEPT:
            continue
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return "[" + "".join(f"\\U{first:08X}-\\U{last:08X}" for first, last in ranges) + "]"


def _struck() -> tuple[str, str]:
    pairs = strings.STRUCK
    return "".join(map(chr, pairs)), "".join(map(chr, pairs.values()))
