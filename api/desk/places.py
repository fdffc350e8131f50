"""Places at the desk: the list, one place with its evidence and history, editing, a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from pydantic import Field
from rapidfuzz import fuzz, process
from starlette.exceptions import HTTPException

from api.desk.access import DeskOf, Maintainer, Viewer
from api.desk.asking import was_asked_lately
from api.desk.desk import Desk, today
from api.desk.facts_form import FactsForm, choices, shown_facts
from api.desk.hours_form import HoursForm, hours_form
from api.desk.layout import language, page, see_other
from api.desk.mail import can_send
from api.desk.words import (
    channel_words,
    day_words,
    field_words,
    problem_words,
    role_words,
    shown_value,
    written_value,
)
from api.web.served import reference
from geo.city.profile import CityProfile
from geo.evidence.choices import Evidence
from geo.evidence.resolve import Place
from geo.hours.week import read_week
from geo.model.errors import InputError, StaleVersionError
from geo.model.said import Said
from geo.model.text import fold
from geo.model.vocabulary import Initiative, Kind, Language, Status
from geo.store import reasons
from geo.store.contacts import Contacts
from geo.store.reports import ReportState
from geo.store.rows import Channel, new_observation, new_place_id
from geo.store.store import Batch, LogEntry, Subject, Withdrawal

router = APIRouter(include_in_schema=False)

ALIKE = 80
"""From which likeness of the names, in percent, a place may be the one that is being added."""


class PlaceForm(FactsForm):
    """What a maintainer says about a place; an empty field says nothing new."""

    version: int = 0
    channel: Channel
    on: date
    url: str = Field("", max_length=500)
    kind: Kind | None = None
    initiative: Initiative | None = None
    status: Status | None = None
    why: str = Field("", max_length=500)
    report: str = Field("", max_length=20)

    @classmethod
    def filled(cls, values: Mapping[str, str]) -> dict[str, str]:
        """Return every field as text, with what is given filled in, for the form to show."""
        names = (*cls.model_fields, "opening_hours")
        return shown_facts({name: str(values.get(name) or "") for name in names})

    def values(self, hours: str) -> dict[str, str]:
        """Return what is said, by column of an observation."""
        said = {
            "kind": self.kind,
            "initiative": self.initiative,
            "status": self.status,
            "status_date": self.on.isoformat() if self.status else "",
            "opening_hours": hours,
        }
        return self.facts() | {name: str(value) for name, value in said.items() if value}


def place_form(
    form: Annotated[PlaceForm, Form()],
) -> PlaceForm:
    """Read the form of a place, as a dependency beside that of its hours."""
    return form


@dataclass(frozen=True, slots=True)
class SaidBySource:
    """What a source says of a field, and when, in words."""

    value: str
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of a place as the desk shows it: its value, who says so, and who says otherwise."""

    name: str
    value: str
    chosen: tuple[SaidBySource, ...]
    against: tuple[SaidBySource, ...]


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """An entry of the log as the desk shows it; `withdrawable` are its rows that count still."""

    entry: LogEntry
    who: str
    withdrawable: tuple[str, ...]


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


def show_place(
    request: Request,
    desk: Desk,
    who: Viewer,
    place_id: str,
    *,
    form: PlaceForm | None = None,
    hours: HoursForm | None = None,
    problems: InputError | None = None,
    stale: bool = False,
    report: str = "",
    status: int = HTTPStatus.OK,
) -> Response:
    """Write the page of a place.

    Parameters
    ----------
    form, hours, problems
        What was typed, and why it was not saved.
    stale
        Whether somebody else changed the place in the meantime.
    report
        Number of the report that is being answered.
    status
        HTTP status.
    """
    found = known_place(desk, place_id)
    spoken = language(request)
    names = field_words(spoken)
    told = desk.reports.find(report) if report else None
    contact = Contacts(desk.store.log).all().get(place_id)
    return page(
        request,
        "place.html",
        who=who,
        desk=desk,
        status=status,
        place=found,
        version=desk.store.versions([place_id])[place_id],
        fields=[_field_row(found, field, name, spoken) for field, name in names.items()],
        sources={row.id: row.source for row in found.observations},
        history=_history(desk, found, spoken),
        names=names,
        day_names=day_words(spoken),
        channels=channel_words(spoken),
        form=form,
        values=_typed(form, hours) or PlaceForm.filled(told.proposed if told else {}),
        week=hours.shown() if hours else read_week(found.opening_hours),
        today=today(),
        problems=[problem_words(one, spoken) for one in problems.problems] if problems else (),
        stale=stale,
        saved="saved" in request.query_params,
        report=told,
        contact=contact,
        may_ask=contact is not None and can_send() and not was_asked_lately(desk, contact.mail),
        just_asked="asked" in request.query_params,
        choices=_choices(),
    )


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
        values=_typed(form, hours) or PlaceForm.filled(proposed),
        report=told,
        names=field_words(spoken),
        day_names=day_words(spoken),
        channels=channel_words(spoken),
        week=hours.shown() if hours else None,
        today=today(),
        problems=[problem_words(one, spoken) for one in problems.problems] if problems else (),
        choices=_choices(),
    )


def _typed(form: PlaceForm | None, hours: HoursForm | None) -> dict[str, str]:
    """Return what was typed, for the form to show again."""
    if form is None:
        return {}
    return PlaceForm.filled(form.model_dump() | {"opening_hours": hours.typed if hours else ""})


def _field_row(found: Place, field: str, name: str, spoken: Language) -> FieldRow:
    """Word a field with what stands behind it."""
    sources = {row.id: row.source.title for row in found.observations}
    evidence = found.evidence.get(field) or Evidence(())
    chosen, against = (
        tuple(
            SaidBySource(
                written_value(field, one.value, spoken),
                sources[one.observation_id],
                written_value("confirmed", str(one.confirmed or ""), spoken),
            )
            for one in some[:3]
        )
        for some in (evidence.chosen, evidence.against)
    )
    return FieldRow(name, shown_value(found, field, spoken), chosen, against)


def _choices() -> dict[str, list[StrEnum]]:
    """List the words that a field can have, besides that nothing is said."""
    return {
        "kind": [Kind.HUIS_VAN_DE_WIJK, Kind.HUISKAMER],
        "initiative": [Initiative.MUNICIPAL, Initiative.PRIVATE],
        **choices(),
        "status": [Status.OPEN, Status.CLOSED, Status.PLANNED],
    }


def known_place(desk: Desk, place_id: str) -> Place:
    """Find a place.

    Raises
    ------
    HTTPException
        With 404: there is none.
    """
    found = desk.places().get(place_id)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, Said("There is no such place."))
    return found


def _history(desk: Desk, found: Place, spoken: Language) -> list[HistoryRow]:
    """List who changed what, newest first, with the rows that can still be withdrawn."""
    names = {user.id: user.name for user in desk.users.all()}
    counting = {row.id for row in found.observations}
    written: dict[int, list[str]] = {}
    for record in desk.store.log.records(Subject.OBSERVATION):
        if record.key in counting:
            written.setdefault(record.number, []).append(record.key)
    return [
        HistoryRow(
            entry,
            names.get(entry.person_id or 0) or role_words(spoken)[entry.role],
            tuple(written.get(entry.number, ())),
        )
        for entry in reversed(desk.store.history(found.id))
    ]
