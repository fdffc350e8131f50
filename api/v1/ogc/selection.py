"""Which features a request selects: by box, time, property and filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from fastapi import Request

from api.v1.ogc.parameters import CQL2_JSON, choosing_columns
from api.web import budget
from api.web.parameters import Parameter, Query, read_query
from geo.collections.cql2.checking import check
from geo.collections.cql2.cost import cost_us
from geo.collections.cql2.evaluating import find
from geo.collections.cql2.expression import Expression
from geo.collections.cql2.found import Found
from geo.collections.cql2.json_encoding import parse_json
from geo.collections.cql2.parsing import parse_text
from geo.collections.described import BBox
from geo.collections.layer import Layer
from geo.model.errors import InputError, Problem
from geo.model.reference_systems import CRS84, ReferenceSystem


@dataclass(frozen=True, slots=True)
class Selection:
    """What a request selects.

    Attributes
    ----------
    found
        Rows of the layer.
    crs_name
        Its name as requested, for ``Content-Crs``.
    """

    found: Found
    crs: ReferenceSystem
    crs_name: str
    query: Query


def ask(request: Request, layer: Layer, parameters: Mapping[str, Parameter]) -> Selection:
    """Read which features of a layer a request selects, and select them.

    Parameters
    ----------
    parameters
        All allowed parameters: those that select, and those of the resource.

    Raises
    ------
    InputError
        Lists everything that is wrong: unknown parameters, duplicates, values, box and filter.
    """
    return select(layer, read(request, layer, parameters))


def read(request: Request, layer: Layer, parameters: Mapping[str, Parameter]) -> Query:
    """Read which features of a layer a request selects, without selecting them; see `ask`."""
    return read_query(request, parameters, further=partial(_faults, layer))


def select(layer: Layer, query: Query, known_us: float | None = None) -> Selection:
    """Select the features of a layer that a query matches; see `ask`.

    Parameters
    ----------
    known_us
        What that costs, in microseconds, where it was estimated already.
    """
    asked = query.values
    bbox, bbox_crs, problems = box_of(asked)
    matching, wrong = _matching(layer, asked, known_us)
    if problems or wrong:
        raise InputError([*problems, *wrong])
    by_value = choosing_columns(layer)
    found = layer.select(
        {name: value for name, value in asked.items() if name in by_value},
        bbox=bbox,
        bbox_crs=bbox_crs.uri,
        keep_without_geometry=True,
        period=asked.get("datetime"),
        matching=matching,
    )
    name, system = asked.get("crs", (CRS84.uri, CRS84))
    return Selection(found, system, name, query)


def box_of(asked: Mapping[str, Any]) -> tuple[BBox | None, ReferenceSystem, list[Problem]]:
    """Return the box in the order x, y, and what is wrong with it."""
    _, system = asked.get("bbox-crs", (CRS84.uri, CRS84))
    box: BBox | None = asked.get("bbox")
    if box is None:
        return None, system, []
    shown = ",".join(f"{edge:g}" for edge in box)
    if system.lat_first:
        south, west, north, east = box
    else:
        west, south, east, north = box
    expected = ""
    if system.is_geographic and (
        max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90  # noqa: PLR2004
    ):
        expected = "longitudes from -180 to 180 and latitudes from -90 to 90"
    elif south > north:
        expected = "the southern latitude before the northern one"
    elif west > east and not system.is_geographic:
        expected = "the western edge before the eastern one"
    problems = [Problem(f"'{shown}'", expected, field="bbox")] if expected else []
    return (west, south, east, north), system, problems


def filter_us(layer: Layer, asked: Mapping[str, Any]) -> float:
    """Estimate what the filter of a query costs, in microseconds; 0 for one that is not read."""
    try:
        expression = expression_of(asked)
    except InputError:
        return 0.0
    return 0.0 if expression is None else cost_us(expression, layer.columns)


def expression_of(asked: Mapping[str, Any]) -> Expression | None:
    """Read the filter of a query; None where there is none."""
    text = asked.get("filter")
    return None if text is None else _parsed(text, is_json=asked.get("filter-lang") == CQL2_JSON)


@lru_cache(maxsize=8)
def _parsed(text: str, *, is_json: bool) -> Expression:
    """Read a filter once, to estimate its cost and then to evaluate it."""
    return parse_json(text) if is_json else parse_text(text)


def _matching(
    layer: Layer,
    asked: Mapping[str, Any],
    known_us: float | None = None,
    *,
    only_check: bool = False,
) -> tuple[Found | None, list[Problem]]:
    """Return which features the filter matches, and what is wrong with it."""
    _, system = asked.get("filter-crs", (CRS84.uri, CRS84))
    try:
        expression = expression_of(asked)
        if expression is None:
            return None, []
        if known_us is None or known_us > budget.MOST_FOR_A_FILTER_US:
            _require_cheap(layer, expression)
        if only_check:
            check(expression, layer.columns, filter_crs=system.uri)
            return None, []
        return find(expression, layer.columns, filter_crs=system.uri), []
    except InputError as error:
        return None, in_filter(error)


def in_filter(error: InputError) -> list[Problem]:
    """Say of what is wrong with a filter that it is the filter, and where in it."""
    # `file` says where in the filter: "filter, character 8".
    return [
        replace(
            one,
            field=one.field or "filter",
            file=one.file.removeprefix("filter").removeprefix(", "),
        )
        for one in error.problems
    ]


def _require_cheap(layer: Layer, expression: Expression) -> None:
    """Refuse a filter that would keep a processor busy for long."""
    budget.require(
        cost_us(expression, layer.columns),
        budget.MOST_FOR_A_FILTER_US,
        field="filter",
        found=f"a filter on {len(layer)} features",
        instead=(
            "fewer operators, spatial functions with simpler shapes, or the whole collection from "
            f"/v1/exports/{layer.name}.parquet to filter yourself"
        ),
    )


def _faults(layer: Layer, asked: Mapping[str, Any]) -> list[Problem]:
    """List what is wrong with the box and the filter of a query whose other parts are wrong."""
    return [*box_of(asked)[2], *_matching(layer, asked, only_check=True)[1]]
