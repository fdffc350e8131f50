"""Commands that derive the reference tables, from the extracts or from an operator's own data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd
import platformdirs
import typer
from rich.progress import Progress

from api.cli._console import OUT, Step, progress_bars
from geo.city.areas import Areas
from geo.city.people import People
from geo.city.profile import CityProfile
from geo.city.profile_tables import RegisterPart
from geo.city.walking.network import Network
from geo.io.swap import replace_file
from geo.model.errors import InputError, Problem
from geo.model.settings import settings
from geo.registers.building import STEPS, build_reference
from geo.registers.cbs_squares import people_from_squares
from geo.registers.city_building import CityTables
from geo.registers.network_check import check_network
from geo.registers.osm import walking_from_osm
from geo.registers.osm_water import water_from_osm
from geo.registers.writing import csv_text
from geo.release.datapackage import write_data_package

PEOPLE = "people.csv"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    reference = typer.Typer()
    reference.command("build")(build_command)
    reference.command("walking")(walking_command)
    reference.command("people")(people_command)
    reference.command("check")(check_command)
    reference.callback()(_reference)
    app.add_typer(reference, name="reference")


def _reference() -> None:
    """Derive the tables that the directory and the coverage figures are based on."""


def build_command(  # noqa: PLR0913, PLR0917 - one option per part
    source: Annotated[
        Path | None, typer.Option("--from", help="Folder with the reference extracts.")
    ] = None,
    city: Annotated[
        str | None, typer.Option("--city", help="The city to build; the default one if not given.")
    ] = None,
    districts: Annotated[
        Path | None,
        typer.Option(
            "--districts", help="Wijken en buurten of CBS (GeoPackage, .zip), or own polygons."
        ),
    ] = None,
    people: Annotated[
        Path | None,
        typer.Option("--people", help="Key figures of CBS per district: the same file."),
    ] = None,
    squares: Annotated[
        Path | None,
        typer.Option("--squares", help="Squares of CBS of 100 or 500 m (GeoPackage, .zip)."),
    ] = None,
    postcodes: Annotated[
        Path | None,
        typer.Option("--postcodes", help="Figures of CBS per postcode of six characters."),
    ] = None,
    addresses: Annotated[
        Path | None,
        typer.Option(
            "--addresses",
            help="The register of addresses (BAG): a GeoPackage, the extract (.zip) or a .csv.",
        ),
    ] = None,
    streets: Annotated[
        Path | None,
        typer.Option("--streets", help="An OpenStreetMap extract (.osm.pbf), of any size."),
    ] = None,
    stops: Annotated[
        Path | None, typer.Option("--stops", help="A timetable of public transport (GTFS, .zip).")
    ] = None,
    online: Annotated[
        list[RegisterPart] | None,
        typer.Option(
            "--online", help="A part to fetch from its official address; may be given repeatedly."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder to write; the city's if not given.")
    ] = None,
) -> None:
    """Derive the tables of a city from extracts, or from registers as they are published."""
    files = {
        RegisterPart.DISTRICTS: districts,
        RegisterPart.PEOPLE: people,
        RegisterPart.SQUARES: squares,
        RegisterPart.POSTCODES: postcodes,
        RegisterPart.ADDRESSES: addresses,
        RegisterPart.STREETS: streets,
        RegisterPart.STOPS: stops,
    }
    given = {part: file for part, file in files.items() if file is not None}
    if source is None and not given and not online:
        found, expected = "no file and no --online", "what to build from, such as --addresses"
        raise InputError([Problem(found, expected, field="reference build")])
    folder = settings().city_folder(city) if city else settings().city_folder()
    profile = CityProfile.open(folder)
    target = out or folder / "reference"
    with progress_bars() as bars:
        if source is not None:
            build_reference(source, target, profile, progress=Step(bars, "Deriving tables", STEPS))
        if online:
            given |= _fetch(online, profile, folder / "reference", bars)
        if given:
            _put_in(given, CityTables(profile, folder / "reference", target), bars)
    if out is None:
        write_data_package(folder)
    OUT.print(f"{target}: {len(list(target.iterdir()))} files.")


def _put_in(files: Mapping[RegisterPart, Path], tables: CityTables, bars: Progress) -> None:
    """Put in each part, in the order in which one rests on another."""
    parts: dict[RegisterPart, tuple[Callable[..., int], str]] = {
        RegisterPart.DISTRICTS: (tables.put_in_districts, "districts"),
        RegisterPart.PEOPLE: (tables.put_in_figures, "people"),
        RegisterPart.SQUARES: (tables.put_in_squares, "rows of people"),
        RegisterPart.POSTCODES: (tables.put_in_postcodes, "rows of people"),
        RegisterPart.ADDRESSES: (tables.put_in_addresses, "addresses"),
        RegisterPart.STREETS: (tables.put_in_streets, "streets"),
        RegisterPart.STOPS: (tables.put_in_stops, "stops"),
    }
    for part, (put_in, what) in parts.items():
        if part in files:
            step = Step(bars, f"Reading {part}", None)
            count = put_in(files[part], step)
            OUT.print(f"{files[part].name}: {count:,} {what}.", soft_wrap=True)


def _fetch(
    parts: Sequence[RegisterPart], city: CityProfile, reference: Path, bars: Progress
) -> dict[RegisterPart, Path]:
    """Fetch parts from their official addresses, or take them from the cache."""
    from geo.registers.online import Registers

    registers = Registers(
        city, reference, platformdirs.user_cache_path("meetingplaces") / "registers"
    )
    return {
        part: registers.fetch(part, Step(bars, f"Fetching {part}", None))
        for part in dict.fromkeys(parts)
    }


def walking_command(
    osm: Annotated[Path, typer.Option("--osm", help="An OpenStreetMap extract (.osm.pbf).")],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder to write in; the city's if not given."),
    ] = None,
) -> None:
    """Build the walking network, and the water, from another or a newer OpenStreetMap extract."""
    target = out or settings().reference
    walking_from_osm(osm, target, _city())
    areas = water_from_osm(osm, target, _city())
    OUT.print(f"{target}: the walking network of {osm.name}, and {areas:,} areas of water.")


def people_command(
    squares: Annotated[
        Path, typer.Option("--cbs-squares", help="The CBS 100 m squares (GeoPackage).")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder to write in; the city's if not given."),
    ] = None,
) -> None:
    """Spread the residents by the squares that CBS publishes, instead of the estimate."""
    reference = settings().reference
    target = out or reference
    people = people_from_squares(
        squares,
        pd.read_csv(reference / "population.csv"),
        gpd.read_file(reference / "buurten.geojson"),
    )
    with replace_file(target / PEOPLE) as aside:
        aside.write_text(csv_text(people), encoding="utf-8")
    OUT.print(f"{target / PEOPLE}: {len(people)} rows.")


def check_command(
    reference: Annotated[
        Path | None, typer.Option("--reference", help="Folder of tables; the city's if not given.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="GeoPackage to write the findings in.")
    ] = None,
    drawn: Annotated[Path | None, typer.Option("--map", help="SVG file to draw them in.")] = None,
) -> None:
    """Tell what to look at in the walking network: islands, gaps, people far from every way."""
    folder = reference or settings().reference
    city = CityProfile.around(folder)
    if city.walking.straight_only:
        found, expected = "no walking network", "one made by 'meetingplaces reference walking'"
        raise InputError([Problem(found, expected, file=str(folder))])
    findings = check_network(Network.open(folder), People.open(folder), city.projected)
    for line in findings.lines():
        OUT.print(line, soft_wrap=True)
    if out is not None:
        with replace_file(out) as aside:
            findings.write(aside)
    if drawn is not None:
        from geo.maps.network_map import draw_findings

        picture = draw_findings(findings, Areas.open(folder).gebieden)
        with replace_file(drawn) as aside:
            aside.write_text(picture, encoding="utf-8")


def _city() -> CityProfile:
    return CityProfile.open(settings().city_folder())
