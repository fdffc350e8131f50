"""Whom to call today: the places whose loss would hurt most, times how old the knowledge is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.desk.access import DeskOf, Viewer
from api.desk.dearness import dearness
from api.desk.desk import today
from api.desk.layout import language, page
from api.desk.words import field_words
from geo.evidence.ageing import ASKED, confirmed_on, doubt
from geo.evidence.place import Place
from geo.i18n.languages import format_number, format_partial_date
from geo.model.vocabulary import Status
from geo.planning.dependence import MINUTES, Dependence

router = APIRouter(include_in_schema=False)

SHOWN = 20
"""So many places are shown at once."""


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field to ask after: its name, when it was last said, and its doubt in percent."""

    name: str
    said: str
    percent: int


@dataclass(frozen=True, slots=True)
class CallRow:
    """A place to call: who depends on it, and what to ask, the most doubtful first."""

    place: Place
    only: str
    near: str
    fields: tuple[AskedField, ...]

    @property
    def about(self) -> str:
        """Its address, district and organisation, as far as they are known."""
        place = self.place
        address = f"{place.street} {place.house_number}".strip()
        return " · ".join(filter(None, (address, place.buurt or place.gebied, place.operator)))


@router.get("/call")
def call(
    request: Request, desk: DeskOf, who: Viewer, gebied: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    """List the places to call, dearest first."""
    spoken, on = language(request), today()
    depend = desk.depend()
    names = field_words(spoken)
    published = [
        place for place in desk.places().values()
        if not place.is_lead and place.status is not Status.CLOSED
    ]  # fmt: skip
    shown = [place for place in published if not gebied or place.gebied == gebied]
    shown.sort(key=lambda place: dearness(place, depend, on), reverse=True)
    rows = []
    for place in shown[:SHOWN]:
        people = (depend or {}).get(place.id, Dependence())
        fields = []
        for name in ASKED:
            when = confirmed_on(place, name)
            said = format_partial_date(when, spoken) if when else ""
            fields.append(AskedField(names[name], said, round(100 * doubt(name, when, on))))
        fields.sort(key=lambda one: -one.percent)
        rows.append(
            CallRow(
                place,
                format_number(people.only, spoken),
                format_number(people.near, spoken),
                tuple(fields),
            )
        )
    return page(
        request,
        "call.html",
        who=who,
        desk=desk,
        rows=rows,
        counted=depend is not None,
        minutes=MINUTES,
        gebieden=sorted({place.gebied for place in published if place.gebied}),
        gebied=gebied,
    )
