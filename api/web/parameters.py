"""Query parameters: each declared once, for checking and for documentation.

FastAPI ignores unknown parameters and stops at the first layer of errors; OGC API - Features and
the NL GOV API Design Rules require status 400, and all errors together. So requests are read here,
using the same declarations that `api.openapi.document` publishes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote_plus, urlencode

import numpy as np
from fastapi import Request

from api.web.problems import quoted
from geo.collections.columns import moment_span, moment_text
from geo.model.errors import InputError, Problem
from geo.model.schema import Field, Type

LONGEST_TEXT = 200
"""Longest text that a parameter accepts, in characters."""
_MOST_DIGITS = 18
_MOST_PARAMETERS = 100
_IN_AN_ADDRESS = re.compile(r"[A-Za-z0-9\-._~:/?@!$&'()*+,;=%]*")
"""Characters that need no escaping in the query of a URL (RFC 3986, section 3.4)."""
_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")


NOT_EXPLODED: Mapping[str, object] = {"style": "form", "explode": False}
"""Commas separate the values of one parameter, as OGC API - Features prescribes."""


class UnexpectedError(ValueError):
    """A value is not what was expected; the message says what was."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter.

    Attributes
    ----------
    description
        What it does, in one or two sentences.
    schema
        What it accepts, as an OpenAPI 3.0 schema.
    read
        Turns the text into a value, or raises `UnexpectedError`.
    """

    name: str
    description: str
    schema: Mapping[str, object]
    read: Callable[[str], Any]
    style: Mapping[str, object] | None = None

    def as_openapi(self) -> dict[str, object]:
        """Describe it for the OpenAPI document."""
        return {
            "name": self.name,
            "in": "query",
            "required": False,
            "description": self.description,
            "schema": dict(self.schema),
            **(self.style or {}),
        }


@dataclass(frozen=True, slots=True)
class Query:
    """The query of a request, read.

    Attributes
    ----------
    values
        Value of each parameter that was given.
    pairs
        Name and text of each parameter as given, in order.
    written
        Name of each parameter, and its form in a URL, for building links.
    """

    values: Mapping[str, Any]
    pairs: Sequence[tuple[str, str]]
    written: Sequence[tuple[str, str]] = ()


def read_query(
    request: Request,
    parameters: Mapping[str, Parameter],
    *,
    further: Callable[[Mapping[str, Any]], Sequence[Problem]] = lambda _: (),
) -> Query:
    """Read and check the query of a request.

    Parameters
    ----------
    parameters
        The allowed parameters, by name.
    further
        If something is wrong: finds further problems, from the values that could be read.

    Raises
    ------
    InputError
        Lists everything that is wrong: unknown parameters, duplicates, values.
    """
    text = request.scope["query_string"].decode("utf-8", "replace")
    if not text:
        return Query({}, ())
    parts = [part for part in text.split("&") if part]
    pairs = [_pair(part) for part in parts]
    if len(pairs) > _MOST_PARAMETERS:
        expected = f"at most {_MOST_PARAMETERS}"
        raise InputError([Problem(f"{len(pairs)} parameters", expected, field="query")])
    values: dict[str, Any] = {}
    problems = []
    for name, value in pairs:
        parameter = parameters.get(name)
        if parameter is None:
            known = ", ".join(sorted(parameters))
            problems.append(Problem("an unknown parameter", f"one of {known}", field=_short(name)))
        elif name in values:
            problems.append(Problem(f"{quoted(value)} as well", "one value", field=name))
        else:
            values[name] = None
            try:
                values[name] = parameter.read(value)
            except UnexpectedError as error:
                problems.append(Problem(quoted(value), str(error), field=name))
    if problems:
        sound = {name: value for name, value in values.items() if value is not None}
        raise InputError([*problems, *further(sound)])
    if not _IN_AN_ADDRESS.fullmatch(text):
        parts = [urlencode([pair]) for pair in pairs]
    return Query(
        values, pairs, [(name, part) for (name, _), part in zip(pairs, parts, strict=True)]
    )


def _pair(part: str) -> tuple[str, str]:
    """Read ``name=value``, as forms write it."""
    name, _, value = part.partition("=")
    return (
        (unquote_plus(name), unquote_plus(value)) if "%" in part or "+" in part else (name, value)
    )


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_TEXT else name[: LONGEST_TEXT - 1] + "…"


def by_name(*parameters: Parameter) -> dict[str, Parameter]:
    """Index parameters by name, for `read_query`."""
    return {parameter.name: parameter for parameter in parameters}


def whole_number(  # noqa: PLR0913 - keyword only
    name: str, description: str, *, least: int, most: int, default: int, clamp: bool = False
) -> Parameter:
    """Declare a whole number.

    Parameters
    ----------
    name, description
        As in `Parameter`.
    least, most
        Smallest and largest value.
    default
        The default; for the documentation.
    clamp
        Whether a larger value counts as the largest one instead of being an error, as OGC API -
        Features requires for ``limit`` (``/req/core/fc-limit-response-1``).
    """
    expected = f"a whole number from {least} to {most}"

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]+", text):
            raise UnexpectedError(expected)
        digits = text.lstrip("0") or "0"  # Python refuses to read very long numbers
        number = int(digits) if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS
        if number < least or (number > most and not clamp):
            raise UnexpectedError(expected)
        return min(number, most)

    schema = {"type": "integer", "minimum": least, "maximum": most, "default": default}
    return Parameter(name, description, schema, read)


def number(name: str, description: str, *, least: float, most: float) -> Parameter:
    """Declare a number, excluding NaN and infinity."""
    expected = f"a number from {least:g} to {most:g}"

    def read(text: str) -> float:
        value = read_number(text)
        if value is None or not least <= value <= most:
            raise UnexpectedError(expected)
        return value

    schema = {"type": "number", "minimum": least, "maximum": most}
    return Parameter(name, description, schema, read)


def text(name: str, description: str) -> Parameter:
    """Declare a text with a maximum length."""
    expected = f"a text of 1 to {LONGEST_TEXT} characters"

    def read(value: str) -> str:
        if not 1 <= len(value.strip()) <= LONGEST_TEXT:
            raise UnexpectedError(expected)
        return value.strip()

    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}
    return Parameter(name, description, schema, read)


def word(name: str, description: str, words: Sequence[str]) -> Parameter:
    """Declare one word of a list."""
    allowed = [str(one) for one in words]
    expected = f"one of {', '.join(allowed)}"

    def read(value: str) -> str:
        if value not in allowed:
            raise UnexpectedError(expected)
        return value

    return Parameter(name, description, {"type": "string", "enum": allowed}, read)


def truth(name: str, description: str) -> Parameter:
    """Declare a boolean."""

    def read(value: str) -> bool:
        if value not in {"true", "false"}:
            raise UnexpectedError("true or false")
        return value == "true"

    return Parameter(name, description, {"type": "boolean"}, read)


PARTIAL_DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
_LARGEST = 1e300
_ZONED = re.compile(r"T.*(Z|[-+][0-9]{2}:[0-9]{2})\Z")


def date_text(name: str, description: str) -> Parameter:
    """Declare a partial date; it is compared as text."""

    def read(value: str) -> str:
        if not re.fullmatch(PARTIAL_DATE, value):
            raise UnexpectedError("a date such as 2023-11-22, 2023-11 or 2023")
        return value

    return Parameter(name, description, {"type": "string", "pattern": f"^{PARTIAL_DATE}$"}, read)


def _read_integer(value: str) -> int:
    if not re.fullmatch(r"[-+]?[0-9]{1,19}", value):
        raise UnexpectedError("a whole number")
    return int(value)


def _read_moment(value: str) -> str:
    """Read a moment with its zone, and write it as columns do: in UTC."""
    text = value.replace(" ", "+").upper()  # a + in an address is a space once it is read
    first, _ = moment_span(text)
    if np.isnat(first) or not _ZONED.search(text):
        raise UnexpectedError("a moment with its zone, such as 2023-11-22T14:00:00Z")
    return moment_text(first)


def of_field(field: Field) -> Parameter:  # noqa: PLR0911 - one for each type
    """Declare the parameter that filters by a column of a table."""
    description = f"Only features with this value. {field.description('en')}."
    match field.type:
        case Type.BOOLEAN:
            return truth(field.name, description)
        case Type.INTEGER | Type.INTEGERS:
            return Parameter(field.name, description, {"type": "integer"}, _read_integer)
        case Type.NUMBER | Type.NUMBERS:
            declared = number(field.name, description, least=-_LARGEST, most=_LARGEST)
            return replace(declared, schema={"type": "number"})
        case Type.DATE:
            return date_text(field.name, description)
        case Type.TIMESTAMP:
            schema = {"type": "string", "format": "date-time"}
            return Parameter(field.name, description, schema, _read_moment)
    if field.enum:
        return word(field.name, description, field.enum)
    return text(field.name, description)


FORMAT = word("f", "Format of the response; JSON is the only one.", ["json"])


def read_number(text: str) -> float | None:
    """Read a number; None for anything else, such as NaN."""
    return float(text) if _NUMBER.fullmatch(text.strip()) else None
