"""A release of six made-up places, two gebieden and three buurten, as files that `Directory` reads.

Small enough to know by heart, and with what is awkward: hostile text, right-to-left text, no point,
two places on one point, a former id.
"""

import json
from pathlib import Path

from geo.schema import PLACES, Type

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


def write_release(folder: Path, places=None, *, version="one"):
    """Write a release into a folder, and give the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    layers = {
        "places": MADE_UP_PLACES if places is None else places,
        "gebieden": GEBIEDEN,
        "buurten": BUURTEN,
    }
    for name, features in layers.items():
        collection = {"type": "FeatureCollection", "features": features}
        (folder / f"{name}.geojson").write_text(json.dumps(collection), encoding="utf-8")
    about = {"version": version, "date": "2026-11-20", "counts": {}}
    (folder / "release.json").write_text(json.dumps(about), encoding="utf-8")
    return folder
