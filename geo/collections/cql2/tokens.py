"""Cutting the text encoding into words, each with its position."""

from __future__ import annotations

import math
import re
from enum import StrEnum
from typing import NamedTuple

from geo.collections.cql2.expression import MAX_LENGTH
from geo.collections.cql2.faults import fault

# The letters that a name may contain are those of the standard (its rules identifierStart and
# identifierPart); backslash escapes in the ranges are read by the regular expression.
_START = (
    ":_A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1ffe\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART = _START + ".0-9\u0300-\u036f\u203f-\u2040"
PLAIN_NAME = re.compile(rf"[{_START}][{_PART}]*")
"""A name that needs no quotes."""


class Word(StrEnum):
    """What a word is."""

    TEXT = "text"
    QUOTED = "quoted"
    NUMBER = "number"
    NAME = "name"
    SIGN = "sign"
    END = "end"


# No alternative is ambiguous, so reading takes time linear in the length of the text.
_WORD = re.compile(
    r"\s*+(?:"
    r"(?P<text>'(?:[^'\\]|''|\\'|\\(?!'))*+')"
    r'|(?P<quoted>"(?:[^"]|"")++")'
    r"|(?P<number>(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)"
    rf"|(?P<name>{PLAIN_NAME.pattern})"
    r"|(?P<sign><>|<=|>=|[<>=+\-*/%^(),]))"
)
_SORTS = {str(word): word for word in Word}
_ESCAPED = re.compile(r"''|\\'")


class Token(NamedTuple):
    """One word of the text.

    Attributes
    ----------
    at
        Character at which it begins, from 0.
    keyword
        The name in capitals; empty unless this is an unquoted name.
    """

    word: Word
    text: str
    at: int
    keyword: str = ""

    @property
    def value(self) -> str:
        """What a text or a quoted name says."""
        if self.word is Word.TEXT:
            return _ESCAPED.sub("'", self.text[1:-1])
        if self.word is Word.QUOTED:
            return self.text[1:-1].replace('""', '"')
        return self.text

    @property
    def shown(self) -> str:
        """The word as quoted in a message."""
        return "the end of the filter" if self.word is Word.END else self.text


def tokens(text: str) -> list[Token]:
    """Cut a text into words.

    Returns
    -------
    list of Token
        The last is an ``END``.

    Raises
    ------
    InputError
        It is too long, or contains a character that begins no word.
    """
    if len(text) > MAX_LENGTH:
        expected = f"at most {MAX_LENGTH} characters"
        raise fault("", MAX_LENGTH, f"{len(text)} characters", expected)
    found: list[Token] = []
    end = 0
    while match := _WORD.match(text, end):
        sort = match.lastgroup or ""
        word = match[sort]
        end = match.end()
        keyword = word.upper() if sort == "name" else ""
        found.append(Token(_SORTS[sort], word, end - len(word), keyword))
    rest = text[end:].lstrip()
    if rest:
        at = len(text) - len(rest)
        raise fault(text, at, *_no_word(text, at))
    found.append(Token(Word.END, "", len(text)))
    return found


def _no_word(text: str, at: int) -> tuple[str, str]:
    if text[at] == "'":
        return f"{text[at:]}", "a single quote at the end of the text that begins here"
    if text[at] == '"':
        return f"{text[at:]}", "a name between double quotes"
    if text[at] == "!":
        return text[at : at + 2], "<> for 'is not equal to'"
    return text[at], "a name, a number, a text in single quotes or an operator"


def number(text: str) -> int | float | None:
    """Read a number; None when it is too large."""
    digits_at_most = 400
    if len(text) > digits_at_most:
        return None
    value: int | float = int(text) if text.isdigit() else float(text)
    try:
        return value if math.isfinite(value) else None
    except OverflowError:
        return None
