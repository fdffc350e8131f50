"""The query parameters of OGC API - Features: places, times, reference systems and filters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from api.web.cache import of_release
from api.web.parameters import (
    LONGEST_TEXT,
    NOT_EXPLODED,
    Parameter,
    UnexpectedError,
    by_name,
    of_field,
    read_number,
    whole_number,
    word,
)
from geo.collections.columns import moment_span, queryable, sortable
from geo.collections.described import Described, Period
from geo.collections.ordering import Cursor, SortKey
from geo.model.reference_systems import CRS84, ReferenceSystem, reference_system

DEFAULT_LIMIT = 10
MAX_LIMIT = 10_000
"""Large enough for every collection as a whole: clients such as GDAL and QGIS size their pages by
it."""
LONGEST_FILTER = 20_000
"""Longest filter in CQL2, in characters."""
_MOST_SORT_KEYS = 8

CQL2_TEXT, CQL2_JSON = "cql2-text", "cql2-json"

LIMIT = replace(
    whole_number(
        "limit",
        f"Maximum number of features on a page; more than {MAX_LIMIT} counts as {MAX_LIMIT}.",
        least=1,
        most=MAX_LIMIT,
        default=DEFAULT_LIMIT,
        clamp=True,
    ),
    style=NOT_EXPLODED,
)
OFFSET = whole_number(
    "offset",
    "How many features to skip, for clients that count. The link 'next' does not lose or repeat "
    "a feature when data change between two pages; this can.",
    least=0,
    most=10**9,
    default=0,
)


def _read_bbox(value: str) -> tuple[float, float, float, float]:
    """Read a box in the axis order of its reference system, ignoring heights."""
    numbers = [read_number(part) for part in value.split(",")]
    if len(numbers) not in {4, 6} or None in numbers:
        raise UnexpectedError(
            "4 numbers (west,south,east,north in degrees), or 6 with the lowest and highest height"
        )
    edges = [float(edge) for edge in numbers if edge is not None]
    half = len(edges) // 2
    return edges[0], edges[1], edges[half], edges[half + 1]


BBOX = Parameter(
    "bbox",
    "Only features that touch this box, and those without a geometry: west,south,east,north in "
    "degrees (CRS84: longitude first), or in the reference system of bbox-crs, in the order of its "
    "axes. Two heights are accepted and ignored.",
    {
        "type": "array",
        "minItems": 4,
        "maxItems": 6,
        "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
        "items": {"type": "number"},
    },
    _read_bbox,
    NOT_EXPLODED,
)

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_INSTANT = re.compile(
    rf"({_DATE})([Tt][0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(\.[0-9]+)?"
    r"([Zz]|[-+][0-9]{2}:[0-9]{2}))?"
)
_MONTH = re.compile(r"[0-9]{4}(-[0-9]{2})?")


def _read_datetime(value: str) -> Period:
    """Read a moment or an interval as its first moment and the one after its last."""
    expected = (
        "a date or time with zone (RFC 3339), a month or a year, "
        "or two with / between, .. for an open end"
    )
    ends = value.split("/")
    if len(ends) > 2 or all(end in {"", ".."} for end in ends):  # noqa: PLR2004 - begin and end
        raise UnexpectedError(expected)
    if len(ends) == 1:
        return _first(value, expected), _after(value, expected)
    begin, end = ends
    period = (
        None if begin in {"", ".."} else _first(begin, expected),
        None if end in {"", ".."} else _after(end, expected),
    )
    if period[0] is not None and period[1] is not None and period[0] >= period[1]:
        raise UnexpectedError("the begin before the end")
    return period


def _first(text: str, expected: str) -> np.datetime64:
    return _span(text, expected)[0]


def _after(text: str, expected: str) -> np.datetime64:
    return _span(text, expected)[1]


def _span(text: str, expected: str) -> tuple[np.datetime64, np.datetime64]:
    if not (_INSTANT.fullmatch(text) or _MONTH.fullmatch(text)):
        raise UnexpectedError(expected)
    first, after = moment_span(text.upper())
    if np.isnat(first):
        raise UnexpectedError(expected)
    return first, after


DATETIME = Parameter(
    "datetime",
    "Only features that held, or may have held, at a moment or in an interval: 2016-01-01, "
    "2016-01-01T12:00:00Z, 2016, 2015-01-01/2016-01-01, ../2016-01-01. Features of which no time "
    "is known are always there, as OGC API - Features asks.",
    {"type": "string"},
    _read_datetime,
    NOT_EXPLODED,
)


def _filter_text(value: str) -> str:
    if not 1 <= len(value.strip()) <= LONGEST_FILTER:
        raise UnexpectedError(f"an expression of 1 to {LONGEST_FILTER} characters")
    return value


FILTER = Parameter(
    "filter",
    "Only features for which this expression in CQL2 is true; see filter-lang and the queryables.",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_FILTER},
    _filter_text,
)
FILTER_LANG = word(
    "filter-lang", "How the filter is written: as text or as JSON.", [CQL2_TEXT, CQL2_JSON]
)


def _system_parameter(name: str, description: str, layer: Described) -> Parameter:
    """Declare a parameter that takes a reference system of a layer; reads to name and system."""
    offered = layer.systems
    expected = f"one of {', '.join(offered)}"

    def read(value: str) -> tuple[str, ReferenceSystem]:
        system = reference_system(value)
        if system is None or system.uri not in offered:
            raise UnexpectedError(expected)
        return value, system

    schema = {"type": "string", "format": "uri", "enum": list(offered), "default": CRS84.uri}
    return Parameter(name, description, schema, read)


def _sort_parameter(layer: Described) -> Parameter:
    names = {field.name for field in sortable(layer.table)}
    shown = ", ".join(sorted(names))
    expected = f"names with + or - before them and commas between, of: {shown}"

    def read(value: str) -> tuple[SortKey, ...]:
        keys = []
        for part in value.split(","):
            # A + in a query is decoded as a space.
            name = part.strip()
            descending = name.startswith("-")
            keys.append(SortKey(name.removeprefix("-").removeprefix("+"), descending))
        if not all(key.name in names for key in keys) or len(keys) > _MOST_SORT_KEYS:
            raise UnexpectedError(expected)
        if len({key.name for key in keys}) < len(keys):
            raise UnexpectedError("each name once")
        return tuple(keys)

    words = [f"{sign}{name}" for name in sorted(names) for sign in ("", "+", "-")]
    return Parameter(
        "sortby",
        f"Columns to sort by, -name for the greatest first: {shown}.",
        {
            "type": "array",
            "minItems": 1,
            "maxItems": _MOST_SORT_KEYS,
            "uniqueItems": True,
            "items": {"type": "string", "enum": words},
        },
        read,
        NOT_EXPLODED,
    )


def _read_cursor(value: str) -> Cursor:
    try:
        return Cursor.decode(value)
    except ValueError as error:
        raise UnexpectedError(str(error)) from None


CURSOR = Parameter(
    "cursor",
    "Where the previous page ended, as the link 'next' has it.",
    {"type": "string", "minLength": 1, "maxLength": 10 * LONGEST_TEXT},
    _read_cursor,
)


@of_release
def crs_parameter(layer: Described) -> Parameter:
    """Declare the reference system of the response."""
    return _system_parameter(
        "crs", "Reference system of the response; its authority decides the order of axes.", layer
    )


@of_release
def selecting(layer: Described) -> Mapping[str, Parameter]:
    """Declare what selects features of a layer, by name."""
    standard = by_name(
        BBOX,
        _system_parameter("bbox-crs", "Reference system of bbox.", layer),
        DATETIME,
        FILTER,
        FILTER_LANG,
        _system_parameter("filter-crs", "Reference system of geometries in filter.", layer),
        crs_parameter(layer),
    )
    by_value = choosing_columns(layer)
    return standard | {
        field.name: of_field(field) for field in queryable(layer.table) if field.name in by_value
    }


@of_release
def choosing_columns(layer: Described) -> frozenset[str]:
    """Name the columns of a layer that are parameters of their own."""
    return frozenset(field.name for field in queryable(layer.table)) - RESERVED


@of_release
def paging(layer: Described) -> Mapping[str, Parameter]:
    """Declare what sorts features and divides them into pages, by name."""
    return by_name(LIMIT, OFFSET, CURSOR, _sort_parameter(layer))


RESERVED = frozenset(
    (
        *("limit", "offset", "cursor", "sortby", "f", "profile", "crs", "bbox", "bbox-crs"),
        *("datetime", "filter", "filter-lang", "filter-crs"),
    )
)
"""Columns with these names cannot be filtered by: the names mean something else. CQL2 can still use
them."""
