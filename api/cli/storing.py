"""Commands that look after the store: status, verify, export, import, backup, restore."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli._console import OUT
from api.cli._period import read_period
from geo.model.settings import settings
from geo.store import reasons
from geo.store.address import store_address
from geo.store.backup import restore_backup, write_backup
from geo.store.csv_files import read_folder, write_folder
from geo.store.opening import open_database, open_store
from geo.store.reports import Reports
from geo.store.seeding import conflicts, take_tables
from geo.store.sql_store import SqlStore
from geo.store.store import Author, Role

CityOption = Annotated[
    str, typer.Option("--city", help="Folder of the city; the default city if not given.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    store = typer.Typer(help="Manage the store of observations, decisions, reports and people.")
    store.command("status")(status_command)
    store.command("verify")(verify_command)
    store.command("export")(export_command)
    store.command("import")(import_command)
    store.command("backup")(backup_command)
    store.command("restore")(restore_command)
    store.command("erase")(erase_command)
    app.add_typer(store, name="store")


def status_command(city: CityOption = "") -> None:
    """Say where the store is and what it holds."""
    store = _open(city)
    tables, entries = store.tables(), store.log.entries()
    OUT.print(store.log.engine.url.render_as_string(hide_password=True), soft_wrap=True)
    OUT.print(
        f"{len(tables.observations)} observations, {len(tables.decisions)} decisions, "
        f"{len(tables.withdrawals)} withdrawn; {len(entries)} entries, "
        f"the last on {entries[-1].at:%Y-%m-%d %H:%M} UTC."
        if entries
        else "The store is empty."
    )
    open_ones = conflicts(store)
    for conflict in open_ones:
        OUT.print(
            f"The newer seed has another {', '.join(conflict.columns)} for {conflict.subject} "
            f"'{conflict.subject_id}'. The store keeps its own.",
            soft_wrap=True,
        )


def verify_command(city: CityOption = "") -> None:
    """Look for what was changed outside the program. Status 0: nothing; 1: something."""
    store = _open(city)
    faults = store.log.verify()
    for fault in faults:
        OUT.print(fault.what, soft_wrap=True)
    if faults:
        raise typer.Exit(1)
    OUT.print(f"{len(store.log.entries())} entries, all unchanged.")


def export_command(
    out: Annotated[Path, typer.Option("--out", help="Folder to write; replaced as a whole.")],
    city: CityOption = "",
) -> None:
    """Write the CSV tables that git keeps; roles stand in place of names."""
    tables = _open(city).tables()
    write_folder(tables, out)
    OUT.print(
        f"{out}: {len(tables.observations)} observations, {len(tables.decisions)} decisions, "
        f"{len(tables.withdrawals)} withdrawn."
    )


def import_command(
    folder: Annotated[Path, typer.Argument(help="Folder with observations.csv and decisions.csv.")],
    city: CityOption = "",
) -> None:
    """Take in the rows of exported tables that the store does not have; nothing is overwritten."""
    store = _open(city)
    rows = read_folder(folder)
    with store.log.writing() as writing:
        taken = take_tables(
            writing, rows, Author(Role.IMPORT), why=reasons.IMPORTED % {"source": folder.name}
        )
    OUT.print(f"{taken} new observations; {len(conflicts(store))} rows differ from the store's.")


def backup_command(
    out: Annotated[Path, typer.Option("--out", help="File to write, such as store.jsonl.gz.")],
    city: CityOption = "",
) -> None:
    """Write a backup of everything. It holds what is known of persons: keep it safe."""
    OUT.print(f"{out}: {write_backup(_open(city), out)} entries.", soft_wrap=True)


def restore_command(
    backup: Annotated[Path, typer.Argument(help="A file that `store backup` wrote.")],
    city: CityOption = "",
) -> None:
    """Fill an empty store from a backup."""
    chosen = settings()
    address = store_address(chosen.city_folder(city), chosen.database)
    entries = restore_backup(open_database(address), backup)
    OUT.print(f"{entries} entries restored.")


def _open(city: str) -> SqlStore:
    chosen = settings()
    return open_store(chosen.city_folder(city), chosen.database)


def erase_command(
    older_than: Annotated[
        str, typer.Option("--older-than", help="Settled so long ago: 12m, 400d.")
    ] = "12m",
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many.")] = False,
    city: CityOption = "",
) -> None:
    """Erase what was written in reports that were settled long ago; the log still verifies."""
    reports = Reports(_open(city))
    before = datetime.now(UTC) - read_period(older_than, "--older-than")
    if dry_run:
        count = sum(
            bool(one.text or one.proposed) and one.settled is not None and one.settled < before
            for one in reports.all()
        )
        OUT.print(f"The texts of {count} reports would be erased.")
    else:
        OUT.print(f"The texts of {reports.erase_texts(settled_before=before)} reports are erased.")
