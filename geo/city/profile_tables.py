"""The tables of `city.toml`: what may stand in each, checked.

`geo.city.profile` puts them together into a city.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from geo.model.crs import ProjectedCrs
from geo.model.vocabulary import Kind, Language


def _projected(value: str) -> str:
    """Refuse a reference system that is not projected in metres."""
    problem = ProjectedCrs.problem(value)
    if problem:
        raise PydanticCustomError("crs", problem)
    return value


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Crs = Annotated[str, AfterValidator(_projected)]
Box = tuple[float, float, float, float]


class ProfileTable(BaseModel):
    """A table of `city.toml`: no key that is not known, no value that changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Noun(ProfileTable):
    """A noun in one language."""

    one: Text
    """The noun for one, as it stands in a sentence: `huiskamer`."""
    many: Text
    """The noun for several: `huiskamers`."""


class DistrictLevel(ProfileTable):
    """One of the two levels of districts."""

    id: Identifier
    """Name of the level in addresses, such as `gebied`; the API takes it as a parameter."""
    nl: Noun
    """What it is called in Dutch."""
    en: Noun
    """What it is called in English."""


class DistrictLevels(ProfileTable):
    """The two levels: each district of the lower one lies in one of the upper one."""

    upper: DistrictLevel
    """The level that is governed or planned as such."""
    lower: DistrictLevel
    """The level by which neighbours know where they live."""


class KindWords(ProfileTable):
    """What a kind of place is called in this city, and what it is."""

    nl: Noun
    """Its name in Dutch; also on pages in languages that have no word for it."""
    en: Noun
    """Its name in English."""
    meaning_nl: Text
    """One sentence in Dutch that says what it is."""
    meaning_en: Text
    """The same in English."""

    def of(self, language: Language) -> Noun:
        """Return the noun for a language: the English one for English, else the Dutch one."""
        return self.en if language == "en" else self.nl


class KindsWords(ProfileTable):
    """The two kinds of place, which are the same in every city under local names."""

    huis_van_de_wijk: KindWords
    """Large, designated and paid for by the city."""
    huiskamer: KindWords
    """Small, nearly always started by residents or an organisation."""

    def __getitem__(self, kind: str) -> KindWords:
        """Return the words of a kind."""
        words: KindWords = getattr(self, Kind(kind).value)
        return words


class BackgroundMap(ProfileTable):
    """Where the background of the maps comes from."""

    url: str = ""
    """Template of its tiles; empty for the one of the setting `tile_url`."""
    credit: str = ""
    """Its credit, as plain text; empty for the setting `tile_attribution`."""


class TownInCity(ProfileTable):
    """A town of the municipality that has its own name in addresses."""

    district: Text
    """Code of the district of the upper level that it is."""
    names: tuple[Text, ...]
    """How it is written in addresses, the official name first."""


class DistrictAliases(ProfileTable):
    """What people call districts, beside their names on the map."""

    upper: dict[str, Text] = {}
    """Everyday name, and the name of the one district of the upper level."""
    lower: dict[str, tuple[Text, ...]] = {}
    """Everyday name, and the names of the districts of the lower level that it covers."""
    parts: dict[str, tuple[Text, ...]] = {}
    """Everyday name of a part of the city, and the names of the districts of the upper level that
    it covers."""


class Credit(ProfileTable):
    """Who published what a table was made from."""

    publisher: Text
    """Who published it, as it wants to be named."""
    title: Text
    """Name of the data."""
    date: Text
    """Of when they are: `2026-08-18`, `2026-04` or `2025`."""
    licence: Text
    """On which terms; `no licence stated` where nothing is known."""
    remark: str = ""
    """What else must be said of their date, such as which part is of another year."""


CreditOf = Literal[
    "boundaries",
    "people",
    "squares",
    "network",
    "streets",
    "addresses",
    "postcodes",
    "postcode6",
    "stops",
]


class RegisterPart(StrEnum):
    """A part of the reference tables that goes in as it is published."""

    DISTRICTS = "districts"
    PEOPLE = "people"
    SQUARES = "squares"
    POSTCODES = "postcodes"
    ADDRESSES = "addresses"
    STREETS = "streets"
    STOPS = "stops"


class CityDrawing(ProfileTable):
    """What a map of the whole city shows."""

    far_off: tuple[Text, ...] = ()
    """Names of districts of the upper level that lie so far away that they would shrink the rest;
    the map of coverage leaves them outside the picture."""


class WalkingNetwork(ProfileTable):
    """What is to be known of the streets to walk."""

    without_nl: str = ""
    """Where it has no streets, so that walks are estimated, in Dutch; empty where it is whole."""
    without_en: str = ""
    """The same in English."""
    straight_only: bool = False
    """Whether every walk is estimated, because the streets that are known would mislead."""


class Extracts(ProfileTable):
    """What `meetingplaces reference build` expects of the extracts of this city."""

    buurten: int | None = None
    """How many districts of the lower level there must be; any number where not given."""
