"""The tables of places, gebieden and buurten, column by column."""

from __future__ import annotations

from geo.model.schema import Field, Table, Type
from geo.model.vocabulary import (
    Access,
    Initiative,
    Kind,
    Precision,
    Presence,
    SourceType,
    Status,
)

SOURCE = (
    Field("title", Type.TEXT, "Titel van de bron", "Title of the source", required=True),
    Field("url", Type.URL, "Adres van de bron", "Address of the source"),
    Field("date", Type.DATE, "Datum bij de bron", "Date that goes with the source"),
    Field(
        "date_kind",
        Type.TEXT,
        "Of de bron toen verscheen of toen werd gelezen",
        "Whether the source appeared or was read on that date",
        enum=("published", "retrieved"),
    ),
    Field("type", Type.TEXT, "Soort bron", "Sort of source", enum=tuple(SourceType)),
)
"""The members of each element of a field of type `Type.SOURCES`."""

_GEMEENTE = Field(
    "gemeente",
    Type.TEXT,
    "Code van de gemeente",
    "Code of the municipality",
    filterable=True,
)
_GEBIED_CODE = Field(
    "gebied_code",
    Type.TEXT,
    "Code van het gebied (CBS-wijk)",
    "Code of the gebied (CBS wijk)",
    filterable=True,
)
_BUURT_CODE = Field(
    "buurt_code",
    Type.TEXT,
    "Code van de buurt (CBS)",
    "Code of the buurt (CBS)",
    filterable=True,
)

PLACES = Table(
    "places",
    "Ontmoetingsplekken: Huizen van de Wijk en huiskamers",
    "Meeting places: Huizen van de Wijk and huiskamers",
    (
        Field(
            "id",
            Type.TEXT,
            "Vaste naam van de plek; verandert nooit en wordt nooit opnieuw gebruikt",
            "Stable name of the place; never changes and is never used again",
            filterable=True,
            required=True,
        ),
        Field("name", Type.TEXT, "Naam", "Name", filterable=True, required=True),
        Field("alt_names", Type.TEXTS, "Andere namen", "Other names"),
        Field(
            "kind",
            Type.TEXT,
            "Huis van de Wijk of huiskamer",
            "Huis van de Wijk (large, designated by the city) or huiskamer (small)",
            enum=tuple(Kind),
            filterable=True,
            required=True,
        ),
        Field(
            "initiative",
            Type.TEXT,
            "Van wie het initiatief is; 'unknown' waar geen bron het zegt",
            "Whose initiative it is; 'unknown' where no source says",
            enum=tuple(Initiative),
            filterable=True,
            required=True,
        ),
        Field("operator", Type.TEXT, "Wie de plek draait", "Who runs the place", filterable=True),
        Field("street", Type.TEXT, "Straat", "Street", filterable=True),
        Field(
            "house_number",
            Type.TEXT,
            "Huisnummer met letter en toevoeging, of een reeks als 1-3",
            "House number with letter and addition, or a range such as 1-3",
        ),
        Field(
            "postcode",
            Type.TEXT,
            "Postcode zonder spatie",
            "Postcode without a space",
            filterable=True,
        ),
        Field("city", Type.TEXT, "Plaats", "City", filterable=True),
        _GEMEENTE,
        Field("address", Type.TEXT, "Adres op één regel", "Address on one line"),
        Field("gebied", Type.TEXT, "Gebied", "Gebied (area)", filterable=True),
        _GEBIED_CODE,
        Field("buurt", Type.TEXT, "Buurt", "Buurt (neighbourhood)", filterable=True),
        _BUURT_CODE,
        Field("website", Type.URL, "Website", "Website"),
        Field(
            "phone",
            Type.TEXT,
            "Telefoonnummer van de organisatie, internationaal geschreven",
            "Telephone number of the organisation, in the international form",
        ),
        Field(
            "email",
            Type.TEXT,
            "Algemeen mailadres van de organisatie",
            "General mail address of the organisation",
        ),
        Field(
            "opening_hours",
            Type.TEXT,
            "Openingstijden, in de schrijfwijze van OpenStreetMap",
            "Opening hours, in the notation of OpenStreetMap",
        ),
        Field(
            "opening_hours_date",
            Type.DATE,
            "Laatste datum waarop een bron deze openingstijden gaf; leeg als die er geen draagt",
            "Last date on which a source gave these opening hours; empty where it bears none",
        ),
        Field(
            "activities",
            Type.TEXTS,
            "Wat er te doen is",
            "What one can do there",
            filterable=True,
        ),
        Field(
            "programme",
            Type.TEXTS,
            "Wat er wanneer is: activiteit | wanneer | prijs | voor wie; wanneer in de "
            "schrijfwijze van OpenStreetMap",
            "What happens when: activity | when | cost | for whom; when in the notation of "
            "OpenStreetMap",
        ),
        Field("costs", Type.TEXT, "Wat het kost", "What it costs"),
        Field(
            "languages",
            Type.TEXTS,
            "Talen die er gesproken worden (ISO 639)",
            "Languages that are spoken there (ISO 639)",
            filterable=True,
        ),
        Field(
            "access",
            Type.TEXT,
            "Of iemand met een lichamelijke beperking er in kan",
            "Whether a person with a physical disability can get in",
            enum=tuple(Access),
            filterable=True,
            required=True,
        ),
        Field(
            "step_free_entrance",
            Type.TEXT,
            "Of de ingang zonder trede of drempel is",
            "Whether the entrance has no step",
            enum=tuple(Presence),
            filterable=True,
        ),
        Field(
            "accessible_toilet",
            Type.TEXT,
            "Of er een toilet voor rolstoelen is",
            "Whether there is a toilet for wheelchairs",
            enum=tuple(Presence),
            filterable=True,
        ),
        Field(
            "hearing_loop",
            Type.TEXT,
            "Of er een ringleiding is",
            "Whether there is a hearing loop",
            enum=tuple(Presence),
            filterable=True,
        ),
        Field(
            "status",
            Type.TEXT,
            "Of de plek in gebruik was op de datum van status_date",
            "Whether the place was in use on status_date",
            enum=tuple(Status),
            filterable=True,
            required=True,
        ),
        Field(
            "status_date",
            Type.DATE,
            "Datum waarop de status gold",
            "Date on which the status was true",
        ),
        Field(
            "first_seen",
            Type.DATE,
            "Eerste datum waarop een bron de plek laat zien; zij kan ouder zijn",
            "First date on which a source shows the place; it may be older",
            filterable=True,
        ),
        Field(
            "valid_from",
            Type.DATE,
            "Sinds wanneer de plek er is, volgens een bron; leeg: niet bekend",
            "Since when the place is there, as a source says; empty: not known",
            filterable=True,
        ),
        Field(
            "valid_until",
            Type.DATE,
            "Tot wanneer de plek er was; leeg: nog in gebruik, of niet bekend",
            "Until when the place was there; empty: still in use, or not known",
            filterable=True,
        ),
        Field(
            "precision",
            Type.TEXT,
            "Hoe precies het punt bekend is",
            "How exactly the point is known",
            enum=tuple(Precision),
            filterable=True,
            required=True,
        ),
        Field(
            "uncertainty_m",
            Type.NUMBER,
            "Straal waarbinnen het ware punt in ongeveer 90 % van de gevallen ligt",
            "Radius that holds the true point in about 90 % of cases",
            unit="m",
        ),
        Field(
            "location_provider",
            Type.TEXT,
            "Waar het punt vandaan komt",
            "Where the point comes from",
        ),
        Field(
            "location_matched",
            Type.TEXT,
            "Welke tekst bij het punt werd gevonden",
            "The text that was matched to find the point",
        ),
        Field(
            "confirmed",
            Type.DATE,
            "Laatste datum waarop een bron zag dat de plek in gebruik was",
            "Last date on which a source saw the place in use",
        ),
        Field(
            "osm_id",
            Type.TEXT,
            "De plek in OpenStreetMap, zoals node/27594352",
            "The place in OpenStreetMap, such as node/27594352",
        ),
        Field("former_ids", Type.TEXTS, "Vroegere vaste namen", "Former stable names"),
        Field("sources", Type.SOURCES, "Bronnen, nieuwste eerst", "Sources, newest first"),
    ),
    key=("id",),
    geometry="Point",
    credit="Each row names its sources.",
    temporal=("valid_from", "valid_until"),
)

GEBIEDEN = Table(
    "gebieden",
    "De {upper} van {cities}",
    "The {upper} (areas) of {cities}",
    (
        Field(
            "code",
            Type.TEXT,
            "Code, zoals WK en zes cijfers",
            "Code, such as WK and six digits",
            required=True,
        ),
        Field("name", Type.TEXT, "Naam", "Name", required=True, filterable=True),
        Field(
            "residential",
            Type.BOOLEAN,
            "Of er mensen wonen en het zo bestuurd wordt",
            "Whether people live there and it is governed as such",
            filterable=True,
        ),
        _GEMEENTE,
    ),
    key=("code",),
    geometry="MultiPolygon",
)

BUURTEN = Table(
    "buurten",
    "De {lower} van {cities}",
    "The {lower} (neighbourhoods) of {cities}",
    (
        Field(
            "code",
            Type.TEXT,
            "Code, zoals BU en acht cijfers",
            "Code, such as BU and eight digits",
            required=True,
        ),
        Field("name", Type.TEXT, "Naam", "Name", required=True, filterable=True),
        _GEBIED_CODE,
        Field("gebied", Type.TEXT, "Gebied", "Gebied (area)", filterable=True),
        _GEMEENTE,
    ),
    key=("code",),
    geometry="MultiPolygon",
)
