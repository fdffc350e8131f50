"""Commands that archive releases: release freeze, release list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.cli._console import OUT
from geo.model.settings import settings
from geo.pipeline.current import current_release
from geo.release.archive import Archive, freeze

ArchiveOption = Annotated[
    Path | None,
    typer.Option(
        "--archive", help="Folder of the archive; that of the packaged data if not given."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    releases = typer.Typer(help="Keep releases unchanged, so that they can be cited.")
    releases.command("freeze")(freeze_command)
    releases.command("list")(list_command)
    app.add_typer(releases, name="release")


def freeze_command(
    release: Annotated[
        Path | None,
        typer.Option("--release", help="A built release; one of the packaged data if not given."),
    ] = None,
    archive: ArchiveOption = None,
) -> None:
    """Add a release to the archive, where it stays available; repeating it changes nothing."""
    folder = archive or settings().city_folder() / "releases"
    frozen = freeze(release or current_release(), folder)
    OUT.print(
        f"{folder / frozen.file}: release of {frozen.date}, version {frozen.version}, "
        f"{frozen.bytes / 1000:.0f} kB.",
        soft_wrap=True,
    )
    OUT.print(f"SHA-256 {frozen.sha256}", soft_wrap=True)


def list_command(archive: ArchiveOption = None) -> None:
    """List the frozen releases, checking that each is complete."""
    kept = Archive.open(archive or settings().city_folder() / "releases")
    table = Table(show_edge=False, pad_edge=False)
    for column in ("release", "version", "kB", "SHA-256"):
        table.add_column(column, justify="right" if column == "kB" else "left")
    for frozen in kept.releases:
        kept.content(frozen)
        table.add_row(frozen.id, frozen.version, f"{frozen.bytes / 1000:.0f}", frozen.sha256)
    OUT.print(table)
