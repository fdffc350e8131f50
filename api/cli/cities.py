"""Commands about cities: a folder for a new one, and what is in the folder of one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.cli._console import OUT
from geo.model.crs import RD
from geo.model.settings import Settings, settings
from geo.pipeline.city_folder import check_city, new_city

DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="Folder with a folder per city; the setting if not given."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    city = typer.Typer()
    city.command("new")(new_command)
    city.command("check")(check_command)
    city.callback()(_city)
    app.add_typer(city, name="city")


def _city() -> None:
    """Add a city, and see what its folder holds."""


def new_command(
    name: Annotated[str, typer.Argument(help="Name of the city, such as 'Nieuwstad'.")],
    code: Annotated[str, typer.Option("--code", help="Code of its municipality.")],
    crs: Annotated[str, typer.Option("--crs", help="Projected reference system in metres.")] = RD,
    data: DataOption = None,
) -> None:
    """Make the folder of a city, with what to fill in."""
    packaged = Path(str(Settings.model_fields["data"].default))
    folder = new_city(data or settings().data, name, code=code, crs=crs, shared=packaged)
    OUT.print(
        f"{folder}: fill in city.toml, add the tables, and see how far it is with "
        f"'meetingplaces city check {folder.name}'.",
        soft_wrap=True,
    )


def check_command(
    city: Annotated[str, typer.Argument(help="Name of the folder of the city.")],
    data: DataOption = None,
) -> None:
    """Say what is there, what is missing, and what that costs. Status 1: something is needed."""
    folder = (data or settings().data) / city
    parts = check_city(folder)
    table = Table(title=f"{folder.name}", title_justify="left")
    table.add_column("file")
    table.add_column("rows", justify="right")
    table.add_column("without it")
    for part in parts:
        rows = "none" if part.rows is None else f"{part.rows}"
        needed = "Needed. " if part.needed and part.costs else ""
        table.add_row(part.path, rows, f"{needed}{part.costs}")
    OUT.print(table)
    raise typer.Exit(1 if any(part.needed and part.rows is None for part in parts) else 0)
