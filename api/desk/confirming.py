"""Confirming many places at once: tick them, say on which day they were seen, done."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from api.desk.access import DeskOf, Maintainer, Viewer
from api.desk.desk import today
from api.desk.layout import language, page, see_other
from api.desk.words import channel_words
from geo.model.partial_date import order
from geo.model.vocabulary import Status
from geo.store import reasons
from geo.store.rows import Channel, new_observation

router = APIRouter(include_in_schema=False)

MOST = 200
"""So many places are confirmed at once at most."""


@router.get("/confirm")
def choose(
    request: Request, desk: DeskOf, who: Viewer, gebied: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    """List the published places, the longest unconfirmed first."""
    published = [place for place in desk.places().values() if not place.is_lead]
    gebieden = sorted({place.gebied for place in published if place.gebied})
    shown = [place for place in published if not gebied or place.gebied == gebied]
    shown.sort(key=lambda place: (order(place.confirmed), place.name))
    return page(
        request,
        "confirm.html",
        who=who,
        desk=desk,
        places=shown,
        gebieden=gebieden,
        gebied=gebied,
        channels=channel_words(language(request)),
        today=today(),
        done=request.query_params.get("done", ""),
    )


@router.post("/confirm")
def confirm(
    request: Request, desk: DeskOf, who: Maintainer, on: Annotated[date, Form()],
    channel: Annotated[Channel, Form()],
    place: Annotated[list[str], Form(max_length=MOST)],
) -> Response:  # fmt: skip
    """Say of each place that was ticked that it was in use on a day."""
    seen = {"status": Status.OPEN.value, "status_date": on.isoformat()}
    rows = [new_observation(place_id, seen, channel, on) for place_id in dict.fromkeys(place)]
    known = desk.places().keys()
    rows = [row for row in rows if row["place_id"] in known]
    if rows:
        desk.append(rows, who.author, reasons.CONFIRMED_MANY, {})
    return see_other(request, f"/confirm?done={len(rows)}")
