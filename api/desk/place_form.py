"""The form in which a maintainer says what is known of a place, an old one or a new one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import Form
from pydantic import Field

from api.desk.facts_form import FactsForm, choices, shown_facts
from api.desk.hours_form import HoursForm
from geo.model.vocabulary import Initiative, Kind, Status
from geo.store.rows import Channel


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


def typed_values(form: PlaceForm | None, hours: HoursForm | None) -> dict[str, str]:
    """Return what was typed, for the form to show again."""
    if form is None:
        return {}
    return PlaceForm.filled(form.model_dump() | {"opening_hours": hours.typed if hours else ""})


def place_choices() -> dict[str, list[StrEnum]]:
    """List the words that a field can have, besides that nothing is said."""
    return {
        "kind": [Kind.HUIS_VAN_DE_WIJK, Kind.HUISKAMER],
        "initiative": [Initiative.MUNICIPAL, Initiative.PRIVATE],
        **choices(),
        "status": [Status.OPEN, Status.CLOSED, Status.PLANNED],
    }
