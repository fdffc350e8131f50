"""Who can walk to a meeting place, per district; where nobody can; what a change would do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import geopandas as gpd
import orjson
import pandas as pd
from fastapi import Request, Response

from api.v1.coverage_changes import BEFORE, PLAN, changed, read_before
from api.v1.coverage_questions import (
    EACH_MINUTE_TO,
    STEP_KMH,
    STEP_MINUTES,
    CityData,
    Coverage,
    CoverageRequest,
    measured,
)
from api.v1.gemeente import GEMEENTE, served_city
from api.v1.planning import Planner
from api.web.http import JSON, api_url, content_tag, directory_of, respond
from api.web.parameters import NOT_EXPLODED, Parameter, by_name, read_query, text, word
from geo.city.credits import FIGURES_REST_ON
from geo.city.people import COLUMNS as GROUPS
from geo.directory.directory import Directory
from geo.hours import TimeBlock
from geo.io.formats import UNDATED
from geo.model.errors import InputError, Problem
from geo.model.schema import Table
from geo.planning.coverage import KINDS, SPEEDS, Level, Walks
from geo.planning.coverage.capacity import ASSUMPTION, capacity
from geo.planning.coverage.equity import equity, limit_m
from geo.planning.coverage.gaps import Gap, gaps_frame, gaps_table
from geo.planning.coverage.question import KMH, MINUTES, MOST_LIMITS
from geo.planning.coverage.squares import squares_frame, squares_table
from geo.planning.coverage.tables import CAPACITY, CHANGES, EQUITY, FIGURES, GAPS, LOSSES, SQUARES
from geo.planning.coverage.writing import DRAWN, FORMATS, encode, on_map, records

CSV = "text/csv; charset=utf-8"
MEDIA_TYPES: Mapping[str, str] = {
    "json": JSON,
    **{name: form.media_type for name, form in FORMATS.items()},
    "csv": CSV,
}
FORMS: Mapping[str, tuple[str, ...]] = {
    "": ("json", "csv", "xlsx", "geojson", "gpkg"),
    "/gaps": ("json", "csv", "xlsx", "geojson", "gpkg"),
    "/squares": ("json", "csv", "xlsx", "geojson", "gpkg"),
    "/losses": ("json", "csv", "xlsx"),
    "/changes": ("json", "csv", "xlsx", "geojson", "gpkg"),
    "/equity": ("json", "csv", "xlsx", "geojson", "gpkg"),
    "/capacity": ("json", "csv", "xlsx", "geojson", "gpkg"),
}
"""The formats of the responses, by what comes after ``/coverage`` in the path."""

_names = ", ".join(f"{name} ({kmh:g} km/h)" for name, kmh in SPEEDS.items())
_minutes = text(
    "minutes",
    f"Limits in minutes, from {MINUTES[0]} to {MINUTES[1]}, with commas; above {EACH_MINUTE_TO} in "
    f"steps of {STEP_MINUTES}.",
)
QUESTION = by_name(
    word("by", "Level of the districts; gebied by default.", [*Level]),
    Parameter(
        _minutes.name,
        _minutes.description,
        {
            "type": "array",
            "items": {"type": "integer", "minimum": MINUTES[0], "maximum": MINUTES[1]},
            "maxItems": MOST_LIMITS,
            "default": [5, 10, 15],
        },
        _minutes.read,
        NOT_EXPLODED,
    ),
    word("kind", "One kind of place, or either; all three by default.", KINDS),
    word("age", "Which people; all by default. one-person counts households.", [*GROUPS]),
    text("at", "Only places that are open then, such as Sa 14:00, in an ordinary week."),
    word("block", "Only places that are open in this part of an ordinary week.", [*TimeBlock]),
    text(
        "speed",
        f"Walking speed: {_names}, or km/h from {KMH[0]:g} to {KMH[1]:g} in steps of {STEP_KMH:g}.",
    ),
    text("gebied", "Only this district, by name or code; with by=buurt its buurten."),
    text(
        "date",
        "Count the places of this day, up to that of the release. Of which it is not known whether "
        "they were there, they are part of the range; people and streets are those of now.",
    ),
)


def _with_format(forms: Sequence[str]) -> dict[str, Parameter]:
    form = word("f", "Format of the response; JSON by default.", forms)
    return {**QUESTION, GEMEENTE.name: GEMEENTE, form.name: form}


PARAMETERS = {part: _with_format(forms) for part, forms in FORMS.items()}
PARAMETERS["/changes"] |= by_name(PLAN, BEFORE)


async def coverage(request: Request) -> Response:
    """Return the figures per district, kind and limit."""
    return await _answer(request, "")


async def coverage_gaps(request: Request) -> Response:
    """Return the areas out of reach, the most people first."""
    return await _answer(request, "/gaps")


async def coverage_squares(request: Request) -> Response:
    """Return how far people walk, per square of 100 m: the last kind, at the largest limit."""
    return await _answer(request, "/squares")


async def coverage_losses(request: Request) -> Response:
    """Return what is lost if a private initiative closes, the greatest loss first."""
    return await _answer(request, "/losses")


async def coverage_changes(request: Request) -> Response:
    """Return what changes per district: by a plan, or since another time."""
    return await _answer(request, "/changes")


async def coverage_equity(request: Request) -> Response:
    """Return groups of people beside each other, the worst-off tenth, and how unequal walks are."""
    return await _answer(request, "/equity")


async def coverage_capacity(request: Request) -> Response:
    """Return how much place there is for those who can get there, as a sensitivity range."""
    return await _answer(request, "/capacity")


async def _answer(request: Request, part: str) -> Response:
    given, problems = _given(request, PARAMETERS[part])
    form = given.get("f", "json")
    city = served_city(request, given.pop("gemeente", None))
    directory = city.holder.current if city else directory_of(request)
    address = f"{api_url(request)}/coverage{part}?{request.url.query}"

    def work(ground: CityData) -> tuple[bytes, str, CoverageRequest]:
        wrong = list(problems)
        asked = before = None
        try:
            asked = ground.read(given, directory.date or None)
        except InputError as error:
            wrong += error.problems
        try:
            # What is wrong with the plan or its start as a parameter has been said already.
            is_read = part == "/changes" and not {"plan", "before"} & {one.field for one in wrong}
            before = read_before(directory, given) if is_read else None
        except InputError as error:
            wrong += error.problems
        if wrong or asked is None:
            raise InputError(wrong)
        found = measured(ground, directory, asked)
        if part == "/changes":
            found = changed(found, directory, given.get("plan", ""), before)
        if form == "json":
            body = _document(found, directory, part, address)
            return body, content_tag(body), asked
        body, tag = _file(found, directory, part, form)
        return body, tag, asked

    planner: Planner = Planner.of(city.reference) if city else request.app.state.planner
    body, tag, asked = await planner.run(work)
    response = respond(request, body, MEDIA_TYPES[form], tag=tag)
    if form != "json":
        file = file_name(directory, asked, part, form)
        response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def file_name(directory: Directory, asked: CoverageRequest, part: str, form: str) -> str:
    """Name a download after what it is about: ``coverage-buurt-5-10-15-min-2026-11-22.csv``."""
    limits = "-".join(str(limit) for limit in asked.question.minutes)
    name = part.removeprefix("/") or "coverage"
    parts = [name, asked.question.by.value, limits, "min", directory.date]
    return "-".join(one for one in parts if one) + f".{form}"


def _given(
    request: Request, parameters: Mapping[str, Parameter]
) -> tuple[dict[str, str], list[Problem]]:
    """Read the parameters, collecting everything that is wrong with them."""
    try:
        return dict(read_query(request, parameters).values), []
    except InputError as error:
        wrong = {problem.field for problem in error.problems}
        query = request.query_params
        sound = {name: query[name] for name in parameters if name in query and name not in wrong}
        return sound, list(error.problems)


# Writing ------------------------------------------------------------------------------------------


TABLES: Mapping[str, Table] = {
    "": FIGURES,
    "/gaps": GAPS,
    "/squares": SQUARES,
    "/losses": LOSSES,
    "/changes": CHANGES,
    "/equity": EQUITY,
    "/capacity": CAPACITY,
}
"""What the answers hold, by what comes after ``/coverage`` in the address."""


def _frame(found: Coverage, part: str) -> pd.DataFrame:
    if part == "/losses":
        return found.losses
    if part == "/gaps":
        return _gaps(found, gaps_table)
    if part == "/squares":
        return _squares(found)
    city, supply, question = found.ground.city, found.supply, found.asked.question
    if part == "/equity":
        walks = Walks.of(city, supply, limit_m=limit_m(question))
        return equity(city, supply, walks, question)
    if part == "/capacity":
        return capacity(city, supply, question)
    return found.figures


def _drawn(found: Coverage, part: str) -> gpd.GeoDataFrame:
    if part == "/gaps":
        return gpd.GeoDataFrame(_gaps(found, lambda gaps: gaps_frame(gaps, found.ground.city.crs)))
    if part == "/squares":
        return squares_frame(_squares(found), found.ground.city)
    return on_map(_frame(found, part), found.ground.districts(found.asked.question.by))


def _gaps(found: Coverage, put: Callable[[list[Gap]], pd.DataFrame]) -> pd.DataFrame:
    """Combine the gaps of all kinds and limits in one table, or one frame with outlines."""
    question = found.asked.question
    parts = [
        put(found.gaps(kind, minutes)).assign(
            minutes=minutes, kind=kind, age=question.age, speed_kmh=question.speed_kmh
        )
        for kind in question.kinds
        for minutes in question.minutes
    ]
    return pd.concat(parts, ignore_index=True)


def _squares(found: Coverage) -> pd.DataFrame:
    question = found.asked.question
    return squares_table(
        found.ground.city,
        found.walks,
        question,
        minutes=max(question.minutes),
        kind=question.kinds[-1],
    )


def _file(found: Coverage, directory: Directory, part: str, form: str) -> tuple[bytes, str]:
    """Write a file, and its tag."""
    frame = _drawn(found, part) if form in DRAWN else _frame(found, part)
    body = encode(TABLES[part], frame, form, found.ground.areas.city, directory.date or UNDATED)
    return body, f"{content_tag(body)}-{form}"


def _document(found: Coverage, directory: Directory, part: str, address: str) -> bytes:
    asked = found.asked
    question = asked.question
    published = found.ground.areas.city.credits
    rows = list(records(TABLES[part], _frame(found, part)).rows())
    return orjson.dumps(
        {
            "question": {
                "by": question.by,
                "minutes": question.minutes,
                "kinds": question.kinds,
                "age": question.age,
                "speed_kmh": question.speed_kmh,
                "at": asked.at or None,
                "block": asked.block or None,
                "week": asked.week,
                "date": asked.day,
                "codes": sorted(question.codes) if question.codes is not None else None,
            },
            "release": {"version": directory.version, "date": directory.date},
            "numberReturned": len(rows),
            "rows": rows,
            "sources": [
                published[of].model_dump(exclude_defaults=True)
                for of in FIGURES_REST_ON
                if of in published
            ],
            **({"assumption": ASSUMPTION} if part == "/capacity" else {}),
            "links": [
                {
                    "rel": "self" if form == "json" else "alternate",
                    "href": _with_form(address, form),
                    "type": MEDIA_TYPES[form],
                }
                for form in FORMS[part]
            ],
        }
    )


def _with_form(address: str, form: str) -> str:
    path, _, query = address.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("f=")]
    return f"{path}?{'&'.join([*kept, f'f={form}'])}"
