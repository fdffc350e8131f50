"""Places at the desk: the list, and one place: shown, changed, or a row of it withdrawn."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from api.desk.access import DeskOf, Maintainer, Viewer
from api.desk.hours_form import HoursForm, hours_form
from api.desk.layout import page, see_other
from api.desk.place_form import PlaceForm, place_form
from api.desk.place_page import known_place, show_place
from api.desk.words import channel_words
from geo.model.errors import InputError, StaleVersionError
from geo.model.text import fold
from geo.store.reports import ReportState
from geo.store.rows import new_observation
from geo.store.store import Batch, Subject, Withdrawal

router = APIRouter(include_in_schema=False)


@router.get("/places")
def places(
    request: Request, desk: DeskOf, who: Viewer, q: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    """List the places whose name or street has the words of a question; all without one."""
    words = fold(q).split()
    found = [
        place
        for place in desk.places().values()
        if all(word in fold(f"{place.name} {place.street} {place.buurt}") for word in words)
    ]
    found.sort(key=lambda place: fold(place.name))
    return page(request, "places.html", who=who, desk=desk, places=found, q=q)


@router.get("/places/{place_id}")
def place(request: Request, desk: DeskOf, who: Viewer, place_id: str, report: str = "") -> Response:
    """Show a place: its fields with sources, a form to change it, and who changed what."""
    return show_place(request, desk, who, place_id, report=report)


@router.post("/places/{place_id}")
def change(
    request: Request,
    desk: DeskOf,
    who: Maintainer,
    place_id: str,
    form: Annotated[PlaceForm, Depends(place_form)],
    hours: Annotated[HoursForm, Depends(hours_form)],
) -> Response:
    """Take in what a maintainer says about a place."""
    known_place(desk, place_id)
    try:
        values = form.values(hours.notation())
        rows = [new_observation(place_id, values, form.channel, form.on, url=form.url)]
        why = form.why or channel_words("en")[form.channel]
        batch = Batch(rows, why=why, expected={place_id: form.version})
        if form.report:
            desk.reports.settle(form.report, ReportState.ACCEPTED, form.why, who.author, batch)
        else:
            desk.store.append(batch, who.author)
    except InputError as error:
        return show_place(request, desk, who, place_id, form=form, hours=hours, problems=error,
                          status=HTTPStatus.BAD_REQUEST)  # fmt: skip
    except StaleVersionError:
        return show_place(request, desk, who, place_id, form=form, hours=hours, stale=True,
                          status=HTTPStatus.CONFLICT)  # fmt: skip
    return see_other(request, f"/places/{place_id}?saved=1")


@router.post("/places/{place_id}/withdraw")
def withdraw(
    request: Request, desk: DeskOf, who: Maintainer, place_id: str,
    observation: Annotated[str, Form()], why: Annotated[str, Form(min_length=1, max_length=500)],
    undone: Annotated[bool, Form()] = False,
) -> Response:  # fmt: skip
    """Let an observation no longer count, or count again."""
    one = Withdrawal(Subject.OBSERVATION, observation, why, undone=undone)
    desk.store.append(Batch(withdrawals=[one], why=why), who.author)
    return see_other(request, f"/places/{place_id}")
