"""A small release with all that is awkward: no point, no source, hostile text, odd letters."""

from datetime import date

import geopandas as gpd
import pandas as pd
from shapely import Point, box

from geo.model.findings import Finding, Severity
from geo.release.files import ReleaseContents

SOURCES = [
    {
        "title": "Wijkraad, agenda",
        "url": "https://example.org/agenda",
        "date": "2024-05",
        "date_kind": "published",
        "type": "municipality",
    },
    {
        "title": "Krant",
        "url": None,
        "date": "2019",
        "date_kind": "retrieved",
        "type": "media",
    },
]


def place(place_id: str, **changes: object) -> dict[str, object]:
    """Make a row in which nothing is known but what must be."""
    row: dict[str, object] = {
        "id": place_id,
        "name": place_id.title(),
        "alt_names": [],
        "kind": "huiskamer",
        "initiative": "private",
        "operator": None,
        "street": None,
        "house_number": None,
        "postcode": None,
        "city": "Rotterdam",
        "gemeente": "GM0599",
        "address": None,
        "gebied": None,
        "gebied_code": None,
        "buurt": None,
        "buurt_code": None,
        "website": None,
        "opening_hours": None,
        "opening_hours_date": None,
        "activities": [],
        "access": "unknown",
        "status": "open",
        "status_date": None,
        "precision": "none",
        "uncertainty_m": None,
        "location_provider": None,
        "location_matched": None,
        "confirmed": None,
        "former_ids": [],
        "sources": [],
    }
    return row | changes


def contents() -> ReleaseContents:
    """Make the contents of a release."""
    rows = [
        place("zonder-punt", sources=SOURCES),
        place(
            "de-kip",
            name="Huis van de Wijk 'De Kip', \"Ünïcødé\" ☕",
            alt_names=["De Kip", "Kipstraat; hoek"],
            kind="huis_van_de_wijk",
            initiative="municipal",
            activities=["koffie", "inloop"],
            status_date="2023-11",
            precision="address",
            uncertainty_m=10.0,
            sources=SOURCES,
        ),
        place(
            "formule",
            name="=HYPERLINK(1)",
            operator="<script>alert(1)</script>",
            precision="street",
            uncertainty_m=94.5,
        ),
    ]
    frame = gpd.GeoDataFrame(
        rows,
        geometry=[None, Point(4.49127804, 51.92297533), Point(4.5, 51.9)],
        crs="EPSG:4326",
    )
    gebieden = gpd.GeoDataFrame(
        {"code": ["WK059903", "WK059901"], "name": ["Delfshaven", "Rotterdam Centrum"]},
        geometry=[box(4.4, 51.9, 4.45, 51.95), box(4.45, 51.9, 4.5, 51.95)],
        crs="EPSG:4326",
    ).assign(residential=[True, False])
    buurten = gpd.GeoDataFrame(
        {
            "code": ["BU05990110"],
            "name": ["Stadsdriehoek"],
            "gebied_code": ["WK059901"],
            "gebied": ["Rotterdam Centrum"],
        },
        geometry=[box(4.45, 51.9, 4.5, 51.95)],
        crs="EPSG:4326",
    ).set_index("code")
    observations = pd.DataFrame(
        {
            "observation_id": ["de-kip--1"],
            "place_id": ["de-kip"],
            "source_title": ["Wijkraad"],
            "source_type": ["municipality"],
            "attribution": ["direct"],
            "lat": ["51.92297533"],
            "lon": ["4.49127804"],
        }
    )
    said = {
        "place_id": "de-kip",
        "published": True,
        "source_title": "Wijkraad",
        "source_type": "municipality",
        "attribution": "direct",
    }
    layer = gpd.GeoDataFrame(
        [{"observation_id": f"de-kip--{number}", **said} for number in (1, 2)],
        geometry=[Point(4.49127804, 51.92297533), None],
        crs="EPSG:4326",
    )
    evidence = pd.DataFrame(
        {
            "place_id": ["de-kip", "de-kip"],
            "field": ["name", "name"],
            "role": ["chosen", "against"],
            "value": ["De Kip", "@kip"],
            "observation_id": ["de-kip--1", "de-kip--2"],
        }
    )
    leads = pd.DataFrame(
        {
            "id": ["een-lead"],
            "name": ["Een lead"],
            "status": ["unknown"],
            "precision": ["none"],
            "lon": [None],
            "lat": [None],
            "observations": [2],
        }
    )
    findings = [
        Finding("no-point", "zonder-punt", "No address."),
        Finding("a-first", "", "Comes first.", Severity.INFO),
    ]
    return ReleaseContents(
        frame,
        gebieden,
        buurten,
        observations,
        evidence,
        leads,
        findings,
        date(2026, 3, 1),
        observations_layer=layer,
    )
