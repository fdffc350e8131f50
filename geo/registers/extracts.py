"""What each extract must hold: its file, its columns and what stands in their cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from geo.city.profile import CityProfile
from geo.model.crs import RD, WGS84

Content: TypeAlias = Literal[
    "text",
    "number",
    "number or empty",
    "truth",
    "buurt",
    "wijk",
    "postcode",
    "postcode4",
    "house numbers",
]

_FORMS: dict[Content, tuple[str, str]] = {
    "truth": (r"True|False", "True or False"),
    "postcode": (r"[1-9]\d{3}[A-Z]{2}", "four digits and two letters"),
    "postcode4": (r"[1-9]\d{3}", "four digits"),
    "house numbers": (r"\d{1,5}( \d{1,5})*", "whole numbers with a space between"),
}
"""Formats of texts: as a pattern, and in words; `extract_of` adds the codes of the city."""

_PEOPLE: dict[str, Content] = {
    "AantalInwoners_5": "number or empty",
    "k_0Tot15Jaar_8": "number or empty",
    "k_15Tot25Jaar_9": "number or empty",
    "k_25Tot45Jaar_10": "number or empty",
    "k_45Tot65Jaar_11": "number or empty",
    "k_65JaarOfOuder_12": "number or empty",
    "HuishoudensTotaal_29": "number or empty",
    "Eenpersoonshuishoudens_30": "number or empty",
}


@dataclass(frozen=True, slots=True)
class Extract:
    """The required contents of one file.

    Parameters
    ----------
    columns
        The columns that are read, and their contents.
    key
        The column whose values are unique.
    crs
        CRS of the geometry, for a file that has one.
    shape
        The type of geometry; the matching collection type counts too.
    forms
        Formats of its texts, with the codes of the city.
    optional
        Whether the tables can do without it.
    """

    path: str
    columns: Mapping[str, Content]
    key: str | None = None
    layer: str | None = None
    crs: str | None = None
    shape: Literal["polygon", "line"] = "polygon"
    forms: Mapping[Content, tuple[str, str]] = field(default_factory=dict)
    optional: bool = False


BUURTEN = Extract(
    "boundaries/tir_{city}_rd.gpkg",
    {"BU_CODE": "buurt", "BUURTNAAM": "text", "WK_CODE": "wijk", "GEBDNAAM": "text"},
    key="BU_CODE",
    layer="buurten",
    crs=RD,
)
GEBIEDEN = Extract(
    "boundaries/wijk_gebied_mapping.csv", {"WK_CODE": "wijk", "is_gebied14": "truth"}, key="WK_CODE"
)
TREES = Extract(
    "addresses/bomen_straat_punten.parquet", {"STRAAT": "text", "x": "number", "y": "number"}
)
ADDRESSES = Extract(
    "addresses/adrespunten_stemlokalen_2023.csv",
    {
        "Straatnaam": "text",
        "Huisnummer": "number",
        "Huisletter": "text",
        "Postcode": "postcode",
        "Plaats": "text",
        "Latitude": "number",
        "Longitude": "number",
        "pc4_consistent": "truth",
    },
)
POSTCODE_AREAS = Extract(
    "addresses/pc4_{city}_wgs84.geojson",
    {"postcode": "postcode4", "plaats": "text"},
    key="postcode",
    crs=WGS84,
)
POSTCODE_CENTRES = Extract(
    "addresses/pc4_centroids.csv",
    {"pc4": "postcode4", "addr_mean_lat": "number", "addr_mean_lon": "number"},
    key="pc4",
)
SQUARES = Extract(
    "population/cbs_vk100_bewoonde_vierkanten.csv", {"rd_x": "number", "rd_y": "number"}
)
ESTIMATE = Extract(
    "population/inwoners_vk100_2020_schatting.csv",
    {
        "rd_x": "number",
        "rd_y": "number",
        "inwoners_2020_schatting": "number or empty",
        "inwoners_0_15": "number or empty",
        "inwoners_15_65": "number or empty",
        "inwoners_65plus": "number or empty",
    },
)
POPULATION_BUURTEN = Extract(
    "population/kwb_2025_{city}_buurten.csv",
    {"Codering_3": "buurt", "jaar": "number", "hh_method": "text", **_PEOPLE},
    key="Codering_3",
)
POPULATION_WIJKEN = Extract(
    "population/kwb_2025_{city}_wijken_sum.csv",
    {"WK_CODE": "wijk", **_PEOPLE},
    key="WK_CODE",
)
ROADS = Extract(
    "network/osm_wegen_{city}.parquet",
    {"cls": "number", "bridge": "truth", "tunnel": "truth"},
    crs=WGS84,
    shape="line",
)
POSTCODE6 = Extract(
    "addresses/postcode6_straten_{city}.csv.gz",
    {"postcode": "postcode", "street": "text", "town": "text", "numbers": "house numbers"},
    optional=True,
)
STOPS = Extract(
    "network/ov_haltes_gtfs.csv",
    {"stop_name": "text", "location_type": "text", "lon": "number", "lat": "number"},
)


def extract_of(extract: Extract, city: CityProfile) -> Extract:
    """Fill in the city: in the name of the file, and in the form of the codes in it."""
    number = city.code.removeprefix("GM")
    forms: dict[Content, tuple[str, str]] = {
        "buurt": (rf"BU{number}\d{{4}}", f"BU{number} and four digits"),
        "wijk": (rf"WK{number}\d{{2}}|{city.code}", f"WK{number} and two digits"),
    }
    return replace(extract, path=extract.path.format(city=city.slug), forms=_FORMS | forms)
