"""A new place at the desk, after a look at the places whose name is like its own."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from rapidfuzz import fuzz, process

from api.desk.access import DeskOf, Maintainer, Viewer
from api.desk.desk import Desk, today
from api.desk.hours_form import HoursForm, hours_form
from api.desk.layout import language, page, see_other
from api.desk.place_form import PlaceForm, place_choices, place_form, typed_values
from api.desk.words import channel_words, day_words, field_words, problem_words
from api.web.served import reference
from geo.city.profile import CityProfile
from geo.evidence.place import Place
from geo.model.errors import InputError
from geo.model.text import fold
from geo.model.vocabulary import Status
from geo.store import reasons
from geo.store.reports import ReportState
from geo.store.rows import new_observation, new_place_id
from geo.store.store import Batch

router = APIRouter(include_in_schema=False)

ALIKE = 80
"""From which likeness of the names, in percent, a place may be the one that is being added."""


@router.get("/new")
def new(
    request: Request, desk: DeskOf, who: Viewer,
    name: Annotated[str, Query(max_length=200)] = "",
    report: Annotated[str, Query(max_length=20)] = "",
) -> Response:  # fmt: skip
    """Show the form for a new place, with places of a name like it."""
    return _show_new(request, desk, who, name=name, report=report)


@router.post("/new/alike")
def alike(
    request: Request, desk: DeskOf, _: Maintainer, name: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Name the places whose name is like what is being typed, as a part of the page."""
    return page(request, "alike.html", alike=look_alikes(desk, name))


@router.post("/new")
def add(
    request: Request,
    desk: DeskOf,
    who: Maintainer,
    form: Annotated[PlaceForm, Depends(place_form)],
    hours: Annotated[HoursForm, Depends(hours_form)],
    sure: Annotated[bool, Form()] = False,
) -> Response:
    """Add a place; one with a look-alike only where the maintainer says that it is another."""
    alike = look_alikes(desk, form.name)
    if alike and not sure:
        return _show_new(request, desk, who, name=form.name, form=form, hours=hours, ask=True)
    try:
        prefix = CityProfile.beside(reference()).place_ids
        place_id = new_place_id(form.name, desk.places(), prefix)
        rows = [new_observation(place_id, form.values(hours.notation()), form.channel, form.on,
                                url=form.url)]  # fmt: skip
        batch = Batch(rows, why=form.why or reasons.NEW_PLACE, expected={place_id: 0})
        if form.report:
            desk.reports.settle(form.report, ReportState.ACCEPTED, form.why, who.author, batch)
        else:
            desk.store.append(batch, who.author)
    except InputError as error:
        return _show_new(request, desk, who, name=form.name, form=form, hours=hours,
                         problems=error, status=HTTPStatus.BAD_REQUEST)  # fmt: skip
    return see_other(request, f"/places/{place_id}?saved=1")


def look_alikes(desk: Desk, name: str) -> list[Place]:
    """Find the places whose name is like a name."""
    if not fold(name):
        return []
    known = desk.places()
    names = {place.id: fold(place.name) for place in known.values()}
    found = process.extract(
        fold(name), names, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE, limit=5
    )
    return [known[place_id] for _, _, place_id in found]


def _show_new(
    request: Request,
    desk: Desk,
    who: Viewer,
    *,
    name: str,
    form: PlaceForm | None = None,
    hours: HoursForm | None = None,
    problems: InputError | None = None,
    report: str = "",
    ask: bool = False,
    status: int = HTTPStatus.OK,
) -> Response:
    spoken = language(request)
    number = form.report if form else report
    told = desk.reports.find(number) if number else None
    proposed = {"name": name, "status": Status.OPEN, **(told.proposed if told else {})}
    name = name or proposed["name"]
    return page(
        request,
        "new.html",
        who=who,
        desk=desk,
        status=status,
        name=name,
        alike=look_alikes(desk, name),
        ask=ask,
        form=form,
        values=typed_values(form, hours) or PlaceForm.filled(proposed),
        report=told,
        names=field_words(spoken),
        day_names=day_words(spoken),
        channels=channel_words(spoken),
        week=hours.shown() if hours else None,
        today=today(),
        problems=[problem_words(one, spoken) for one in problems.problems] if problems else (),
        choices=place_choices(),
    )
