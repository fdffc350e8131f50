"""What the organisation of a place answers: the pages behind the links of a mail.

A link changes nothing when it is opened: programs that look at mail open every link. The page
behind it has one button, and only its form acts. It works once, for one place.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from pydantic import Field

from api.desk.access import DeskOf
from api.desk.asking import OwnerAnswer
from api.desk.desk import Desk, today
from api.desk.facts_form import FACTS, FactsForm, choices, shown_facts
from api.desk.hours_form import HoursForm, hours_form
from api.desk.layout import language, page
from api.desk.words import day_words, field_words, problem_words, shown_value
from api.site.hours import hours_of, week_table
from api.web.own_forms import from_own_page
from geo.evidence.observations import parse_observations
from geo.evidence.place import Place
from geo.hours.week import read_week
from geo.io.tables import TableRow
from geo.model.errors import InputError
from geo.model.vocabulary import Language, Status
from geo.store import reasons
from geo.store.contacts import Contacts
from geo.store.reports import ReportKind
from geo.store.rows import Channel, new_observation
from geo.store.sessions import Purpose
from geo.store.store import Author, Role

router = APIRouter(prefix="/owner", include_in_schema=False)

OWNER = Author(Role.OWNER)
SHOWN = (*FACTS, "opening_hours")
"""The fields that an organisation knows about itself."""


class OwnerForm(FactsForm):
    """What has changed; a field that holds what is published says nothing new."""

    text: str = Field("", max_length=1000)


def owner_form(form: Annotated[OwnerForm, Form()]) -> OwnerForm:
    """Read the form of an owner, as a dependency beside that of its hours."""
    return form


@router.get("/stop/{token}")
def ask_to_stop(request: Request, desk: DeskOf, token: str) -> Response:
    """Show the button that stops the mail."""
    desk.trying.count(request)
    works = desk.links.look(Purpose.NO_MAIL, token) is not None
    return page(request, "owner_stop.html", works=works, done=False, status=200 if works else 404)


@router.post("/stop/{token}")
def stop(request: Request, desk: DeskOf, token: str) -> Response:
    """Send no more mail; also for programs for mail that do it in one click (RFC 8058)."""
    from_own_page(request)
    desk.trying.count(request)
    place_id = desk.links.use(Purpose.NO_MAIL, token)
    if place_id is not None:
        Contacts(desk.store.log).stop(place_id)
    return page(request, "owner_stop.html", works=False, done=place_id is not None,
                status=200 if place_id else 404)  # fmt: skip


@router.post("/hours")
def hours_in_words(request: Request, hours: Annotated[HoursForm, Depends(hours_form)]) -> Response:
    """Say the hours of a form as they would stand on the site, as a part of its page."""
    spoken = language(request)
    notation, problems = "", list[str]()
    try:
        notation = hours.notation()
    except InputError as error:
        problems = [problem_words(one, spoken) for one in error.problems]
    return page(request, "hours.html", notation=notation, days=_week_in_words(notation, spoken),
                problems=problems)  # fmt: skip


@router.get("/{token}")
def show(request: Request, desk: DeskOf, token: str) -> Response:
    """Show what is published, and the button or the form of the link."""
    desk.trying.count(request)
    return _show(request, desk, desk.links.look(Purpose.OWNER, token))


@router.post("/{token}")
def answer(
    request: Request,
    desk: DeskOf,
    token: str,
    form: Annotated[OwnerForm, Depends(owner_form)],
    hours: Annotated[HoursForm, Depends(hours_form)],
) -> Response:
    """Take an answer in."""
    from_own_page(request)
    desk.trying.count(request)
    subject = desk.links.look(Purpose.OWNER, token)
    place, said = _read(desk, subject)
    if place is None or said is None:
        return _show(request, desk, None)
    try:
        proposed = _changed(place, form, hours) if said is OwnerAnswer.CHANGED else {}
    except InputError as error:
        return _show(request, desk, subject, form=form, hours=hours, problems=error)
    if desk.links.use(Purpose.OWNER, token) is None:
        return _show(request, desk, None)
    match said:
        case OwnerAnswer.RIGHT:
            values = {name: value for name, value in _published(place).items() if value}
            values |= {"status": Status.OPEN.value, "status_date": today().isoformat()}
            row = new_observation(place.id, values, Channel.OWNER, today())
            desk.append([row], OWNER, reasons.STILL_RIGHT, {})
        case OwnerAnswer.GONE:
            desk.reports.add(ReportKind.CLOSED, place_id=place.id, author=OWNER)
        case OwnerAnswer.CHANGED if proposed or form.text.strip():
            desk.reports.add(ReportKind.OTHER, place_id=place.id, text=form.text,
                             proposed=proposed, author=OWNER)  # fmt: skip
    return page(request, "owner_thanks.html", place=place, answer=said)


def _read(desk: Desk, subject: str | None) -> tuple[Place | None, OwnerAnswer | None]:
    """Read which place a link is about, and what it says."""
    place_id, _, said = (subject or "").partition(" ")
    return desk.places().get(place_id), OwnerAnswer(said) if said in list(OwnerAnswer) else None


def _published(place: Place) -> dict[str, str]:
    """Return what is known of a place, as text."""
    texts: dict[str, str] = {}
    for name in SHOWN:
        value = getattr(place, name)
        text = "; ".join(value) if isinstance(value, tuple) else str(value or "")
        texts[name] = "" if text == "unknown" else text
    return texts


def _week_in_words(notation: str, spoken: Language) -> list[tuple[str, str]]:
    """Say the hours day by day; nothing where they are not understood."""
    hours = hours_of({"opening_hours": notation})
    return [(day.name, ", ".join(day.hours)) for day in week_table(hours, today(), spoken)]


def _changed(place: Place, form: OwnerForm, hours: HoursForm) -> dict[str, str]:
    """Return the fields that hold something else than what is known."""
    known = _published(place)
    said = form.facts()
    # The notation that was filled in for them must not win over a week that they filled in.
    untouched = hours.typed.strip() == known["opening_hours"]
    said["opening_hours"] = (HoursForm(hours.days, "") if untouched else hours).notation()
    changed = {name: value for name, value in said.items() if value and value != known[name]}
    if changed:
        # What cannot be kept is told now, while they are there to put it right.
        row = new_observation(place.id, changed, Channel.OWNER, today())
        parse_observations([TableRow(1, dict(row))], "")
    return changed


def _show(
    request: Request,
    desk: Desk,
    subject: str | None,
    *,
    form: OwnerForm | None = None,
    hours: HoursForm | None = None,
    problems: InputError | None = None,
) -> Response:
    place, said = _read(desk, subject)
    spoken = language(request)
    known = _published(place) if place else {}
    typed = form.model_dump() if form else {}
    week = read_week(known.get("opening_hours", ""))
    return page(
        request,
        "owner.html",
        status=(400 if problems else 200) if place else 404,
        place=place,
        answer=said,
        answers=OwnerAnswer,
        known={name: shown_value(place, name, spoken) for name in known} if place else {},
        notation=hours.typed if hours else "" if week else known.get("opening_hours", ""),
        values=shown_facts({name: str(typed.get(name) or value) for name, value in known.items()}),
        text=typed.get("text", ""),
        names=field_words(spoken),
        day_names=day_words(spoken),
        told=_week_in_words(place.opening_hours, spoken) if place else [],
        week=hours.shown() if hours else week,
        choices=choices(),
        problems=[problem_words(one, spoken) for one in problems.problems] if problems else (),
    )
