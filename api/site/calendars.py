"""Calendars of the programme: of a place, and of all places of a district."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from api.site.hours import calendar
from api.site.layout import origin
from api.site.place import programme_said, properties
from api.web.cache import of_release
from api.web.http import respond
from geo.directory.calendars import PlannedPlace, programme_calendar
from geo.directory.directory import Directory
from geo.directory.holder import DirectoryHolder
from geo.hours import ZONE

MEDIA_TYPE = "text/calendar; charset=utf-8"


def pages(holder: DirectoryHolder) -> APIRouter:
    """Make the routes of the calendars."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/places/{place_id}/programme.ics", methods=["GET", "HEAD"])
    def of_place(request: Request, place_id: str) -> Response:
        directory = holder.current
        position = directory.find(place_id)
        if position is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        body = _written(directory, (position,), "", origin(request), _today())
        return respond(request, body, MEDIA_TYPE)

    @router.api_route("/gebieden/{code}/programme.ics", methods=["GET", "HEAD"])
    def of_gebied(request: Request, code: str) -> Response:
        directory = holder.current
        names = dict(zip(directory.gebieden["code"], directory.gebieden["name"], strict=True))
        if code not in names:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        codes = directory.layers["places"].values.of("gebied_code")
        inside = tuple(number for number, one in enumerate(codes) if one == code)
        body = _written(directory, inside, names[code], origin(request), _today())
        return respond(request, body, MEDIA_TYPE)

    return router


@of_release
def _written(
    directory: Directory, positions: tuple[int, ...], title: str, address: str, today: date
) -> bytes:
    places = [
        PlannedPlace(known, programme_said(directory, number), f"{address}/places/{known['id']}")
        for number in positions
        if (known := properties(directory, number)).get("programme")
    ]
    name = title or (places[0].known["name"] if places else directory.city.name)
    return programme_calendar(places, title=name, holidays=calendar(), today=today)


def _today() -> date:
    return datetime.now(ZONE).date()
