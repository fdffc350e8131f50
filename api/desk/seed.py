"""Where a newer version of the data says something else than what was written here."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.desk.access import DeskOf, Maintainer, Viewer
from api.desk.layout import language, page, see_other
from api.desk.words import field_words
from geo.store import reasons
from geo.store.seeding import conflicts, keep_stored, take_from_seed

router = APIRouter(include_in_schema=False)


@router.get("/seed")
def differences(request: Request, desk: DeskOf, who: Viewer) -> Response:
    """Show each row that the newer data have in another form, column by column."""
    return page(
        request,
        "seed.html",
        who=who,
        desk=desk,
        conflicts=conflicts(desk.store),
        places=desk.places(),
        names=field_words(language(request)),
    )


@router.post("/seed")
def settle(
    request: Request, desk: DeskOf, who: Maintainer,
    row: Annotated[str, Form(max_length=300)], take: Annotated[bool, Form()] = False,
    why: Annotated[str, Form(max_length=500)] = "",
) -> Response:  # fmt: skip
    """Keep a row as it is here, or take the form of the newer data."""
    for one in conflicts(desk.store):
        if one.subject_id == row:
            reason = why.strip() or reasons.COMPARED
            settled = take_from_seed if take else keep_stored
            settled(desk.store, one, who.author, reason)
    return see_other(request, "/seed")
