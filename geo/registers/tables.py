"""The reference tables: districts, people, streets, addresses, postcodes, network and holidays.

Described in the same way as the places in `geo.model.place_tables`. Their sources:
``data/<city>/reference/README.md``.
"""

from __future__ import annotations

from geo.model.schema import Field, Table, Type

_LON = Field("lon", Type.NUMBER, "Lengtegraad (EPSG:4326)", "Longitude (EPSG:4326)", unit="degrees")
_LAT = Field("lat", Type.NUMBER, "Breedtegraad (EPSG:4326)", "Latitude (EPSG:4326)", unit="degrees")
_POSTCODE4 = Field(
    "postcode4",
    Type.TEXT,
    "De vier cijfers van de postcode",
    "The four digits of the postcode",
    required=True,
)
_BUURT_CODE = Field("buurt_code", Type.TEXT, "Code van de buurt", "Code of the buurt")
_GEBIED_CODE = Field("gebied_code", Type.TEXT, "Code van het gebied", "Code of the gebied")
_BASIS = Field(
    "basis",
    Type.TEXT,
    "Waaruit midden en straal zijn afgeleid: bewoonde vierkanten, straten of het vlak zelf",
    "What centre and radius were derived from: inhabited squares, streets or the area itself",
    enum=("inhabited", "streets", "area", "addresses"),
)
_LEVEL = Field(
    "level",
    Type.TEXT,
    "Soort gebied",
    "Sort of area",
    enum=("buurt", "gebied", "gemeente"),
    required=True,
)

MUNICIPALITY = Table(
    "gemeente",
    "De gemeente",
    "The municipality",
    (
        Field(
            "code",
            Type.TEXT,
            "Code, zoals GM en vier cijfers",
            "Code, such as GM and four digits",
            required=True,
        ),
        Field("name", Type.TEXT, "Naam", "Name", required=True),
    ),
    key=("code",),
    geometry="MultiPolygon",
)

_AGES = (
    ("age_0_15", "0 tot 15 jaar", "under 15"),
    ("age_15_25", "15 tot 25 jaar", "15 to 24"),
    ("age_25_45", "25 tot 45 jaar", "25 to 44"),
    ("age_45_65", "45 tot 65 jaar", "45 to 64"),
    ("age_65_plus", "65 jaar of ouder", "65 or older"),
)

POPULATION = Table(
    "population",
    "Inwoners en huishoudens per buurt, gebied en gemeente; leeg is onbekend",
    "Inhabitants and households per buurt, gebied and municipality; empty is unknown",
    (
        Field("code", Type.TEXT, "Code (BU, WK of GM)", "Code (BU, WK or GM)", required=True),
        Field("name", Type.TEXT, "Naam", "Name", required=True),
        _LEVEL,
        Field("year", Type.INTEGER, "Stand op 1 januari van", "As of 1 January of"),
        Field("inhabitants", Type.INTEGER, "Inwoners", "Inhabitants"),
        *(Field(name, Type.INTEGER, f"Inwoners van {nl}", f"Aged {en}") for name, nl, en in _AGES),
        Field("households", Type.INTEGER, "Huishoudens", "Households"),
        Field(
            "one_person_households",
            Type.INTEGER,
            "Huishoudens van één persoon",
            "Households of one person",
        ),
        Field(
            "buurten_unknown",
            Type.INTEGER,
            "Aantal buurten zonder cijfer, die in de som ontbreken",
            "Number of buurten without a figure, which the sum lacks",
        ),
        Field(
            "buurten_without_households",
            Type.INTEGER,
            "Aantal buurten zonder huishoudens, die in die sommen ontbreken",
            "Number of buurten without households, which those sums lack",
        ),
    ),
    key=("code",),
)

PEOPLE = Table(
    "people",
    "Waar in een buurt mensen wonen: haar inwoners, verdeeld over vierkanten van 100 m",
    "Where in a buurt people live: its inhabitants, spread over squares of 100 m",
    (
        Field(
            "square",
            Type.TEXT,
            "Code van het vierkant, als bij CBS: de hoek linksonder in hectometers (EPSG:28992)",
            "Code of the square, as at CBS: its south-west corner in hectometres (EPSG:28992)",
            required=True,
        ),
        Field("buurt_code", Type.TEXT, "Code van de buurt", "Code of the buurt", required=True),
        Field(
            "basis",
            Type.TEXT,
            "Waarop het getal van het vierkant berust",
            "What the number of the square rests on",
            enum=("counted", "inhabited", "streets", "trees", "area", "cbs"),
            required=True,
        ),
        Field("inhabitants", Type.NUMBER, "Inwoners", "Inhabitants"),
        *(Field(name, Type.NUMBER, f"Inwoners van {nl}", f"Aged {en}") for name, nl, en in _AGES),
        Field(
            "one_person_households",
            Type.NUMBER,
            "Huishoudens van één persoon",
            "Households of one person",
        ),
    ),
    key=("square", "buurt_code"),
)

DISTRICTS = Table(
    "districts",
    "Het bewoonde midden van elke buurt, elk gebied en de gemeente, en hoe ver het reikt",
    "The inhabited middle of each buurt, each gebied and the municipality, and its extent",
    (
        Field("code", Type.TEXT, "Code (BU, WK of GM)", "Code (BU, WK or GM)", required=True),
        Field("name", Type.TEXT, "Naam", "Name", required=True),
        _LEVEL,
        _LON,
        _LAT,
        Field(
            "radius_90_m",
            Type.NUMBER,
            "Straal die 90 % van de bewoonde vierkanten bevat",
            "Radius that holds 90 % of the inhabited squares",
            unit="m",
        ),
        Field("squares", Type.INTEGER, "Aantal vierkanten", "Number of squares"),
        _BASIS,
    ),
    key=("code",),
)

STREETS = Table(
    "streets",
    "Straten: één rij per straat, buurt en postcode, met het midden van haar bomen",
    "Streets: one row per street, buurt and postcode, with the middle of its trees",
    (
        Field("street", Type.TEXT, "Straat", "Street", required=True),
        _BUURT_CODE,
        _GEBIED_CODE,
        _POSTCODE4,
        _LON,
        _LAT,
        Field(
            "radius_90_m",
            Type.NUMBER,
            "Straal die 90 % van de stukken straat bevat",
            "Radius that holds 90 % of the stretches of street",
            unit="m",
        ),
        Field(
            "stretches",
            Type.INTEGER,
            "Aantal stukken straat van 25 m met een boom",
            "Number of stretches of 25 m with a tree",
        ),
        Field(
            "trees",
            Type.INTEGER,
            "Aantal bomen; 0 is: ligging geschat uit de postcodes ernaast",
            "Number of trees; 0 is: location estimated from the postcodes next to it",
        ),
    ),
    key=("street", "buurt_code", "postcode4"),
)

ADDRESSES = Table(
    "addresses",
    "Bekende adressen met hun punt",
    "Known addresses with their point",
    (
        Field("street", Type.TEXT, "Straat", "Street", required=True),
        Field("house_number", Type.INTEGER, "Huisnummer", "House number"),
        Field("house_letter", Type.TEXT, "Huisletter", "House letter"),
        Field("postcode", Type.TEXT, "Postcode zonder spatie", "Postcode without a space"),
        Field("city", Type.TEXT, "Plaats", "City"),
        _LON,
        _LAT,
        Field(
            "consistent",
            Type.BOOLEAN,
            "Of het punt in het gebied van zijn postcode ligt",
            "Whether the point lies in the area of its postcode",
        ),
    ),
    key=("street", "house_number", "house_letter", "postcode"),
)

POSTCODES = Table(
    "postcodes",
    "Postcodegebieden van vier cijfers",
    "Four-digit postcode areas",
    (
        _POSTCODE4,
        _LON,
        _LAT,
        Field(
            "uncertainty_m",
            Type.NUMBER,
            "Straal waarbinnen 90 % van de adressen ligt",
            "Radius that holds 90 % of the addresses",
            unit="m",
        ),
        _BASIS,
        Field("city", Type.TEXT, "Plaats", "City"),
    ),
    key=("postcode4",),
    geometry="MultiPolygon",
)

POSTCODE6 = Table(
    "postcode6",
    "Straten en huisnummers per postcode, en waar dat stuk straat ligt",
    "Streets and house numbers by postcode, and where that part of the street lies",
    (
        Field("postcode", Type.TEXT, "Postcode zonder spatie", "Postcode without a space"),
        Field("street", Type.TEXT, "Straat", "Street", required=True),
        Field("town", Type.TEXT, "Woonplaats", "Town", required=True),
        Field(
            "numbers",
            Type.TEXT,
            "Huisnummers; 1-7/2 is 1, 3, 5 en 7, 20-22 is 20, 21 en 22",
            "House numbers; 1-7/2 is 1, 3, 5 and 7, 20-22 is 20, 21 and 22",
        ),
        _LON,
        _LAT,
        Field(
            "radius_90_m",
            Type.NUMBER,
            "Straal die 90 % van deze adressen bevat; leeg is: als de straat in streets.csv",
            "Radius that holds 90 % of these addresses; empty is: as the street in streets.csv",
            unit="m",
        ),
    ),
    key=("postcode", "street"),
)

STOPS = Table(
    "stops",
    "Haltes van het openbaar vervoer in {cities} of binnen 500 m; perrons zijn samengevoegd",
    "Stops of public transport in {cities} or within 500 m; platforms are joined",
    (
        Field("name", Type.TEXT, "Naam van de halte", "Name of the stop", required=True),
        Field("town", Type.TEXT, "Plaats; leeg bij stations", "Town; empty for stations"),
        _LON,
        _LAT,
        Field("platforms", Type.INTEGER, "Aantal perrons", "Number of platforms"),
        Field(
            "lines",
            Type.TEXT,
            "Lijnen, met ; ertussen; leeg is onbekend",
            "Lines, with ; between; empty is unknown",
        ),
    ),
    key=("name", "town", "lon", "lat"),
)

WALKING = Table(
    "walking",
    "Het loopnetwerk: één rij per knoop, met de knopen verderop waar een weg heen loopt",
    "The walking network: one row per node, with the nodes further down that a way leads to",
    (
        Field("x", Type.INTEGER, "x (EPSG:28992)", "x (EPSG:28992)", unit="dm", required=True),
        Field("y", Type.INTEGER, "y (EPSG:28992)", "y (EPSG:28992)", unit="dm", required=True),
    ),
    key=(),
)

WATER = Table(
    "water",
    "Water als vlakken (EPSG:4326); er is geen tabel waar geen uittreksel met water is ingelezen",
    "Water as areas (EPSG:4326); there is no table where no extract with water was read",
    (Field("area_m2", Type.INTEGER, "Oppervlakte", "Area", unit="m2", required=True),),
    key=(),
)

HOLIDAYS = Table(
    "holidays",
    "Feestdagen, en schoolvakanties per regio",
    "Public holidays, and school holidays by region",
    (
        Field(
            "kind",
            Type.TEXT,
            "Feestdag of schoolvakantie",
            "Public or school holiday",
            enum=("public", "school"),
            required=True,
        ),
        Field("name", Type.TEXT, "Naam", "Name", required=True),
        Field("first", Type.DATE, "Eerste dag", "First day", required=True),
        Field("last", Type.DATE, "Laatste dag", "Last day", required=True),
        Field("school_year", Type.TEXT, "Schooljaar", "School year"),
        Field(
            "day_off",
            Type.TEXT,
            "Of mensen dan in het algemeen vrij zijn",
            "Whether people are generally free then",
            enum=("yes", "varies"),
        ),
        Field("region", Type.TEXT, "Waar het geldt", "Where it holds", required=True),
        Field("source", Type.TEXT, "Bron", "Source", required=True),
        Field("source_url", Type.URL, "Adres van de bron", "Address of the source"),
        Field("licence", Type.TEXT, "Licentie", "Licence", required=True),
        Field("note", Type.TEXT, "Opmerking", "Note"),
    ),
    key=("first", "name", "region"),
    credit="Algemene termijnenwet; Ministerie van OCW (CC0)",
)
