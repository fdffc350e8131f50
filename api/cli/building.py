"""Commands that build and check the directory: build, check, evaluate."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.cli._checkout import load_benchmark
from api.cli._console import OUT, Step, count_table, progress_bars
from api.cli.translating import tell_what_is_missing
from geo.city.profile import CityProfile
from geo.geocoding import Geocoder
from geo.geocoding.locatieserver import Locatieserver
from geo.model.findings import Severity
from geo.model.settings import settings
from geo.pipeline.building import build, prepare
from geo.pipeline.checking import QualityReport
from geo.release.archive import Archive
from geo.store.csv_store import CsvStore
from geo.store.opening import open_store
from geo.store.store import Store

DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="Folder of a city, of which the observations are read as they stand; without it the "
        "store of the packaged city is read.",
    ),
]
OnlineOption = Annotated[
    bool, typer.Option("--online", help="Ask PDOK Locatieserver instead of the embedded gazetteer.")
]

MAX_STALEST = 10
"""How many of the longest unconfirmed places the report lists by name."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("build")(build_command)
    app.command("check")(check_command)
    evaluation = typer.Typer()
    evaluation.command("geocoder")(evaluate_command)
    evaluation.callback()(_evaluate)
    app.add_typer(evaluation, name="evaluate")


def _evaluate() -> None:
    """Measure how well the parts of the pipeline do their work."""


def build_command(
    out: Annotated[Path, typer.Option("--out", help="Folder to write; replaced as a whole.")],
    data: DataOption = None,
    *,
    online: OnlineOption = False,
) -> None:
    """Build a release: GeoJSON, GeoPackage, GeoParquet, FlatGeobuf, CSV, with checksums."""
    with progress_bars() as bars:
        result = build(
            data or settings().city_folder(),
            out,
            store=_store(data),
            geocoder=_online() if online else None,
            progress=Step(bars, "Locating places", None),
        )
    OUT.print(
        f"{out}: {result.published} places published, of which {result.open_houses} open Huizen "
        f"van de Wijk; {result.leads} leads kept; {result.errors} errors, "
        f"{result.warnings} warnings (meetingplaces check lists them)."
    )
    tell_what_is_missing()


def _store(data: Path | None) -> Store:
    """Open the store: a folder that was named is one of its own."""
    if data:
        return CsvStore(data / "observations")
    return open_store(settings().city_folder(), settings().database)


def check_command(
    data: DataOption = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    on: Annotated[
        str, typer.Option("--on", help="Count staleness from this day (YYYY-MM-DD).")
    ] = "",
) -> None:
    """Print the quality report. Status 0: no errors; 1: at least one error."""
    day = date.fromisoformat(on) if on else date.today()  # noqa: DTZ011 - a calendar day
    prepared = prepare(data or settings().city_folder(), store=_store(data))
    quality = prepared.quality(on=day)
    kept = Archive.open((data or settings().city_folder()) / "releases")
    damaged = [damage for one in kept.releases if (damage := kept.damage(one))]
    if as_json:
        report = quality.as_dict() | {"damaged_releases": damaged}
        sys.stdout.write(json.dumps(report, default=str, ensure_ascii=False, indent=2) + "\n")
    else:
        _print(quality, CityProfile.open(data or settings().city_folder()))
        for damage in damaged:
            OUT.print(f"error: {damage} It is left out until it is whole again.", soft_wrap=True)
    raise typer.Exit(1 if quality.errors or damaged else 0)


def evaluate_command(
    data: DataOption = None,
    *,
    withhold_addresses: Annotated[
        bool,
        typer.Option(
            "--withhold-addresses", help="Leave the exact addresses out of the gazetteer."
        ),
    ] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")] = False,
) -> None:
    """Geocode every known address and compare with where it really is."""
    evaluation = load_benchmark("geocoder_evaluation").evaluate(
        (data or settings().city_folder()) / "reference", withhold=withhold_addresses
    )
    if markdown:
        sys.stdout.write(evaluation.to_markdown() + "\n")
    else:
        OUT.print(evaluation.to_table())


def _online() -> Geocoder:
    return Locatieserver.open(settings().pdok_url, CityProfile.open(settings().city_folder()))


def _print(quality: QualityReport, city: CityProfile) -> None:
    """Print the report for people."""
    OUT.print(
        f"{quality.published} places published, {quality.leads} leads kept; "
        f"{quality.open_houses} {city.kinds.huis_van_de_wijk.en.many} open.\n"
    )
    for name, counts in quality.counts.items():
        OUT.print(count_table(f"By {name}", counts))
        OUT.print()
    OUT.print(count_table("Without", quality.missing))
    OUT.print()
    OUT.print(count_table(f"Last confirmed, counted from {quality.on}", quality.staleness))
    OUT.print()
    stale = [one for one in quality.stalest if one.years is not None][:MAX_STALEST]
    table = Table(title="Longest unconfirmed", title_justify="left", show_edge=False)
    for column in ("place", "last confirmed", "years"):
        table.add_column(column)
    for one in stale:
        table.add_row(one.name, one.confirmed, f"{one.years:.1f}")
    OUT.print(table)
    OUT.print()
    _print_findings(quality)


def _print_findings(quality: QualityReport) -> None:
    for severity in Severity:
        found = [finding for finding in quality.findings if finding.severity is severity]
        if found:
            OUT.print(f"{severity.value.capitalize()} ({len(found)})", style="bold")
        for finding in found:
            OUT.print(f"  {finding.code}  {finding.place_id}: {finding.message}", markup=False)
    if quality.unpublished:
        OUT.print(f"Not published ({len(quality.unpublished)})", style="bold")
    for lead in quality.unpublished:
        OUT.print(f"  {lead.place_id}: {lead.why}", markup=False)
    if quality.unused:
        OUT.print(f"Rows that change nothing ({len(quality.unused)})", style="bold")
    for row in quality.unused:
        OUT.print(f"  {row.observation_id}: {row.why}", markup=False)
    OUT.print(f"{quality.errors} errors, {quality.warnings} warnings.")
