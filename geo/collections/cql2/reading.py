"""A reader that walks through the words of a text; the parser is built on it."""

from __future__ import annotations

from typing import NoReturn

from geo.collections.cql2.expression import MAX_DEPTH, Number
from geo.collections.cql2.faults import fault
from geo.collections.cql2.tokens import Token, Word, number, tokens


class Reader:
    """Stands at one word of a text, and knows how deeply it is nested."""

    def __init__(self, text: str) -> None:
        self._source = text
        self._tokens = tokens(text)
        self._next = 0
        self._here = self._tokens[0]
        self._depth = 0

    def _advance(self) -> Token:
        token = self._here
        self._next += 1
        if token.word is not Word.END:
            self._here = self._tokens[self._next]
        return token

    def _is(self, sign: str) -> bool:
        return self._here.word is Word.SIGN and self._here.text == sign

    def _take(self, sign: str) -> bool:
        if self._is(sign):
            self._advance()
            return True
        return False

    def _take_keyword(self, keyword: str) -> bool:
        if self._here.keyword == keyword:
            self._advance()
            return True
        return False

    def _need(self, sign: str, also: str = "") -> None:
        if not self._take(sign):
            self._refuse(f"'{sign}'{also}")

    def _refuse(self, expected: str, token: Token | None = None) -> NoReturn:
        token = token or self._here
        raise fault(self._source, token.at, token.shown, expected)

    def _deeper(self, by: int = 1) -> None:
        self._depth += by
        if self._depth > MAX_DEPTH:
            self._refuse(f"at most {MAX_DEPTH} levels of operators and brackets in each other")

    def _number(self, sign: Token | None = None) -> Number:
        token = self._here
        value = number(token.text) if token.word is Word.NUMBER else None
        if value is None:
            self._refuse("a number that is finite")
        self._advance()
        negative = sign is not None and sign.text == "-"
        return Number(-value if negative else value, sign.at if sign else token.at)

    def _coordinate(self) -> int | float:
        sign = self._advance() if self._is("-") or self._is("+") else None
        if self._here.word is not Word.NUMBER:
            self._refuse("a coordinate")
        return self._number(sign).value
