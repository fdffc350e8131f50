"""What will be published, in words; publishing it; and going back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.desk.access import DeskOf, Maintainer, Viewer
from api.desk.layout import language, page, see_other
from api.desk.words import field_words
from geo.store import reasons
from geo.store.publication import past, published

router = APIRouter(include_in_schema=False)


@router.get("/publish")
def look(request: Request, desk: DeskOf, who: Viewer) -> Response:
    """Show the difference to what is published, and what was published before."""
    return page(
        request,
        "publish.html",
        who=who,
        desk=desk,
        waiting=desk.waiting(),
        names=field_words(language(request)),
        past=past(desk.store)[:20],
        current=published(desk.store),
        places=desk.places(),
        done="done" in request.query_params,
    )


@router.post("/publish")
def publish(
    request: Request, desk: DeskOf, who: Maintainer,
    why: Annotated[str, Form(max_length=500)] = "", upto: Annotated[int | None, Form()] = None,
) -> Response:  # fmt: skip
    """Publish what waits, or go back to an earlier state, and serve it."""
    desk.publish(
        who.author, why or (reasons.PUBLISHED if upto is None else reasons.WENT_BACK), upto
    )
    return see_other(request, "/publish?done=1")
