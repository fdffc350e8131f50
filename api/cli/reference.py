"""Commands that derive the reference tables, from the extracts or from an operator's own data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd
import typer

from api.cli._console import OUT, Step, progress_bars
from geo.city.profile import CityProfile
from geo.io.swap import replace_file
from geo.model.errors import InputError, Problem
from geo.model.settings import settings
from geo.registers.address_building import put_in_addresses
from geo.registers.building import STEPS, build_reference
from geo.registers.cbs_squares import people_from_squares
from geo.registers.osm import walking_from_osm
from geo.registers.writing import csv_text
from geo.release.datapackage import write_data_package

PEOPLE = "people.csv"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    reference = typer.Typer()
    reference.command("build")(build_command)
    reference.command("walking")(walking_command)
    reference.command("people")(people_command)
    reference.callback()(_reference)
    app.add_typer(reference, name="reference")


def _reference() -> None:
    """Derive the tables that the directory and the coverage figures are based on."""


def build_command(
    source: Annotated[
        Path | None, typer.Option("--from", help="Folder with the reference extracts.")
    ] = None,
    city: Annotated[
        str | None, typer.Option("--city", help="The city to build; the default one if not given.")
    ] = None,
    addresses: Annotated[
        Path | None,
        typer.Option(
            "--addresses",
            help="The register of addresses (BAG): a GeoPackage, the extract (.zip) or a .csv.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder to write; the city's if not given.")
    ] = None,
) -> None:
    """Derive the tables of a city from extracts, or from a register of addresses."""
    if source is None and addresses is None:
        found, expected = "neither --from nor --addresses", "what to build from"
        raise InputError([Problem(found, expected, field="reference build")])
    folder = settings().city_folder(city) if city else settings().city_folder()
    target = out or folder / "reference"
    with progress_bars() as bars:
        if source is not None:
            profile = CityProfile.open(folder)
            build_reference(source, target, profile, progress=Step(bars, "Deriving tables", STEPS))
        if addresses is not None:
            count = put_in_addresses(
                addresses, folder / "reference", target, Step(bars, "Reading addresses", None)
            )
            OUT.print(f"{target}: {count:,} addresses of {addresses.name}.")
    if out is None:
        write_data_package(folder)
    OUT.print(f"{target}: {len(list(target.iterdir()))} files.")


def walking_command(
    osm: Annotated[Path, typer.Option("--osm", help="An OpenStreetMap extract (.osm.pbf).")],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder to write in; the city's if not given."),
    ] = None,
) -> None:
    """Build the walking network from another or a newer OpenStreetMap extract."""
    target = out or settings().reference
    walking_from_osm(osm, target, _city())
    OUT.print(f"{target}: the walking network of {osm.name}.")


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


def _city() -> CityProfile:
    return CityProfile.open(settings().city_folder())
