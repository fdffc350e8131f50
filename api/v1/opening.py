"""Whether a place is open at a moment, until when, or why that is not known."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.v1.gemeente import served_city
from api.web.finder import finder
from api.web.http import API_ROOT, JSON, PRIVATE, directory_of, respond
from api.web.moments import NOW, moment_asked
from api.web.problems import NotFound, quoted
from geo.hours import ZONE, OpeningReason, OpeningState, in_words
from geo.model.errors import InputError, Problem
from geo.model.vocabulary import Language

PATH = "/opening"
router = APIRouter(prefix=API_ROOT, tags=["search"])


class OpeningParameters(BaseModel):
    """What is asked."""

    model_config = ConfigDict(extra="forbid")

    place: str = Field(description="Id of the place.")
    at: str = Field(NOW, description="A day and time (ISO 8601), or now.")
    lang: Language = Field("en", description="Language of the sentences.")
    gemeente: str | None = Field(
        None, description="Code or name of the municipality, where several are served."
    )


class PlaceOpening(BaseModel):
    """The answer."""

    place: str
    name: str
    moment: datetime
    state: OpeningState
    until: datetime | None = Field(description="When that changes; null where it is not known.")
    reason: OpeningReason | None = Field(description="Why it is unknown.")
    answer: str = Field(description="The same in a sentence.")
    explanation: str
    advice: str
    source: str = Field(description="Of when the hours are, in a sentence.")


@router.get(PATH, response_model=PlaceOpening, summary="Whether a place is open")
def opening(request: Request, asked: Annotated[OpeningParameters, Query()]) -> Response:
    """Answer for one place and one moment."""
    city = served_city(request, asked.gemeente)
    directory = city.holder.current if city else directory_of(request)
    now = datetime.now(ZONE).replace(second=0, microsecond=0)
    moment = moment_asked(asked.at, now)
    if moment is None:
        raise InputError([Problem(quoted(asked.at), "a day and time, or now", field="at")])
    position = directory.find(asked.place)
    if position is None:
        raise NotFound(f"There is no place {quoted(asked.place)}.")
    found = finder(city.reference if city else None).opening(directory, position, moment)
    website = directory.layers["places"].properties(position).get("website")
    words = in_words(found, asked.lang, has_website=bool(website))
    answer = PlaceOpening(
        place=asked.place,
        name=str(directory.places["name"].iloc[position]),
        moment=moment,
        state=found.state,
        until=found.until,
        reason=found.reason,
        answer=words.answer,
        explanation=words.explanation,
        advice=words.advice,
        source=words.source,
    )
    return respond(request, answer.model_dump_json().encode(), JSON, cache_control=PRIVATE)
