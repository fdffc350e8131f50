"""The tables of answers about coverage, described as `geo.model.place_tables` describes the places.

A unit decides how exactly a number is published: shares to 0.01 %, minutes to 0.1.
"""

from __future__ import annotations

from dataclasses import replace

from geo.city.people import COLUMNS as GROUPS
from geo.model.schema import SHARE, Field, Table, Type
from geo.model.vocabulary import Status
from geo.planning.coverage.question import KINDS
from geo.planning.coverage.squares import Reach

CODE = Field("code", Type.TEXT, "Code van het CBS", "Code of CBS", required=True)
NAME = Field("name", Type.TEXT, "Naam", "Name", required=True)
MINUTES = Field(
    "minutes", Type.INTEGER, "Langste looptijd", "Longest walk", unit="min", required=True
)
KIND = Field(
    "kind",
    Type.TEXT,
    "Soort plek; 'either' is een van beide",
    "Kind of place; 'either' is either of the two",
    enum=KINDS,
    required=True,
)
AGE = Field("age", Type.TEXT, "Over wie het gaat", "Of whom", enum=tuple(GROUPS), required=True)
RESIDENTS = Field(
    "residents",
    Type.INTEGER,
    "Inwoners (of huishoudens) over wie is gerekend; leeg: niet bekend",
    "Residents (or households) that were counted with; empty: not known",
)
SPEED = Field("speed_kmh", Type.NUMBER, "Wandeltempo", "Walking speed", unit="km/h", required=True)
LON = Field("lon", Type.NUMBER, "Lengtegraad (EPSG:4326)", "Longitude (EPSG:4326)", unit="degrees")
LAT = Field("lat", Type.NUMBER, "Breedtegraad (EPSG:4326)", "Latitude (EPSG:4326)", unit="degrees")

_SHARES = (
    ("share_low", "zeker", "certainly"),
    ("share", "volgens wat vaststaat", "as far as is known"),
    ("share_high", "mogelijk", "possibly"),
)

_SHARE_FIELDS = tuple(
    Field(
        name,
        Type.NUMBER,
        f"Deel dat er {nl} kan komen",
        f"Share that can {en} get there",
        unit=SHARE,
    )
    for name, nl, en in _SHARES
)

FIGURES = Table(
    "coverage",
    "Wie er te voet bij een plek kan, per district, soort plek en looptijd",
    "Who can walk to a place, per district, kind of place and walking time",
    (
        CODE,
        NAME,
        MINUTES,
        KIND,
        RESIDENTS,
        Field("residents_in_reach", Type.INTEGER, "Wie er kan komen", "Who can get there"),
        *_SHARE_FIELDS,
        Field(
            "median_minutes",
            Type.NUMBER,
            "Looptijd waarbinnen de helft er is; leeg: de helft komt er niet",
            "Walk within which half of them are there; empty: half do not get there",
            unit="min",
        ),
        Field(
            "p90_minutes",
            Type.NUMBER,
            "Looptijd waarbinnen negen van de tien er zijn; leeg: zo veel komen er niet",
            "Walk within which nine in ten are there; empty: not so many get there",
            unit="min",
        ),
        Field("residents_out_of_reach", Type.INTEGER, "Wie verder weg woont", "Who lives farther"),
        Field(
            "places",
            Type.INTEGER,
            "Plekken in het district waarvan bekend is dat ze open zijn",
            "Places in the district that are known to be open",
        ),
        Field(
            "places_uncertain",
            Type.INTEGER,
            "Plekken in het district waarvan dat niet bekend is",
            "Places in the district of which that is not known",
        ),
        Field(
            "places_per_10000",
            Type.NUMBER,
            "Bekende plekken per 10.000 inwoners",
            "Known places per 10,000 residents",
            unit="per 10,000",
        ),
        Field(
            "driver",
            Type.TEXT,
            "Grootste oorzaak van de marge",
            "Largest cause of the range",
            enum=("none", "location", "status", "hours"),
        ),
        Field(
            "basis",
            Type.TEXT,
            "Of afstanden het wandelnet volgen, rechte lijnen met een omwegfactor zijn, of beide",
            "Whether distances follow the network, are straight lines times a detour, or both",
            enum=("network", "mixed", "straight_line"),
        ),
        AGE,
        SPEED,
    ),
    key=("code", "minutes", "kind"),
    geometry="MultiPolygon",
)

GAPS = Table(
    "gaps",
    "Aaneengesloten vierkanten van 100 m waar mensen buiten bereik wonen",
    "Connected squares of 100 m whose people are out of reach",
    (
        Field("rank", Type.INTEGER, "Volgorde: de meeste mensen eerst", "Most people first"),
        NAME,
        Field("people", Type.INTEGER, "Wie er buiten bereik woont", "Who lives out of reach"),
        Field(
            "people_at_least",
            Type.INTEGER,
            "Wie dat ook doet als alles meetelt wat open en dichtbij kan zijn",
            "Who does so even if all counts that may be open and near",
        ),
        Field("squares", Type.INTEGER, "Aantal vierkanten", "Number of squares"),
        LON,
        LAT,
        Field(
            "buurt_codes",
            Type.TEXT,
            "Codes van de buurten, met ; ertussen",
            "Codes of the buurten, separated by ;",
        ),
        MINUTES,
        KIND,
        AGE,
        SPEED,
    ),
    key=("kind", "minutes", "rank"),
    geometry="MultiPolygon",
)

LOSSES = Table(
    "losses",
    "Wat er verloren gaat als een particulier initiatief sluit",
    "What is lost if a private initiative closes",
    (
        Field("id", Type.TEXT, "Vaste naam van de plek", "Stable name of the place", required=True),
        NAME,
        KIND,
        Field("buurt_code", Type.TEXT, "Code van de buurt", "Code of the buurt"),
        Field("status", Type.TEXT, "Of de plek open is", "Whether it is open", enum=tuple(Status)),
        MINUTES,
        Field("residents_in_reach", Type.INTEGER, "Wie er kan komen", "Who can get there"),
        Field(
            "residents_lost",
            Type.INTEGER,
            "Wie dan geen enkele plek meer heeft",
            "Who would have no place of either kind left",
        ),
        Field(
            "residents_lost_of_kind",
            Type.INTEGER,
            "Wie dan geen plek van deze soort meer heeft",
            "Who would have no place of its kind left",
        ),
        AGE,
        SPEED,
    ),
    key=("id", "minutes"),
)

CHANGES = Table(
    "changes",
    "Wat er per district verandert",
    "What changes per district",
    (
        CODE,
        NAME,
        MINUTES,
        KIND,
        RESIDENTS,
        Field("in_reach_before", Type.INTEGER, "Wie er eerst kan komen", "In reach before"),
        Field("in_reach_after", Type.INTEGER, "Wie er daarna kan komen", "In reach after"),
        Field("change", Type.INTEGER, "Verschil", "Difference"),
        *(
            Field(
                f"{name}_{when}",
                Type.NUMBER,
                f"Deel dat er {when_nl} {nl} kan komen",
                f"Share that can {en} get there {when}",
                unit=SHARE,
            )
            for name, nl, en in _SHARES
            for when, when_nl in (("before", "eerst"), ("after", "daarna"))
        ),
        AGE,
        SPEED,
    ),
    key=("code", "minutes", "kind"),
    geometry="MultiPolygon",
)

SQUARES = Table(
    "squares",
    "Hoe ver mensen lopen, per vierkant van 100 m en buurt",
    "How far people walk, per square of 100 m and buurt",
    (
        CODE,
        NAME,
        RESIDENTS,
        Field(
            "reach",
            Type.TEXT,
            "Of zij een plek binnen bereik hebben; 'unknown': dat hangt af van wat we niet weten",
            "Whether a place is within reach; 'unknown': that depends on what is not known",
            enum=tuple(Reach),
            required=True,
        ),
        *(
            Field(
                name,
                Type.NUMBER,
                f"Looptijd {nl}; leeg: verder dan de grens",
                f"Walk {en}; empty: farther than the limit",
                unit="min",
            )
            for name, nl, en in (
                ("walk_least", "op zijn kortst", "at the shortest"),
                ("walk", "volgens wat vaststaat", "as far as is known"),
                ("walk_most", "op zijn langst", "at the longest"),
            )
        ),
        MINUTES,
        KIND,
        AGE,
        SPEED,
    ),
    key=(),
    geometry="MultiPolygon",
)

EQUITY = Table(
    "equity",
    "Wie er te voet bij een plek kan, per groep, en hoe ongelijk dat is",
    "Who can walk to a place, by group, and how unequal that is",
    (
        CODE,
        NAME,
        MINUTES,
        KIND,
        replace(AGE, name="group"),
        RESIDENTS,
        *_SHARE_FIELDS,
        *(
            Field(
                name,
                Type.NUMBER,
                f"Gemiddelde looptijd van de tiende die het verst loopt, {nl}",
                f"Mean walk of the tenth who walk farthest, {en}",
                unit="min",
            )
            for name, nl, en in (
                ("worst_tenth_low", "op zijn kortst", "at the shortest"),
                ("worst_tenth_minutes", "volgens wat vaststaat", "as far as is known"),
                ("worst_tenth_high", "op zijn langst", "at the longest"),
            )
        ),
        *(
            Field(
                name,
                Type.NUMBER,
                f"Ginicoëfficiënt van de looptijden, {nl}; 0 is gelijk",
                f"Gini coefficient of the walks, {en}; 0 is equal",
                unit=SHARE,
            )
            for name, nl, en in (
                ("gini_low", "laagste van drie gevallen", "lowest of three cases"),
                ("gini", "volgens wat vaststaat", "as far as is known"),
                ("gini_high", "hoogste van drie gevallen", "highest of three cases"),
            )
        ),
        SPEED,
    ),
    key=("code", "minutes", "kind", "group"),
    geometry="MultiPolygon",
)

CAPACITY = Table(
    "capacity",
    "Hoeveel plek er is voor wie er kan komen, als gevoeligheidsmarge",
    "How much place there is for those who can get there, as a sensitivity range",
    (
        CODE,
        NAME,
        MINUTES,
        KIND,
        RESIDENTS,
        *(
            Field(
                f"capacity_{end}",
                Type.NUMBER,
                f"Huiskamers per 10.000 mensen, {nl}; waarop dat rust: docs/coverage.md",
                f"Huiskamers per 10,000 people, {en}; what that assumes: docs/coverage.md",
                unit="per 10,000",
            )
            for end, nl, en in (
                ("low", "op zijn minst", "at least"),
                ("high", "hooguit", "at most"),
            )
        ),
        AGE,
        SPEED,
    ),
    key=("code", "minutes", "kind"),
    geometry="MultiPolygon",
)
