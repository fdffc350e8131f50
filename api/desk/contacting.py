"""Whom to ask about a place: the mail address of its organisation, and a button that asks."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.exceptions import HTTPException

from api.desk.access import DeskOf, Maintainer
from api.desk.asking import Question, ask, was_asked_lately
from api.desk.layout import see_other
from api.desk.mail import NotSentError, can_send
from api.desk.place_page import known_place, show_place
from api.web.http import API_ROOT, api_url
from geo.model.errors import InputError
from geo.model.said import Said
from geo.store.contacts import Contacts

router = APIRouter(include_in_schema=False, prefix="/places/{place_id}")


@router.post("/contact")
def contact(
    request: Request, desk: DeskOf, who: Maintainer, place_id: str,
    mail: Annotated[str, Form(max_length=200)] = "",
) -> Response:  # fmt: skip
    """Keep the mail address at which the organisation of a place is asked; it is not published."""
    known_place(desk, place_id)
    try:
        Contacts(desk.store.log).change(place_id, mail, who.author)
    except InputError as error:
        return show_place(request, desk, who, place_id, problems=error, status=400)
    return see_other(request, f"/places/{place_id}")


@router.post("/ask")
async def ask_now(request: Request, desk: DeskOf, _: Maintainer, place_id: str) -> Response:
    """Ask the organisation of a place by mail whether everything still holds."""
    place = known_place(desk, place_id)
    known = Contacts(desk.store.log).all().get(place_id)
    if known is None or not can_send() or was_asked_lately(desk, known.mail):
        raise HTTPException(
            HTTPStatus.CONFLICT, Said(
            "There is no address, this site sends no mail, or they were asked in the last half "
            "year."),
        )  # fmt: skip
    site = api_url(request).removesuffix(API_ROOT)
    try:
        await ask(desk, Question(place, known), site)
    except NotSentError as error:
        raise HTTPException(HTTPStatus.BAD_GATEWAY, error.args[0]) from error
    return see_other(request, f"/places/{place_id}?asked=1")
