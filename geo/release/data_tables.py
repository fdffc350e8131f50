"""The tables besides the places: what sources said, what was decided, and what follows from it.

Described as the places in `geo.model.place_tables` are; `TABLES` lists all tables, by name.
"""

from __future__ import annotations

from dataclasses import replace

from geo.evidence.reasons import Reason
from geo.model.place_tables import BUURTEN, GEBIEDEN, PLACES
from geo.model.schema import Field, Table, Type
from geo.model.vocabulary import (
    Access,
    Attribution,
    Initiative,
    Kind,
    Precision,
    SourceType,
    Status,
)
from geo.registers import tables as reference_tables

_FACTS = "Facts in our own words; each row names its source and the terms on which it is used."
_LON = Field("lon", Type.NUMBER, "Lengtegraad (EPSG:4326)", "Longitude (EPSG:4326)", unit="degrees")
_LAT = Field("lat", Type.NUMBER, "Breedtegraad (EPSG:4326)", "Latitude (EPSG:4326)", unit="degrees")
_PLACE_ID = Field("place_id", Type.TEXT, "De plek", "The place", required=True)

_PUBLISHED = {field.name: field for field in PLACES.fields}


def _as_published(name: str) -> Field:
    """Describe a column that means the same in a row as in a place; a row may leave it empty."""
    return replace(_PUBLISHED[name], filterable=False, required=False)


OBSERVATIONS = Table(
    "observations",
    "Wat elke bron over een plek zei: één rij per plek en bron",
    "What each source said about a place: one row per place and source",
    (
        Field("observation_id", Type.TEXT, "Naam van de rij", "Name of the row", required=True),
        _PLACE_ID,
        Field("source_title", Type.TEXT, "Titel van de bron", "Title of the source", required=True),
        Field("source_url", Type.URL, "Adres van de bron", "Address of the source"),
        Field("source_date", Type.DATE, "Datum die de bron draagt", "Date that the source bears"),
        Field("retrieved", Type.DATE, "Wanneer de bron is gelezen", "When the source was read"),
        Field(
            "source_type",
            Type.TEXT,
            "Soort bron",
            "Sort of source",
            enum=tuple(SourceType),
            required=True,
        ),
        Field(
            "licence",
            Type.TEXT,
            "Op welke voorwaarden de feiten zijn gebruikt",
            "On what terms the facts are used",
        ),
        Field(
            "attribution",
            Type.TEXT,
            "Of deze bron het zelf zegt, of de bronnen van de plek samen",
            "Whether this very source says it, or the sources of the place together",
            enum=tuple(Attribution),
            required=True,
        ),
        Field(
            "confidence",
            Type.TEXT,
            "Oordeel van de verzamelaar over de rij",
            "The collector's judgement of the row",
            enum=("high", "medium", "low"),
        ),
        _as_published("name"),
        Field("alt_names", Type.TEXT, "Andere namen, met ;", "Other names, separated by ;"),
        Field("kind", Type.TEXT, "Soort plek", "Kind of place", enum=tuple(Kind)),
        Field(
            "initiative",
            Type.TEXT,
            "Van wie het initiatief is",
            "Whose initiative it is",
            enum=tuple(Initiative),
        ),
        _as_published("operator"),
        _as_published("street"),
        Field("house_number", Type.TEXT, "Huisnummer", "House number"),
        _as_published("postcode"),
        _as_published("city"),
        Field("gebied", Type.TEXT, "Gebied dat de bron noemt", "Gebied that the source names"),
        Field("buurt", Type.TEXT, "Buurt die de bron noemt", "Buurt that the source names"),
        _as_published("website"),
        _as_published("phone"),
        _as_published("email"),
        _as_published("opening_hours"),
        Field(
            "activities",
            Type.TEXT,
            "Wat er te doen is, met ;",
            "What one can do there, separated by ;",
        ),
        Field(
            "programme",
            Type.TEXT,
            "Wat er wanneer is: activiteit | wanneer | prijs | voor wie; wanneer in de "
            "schrijfwijze van OpenStreetMap, met ;",
            "What happens when: activity | when | cost | for whom; when in the notation of "
            "OpenStreetMap, separated by ;",
        ),
        _as_published("costs"),
        Field(
            "languages",
            Type.TEXT,
            "Talen die er gesproken worden (ISO 639), met ;",
            "Languages that are spoken there (ISO 639), separated by ;",
        ),
        Field("access", Type.TEXT, "Toegankelijkheid", "Accessibility", enum=tuple(Access)),
        _as_published("step_free_entrance"),
        _as_published("accessible_toilet"),
        _as_published("hearing_loop"),
        Field("status", Type.TEXT, "Of de plek in gebruik was", "Status", enum=tuple(Status)),
        Field("status_date", Type.DATE, "Wanneer dat gold", "When that was true"),
        Field(
            "opened",
            Type.DATE,
            "Wanneer de plek openging, volgens de bron",
            "When the place opened, as the source says",
        ),
        _as_published("osm_id"),
        _LAT,
        _LON,
        Field(
            "point_precision",
            Type.TEXT,
            "Waar het punt van de bron voor staat",
            "What the source's point stands for",
            enum=tuple(Precision),
        ),
        Field("note", Type.TEXT, "Wat de verzamelaar verder zag", "What else the collector saw"),
    ),
    key=("observation_id",),
    credit=_FACTS,
)

DECISIONS = Table(
    "decisions",
    "Beslissingen of twee namen één plek zijn",
    "Decisions whether two ids are one place",
    (
        _PLACE_ID,
        Field("other_id", Type.TEXT, "De andere plek", "The other place", required=True),
        Field(
            "decision",
            Type.TEXT,
            "Dezelfde plek, of een andere",
            "The same place, or a different one",
            enum=("same", "different"),
            required=True,
        ),
        Field("reason", Type.TEXT, "Waarom", "Why", required=True),
        Field("decided", Type.DATE, "Wanneer dat is beslist", "When that was decided"),
    ),
    key=("place_id", "other_id"),
    credit=_FACTS,
)

EVIDENCE = Table(
    "evidence",
    "Waarom een plek een waarde heeft: de gekozen rij, en die haar tegenspreken, beste eerst",
    "Why a place has a value: the row that was chosen, and those against it, best first",
    (
        _PLACE_ID,
        Field("field", Type.TEXT, "Veld van de plek", "Field of the place", required=True),
        Field(
            "role",
            Type.TEXT,
            "Of de rij is gekozen of tegenspreekt",
            "Whether the row was chosen or speaks against",
            enum=("chosen", "against"),
            required=True,
        ),
        Field("value", Type.TEXT, "Wat de rij zegt", "What the row says"),
        Field(
            "observation_id",
            Type.TEXT,
            "De rij die het zegt",
            "The row that says so",
            required=True,
        ),
        Field(
            "reason",
            Type.TEXT,
            "Wat de doorslag gaf, volgens de regel van geo/evidence/resolve.py",
            "What decided, by the rule of geo/evidence/resolve.py",
            enum=tuple(Reason),
        ),
        Field(
            "confirmed",
            Type.DATE,
            "Laatste datum waarop een bron die meetelt dit zei; leeg als die er geen draagt",
            "Last date on which a source that counts said this; empty where none bears a date",
        ),
        Field(
            "confirmed_by",
            Type.TEXT,
            "De rij van die datum",
            "The row of that date",
        ),
    ),
    key=(),
    credit=_FACTS,
)

LEADS = Table(
    "leads",
    "Plekken waarvan geen bron de soort zegt, of van wie ze zijn: bewaard, niet gepubliceerd",
    "Places of which no source says the kind or whose they are: kept, not published",
    (
        *(
            field
            for name in (
                "id",
                "name",
                "street",
                "house_number",
                "postcode",
                "gebied",
                "buurt",
                "status",
                "status_date",
                "confirmed",
                "precision",
            )
            if (field := PLACES.field(name))
        ),
        _LON,
        _LAT,
        Field(
            "observations",
            Type.INTEGER,
            "Aantal waarnemingen",
            "Number of observations",
        ),
        Field(
            "lacks",
            Type.TEXT,
            "Wat geen bron zegt, zodat de plek niet is gepubliceerd, met ;",
            "What no source says, so that the place is not published, separated by ;",
        ),
    ),
    key=("id",),
    credit=_FACTS,
)

RELEASES = Table(
    "releases",
    "De bevroren uitgaven, elk als een zip",
    "The frozen releases, each as a zip",
    (
        Field(
            "id",
            Type.TEXT,
            "Naam van de uitgave: datum en begin van de versie; de zip heet ID.zip",
            "Name of the release: date and beginning of the version; its zip is called ID.zip",
            required=True,
        ),
        Field("date", Type.DATE, "Datum van de gegevens", "Date of the data", required=True),
        Field(
            "version", Type.TEXT, "Versie van de inhoud", "Version of the content", required=True
        ),
        Field("bytes", Type.INTEGER, "Grootte van de zip", "Size of the zip", required=True),
        Field("sha256", Type.TEXT, "SHA-256 van de zip", "SHA-256 of the zip", required=True),
    ),
    key=("id",),
    credit=_FACTS,
)

TABLES = {
    table.name: table
    for table in (
        PLACES,
        GEBIEDEN,
        BUURTEN,
        OBSERVATIONS,
        DECISIONS,
        EVIDENCE,
        LEADS,
        RELEASES,
        reference_tables.MUNICIPALITY,
        reference_tables.POPULATION,
        reference_tables.PEOPLE,
        reference_tables.DISTRICTS,
        reference_tables.STREETS,
        reference_tables.POSTCODE6,
        reference_tables.ADDRESSES,
        reference_tables.POSTCODES,
        reference_tables.STOPS,
        reference_tables.HOLIDAYS,
        reference_tables.WALKING,
        reference_tables.WATER,
    )
}
"""Every table of the project, by its file name without the extension."""
