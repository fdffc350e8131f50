"""Observations: what each source said about a place, on a date.

An observation is never edited to agree with another. Two sources that disagree are two rows;
`geo.evidence.resolve` decides, by a written rule, what is published.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geo.city.profile import CityProfile
from geo.hours.programme import checked_programme
from geo.i18n.spoken import is_language
from geo.io.tables import TableRow
from geo.model.checks import NO_DATE, Checks
from geo.model.contacts import general_mail, general_phone
from geo.model.partial_date import PartialDate
from geo.model.said import Said
from geo.model.settings import settings
from geo.model.vocabulary import (
    Access,
    Attribution,
    Initiative,
    Kind,
    Precision,
    Presence,
    SourceType,
    Status,
)

PLACE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""A place's id: lower case, digits and hyphens. No dots, which some GIS programs cannot handle."""

MAX_BYTES = 64_000_000
"""Largest table of observations that is read, in bytes."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document that says something about a place.

    Parameters
    ----------
    url
        Its URL; empty for a list whose publisher could not be traced.
    published
        Its date of publication; None where it has none.
    kind
        The type of source, and so how much it is trusted.
    """

    title: str
    url: str
    published: PartialDate | None
    retrieved: PartialDate
    kind: SourceType
    licence: str


@dataclass(frozen=True, slots=True)
class Point:
    """Coordinates that a source gives.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326.
    precision
        What the point represents: the building, or the centre of a postcode.
    """

    lon: float
    lat: float
    precision: Precision


@dataclass(frozen=True, slots=True)
class Observation:
    """What one source says about one place; empty or None where it says nothing.

    Parameters
    ----------
    id
        ``<place id>--<number>``; never reused.
    attribution
        Whether this source itself says it, or the sources of the place together.
    confidence
        The collector's judgement of the row: high, medium, low or empty.
    kind, initiative, access, step_free_entrance, accessible_toilet, hearing_loop, status
        None where the source does not say.
    phone, email
        Of the organisation, never of a person.
    programme
        What happens when: one `geo.hours.programme.Activity` each, as it is written there.
    languages
        What is spoken there, by ISO 639-1 code.
    osm_id
        The place in OpenStreetMap: ``node/27594352``.
    status_date
        The date on which the status was true.
    note
        What else the collector noticed.
    """

    id: str
    place_id: str
    source: Source
    attribution: Attribution
    confidence: str
    name: str
    alt_names: tuple[str, ...]
    kind: Kind | None
    initiative: Initiative | None
    operator: str
    street: str
    house_number: str
    postcode: str
    city: str
    gebied: str
    buurt: str
    website: str
    phone: str
    email: str
    opening_hours: str
    activities: tuple[str, ...]
    programme: tuple[str, ...]
    costs: str
    languages: tuple[str, ...]
    access: Access | None
    step_free_entrance: Presence | None
    accessible_toilet: Presence | None
    hearing_loop: Presence | None
    status: Status | None
    status_date: PartialDate | None
    opened: PartialDate | None
    osm_id: str
    point: Point | None
    note: str

    @property
    def status_moment(self) -> PartialDate | None:
        """When its status was true: on its own date, or else that of the publication."""
        return self.status_date or self.source.published


COLUMNS = (
    "observation_id",
    "place_id",
    "source_title",
    "source_url",
    "source_date",
    "retrieved",
    "source_type",
    "licence",
    "attribution",
    "confidence",
    "name",
    "alt_names",
    "kind",
    "initiative",
    "operator",
    "street",
    "house_number",
    "postcode",
    "city",
    "gebied",
    "buurt",
    "website",
    "phone",
    "email",
    "opening_hours",
    "activities",
    "programme",
    "costs",
    "languages",
    "access",
    "step_free_entrance",
    "accessible_toilet",
    "hearing_loop",
    "status",
    "status_date",
    "opened",
    "osm_id",
    "lat",
    "lon",
    "point_precision",
    "note",
)
"""The columns of ``observations.csv``, in order."""


def parse_observations(
    rows: Sequence[TableRow], file: str, city: CityProfile | None = None
) -> list[Observation]:
    """Check rows and read them as observations.

    Parameters
    ----------
    rows
        Cells by `COLUMNS`.
    city
        The city in or near which points must lie; the default one where not given.

    Returns
    -------
    list of Observation
        In the order of the rows.

    Raises
    ------
    InputError
        Lists every problem of the rows.
    """
    checks = Checks(file)
    where = city or CityProfile.open(settings().city_folder())
    observations = [_observation(row, checks, where) for row in rows]
    checks.unique((row.line, row.cells["observation_id"]) for row in rows)
    checks.finish()
    return observations


_ADDRESS = Said("an address with http or https")
_ELEMENT = Said("an element of OpenStreetMap, such as node/123")
_LETTERS = Said("lower case letters, digits and hyphens, no dots")
_URL = re.compile(r"https?://\S+")
_OSM_ID = re.compile(r"(?:node|way|relation)/[1-9]\d{0,17}")


def _observation(row: TableRow, checks: Checks, city: CityProfile) -> Observation:
    """Turn one row into an observation, reporting problems to `checks`."""
    cells = row.cells
    checks.line = row.line
    place_id = checks.filled("place_id", cells["place_id"])
    checks.matching("place_id", place_id, PLACE_ID, _LETTERS)
    if not cells["observation_id"].startswith(f"{place_id}--"):
        checks.add(
            "observation_id",
            cells["observation_id"],
            Said("%(start)s and a number", start=f"'{place_id}--'"),
        )
    return Observation(
        id=cells["observation_id"],
        place_id=place_id,
        source=_source(cells, checks),
        attribution=checks.word("attribution", cells["attribution"], Attribution)
        or Attribution.JOINT,
        confidence=cells["confidence"],
        name=cells["name"],
        alt_names=_list(cells["alt_names"]),
        kind=checks.word("kind", cells["kind"], Kind),
        initiative=checks.word("initiative", cells["initiative"], Initiative),
        operator=cells["operator"],
        street=cells["street"],
        house_number=checks.house_number("house_number", cells["house_number"]),
        postcode=checks.postcode("postcode", cells["postcode"]),
        city=cells["city"],
        gebied=cells["gebied"],
        buurt=cells["buurt"],
        website=checks.matching("website", cells["website"], _URL, _ADDRESS),
        phone=general_phone(checks, "phone", cells["phone"]),
        email=general_mail(checks, "email", cells["email"]),
        opening_hours=cells["opening_hours"],
        activities=_list(cells["activities"]),
        programme=checked_programme(checks, "programme", _list(cells["programme"])),
        costs=cells["costs"],
        languages=_languages(checks, _list(cells["languages"])),
        access=checks.word("access", cells["access"], Access),
        step_free_entrance=checks.word("step_free_entrance", cells["step_free_entrance"], Presence),
        accessible_toilet=checks.word("accessible_toilet", cells["accessible_toilet"], Presence),
        hearing_loop=checks.word("hearing_loop", cells["hearing_loop"], Presence),
        status=checks.word("status", cells["status"], Status),
        status_date=checks.date("status_date", cells["status_date"]),
        opened=checks.date("opened", cells["opened"]),
        osm_id=checks.matching(
            "osm_id",
            cells["osm_id"],
            _OSM_ID,
            _ELEMENT,
        ),
        point=_point(cells, checks, city),
        note=cells["note"],
    )


def _source(cells: dict[str, str], checks: Checks) -> Source:
    """Read who says it."""
    kind = checks.word("source_type", cells["source_type"], SourceType)
    if kind is None and not cells["source_type"]:
        checks.add("source_type", "", Said("one of %(known)s", known=", ".join(SourceType)))
    return Source(
        title=checks.filled("source_title", cells["source_title"]),
        url=checks.matching("source_url", cells["source_url"], _URL, _ADDRESS),
        published=checks.date("source_date", cells["source_date"]),
        retrieved=checks.date("retrieved", cells["retrieved"], required=True) or NO_DATE,
        kind=kind or SourceType.UNTRACED,
        licence=checks.filled("licence", cells["licence"]),
    )


def _point(cells: dict[str, str], checks: Checks, city: CityProfile) -> Point | None:
    """Read the coordinates that a source gives."""
    if not cells["lat"] and not cells["lon"]:
        return None
    precision = checks.word("point_precision", cells["point_precision"], Precision)
    if precision not in (Precision.ADDRESS, Precision.POSTCODE):
        checks.add("point_precision", cells["point_precision"], Said("address or postcode"))
    lat, lon = (checks.degrees(name, cells[name]) for name in ("lat", "lon"))
    if lat is None or lon is None or precision is None:
        return None
    problem = city.point_problem(lon, lat)
    if problem is not None:
        checks.add(problem.field, problem.found, problem.expected)
        return None
    return Point(lon, lat, precision)


def _languages(checks: Checks, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Check that languages are named by code."""
    for code in codes:
        if not is_language(code):
            checks.add(
                "languages", code, Said("a language by its code in ISO 639-1, such as nl or tr")
            )
    return codes


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
