"""Descriptions of folders for machines: Frictionless Data Packages (datapackage.json).

Made from `geo.model.place_tables` and `data_tables`, so that each column has only one description.
The specification: https://specs.frictionlessdata.io/data-package/
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from geo.city.profile import FILE, CityProfile
from geo.io import checksums
from geo.io.formats import FORMATS
from geo.io.records import flat_fields
from geo.io.swap import replace_file
from geo.model.errors import ReleaseError
from geo.model.schema import Field, Table, Type
from geo.model.settings import settings
from geo.model.vocabulary import Kind
from geo.release.cities import together, told_of
from geo.release.data_tables import TABLES
from geo.release.layer_tables import LAYERS

PARTIAL_DATE = r"\d{4}(-\d{2}(-\d{2})?)?"
"""A partial date."""

_TYPES: dict[Type, dict[str, Any]] = {
    Type.TEXT: {"type": "string"},
    Type.URL: {"type": "string", "format": "uri"},
    Type.DATE: {"type": "string"},
    Type.INTEGER: {"type": "integer"},
    Type.NUMBER: {"type": "number"},
    Type.BOOLEAN: {"type": "boolean"},
}
_LON_LAT = (
    Field("lon", Type.NUMBER, "Lengtegraad (EPSG:4326)", "Longitude (EPSG:4326)", unit="degrees"),
    Field("lat", Type.NUMBER, "Breedtegraad (EPSG:4326)", "Latitude (EPSG:4326)", unit="degrees"),
)
_SHARED = {
    "name": "meetingplaces-shared",
    "title": "What the cities of Meetingplaces share",
    "description": "The calendar of public holidays and school holidays.",
}
_ABOUT = {
    "release.json": "Version, date and counts of this release",
    "findings.json": "What the pipeline noticed about the data",
    "*.toml": "What is true of a city: its names, its districts, its words, whom to credit",
}
_MEDIA_TYPES = {"json": "application/json", "toml": "application/toml"}


def release_package(
    files: Mapping[str, bytes], *, version: str, date: str, cities: Mapping[str, str]
) -> dict[str, Any]:
    """Describe a release.

    Parameters
    ----------
    date
        ISO date of the release.
    cities
        The text of `city.toml` of each city by its slug.
    """
    profiles = [CityProfile.parse(text, f"{slug}.toml") for slug, text in cities.items()]
    profiles = profiles or [CityProfile.open(settings().city_folder())]
    hubs, rooms = (
        together(city.kinds[kind].en.many for city in profiles)
        for kind in (Kind.HUIS_VAN_DE_WIJK, Kind.HUISKAMER)
    )
    names = together(city.name for city in profiles)
    package = {
        "name": "-".join(("meetingplaces", *(city.slug for city in profiles))),
        "title": f"Meeting places of {names}",
        "description": f"{hubs} (large, municipal) and {rooms} (small, mostly private initiatives) "
        f"in {names}, with their sources.",
        "version": version,
        "created": f"{date}T00:00:00Z",
    }
    return package | {"resources": list(_resources(files, profiles, frozen=True))}


def data_package(data: Path) -> dict[str, Any]:
    """Describe the data of a city (observations, reference tables, frozen releases), or the shared.

    Sizes and checksums are left out, so that adding a row does not require rewriting it.

    Parameters
    ----------
    data
        Folder of a city, or the one that holds the folders of all cities and what they share.

    Raises
    ------
    ReleaseError
        A table or a column is not described.
    """
    files = {
        path.relative_to(data).as_posix(): path.read_bytes()
        for folder in ("observations", "reference", "releases", "holidays")
        for path in sorted((data / folder).glob("*"))
        if path.suffix in {".csv", ".geojson", ".parquet"}
    }
    if not (data / FILE).is_file():
        return _SHARED | {"resources": list(_resources(files, [], frozen=False))}
    city = CityProfile.open(data)
    return _of_city(city) | {"resources": list(_resources(files, [city], frozen=False))}


def _of_city(city: CityProfile) -> dict[str, str]:
    return {
        "name": f"meetingplaces-data-{city.slug}",
        "title": f"What Meetingplaces {city.name} is made from",
        "description": "Observations of meeting places, and the reference tables that place them.",
    }


def write_data_package(data: Path) -> None:
    """Write ``datapackage.json`` into the folder of a city, or of what the cities share.

    Parameters
    ----------
    data
        See `data_package`.

    Raises
    ------
    ReleaseError
        A table or a column is not described, or the file cannot be written.
    """
    content = encode_package(data_package(data))
    with replace_file(data / "datapackage.json") as aside:
        aside.write_bytes(content)


def encode_package(package: Mapping[str, Any]) -> bytes:
    """Write a package as human-readable JSON."""
    return orjson.dumps(package, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def describe(field: Field) -> dict[str, Any]:
    """Describe a column as Table Schema requires.

    Parameters
    ----------
    field
        A field without lists.

    Returns
    -------
    dict
        The field descriptor; ``description_nl`` holds the Dutch description.
    """
    constraints: dict[str, Any] = {}
    if field.required:
        constraints["required"] = True
    if field.enum:
        constraints["enum"] = [str(word) for word in field.enum]
    if field.type is Type.DATE:
        constraints["pattern"] = PARTIAL_DATE
    descriptor = {"name": field.name} | _TYPES[field.type]
    descriptor |= {"description": field.description("en"), "description_nl": field.description()}
    return descriptor | ({"constraints": constraints} if constraints else {})


def _resources(
    files: Mapping[str, bytes], cities: Sequence[CityProfile], *, frozen: bool
) -> Iterator[dict[str, Any]]:
    """Describe files; frozen ones, which nobody edits, with their size and checksum."""
    for name, content in sorted(files.items()):
        path = PurePosixPath(name)
        extension = path.suffix.removeprefix(".")
        layers = LAYERS if extension == "geojson" else {}
        table = layers.get(path.stem) or TABLES.get(path.stem)
        table = told_of(table, cities) if table and cities else table
        about = _ABOUT.get(name) or _ABOUT.get(f"*.{extension}", "")
        if table is None and not about:
            raise ReleaseError(f"No table in geo/release/data_tables.py describes {name}.")
        is_csv = extension == "csv"
        media_type = (
            FORMATS[extension].media_type if extension in FORMATS else _MEDIA_TYPES[extension]
        )
        resource: dict[str, Any] = {
            "name": path.stem if is_csv or table is None else f"{path.stem}-{extension}",
            "path": name,
            "type": "file",
            "title": table.en if table else about,
            "format": extension,
            "mediatype": media_type,
        }
        if frozen:
            resource["bytes"] = len(content)
            resource["hash"] = f"sha256:{checksums.digest(content)}"
        if table is not None:
            resource["title_nl"] = table.nl
            if table.credit:
                resource["sources"] = [{"title": table.credit}]
        if is_csv and table is not None:
            resource["type"] = "table"
            resource["encoding"] = "utf-8"
            resource["schema"] = _schema(table, name, content)
        yield resource


def _schema(table: Table, name: str, content: bytes) -> dict[str, Any]:
    """Describe the columns of a CSV file in their order."""
    known = {field.name: field for field in (*flat_fields(table), *_LON_LAT)}
    header = next(csv.reader(io.StringIO(content.decode())), [])
    undescribed = [column for column in header if column not in known]
    if undescribed:
        raise ReleaseError(
            f"{name} has columns that geo/release/data_tables.py does not describe: "
            f"{', '.join(undescribed)}."
        )
    schema: dict[str, Any] = {"fields": [describe(known[column]) for column in header]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    return schema | {"missingValues": [""]}
