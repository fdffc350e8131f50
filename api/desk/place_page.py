"""The page of a place at the desk: its fields with sources, the form, and who changed what."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request, Response
from starlette.exceptions import HTTPException

from api.desk.access import Viewer
from api.desk.asking import was_asked_lately
from api.desk.desk import Desk, today
from api.desk.hours_form import HoursForm
from api.desk.layout import language, page
from api.desk.mail import can_send
from api.desk.place_form import PlaceForm, place_choices, typed_values
from api.desk.words import (
    channel_words,
    day_words,
    field_words,
    problem_words,
    role_words,
    shown_value,
    written_value,
)
from geo.evidence.choices import Evidence
from geo.evidence.place import Place
from geo.hours.week import read_week
from geo.model.errors import InputError
from geo.model.said import Said
from geo.model.vocabulary import Language
from geo.store.contacts import Contacts
from geo.store.store import LogEntry, Subject


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
        values=typed_values(form, hours) or PlaceForm.filled(told.proposed if told else {}),
        week=hours.shown() if hours else read_week(found.opening_hours),
        today=today(),
        problems=[problem_words(one, spoken) for one in problems.problems] if problems else (),
        stale=stale,
        saved="saved" in request.query_params,
        report=told,
        contact=contact,
        may_ask=contact is not None and can_send() and not was_asked_lately(desk, contact.mail),
        just_asked="asked" in request.query_params,
        choices=place_choices(),
    )


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
