"""Answers to what people type: the search box as a service.

What is typed may be where somebody lives: it is not logged, and responses are not kept in shared
caches. The page with results, its plain text and this are one answer.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.v1.gemeente import served_city
from api.v1.ogc.answers import CONTENT_CRS84
from api.v1.ogc.items import time_stamp
from api.v1.ogc.pages import feature_collection
from api.web.another_city import answer_of_another_city
from api.web.finder import finder
from api.web.http import API_ROOT, GEOJSON, NO_STORE, PRIVATE, directory_of, respond
from api.web.moments import moment_asked
from api.web.search_words import told
from geo.directory.directory import Directory
from geo.hours import ZONE
from geo.model.errors import InputError, Problem
from geo.model.vocabulary import Access, Kind, Language
from geo.search import Entry, SearchQuestion, SearchResult, StartKind

PATH = "/search"
DEFAULT_LIMIT = 10
MOST = 100

router = APIRouter(prefix=API_ROOT, tags=["search"])


class _Model(BaseModel):
    """A part of a request or answer; a name that is not known is a mistake."""

    model_config = ConfigDict(extra="forbid")


class SearchParameters(_Model):
    """What is asked."""

    q: str = Field(
        "",
        description="What somebody types: what, where and when, in any order, such as: "
        "coffee near my street on sunday.",
    )
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MOST, description="Maximum number of places.")
    lat: float | None = Field(
        None, ge=-90, le=90, description="Where somebody is, in degrees; together with lon."
    )
    lon: float | None = Field(
        None, ge=-180, le=180, description="Where somebody is, in degrees; together with lat."
    )
    at: str | None = Field(
        None,
        description="Only places that may be open then: a day and time (ISO 8601), or now.",
        examples=["2026-11-27T14:00"],
    )
    lang: Language = Field("en", description="Language of the notices.")
    gemeente: str | None = Field(
        None,
        description="Code or name of the municipality, where several are served; the first where "
        "not given, or another one that knows the address.",
    )
    f: Literal["json"] = Field("json", description="Format of the response.")


class UnderstoodStart(_Model):
    """What distances are measured from."""

    kind: StartKind
    label: str
    lon: float = Field(description="Degrees, EPSG:4326.")
    lat: float = Field(description="Degrees, EPSG:4326.")
    uncertainty_m: float = Field(
        description="Radius in metres that holds the true point in nine of ten cases."
    )


class UnderstoodNotice(_Model):
    """Something to tell about the question."""

    code: str
    text: str


class UnderstoodQuestion(_Model):
    """What the question was understood to ask."""

    start: UnderstoodStart | None
    kinds: list[Kind]
    activities: list[str] = Field(description="Keys of groups; a place must belong to all.")
    districts: list[str] = Field(description="Codes of districts.")
    open_at: datetime | None
    access: list[Access]
    words: str = Field(description="Words that the texts of a place must contain.")
    notices: list[UnderstoodNotice]


class FoundPlace(_Model):
    """A place: its properties, with how far it is and whether it is open."""

    type: Literal["Feature"]
    id: str
    geometry: dict[str, Any] | None
    properties: dict[str, Any] = Field(
        description="Those of the collection places, and straight_m, walk_m (metres), "
        "walk_minutes, opening (open, closed or unknown, at open_at or else now), inside "
        "(whether it lies in the districts that were asked) and part (near, nearly, inside, all, "
        "unsure, farther, beyond, vague or unknown: the parts of the list, in their order)."
    )


class FoundPlaces(_Model):
    """The answer, as GeoJSON."""

    type: Literal["FeatureCollection"]
    understood: UnderstoodQuestion
    numberMatched: int = Field(description="How many places there are.")  # noqa: N815
    numberReturned: int  # noqa: N815
    timeStamp: str = Field(description="Date of the release.")  # noqa: N815
    features: list[FoundPlace]


@router.get(PATH, response_model=FoundPlaces, summary="The places that a question asks for")
def search(request: Request, asked: Annotated[SearchParameters, Query()]) -> Response:
    """Answer a question as the search box does: the best place first."""
    city = served_city(request, asked.gemeente)
    directory = city.holder.current if city else directory_of(request)
    now = datetime.now(ZONE).replace(second=0, microsecond=0)
    question = _question(asked, directory, now)
    answer = finder(city.reference if city else None).answer(directory, question, now)
    elsewhere = None if asked.gemeente else answer_of_another_city(answer, question, now)
    if elsewhere is not None:
        city, answer = elsewhere
        directory = city.holder.current
    body = answered(answer, directory, asked.lang, asked.limit)
    # Where somebody is, is private: not even the client's own cache may keep it.
    kept = PRIVATE if asked.lat is None else NO_STORE
    return respond(request, body, GEOJSON, cache_control=kept, headers=CONTENT_CRS84)


def answered(answer: SearchResult, directory: Directory, language: Language, limit: int) -> bytes:
    """Write an answer as GeoJSON.

    Parameters
    ----------
    language
        Of the notices.
    limit
        Most places.
    """
    entries = answer.entries[:limit]
    return feature_collection(
        [_feature(directory, entry) for entry in entries],
        understood=understood(answer, directory, language).model_dump(mode="json"),
        numberMatched=len(answer.entries),
        numberReturned=len(entries),
        **time_stamp(directory),
    )


def understood(
    answer: SearchResult, directory: Directory, language: Language
) -> UnderstoodQuestion:
    """Say what a question was understood to ask."""
    said, start = answer.understood, answer.start
    return UnderstoodQuestion(
        start=None
        if start is None
        else UnderstoodStart(
            kind=start.what,
            label=start.label,
            lon=round(start.lon, 6),
            lat=round(start.lat, 6),
            uncertainty_m=start.uncertainty_m,
        ),
        kinds=list(said.kinds),
        activities=list(said.activities),
        districts=list(said.districts),
        open_at=said.open_at,
        access=list(said.access),
        words=said.words,
        notices=[
            UnderstoodNotice(code=one.code, text=text)
            for one, text in told(answer, directory, language)
        ],
    )


def _question(asked: SearchParameters, directory: Directory, now: datetime) -> SearchQuestion:
    """Make the question, or name all that is wrong with it."""
    problems = []
    if (asked.lat is None) != (asked.lon is None):
        missing, given = ("lat", "lon") if asked.lat is None else ("lon", "lat")
        problems.append(Problem(f"{given} without {missing}", "both lat and lon", field=missing))
    elif asked.lat is not None and asked.lon is not None:
        outside = directory.point_problem(asked.lon, asked.lat)
        problems += [outside] if outside is not None else []
    moment = moment_asked(asked.at, now) if asked.at else None
    if asked.at and moment is None:
        problems.append(Problem(f"'{asked.at}'", "a day and time, or now", field="at"))
    if problems:
        raise InputError(problems)
    return SearchQuestion(text=asked.q, lon=asked.lon, lat=asked.lat, moment=moment)


def _feature(directory: Directory, entry: Entry) -> bytes:
    """Write the distances as the last properties of a feature, since properties come last."""
    feature = directory.layers["places"].features[entry.position]
    more = orjson.dumps(
        {
            "straight_m": entry.straight_m,
            "walk_m": entry.walk_m,
            "walk_minutes": entry.minutes,
            "opening": str(entry.opening.state),
            "inside": entry.inside,
            "part": str(entry.part),
        }
    )
    return b"%b,%b}" % (feature[:-2], more[1:])
