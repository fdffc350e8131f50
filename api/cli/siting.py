"""The command for where the next places help most: next-sites."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import typer
from rich.table import Table

from api.cli._answers import markdown, printed, shown_changes
from api.cli._console import NOTES, OUT, collect, open_directory
from api.cli._figures import about_figures
from api.cli._options import OutOption, PlanOption, ReleaseOption, SpeedOption
from geo.city.areas import Areas
from geo.city.people import COLUMNS as GROUPS
from geo.city.profile import CityProfile
from geo.geocoding import Gazetteer
from geo.i18n.shares import format_share
from geo.io.formats import UNDATED
from geo.io.swap import replace_file
from geo.model.errors import InputError, Problem
from geo.model.settings import settings
from geo.planning.coverage import KINDS, City, Level, Supply
from geo.planning.coverage.tables import CHANGES
from geo.planning.coverage.what_if import read_changes
from geo.planning.coverage.writing import DRAWN, FORMATS, districts_of, encode, on_map
from geo.planning.siting.candidates import read_candidates, spots_near_people
from geo.planning.siting.difference import difference
from geo.planning.siting.next_sites import (
    METHODS,
    NextSites,
    SitingRequest,
    next_sites,
)
from geo.planning.siting.tables import SITES

_TEXTS = ("table", "markdown")
_TEXT_COLUMNS = (1, 2, 3)
_CHANGED = "What these sites change per district"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("next-sites")(next_sites_command)


def next_sites_command(  # noqa: PLR0913 - one parameter per option
    *,
    sites: Annotated[int, typer.Option("--sites", help="How many new places.")],
    minutes: Annotated[int, typer.Option("--minutes", help="How long people walk.")] = 10,
    kind: Annotated[str, typer.Option("--kind", help=", ".join(KINDS) + ".")] = KINDS[-1],
    group: Annotated[str, typer.Option("--group", help=", ".join(GROUPS) + ".")] = "all",
    speed: SpeedOption = "walk",
    method: Annotated[str, typer.Option("--method", help=", ".join(METHODS) + ".")] = "cover",
    candidates: Annotated[
        Path | None,
        typer.Option(
            "--candidates",
            help="CSV of buildings: name, and lat and lon or address; by default any spot.",
        ),
    ] = None,
    gebied: Annotated[
        str | None, typer.Option("--gebied", help="Only for the people of this district.")
    ] = None,
    by: Annotated[
        str, typer.Option("--by", help="gebied, buurt or gemeente: what changes in each.")
    ] = "",
    what_if: PlanOption = None,
    sure: Annotated[
        bool,
        typer.Option("--sure", help="Count places that may be open and near as if they were."),
    ] = False,
    seconds: Annotated[
        float, typer.Option("--seconds", help="Time for each of at most two steps of the proof.")
    ] = 30.0,
    form: Annotated[
        str, typer.Option("--format", help="table, markdown, csv, xlsx, geojson or gpkg.")
    ] = "table",
    out: OutOption = None,
    release: ReleaseOption = None,
) -> None:
    """Find where the next meeting places help most, and how close to the best that is."""
    reference = settings().reference
    areas = Areas.open(reference)
    problems: list[Problem] = []
    wish = collect(
        problems,
        lambda: SitingRequest.parse(
            areas,
            sites=sites,
            minutes=minutes,
            kind=kind,
            group=group,
            speed=speed,
            method=method,
            seconds=seconds,
            sure=sure,
            gebied=gebied,
        ),
    )
    if by and by not in set(Level):
        problems.append(Problem(f"'{by}'", "one of " + ", ".join(Level), field="by"))
    if form not in (*_TEXTS, *FORMATS):
        expected = "one of " + ", ".join([*_TEXTS, *FORMATS])
        problems.append(Problem(f"'{form}'", expected, field="format"))
    if form == "table" and out is not None:
        expected = "markdown, " + " or ".join(FORMATS) + " for a file"
        problems.append(Problem("'table'", expected, field="format"))
    given = candidates and collect(
        problems, lambda: read_candidates(candidates, areas, Gazetteer.open(reference))
    )
    directory = collect(problems, lambda: open_directory(release))
    changes = None
    if what_if is not None and directory is not None:
        places = directory.places
        changes = collect(problems, lambda: read_changes(what_if, places, areas))
    if problems or wish is None or directory is None:
        raise InputError(problems)
    city = City.open(reference, areas, wish.question.mode)
    supply = Supply.of(directory.places, city.crs)
    if changes is not None:
        supply = changes.applied_to(supply)
    spots = given or spots_near_people(city, within=wish.question.codes)
    answer = next_sites(city, supply, spots, wish)
    changed = _per_district(city, areas, supply, answer, Level(by)) if by else None
    _write(answer, changed, form, out, areas.city, directory.date or UNDATED)
    _remark(answer)


def _per_district(
    city: City, areas: Areas, supply: Supply, answer: NextSites, level: Level
) -> gpd.GeoDataFrame:
    """Measure what the sites change in each district."""
    return on_map(difference(city, supply, answer, level), districts_of(areas, level))


def _write(  # noqa: PLR0913, PLR0917 - what is written, how, where
    answer: NextSites,
    changed: gpd.GeoDataFrame | None,
    form: str,
    out: Path | None,
    city: CityProfile,
    date: str,
) -> None:
    """Write to a file or to standard output, as a whole or not at all."""
    if form == "table":
        OUT.print(_printed(answer))
        OUT.print()
        for sentence in answer.sentences():
            OUT.print(sentence, markup=False)
        if changed is not None:
            OUT.print()
            OUT.print(printed(_CHANGED, shown_changes(changed)))
        return
    if form == "markdown":
        text = _markdown(answer)
        if changed is not None:
            text += "\n" + markdown(_CHANGED, shown_changes(changed))
        content = text.encode()
    elif changed is not None:
        frame = changed if form in DRAWN else changed.drop(columns="geometry")
        content = encode(CHANGES, frame, form, city, date)
    else:
        frame = answer.frame if form in DRAWN else answer.table
        content = encode(SITES, frame, form, city, date)
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    with replace_file(out) as aside:
        aside.write_bytes(content)


def _lines(answer: NextSites) -> tuple[list[str], list[list[str]]]:
    """Return the header and rows of the table for people."""
    gained = "households gained" if answer.wish.question.age == "one-person" else "people gained"
    head = ["", "site", "buurt", "gebied", "lat", "lon", "± m", gained, "at least",
            "share before", "share after"]  # fmt: skip
    lines = [
        [
            str(row["rank"]),
            row["name"],
            row["buurt"],
            row["gebied"],
            f"{row['lat']:.5f}",
            f"{row['lon']:.5f}",
            f"{row['uncertainty_m']:.0f}",
            f"{row['people_gained']:,.0f}",
            f"{row['people_gained_at_least']:,.0f}",
            format_share(row["share_before"], decimals=1),
            format_share(row["share_after"], decimals=1),
        ]
        for row in answer.table.to_dict("records")
    ]
    return head, lines


def _printed(answer: NextSites) -> Table:
    head, lines = _lines(answer)
    table = Table(show_edge=False, pad_edge=False)
    for at, column in enumerate(head):
        table.add_column(column, justify="left" if at in _TEXT_COLUMNS else "right")
    for line in lines:
        table.add_row(*line)
    return table


def _markdown(answer: NextSites) -> str:
    head, lines = _lines(answer)
    rule = ["---" if at in _TEXT_COLUMNS else "---:" for at in range(len(head))]
    table = "".join(f"| {' | '.join(line)} |\n" for line in (head, rule, *lines))
    return table + "\n" + "\n\n".join(answer.sentences()) + "\n"


def _remark(answer: NextSites) -> None:
    """Tell the reader on standard error what they must know."""
    if answer.siting.unknown_points:
        NOTES.print(
            f"Of {answer.siting.unknown_points} squares the number of people is not known; they "
            "count for nobody."
        )
    NOTES.print(
        "'At least' leaves out whom a place that may be open, or may be nearer, serves already. "
        + about_figures("docs/siting.md")
    )
