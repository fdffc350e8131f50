"""A release of six made-up places, two gebieden and three buurten, as files that `Directory` reads.

Small enough to know by heart, and with what is awkward: hostile text, right-to-left text, no point,
two places on one point, a former id.
"""

import json
from pathlib import Path

from geo.model.place_tables import PLACES
from geo.model.schema import Type
from geo.release.layer_tables import COVERAGE, OBSERVATIONS_LAYER

HOSTILE_NAME = '<script>alert("naam")</script> & \'t Hoekje'
RIGHT_TO_LEFT_NAME = "مكان اللقاء \u202eABC"

SOURCE = {
    "title": "Wijkkrant",
    "url": "https://example.org/krant",
    "date": "2024-05",
    "date_kind": "published",
    "type": "media",
}


def place(place_id, lon=None, lat=None, **changes):
    """Make a place in which nothing is known but what must be."""
    unknown = {
        field.name: [] if field.type in {Type.TEXTS, Type.SOURCES} else None
        for field in PLACES.fields
    }
    must = {
        "id": place_id,
        "name": place_id.replace("-", " ").title(),
        "kind": "huiskamer",
        "initiative": "private",
        "access": "unknown",
        "status": "open",
        "precision": "none" if lon is None else "address",
        "sources": [SOURCE],
    }
    geometry = None if lon is None else {"type": "Point", "coordinates": [lon, lat]}
    return feature(place_id, geometry, unknown | must | changes)


def feature(feature_id, geometry, properties):
    return {
        "type": "Feature",
        "id": feature_id,
        "geometry": geometry,
        "properties": properties,
    }


def square(west, south, size=0.05):
    ring = [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
    ]
    return {"type": "Polygon", "coordinates": [ring]}


WEST = {
    "gebied": "West",
    "gebied_code": "WK059901",
    "buurt": "Westkade",
    "buurt_code": "BU05990101",
}
EAST = {
    "gebied": "Oost",
    "gebied_code": "WK059902",
    "buurt": "Oosthof",
    "buurt_code": "BU05990201",
}

MADE_UP_PLACES = [
    place(
        "aan-de-kade",
        4.41,
        51.91,
        **WEST,
        name="Huis van de Wijk Aan de Kade",
        alt_names=["De Kade"],
        kind="huis_van_de_wijk",
        initiative="municipal",
        street="Kadestraat",
        house_number="7",
        postcode="3011AB",
        city="Rotterdam",
        activities=["koffie", "biljart"],
        access="yes",
        uncertainty_m=10.0,
        former_ids=["oude-kade"],
    ),
    place(
        "buurttuin-oost",
        4.47,
        51.91,
        **EAST,
        operator="Stichting Groen",
        activities=["tuinieren"],
        precision="neighbourhood",
        uncertainty_m=400.0,
    ),
    place(
        "cafe-een",
        4.47,
        51.91,
        **EAST,
        name="Café Één",
        precision="neighbourhood",
        uncertainty_m=400.0,
        status="unknown",
    ),
    place("hostile", 4.42, 51.91, **WEST, name=HOSTILE_NAME, operator=RIGHT_TO_LEFT_NAME),
    place("ver-weg", 4.13, 51.98, status="closed", precision="street", uncertainty_m=120.0),
    place("zonder-punt"),
]

GEBIEDEN = [
    feature(
        "WK059901",
        square(4.4, 51.9),
        {"code": "WK059901", "name": "West", "residential": True},
    ),
    feature(
        "WK059902",
        square(4.45, 51.9),
        {"code": "WK059902", "name": "Oost", "residential": False},
    ),
]

BUURTEN = [
    feature(
        code,
        square(west, 51.9, 0.02),
        {"code": code, "name": name, "gebied_code": gebied_code, "gebied": gebied},
    )
    for code, name, west, gebied_code, gebied in (
        ("BU05990101", "Westkade", 4.4, "WK059901", "West"),
        ("BU05990102", "Westpunt", 4.42, "WK059901", "West"),
        ("BU05990201", "Oosthof", 4.45, "WK059902", "Oost"),
    )
]


def observation(observation_id, geometry=None, **changes):
    """Make an observation in which nothing is said but what must be."""
    unknown = {
        field.name: [] if field.type is Type.TEXTS else None for field in OBSERVATIONS_LAYER.fields
    }
    must = {
        "observation_id": observation_id,
        "place_id": observation_id.partition("--")[0],
        "published": True,
        "source_title": SOURCE["title"],
        "source_type": SOURCE["type"],
        "attribution": "direct",
    }
    return feature(observation_id, geometry, unknown | must | changes)


OBSERVATIONS = [
    observation(
        "aan-de-kade--1",
        {"type": "Point", "coordinates": [4.41, 51.91]},
        source_url=SOURCE["url"],
        source_date=SOURCE["date"],
        retrieved="2026",
        name="Huis van de Wijk Aan de Kade",
        kind="huis_van_de_wijk",
        street="Kadestraat",
        house_number="7",
        activities=["koffie"],
        status="open",
    ),
    observation("aan-de-kade--2", source_title="=HYPERLINK(1)", name=HOSTILE_NAME),
    observation("zonder-punt--1", retrieved="2026", note=RIGHT_TO_LEFT_NAME),
]


def reach(code, name, level, gebied_code, gebied, **figures):
    """Make the reach of a district of which nothing is known but the figures given."""
    unknown = {field.name: None for field in COVERAGE.fields}
    must = {"code": code, "name": name, "level": level}
    where = {"gebied_code": gebied_code, "gebied": gebied}
    return unknown | must | where | figures


REACH = [
    feature(
        district["id"],
        district["geometry"],
        reach(
            district["id"],
            district["properties"]["name"],
            level,
            district["properties"].get("gebied_code", district["id"]),
            district["properties"].get("gebied", district["properties"]["name"]),
            **({"residents": 1200, "either_share": 0.5} if district["id"] == "BU05990101" else {}),
        ),
    )
    for level, districts in (("gebied", GEBIEDEN), ("buurt", BUURTEN))
    for district in districts
]

EVIDENCE = """\
place_id,field,role,value,observation_id,reason,confirmed,confirmed_by
aan-de-kade,name,chosen,Huis van de Wijk Aan de Kade,aan-de-kade--1,newer,2024-05,aan-de-kade--1
aan-de-kade,name,against,De Kade,aan-de-kade--2,newer,,
aan-de-kade,activities,chosen,koffie,aan-de-kade--1,together,2024-05,aan-de-kade--1
"""


def write_release(folder: Path, places=None, *, version="one", date="2026-11-20"):
    """Write a release into a folder, and give the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    layers = {
        "places": MADE_UP_PLACES if places is None else places,
        "gebieden": GEBIEDEN,
        "buurten": BUURTEN,
        "observations": OBSERVATIONS,
        "coverage": REACH,
    }
    for name, features in layers.items():
        collection = {"type": "FeatureCollection", "features": features}
        (folder / f"{name}.geojson").write_text(json.dumps(collection), encoding="utf-8")
    (folder / "evidence.csv").write_text(EVIDENCE, encoding="utf-8")
    about = {"version": version, "date": date, "counts": {}}
    (folder / "release.json").write_text(json.dumps(about), encoding="utf-8")
    return folder
