"""Where the next places help most, for a city or a district, and how close to the best that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import orjson
from fastapi import Request, Response

from api.v1.coverage import MEDIA_TYPES
from api.v1.coverage_changes import PLAN, changes_of
from api.v1.coverage_questions import CityData, between_minutes, between_speeds
from api.v1.gemeente import GEMEENTE, served_city
from api.v1.planning import Planner
from api.web.http import content_tag, directory_of, respond
from api.web.parameters import (
    Parameter,
    UnexpectedError,
    by_name,
    number,
    read_query,
    text,
    truth,
    whole_number,
    word,
)
from geo.city.areas import Areas
from geo.city.people import COLUMNS as GROUPS
from geo.directory.directory import Directory
from geo.io.formats import UNDATED
from geo.model.errors import InputError, Problem
from geo.planning.coverage import KINDS, SPEEDS, Level, Supply
from geo.planning.coverage.question import MINUTES
from geo.planning.coverage.tables import CHANGES
from geo.planning.coverage.writing import DRAWN, districts_of, encode, on_map, records
from geo.planning.siting.candidates import Candidates, candidates_at, spots_near_people
from geo.planning.siting.difference import difference
from geo.planning.siting.next_sites import METHODS, NextSites, SitingRequest, next_sites
from geo.planning.siting.tables import SITES

MOST_SITES: Final = 10
MOST_SECONDS: Final = 2.0
"""Longest time for each of at most two steps of the proof."""
DEFAULT_SECONDS: Final = 1.0
MOST_CANDIDATES: Final = 200
_LONGEST: Final = 8000
FORMS: Final = ("json", "csv", "xlsx", "geojson", "gpkg")


def _read_points(value: str) -> tuple[tuple[float, float], ...]:
    """Read ``LAT,LON`` with ~ between them."""
    expected = f"at most {MOST_CANDIDATES} points in degrees, such as 51.92,4.47~51.93,4.48"
    parts = [part.split(",") for part in value.split("~") if part]
    if not 1 <= len(parts) <= MOST_CANDIDATES or len(value) > _LONGEST:
        raise UnexpectedError(expected)
    try:
        points = tuple((float(lat), float(lon)) for lat, lon in parts)
    except ValueError:
        raise UnexpectedError(expected) from None
    if not np.isfinite(points).all():
        raise UnexpectedError(expected)
    return points


_names = ", ".join(f"{name} ({kmh:g} km/h)" for name, kmh in SPEEDS.items())
PARAMETERS: Final[Mapping[str, Parameter]] = by_name(
    whole_number("sites", "How many new places.", least=1, most=MOST_SITES, default=1),
    whole_number(
        "minutes",
        "How long people walk; above 15 in steps of 5.",
        least=MINUTES[0],
        most=MINUTES[1],
        default=10,
    ),
    word("kind", "Which places serve people now; either by default.", KINDS),
    word("age", "Which people; all by default. one-person counts households.", [*GROUPS]),
    text("speed", f"Walking speed: {_names}, or km/h in steps of 0.5."),
    text("gebied", "Only the people of this gebied or buurt count, and spots come from it."),
    Parameter(
        "candidates",
        "Where a site could be: LAT,LON (EPSG:4326, degrees) with ~ between them; any spot near "
        "people by default.",
        {"type": "string", "minLength": 1, "maxLength": _LONGEST},
        _read_points,
    ),
    PLAN,
    word("method", "What is aimed at; cover (most people within reach) by default.", [*METHODS]),
    truth("sure", "Whether places that may be open and near count as if they were."),
    number(
        "seconds",
        f"Time for each of at most two steps of the proof; {DEFAULT_SECONDS:g} by default.",
        least=0,
        most=MOST_SECONDS,
    ),
    word("by", "Also what changes per district of this level; a file then holds that.", [*Level]),
    GEMEENTE,
    word("f", "Format of the response; JSON by default.", FORMS),
)


async def sites(request: Request) -> Response:
    """Return the sites, the one that gives most first."""
    given = read_query(request, PARAMETERS).values
    form = str(given.get("f", "json"))
    city = served_city(request, given.get("gemeente"))
    directory = city.holder.current if city else directory_of(request)

    def work(ground: CityData) -> tuple[bytes, str]:
        wish = _wish(ground.areas, given)
        ground = ground.going(wish.question.mode)
        spots = _candidates(ground, given, wish)
        supply = Supply.of(directory.places, ground.city.crs)
        if "plan" in given:
            supply = changes_of(str(given["plan"]), ground, directory).applied_to(supply)
        answer = next_sites(ground.city, supply, spots, wish)
        level = Level(given["by"]) if "by" in given else None
        body = (
            _document(ground, directory, supply, answer, level)
            if form == "json"
            else _file(ground, directory, supply, answer, level, form)
        )
        return body, content_tag(body)

    planner: Planner = Planner.of(city.reference) if city else request.app.state.planner
    body, tag = await planner.run(work)
    response = respond(request, body, MEDIA_TYPES[form], tag=f"{tag}-{form}")
    if form != "json":
        what = "sites-changes" if "by" in given else "sites"
        file = "-".join(one for one in (what, directory.date) if one) + f".{form}"
        response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _wish(areas: Areas, given: Mapping[str, object]) -> SitingRequest:
    """Read what is asked, listing everything that is wrong with it."""
    speed = str(given.get("speed", "walk"))
    minutes = given.get("minutes", 10)
    problems: list[Problem] = [*between_speeds(speed), *between_minutes(str(minutes))]
    try:
        wish = SitingRequest.parse(
            areas,
            sites=int(str(given.get("sites", 1))),
            minutes=int(str(minutes)),
            kind=str(given.get("kind", KINDS[-1])),
            group=str(given.get("age", "all")),
            speed=speed,
            method=str(given.get("method", "cover")),
            seconds=float(str(given.get("seconds", DEFAULT_SECONDS))),
            sure=bool(given.get("sure", False)),
            gebied=None if "gebied" not in given else str(given["gebied"]),
        )
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    return wish


def _candidates(ground: CityData, given: Mapping[str, object], wish: SitingRequest) -> Candidates:
    points = given.get("candidates")
    if points is None:
        return spots_near_people(ground.city, within=wish.question.codes)
    lat, lon = np.array(points, dtype=np.float64).T
    return candidates_at(lon, lat, ground.areas)


def _document(
    ground: CityData,
    directory: Directory,
    supply: Supply,
    answer: NextSites,
    level: Level | None,
) -> bytes:
    question, siting = answer.wish.question, answer.siting
    rows = list(records(SITES, answer.table).rows())
    document = {
        "question": {
            "sites": answer.wish.sites,
            "minutes": question.minutes[0],
            "kind": question.kinds[0],
            "age": question.age,
            "speed_kmh": question.speed_kmh,
            "gebied": answer.wish.gebied or None,
            "method": answer.wish.method,
            "sure": answer.wish.sure,
        },
        "release": {"version": directory.version, "date": directory.date},
        "candidates": answer.candidates,
        "proven": siting.optimal,
        "gap": round(siting.gap, 6),
        "sentences": answer.sentences(),
        "numberReturned": len(rows),
        "rows": rows,
    }
    if level is not None:
        changes = difference(ground.city, supply, answer, level)
        document["changes"] = list(records(CHANGES, changes).rows())
    return orjson.dumps(document)


def _file(  # noqa: PLR0913, PLR0917 - what is written, and how
    ground: CityData,
    directory: Directory,
    supply: Supply,
    answer: NextSites,
    level: Level | None,
    form: str,
) -> bytes:
    city, day = ground.areas.city, directory.date or UNDATED
    if level is None:
        frame = answer.frame if form in DRAWN else answer.table
        return encode(SITES, frame, form, city, day)
    changes = difference(ground.city, supply, answer, level)
    if form in DRAWN:
        changes = on_map(changes, districts_of(ground.areas, level))
    return encode(CHANGES, changes, form, city, day)
