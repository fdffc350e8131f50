"""The command that takes in somebody else's list: what it would change, and writing it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.markup import escape
from rich.table import Table

from api.cli._console import NOTES, OUT
from geo.intake.accepting import accept, decide, known_places
from geo.intake.fetching import Fetcher
from geo.intake.guessing import explain, guess_mapping
from geo.intake.incoming import IncomingList
from geo.intake.mapping import SourceMapping
from geo.intake.matching import Heap
from geo.intake.proposal import Proposal, ProposedRow, RowDecision
from geo.intake.proposing import propose
from geo.intake.reading import read_list
from geo.io.swap import replace_file
from geo.model.errors import InputError, Problem
from geo.model.partial_date import PartialDate
from geo.model.settings import settings
from geo.model.text import fold
from geo.store.opening import open_store
from geo.store.sql_store import SqlStore
from geo.store.store import Author, Role

_AUTHOR = Author(Role.IMPORT)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("import")(import_command)


def import_command(  # noqa: PLR0913 - one per choice of the user
    source: Annotated[str, typer.Argument(metavar="LIST", help="A file, or an http(s) address.")],
    title: Annotated[str, typer.Option("--source", help="What the source is called on each row.")],
    *,
    mapping_file: Annotated[
        Path | None,
        typer.Option("--map", help="What the columns mean (TOML). Written if it does not exist."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would change.")
    ] = False,
    accepted: Annotated[bool, typer.Option("--accept", help="Write what is same or new.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Show it as JSON.")] = False,
    published: Annotated[str, typer.Option("--date", help="Date of the list: 2026-10-01.")] = "",
    licence: Annotated[str, typer.Option("--licence", help="Its terms of use.")] = "",
    without_terms: Annotated[
        bool, typer.Option("--without-terms", help="Take it in although its terms are not known.")
    ] = False,
    layer: Annotated[str, typer.Option("--layer", help="Sheet or layer; else the first.")] = "",
    crs: Annotated[str, typer.Option("--crs", help="Where shapes lie, if not said.")] = "",
    same: Annotated[
        list[str] | None,
        typer.Option("--same", metavar="ROW=PLACE", help="This row is that place."),
    ] = None,
    new: Annotated[
        list[str] | None, typer.Option("--new", metavar="ROW", help="This row is a new place.")
    ] = None,
    leave_out: Annotated[
        list[str] | None, typer.Option("--leave-out", metavar="ROW", help="Not a meeting place.")
    ] = None,
    city: Annotated[str, typer.Option("--city", help="Folder of the city.")] = "",
) -> None:
    """Take in somebody else's list: XLSX, CSV, GeoJSON, ArcGIS, OpenStreetMap."""
    # Rows in doubt are never written; what --same, --new and --leave-out say is remembered.
    _check_options(dry_run=dry_run, accepted=accepted, published=published)
    chosen = settings()
    path = mapping_file or _usual_mapping(title)
    mapping = SourceMapping.open(path) if path.is_file() else None
    incoming = read_list(
        source,
        layer=layer or (mapping.sheet if mapping else ""),
        header=mapping.header if mapping else None,
        crs=crs or (mapping.crs if mapping else ""),
        fetcher=Fetcher(chosen.import_hosts.split(",")),
    )
    if mapping is None:
        mapping = guess_mapping(incoming, title)
        _keep_guess(mapping, mapping_file)
    if not as_json:
        _show_columns(incoming, mapping)
    store = open_store(chosen.city_folder(city), chosen.database)

    def proposed() -> Proposal:
        return propose(
            incoming,
            mapping,
            known_places(store),
            chosen.city_folder(city),
            published=published,
            licence=licence,
        )

    proposal = proposed()
    if _decide(store, proposal, same or (), new or (), leave_out or ()):
        proposal = proposed()
    written = accept(proposal, store, _AUTHOR, without_terms=without_terms) if accepted else None
    if as_json:
        typer.echo(orjson.dumps(proposal.as_json(), option=orjson.OPT_INDENT_2).decode())
        return
    for row in proposal.rows:
        _show_row(row)
    _show_sum(proposal)
    if accepted:
        count = sum(row.adds for row in proposal.rows)
        OUT.print(f"{count} rows written." if written else "Nothing to write.")


def _check_options(*, dry_run: bool, accepted: bool, published: str) -> None:
    problems = []
    if dry_run and accepted:
        problems.append(Problem("both --dry-run and --accept", "one of them"))
    if published:
        try:
            PartialDate.parse(published)
        except ValueError as error:
            problems.append(Problem(f"'{published}'", str(error), field="date"))
    if problems:
        raise InputError(problems)


def _usual_mapping(title: str) -> Path:
    """Return where the mapping of a source is kept, whether it is there or not."""
    return settings().data / "sources" / f"{fold(title).replace(' ', '-')}.toml"


def _keep_guess(mapping: SourceMapping, path: Path | None) -> None:
    """Write what was guessed where a person can put it right."""
    if path is None:
        NOTES.print("The columns are guessed. Keep and correct the guess with --map FILE.toml.")
        return
    with replace_file(path) as aside:
        aside.write_text(mapping.toml(), encoding="utf-8")
    NOTES.print(f"The columns are guessed; {path} holds the guess, for you to correct.")


def _decide(
    store: SqlStore,
    proposal: Proposal,
    same: Sequence[str],
    new: Sequence[str],
    leave_out: Sequence[str],
) -> bool:
    """Remember what the user says about rows, by their number."""
    keys = {str(row.number): row.key for row in proposal.rows}
    decisions: dict[str, RowDecision] = {}
    problems = []
    said = [
        (text.partition("=")[0], RowDecision(Heap.SAME, text.partition("=")[2])) for text in same
    ]
    said += [(text, RowDecision(Heap.NEW)) for text in new]
    said += [(text, RowDecision(None)) for text in leave_out]
    for number, decision in said:
        if number in keys:
            decisions[keys[number]] = decision
        else:
            problems.append(Problem(f"'{number}'", "the number of a row of the list", field="row"))
    if problems:
        raise InputError(problems)
    decide(store, proposal.source, decisions, _AUTHOR)
    return bool(decisions)


def _show_columns(incoming: IncomingList, mapping: SourceMapping) -> None:
    """Show what each column is taken for, with examples."""
    table = Table(title=f"{len(incoming.rows)} rows", title_justify="left", show_edge=False)
    for name in ("column", "taken as", "examples"):
        table.add_column(name)
    for one in explain(incoming, mapping):
        examples = " | ".join(re.sub(r"\s+", " ", text)[:40] for text in one.examples)
        table.add_row(escape(one.column), one.target or "-", escape(examples))
    OUT.print(table)


def _show_row(row: ProposedRow) -> None:
    """Show one row: its heap and why, each field before and after, and what is not sure."""
    score = f" ({row.match.probability:.2f})" if row.match else ""
    heap = row.heap.value if row.heap else "left out"
    state = "" if row.adds or row.heap is None or row.heap is Heap.DOUBTFUL else ", nothing to add"
    lines = [f"{row.number}: {row.name}: {heap} {row.place_id}{score}{state}"]
    if row.match and row.heap is Heap.DOUBTFUL:
        lines += [f"    {reason}" for reason in row.match.reasons]
    lines += [f"    {one.field}: '{one.before}' -> '{one.after}'" for one in row.changes]
    lines += [f"    unsure, {one.field}: '{one.text}' ({one.why})" for one in row.unsure]
    for line in lines:
        OUT.print(escape(line), soft_wrap=True)


def _show_sum(proposal: Proposal) -> None:
    counts = ", ".join(f"{proposal.count(heap)} {heap.value}" for heap in Heap)
    unsure = sum(bool(row.unsure) for row in proposal.rows)
    elsewhere = f"; {proposal.elsewhere} rows are of another town" if proposal.elsewhere else ""
    OUT.print(f"{counts}; {unsure} rows with something unsure{elsewhere}.")
    if not proposal.licence:
        OUT.print("The terms of this source are not known; --accept asks for --licence.")
