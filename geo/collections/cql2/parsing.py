"""Reading the text encoding.

A precedence-climbing parser, written by hand so that every fault is reported with its place and
with what was expected there. It is more lenient than the standard's grammar where that is harmless:
``MULTIPOINT(7 50, 10 51)``, ``POINT EMPTY``, any name in double quotes.
"""

from __future__ import annotations

from collections.abc import Callable

from geo.collections.cql2 import literals
from geo.collections.cql2.expression import (
    Array,
    Boolean,
    Box,
    Call,
    Date,
    Expression,
    Interval,
    Node,
    Number,
    Property,
    Text,
    Timestamp,
)
from geo.collections.cql2.operators import ARRAY, FUNCTIONS, OPERATORS
from geo.collections.cql2.tokens import PLAIN_NAME, Token, Word
from geo.collections.cql2.wkt import GeometryReader

OR, AND, NOT, COMPARISON, PLUS, TIMES, POWER = range(1, 8)
"""Precedence of operators, from loose to tight."""

_SIGNS = {
    **dict.fromkeys(("=", "<>", "<", ">", "<=", ">="), COMPARISON),
    **dict.fromkeys(("+", "-"), PLUS),
    **dict.fromkeys(("*", "/", "%"), TIMES),
    "^": POWER,
}
_KEYWORDS = {
    "OR": OR,
    "AND": AND,
    **dict.fromkeys(("NOT", "LIKE", "BETWEEN", "IN", "IS"), COMPARISON),
    "DIV": TIMES,
}
RESERVED = frozenset((*_KEYWORDS, "NULL", "TRUE", "FALSE"))
"""Reserved names; a property with such a name needs double quotes."""

_A_VALUE = "a property, a number, a text in single quotes, a function or a condition"


def parse_text(text: str) -> Expression:
    """Read an expression in the text encoding (``cql2-text``).

    Parameters
    ----------
    text
        The filter, such as ``name LIKE 'De %' AND status = 'open'``.

    Returns
    -------
    Expression
        Its tree; not yet checked against any columns.

    Raises
    ------
    InputError
        It cannot be read; says at which character, and what was expected there.

    Examples
    --------
    >>> expression = parse_text("name LIKE 'De %' AND status = 'open'")
    >>> sorted(expression.properties)
    ['name', 'status']
    """
    return Expression(_Parser(text).whole(), text)


def is_function_name(name: str) -> bool:
    """Return whether a name, followed by a bracket, is that of a function."""
    keyword = name.upper()
    reserved = keyword in RESERVED or keyword in _LITERALS or literals.geometry_type(keyword)
    return PLAIN_NAME.fullmatch(name) is not None and not reserved


class _Parser(GeometryReader):
    """Reads one text; `whole` is the entry point."""

    def whole(self) -> Node:
        root = self._expression(OR)
        if self._here.word is not Word.END:
            self._refuse("AND, OR, a comparison or the end of the filter")
        return root

    # Operators

    def _expression(self, least: int) -> Node:
        """Read operands and all operators that bind at least this tightly."""
        before = self._depth
        self._deeper()
        if self._here.keyword == "NOT" and least <= NOT:
            token = self._advance()
            left: Node = Call("not", (self._expression(NOT),), token.at)
            most = NOT
        else:
            left = self._operand()
            most = POWER
        while True:
            token = self._here
            binds = _SIGNS.get(token.text) if token.word is Word.SIGN else None
            binds = binds or _KEYWORDS.get(token.keyword)
            if binds is None or binds < least:
                break
            if binds > most:
                self._refuse("AND, OR or the end; use brackets to compare the outcome")
            self._deeper()
            left = self._infix(left, binds)
            # Comparisons and powers cannot be chained without brackets.
            most = binds - 1 if binds in (COMPARISON, POWER) else binds
        self._depth = before
        return left

    def _infix(self, left: Node, binds: int) -> Node:
        token = self._advance()
        if token.word is Word.SIGN:
            return Call(token.text, (left, self._expression(binds + 1)), token.at)
        keyword = token.keyword
        if keyword in ("AND", "OR"):
            arguments = [left, self._expression(binds + 1)]
            while self._take_keyword(keyword):
                arguments.append(self._expression(binds + 1))
            return Call(keyword.lower(), tuple(arguments), token.at)
        if keyword == "DIV":
            return Call("div", (left, self._expression(binds + 1)), token.at)
        if keyword == "IS":
            return self._is_null(left, token)
        if keyword == "NOT":
            if self._here.keyword not in ("LIKE", "BETWEEN", "IN"):
                self._refuse("LIKE, BETWEEN or IN after NOT")
            return Call("not", (self._test(left, self._advance()),), token.at)
        return self._test(left, token)

    def _is_null(self, left: Node, token: Token) -> Node:
        negated = self._take_keyword("NOT")
        if not self._take_keyword("NULL"):
            self._refuse("NULL" if negated else "NULL or NOT NULL after IS")
        test = Call("isNull", (left,), token.at)
        return Call("not", (test,), token.at) if negated else test

    def _test(self, left: Node, token: Token) -> Node:
        """Read what follows LIKE, BETWEEN or IN."""
        if token.keyword == "LIKE":
            return Call("like", (left, self._expression(PLUS)), token.at)
        if token.keyword == "BETWEEN":
            low = self._expression(PLUS)
            if not self._take_keyword("AND"):
                self._refuse("AND and the upper end of BETWEEN")
            return Call("between", (left, low, self._expression(PLUS)), token.at)
        at = self._here.at
        self._need("(", " and a list of values after IN")
        items = self._list(lambda: self._expression(OR))
        return Call("in", (left, Array(items, at)), token.at)

    # Operands

    def _operand(self) -> Node:
        token = self._here
        if token.word is Word.NUMBER:
            return self._number()
        if token.word is Word.TEXT:
            return Text(self._advance().value, token.at)
        if token.word is Word.QUOTED:
            return Property(self._advance().value, token.at)
        if token.word is Word.NAME:
            return self._name()
        if self._is("("):
            self._advance()
            inner = self._expression(OR)
            self._need(")", ", AND, OR or a comparison")
            return inner
        if not (self._is("-") or self._is("+")):
            self._refuse(_A_VALUE)
        return self._signed()

    def _signed(self) -> Node:
        sign = self._advance()
        if self._here.word is Word.NUMBER:
            return self._number(sign)
        if sign.text == "+":
            self._refuse("a number after the sign")
        self._deeper()
        inner = self._operand()
        self._depth -= 1
        return Call("*", (Number(-1, sign.at), inner), sign.at)

    def _name(self) -> Node:
        token = self._advance()
        keyword = token.keyword
        if literals.geometry_type(keyword) and self._begins_geometry():
            return self._geometry(token)
        if self._is("(") and keyword not in RESERVED:
            self._advance()
            special = _LITERALS.get(keyword)
            return special(self, token) if special else self._call(token)
        if keyword in ("TRUE", "FALSE"):
            return Boolean(keyword == "TRUE", token.at)
        if keyword in RESERVED:
            self._refuse(f'{_A_VALUE}; write "{token.text}" in double quotes for a property', token)
        return Property(token.text, token.at)

    def _call(self, token: Token) -> Node:
        name = FUNCTIONS.get(token.text.lower(), token.text)
        self._deeper()
        if name in ARRAY:
            arguments = self._list(self._array_or_other)
        elif self._take(")"):
            arguments = ()
        else:
            arguments = self._list(self._argument)
        self._depth -= 1
        operator = OPERATORS.get(name)
        if operator and len(arguments) != operator.least:
            count = "one argument" if operator.least == 1 else f"{operator.least} arguments"
            self._refuse(f"{count} for {name.upper()}, not {len(arguments)}", token)
        return Call(name, arguments, token.at)

    def _list(self, read: Callable[[], Node]) -> tuple[Node, ...]:
        """Read the rest of a list after its opening bracket."""
        items = [read()]
        while self._take(","):
            items.append(read())
        self._need(")", " or ','")
        return tuple(items)

    def _argument(self) -> Node:
        """Read an argument of a function: a list needs a comma to differ from plain brackets."""
        start = self._next
        if not self._is("(") or not self._holds_comma(start):
            return self._expression(OR)
        return self._array_or_other()

    def _holds_comma(self, start: int) -> bool:
        level = 0
        for token in self._tokens[start:]:
            if token.word is Word.SIGN:
                level += (token.text == "(") - (token.text == ")")
                if token.text == "," and level == 1:
                    return True
            if level == 0:
                return False
        return False

    def _array_or_other(self) -> Node:
        if not self._is("("):
            return self._expression(OR)
        token = self._advance()
        if self._take(")"):
            return Array((), token.at)
        self._deeper()
        items = self._list(self._argument)
        self._depth -= 1
        return Array(items, token.at)

    # Literals with a name

    def _text_literal(self, expected: str) -> Token:
        if self._here.word is not Word.TEXT:
            self._refuse(expected)
        return self._advance()

    def _date(self, token: Token) -> Node:
        text = self._text_literal(literals.A_DATE)
        value: Date | None = literals.read_date(text.value, token.at)
        if value is None:
            self._refuse(literals.A_DATE, text)
        self._need(")")
        return value

    def _timestamp(self, token: Token) -> Node:
        text = self._text_literal(literals.A_TIMESTAMP)
        value: Timestamp | None = literals.read_timestamp(text.value, token.at)
        if value is None:
            self._refuse(literals.A_TIMESTAMP, text)
        self._need(")")
        return value

    def _interval(self, token: Token) -> Node:
        start = self._interval_end()
        self._need(",", " and the end of the interval")
        end = self._interval_end()
        self._need(")")
        return Interval(start, end, token.at)

    def _interval_end(self) -> Node:
        token = self._here
        if token.word is not Word.TEXT:
            return self._expression(OR)
        self._advance()
        value = literals.read_instant(token.value, token.at)
        if value is None:
            self._refuse(literals.AN_INSTANT, token)
        return value

    def _box(self, token: Token) -> Node:
        bounds = [self._coordinate()]
        while self._take(","):
            bounds.append(self._coordinate())
        expected = literals.bounds_problem(bounds)
        if expected:
            self._refuse(f"a BBOX of {expected}", token)
        self._need(")", " or ','")
        return Box(tuple(bounds), token.at)


_LITERALS: dict[str, Callable[[_Parser, Token], Node]] = {
    "DATE": _Parser._date,  # noqa: SLF001 - the table of this class
    "TIMESTAMP": _Parser._timestamp,  # noqa: SLF001
    "INTERVAL": _Parser._interval,  # noqa: SLF001
    "BBOX": _Parser._box,  # noqa: SLF001
}
