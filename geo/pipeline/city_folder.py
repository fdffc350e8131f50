"""A folder for a new city: what to fill in, what is there already, and what is missing costs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.city.address_register import AddressRegister
from geo.city.profile import FILE, CityProfile
from geo.evidence.decisions import COLUMNS as DECISION_COLUMNS
from geo.evidence.observations import COLUMNS as OBSERVATION_COLUMNS
from geo.model.crs import ProjectedCrs
from geo.model.errors import InputError, Problem
from geo.model.text import fold

_TABLES: Final = {
    "addresses.csv": "street,house_number,house_letter,postcode,city,lon,lat,consistent\n",
    "streets.csv": ("street,buurt_code,gebied_code,postcode4,lon,lat,radius_90_m,stretches\n"),
    "postcodes.csv": "postcode4,lon,lat,uncertainty_m,basis,city\n",
    "stops.csv": "name,town,lon,lat,platforms\n",
}
"""Tables that may be empty: with their columns alone searching works, and less well."""
_TEMPLATE: Final = """\
# What is true of {name} and of no other city. Every key is explained in docs/city.md; those that
# are not needed may go.
name = {quoted}
code = "{code}"
crs = "{crs}"
place_ids = "{slug}-"
publisher = {publisher}
example_address = ""    # such as "Dorpsstraat 1, 1234 AB Dorp"
example_postcode = ""   # such as "1234"
example_district = ""   # the name of a district of the upper level

[levels.upper]
id = "gebied"
nl = {{ one = "gebied", many = "gebieden" }}
en = {{ one = "area", many = "areas" }}

[levels.lower]
id = "buurt"
nl = {{ one = "buurt", many = "buurten" }}
en = {{ one = "neighbourhood", many = "neighbourhoods" }}

[kinds.huis_van_de_wijk]
nl = {{ one = "Huis van de Wijk", many = "Huizen van de Wijk" }}
en = {{ one = "community centre", many = "community centres" }}
meaning_nl = "Een grote ontmoetingsplek voor de hele wijk, die de gemeente betaalt."
meaning_en = "A large meeting place for the whole neighbourhood, paid for by the city."

[kinds.huiskamer]
nl = {{ one = "huiskamer", many = "huiskamers" }}
en = {{ one = "living room", many = "living rooms" }}
meaning_nl = "Een kleine ontmoetingsplek, meestal begonnen door bewoners of een organisatie."
meaning_en = "A small meeting place, mostly started by residents or an organisation."

[walking]
straight_only = true    # false once reference/walking.parquet is there
"""


@dataclass(frozen=True, slots=True)
class FolderPart:
    """One part of the folder of a city.

    Attributes
    ----------
    path
        Its file, in the folder.
    rows
        How many rows it has; None where it is not there.
    needed
        Whether nothing works without it.
    costs
        What it costs that it is not there, in one sentence; empty where it is.
    """

    path: str
    rows: int | None
    needed: bool
    costs: str


_PARTS: Final = (
    ("observations/observations.csv", True, "There are no places: nothing is listed."),
    ("observations/decisions.csv", True, "Nothing can be decided about places that look alike."),
    ("reference/gemeente.geojson", True, "Whether a point lies in the city is not known."),
    ("reference/gebieden.geojson", True, "There are no districts to choose or to measure."),
    ("reference/buurten.geojson", True, "There are no neighbourhoods to choose or to measure."),
    ("reference/districts.csv", True, "A place known to its district only cannot be drawn."),
    ("reference/population.csv", True, "Nobody is counted: there is no coverage."),
    ("reference/people.csv", False, "Where people live is not known: there is no coverage."),
    ("reference/addresses.csv", False, "No addresses: searches start at the street."),
    (
        "reference/addresses.sqlite",
        False,
        "No register of all addresses: most houses are found by their street or postcode.",
    ),
    ("reference/postcode6.csv", False, "A postcode leads to its four digits, not to its street."),
    ("reference/streets.csv", False, "No streets: searches start at the postcode or district."),
    ("reference/postcodes.csv", False, "No postcodes: every postcode is refused."),
    ("reference/stops.csv", False, "No stops of public transport are named beside a place."),
    ("reference/walking.parquet", False, "No walking network: every walk is a straight line."),
    ("releases/releases.csv", False, "Nothing is frozen yet: there is no history."),
)


def new_city(data: Path, name: str, *, code: str, crs: str, shared: Path) -> Path:
    """Make the folder of a city, with what to fill in.

    Parameters
    ----------
    data
        Folder with a folder per city; made when absent.
    name
        Name of the city.
    code
        Code of its municipality.
    crs
        The projected reference system in metres in which distances are to be taken.
    shared
        A folder of data whose holidays and words are copied where `data` has none.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        The folder exists, or a value is not what it should be.
    """
    slug = fold(name).replace(" ", "-")
    folder = data / slug
    problems = []
    if not slug:
        problems.append(Problem(f"'{name}'", "a name with letters", field="NAME"))
    elif folder.exists():
        problems.append(Problem(f"{folder}", "a city that has no folder yet", field="NAME"))
    expected = ProjectedCrs.problem(crs)
    if expected:
        problems.append(Problem(f"'{crs}'", expected, field="--crs"))
    if problems:
        raise InputError(problems)
    for part in ("observations", "reference", "releases"):
        (folder / part).mkdir(parents=True)
    text = _TEMPLATE.format(
        name=name,
        quoted=json.dumps(name, ensure_ascii=False),
        code=code,
        crs=crs,
        slug=slug,
        publisher=json.dumps(f"Gemeente {name}", ensure_ascii=False),
    )
    files = {
        FILE: text,
        "observations/observations.csv": ",".join(OBSERVATION_COLUMNS) + "\n",
        "observations/decisions.csv": ",".join(DECISION_COLUMNS) + "\n",
        **{f"reference/{table}": columns for table, columns in _TABLES.items()},
    }
    for path, content in files.items():
        (folder / path).write_text(content, encoding="utf-8")
    for common in ("holidays", "words"):
        if not (data / common).is_dir() and (shared / common).is_dir():
            shutil.copytree(shared / common, data / common)
    return folder


def check_city(folder: Path) -> list[FolderPart]:
    """Say what is in the folder of a city, and what is missing and what that costs.

    Parameters
    ----------
    folder
        Of a city.

    Returns
    -------
    list of FolderPart
        In the order in which they are made.

    Raises
    ------
    InputError
        Its `city.toml` is missing or wrong: all that is wrong with it.
    """
    CityProfile.open(folder)
    return list(_parts(folder))


def _parts(folder: Path) -> Iterator[FolderPart]:
    for path, needed, costs in _PARTS:
        file = folder / path
        rows = _rows(file) if file.is_file() else None
        yield FolderPart(path, rows, needed, "" if rows else costs)


def _rows(file: Path) -> int:
    """Count the rows of a table or a register, or the features of a GeoJSON; 1 for another file."""
    if file.suffix == ".sqlite":
        return len(AddressRegister(file))
    if file.suffix == ".csv":
        return max(len(file.read_text(encoding="utf-8").splitlines()) - 1, 0)
    if file.suffix == ".geojson":
        return len(json.loads(file.read_text(encoding="utf-8")).get("features", []))
    return 1
