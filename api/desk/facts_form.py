"""The facts of a place as people fill them in, at the desk and as its organisation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, Field

from api.desk.desk import today
from api.site.hours import calendar
from geo.hours.programme import Activity
from geo.i18n.spoken import language_code
from geo.intake.hours_in_words import hours_in_notation
from geo.model.contacts import written_phone
from geo.model.vocabulary import Access, Presence

LINES = ("name", "operator", "street", "house_number", "postcode", "website", "phone", "email",
         "costs", "languages", "activities")  # fmt: skip
"""The facts that are filled in on a line."""
CHOICES = ("access", "step_free_entrance", "accessible_toilet", "hearing_loop")
"""The facts that are chosen from a list."""
FACTS = (*LINES, *CHOICES, "programme")


class FactsForm(BaseModel):
    """What somebody says about a place; an empty field says nothing new."""

    name: str = Field("", max_length=200)
    operator: str = Field("", max_length=200)
    street: str = Field("", max_length=200)
    house_number: str = Field("", max_length=20)
    postcode: str = Field("", max_length=10)
    website: str = Field("", max_length=500)
    phone: str = Field("", max_length=40)
    email: str = Field("", max_length=200)
    costs: str = Field("", max_length=200)
    languages: str = Field("", max_length=300)
    activities: str = Field("", max_length=1000)
    programme: str = Field("", max_length=4000)
    access: Access | None = None
    step_free_entrance: Presence | None = None
    accessible_toilet: Presence | None = None
    hearing_loop: Presence | None = None

    def facts(self) -> dict[str, str]:
        """Return what is said, by column of an observation, as the tables write it.

        What cannot be read stays as it was typed, so that the check of the row names it.
        """
        said = {name: str(getattr(self, name) or "").strip() for name in FACTS}
        said["postcode"] = said["postcode"].replace(" ", "").upper()
        said["phone"] = written_phone(said["phone"]) or said["phone"]
        spoken = filter(None, map(str.strip, re.split(r"[;,\n]", said["languages"])))
        said["languages"] = "; ".join(language_code(one) or one for one in spoken)
        lines = filter(None, map(str.strip, re.split(r"[;\n]", said["programme"])))
        said["programme"] = "; ".join(map(_entry, lines))
        return {name: value for name, value in said.items() if value}


def notation_of(text: str) -> str:
    """Read hours in Dutch words where that is sure; else return them as they were typed."""
    return hours_in_notation(text, calendar(), today()) or text


def shown_facts(known: Mapping[str, str]) -> dict[str, str]:
    """Return facts as a form shows them: one activity of the programme on a line."""
    return {**known, "programme": "\n".join(re.split(r"\s*;\s*", known.get("programme", "")))}


def choices() -> dict[str, list[StrEnum]]:
    """List the words that a fact can have, besides that nothing is said."""
    here: list[StrEnum] = [Presence.YES, Presence.NO]
    return {"access": [Access.YES, Access.LIMITED, Access.NO],
            **dict.fromkeys(CHOICES[1:], here)}  # fmt: skip


def _entry(line: str) -> str:
    """Write an entry of a programme, with its hours in the notation where they are understood."""
    activity = Activity.read(line)
    return str(Activity(activity.name, notation_of(activity.when) if activity.when else "",
                        activity.cost, activity.whom))  # fmt: skip
