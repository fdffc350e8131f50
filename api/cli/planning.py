"""Commands for planners: coverage, with gaps, losses and what-if."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.cli._answers import check_output
from api.cli._console import collect, open_directory
from api.cli._country import CountryOptions, measure_country
from api.cli._moment import read_when
from api.cli._options import (
    AtOption,
    BlockOption,
    OnOption,
    OutOption,
    PlanOption,
    ReleaseOption,
    SpeedOption,
)
from api.cli._study import PlanningStudy
from geo.city.areas import Areas
from geo.city.walking.mode import Mode
from geo.city.walking.speeds import CYCLING_KMH
from geo.directory.directory import Directory
from geo.directory.frozen import open_release
from geo.model.errors import InputError, Problem
from geo.model.settings import settings
from geo.planning.coverage import (
    City,
    CoverageQuestion,
    Level,
    When,
)
from geo.planning.coverage.history import check_without_hours, read_day
from geo.planning.coverage.what_if import read_changes

_MODES = ("foot", "bicycle")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("coverage")(coverage_command)


def coverage_command(  # noqa: PLR0913 - one parameter per option
    *,
    by: Annotated[str, typer.Option("--by", help="gebied, buurt or gemeente.")] = "gebied",
    minutes: Annotated[str, typer.Option("--minutes", help="Walks, such as 5,10,15.")] = "5,10,15",
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind", help="huis_van_de_wijk, huiskamer or either; all three if not given."
        ),
    ] = None,
    age: Annotated[
        str, typer.Option("--age", help="all, 0-15, 15-25, 25-45, 45-65, 65+ or one-person.")
    ] = "all",
    at: AtOption = "",
    block: BlockOption = "",
    on: OnOption = "",
    speed: SpeedOption = "walk",
    mode: Annotated[
        str, typer.Option("--mode", help="foot, or bicycle (15 km/h, no ferries).")
    ] = "foot",
    gebied: Annotated[str | None, typer.Option("--gebied", help="Only this district.")] = None,
    residential: Annotated[
        bool, typer.Option("--residential", help="Only the gebieden where people live.")
    ] = False,
    gaps: Annotated[bool, typer.Option("--gaps", help="List areas out of reach.")] = False,
    squares: Annotated[
        bool, typer.Option("--squares", help="How far people walk, per square of 100 m.")
    ] = False,
    loss: Annotated[
        bool, typer.Option("--loss", help="List what is lost if a private initiative closes.")
    ] = False,
    equity: Annotated[
        bool, typer.Option("--equity", help="Compare groups of people, and the worst-off tenth.")
    ] = False,
    capacity: Annotated[
        bool, typer.Option("--capacity", help="How much place there is, as a sensitivity range.")
    ] = False,
    what_if: PlanOption = None,
    day: Annotated[
        str, typer.Option("--date", help="The places of this day, such as 2016-01-01.")
    ] = "",
    before: Annotated[
        str | None,
        typer.Option(
            "--before", help="Compare with a day, or with an older release: a folder or its zip."
        ),
    ] = None,
    people: Annotated[
        Path | None,
        typer.Option(
            "--people",
            help="CSV of people instead: per buurt, square or point. Of a country: GeoParquet.",
        ),
    ] = None,
    districts: Annotated[
        Path | None, typer.Option("--districts", help="Polygons instead of the buurten.")
    ] = None,
    places: Annotated[
        Path | None, typer.Option("--places", help="Of a country: its places, as points.")
    ] = None,
    network: Annotated[
        Path | None, typer.Option("--network", help="Of a country: its streets to walk.")
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster", help="Of a country: measure on Dask, local:2 or tcp://host:8786."
        ),
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option("--crs", help="Of a country: projected system of its network, EPSG:3035."),
    ] = None,
    tiles: Annotated[
        Path | None,
        typer.Option("--tiles", help="Of a country: its tiles; beside --out if not given."),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="table, markdown, csv, xlsx, geojson or gpkg.")
    ] = "table",
    out: OutOption = None,
    release: ReleaseOption = None,
) -> None:
    """Measure who can walk to a meeting place, per district, and how certainly."""
    reference = settings().reference
    areas = Areas.open(reference)
    problems: list[Problem] = []
    question = collect(
        problems,
        lambda: CoverageQuestion.parse(
            areas, by=by, minutes=minutes, kind=kind, age=age, speed=speed, gebied=gebied
        ),
    )
    when = collect(problems, lambda: read_when(reference, at, block, on))
    modes = {
        "--gaps": gaps,
        "--squares": squares,
        "--loss": loss,
        "--equity": equity,
        "--capacity": capacity,
        "--what-if": what_if,
        "--before": before,
    }
    country = CountryOptions(places, network, people, districts, cluster, crs, tiles, out)
    if country.given:
        of_a_city = {
            "--by": by != Level.GEBIED,
            "--mode": mode != "foot",
            "--gebied": gebied,
            "--residential": residential,
            "--at": at,
            "--block": block,
            "--date": day,
            "--release": release,
            **modes,
        }
        measure_country(country, question, problems, areas.city.projected, of_a_city)
        return
    asked = [name for name, value in modes.items() if value]
    if len(asked) > 1:
        problems.append(Problem(" and ".join(asked), "one at a time", field=asked[0]))
    _check_mode(mode, speed, problems)
    check_output(form, out, problems, drawn=not loss)
    changes = (
        None
        if what_if is None
        else collect(
            problems,
            lambda: read_changes(what_if, open_directory(release).places, areas, when=when),
        )
    )
    directory = collect(problems, lambda: open_directory(release))
    then = _day(directory, day, "date", when, problems)
    earlier = _day(directory, before, "before", when, problems)
    if districts is not None and (gebied is not None or residential or by != Level.GEBIED):
        found = "--by, --gebied or --residential as well"
        problems.append(Problem(found, "--districts alone", field="districts"))
    if problems or question is None or directory is None:
        raise InputError(problems)
    if residential and question.codes is None:
        question = replace(question, codes=_residential(areas, question.by))
    if mode == "bicycle":
        question = replace(question, speed_kmh=CYCLING_KMH, mode=Mode.BICYCLE)
    city = City.open(reference, areas, question.mode)
    study = PlanningStudy(city, areas, question, when, directory, then)
    if people is not None:
        study.use_people(people)
    if districts is not None:
        study.use_districts(districts)
    if changes is not None:
        answer = study.what_if(changes)
    elif before is not None:
        places = directory.places if earlier else open_release(Path(before)).places
        answer = study.since(places, earlier)
    else:
        answers = {
            "--gaps": study.gaps,
            "--squares": study.squares,
            "--loss": study.losses,
            "--equity": study.equity,
            "--capacity": study.capacity,
        }
        answer = answers[asked[0]]() if asked else study.coverage(form)
    answer.write(form, out)
    study.remark()


def _check_mode(mode: str, speed: str, problems: list[Problem]) -> None:
    if mode not in _MODES:
        problems.append(Problem(f"'{mode}'", "foot or bicycle", field="mode"))
    elif mode != "foot" and speed != "walk":
        expected = f"no --speed with a bicycle, which goes {CYCLING_KMH:g} km/h"
        problems.append(Problem(f"'{speed}'", expected, field="speed"))


def _day(
    directory: Directory | None,
    text: str | None,
    field: str,
    when: When | None,
    problems: list[Problem],
) -> date | None:
    """Read a day up to that of the release; None for none, or for a path."""
    if not text or directory is None or (field == "before" and not _DAY.fullmatch(text)):
        return None
    try:
        day = read_day(text, directory.date or None, field=field)
        check_without_hours(day, when)
    except InputError as error:
        problems += error.problems
        return None
    return day


def _residential(areas: Areas, level: Level) -> frozenset[str]:
    codes = areas.gebieden.index[areas.gebieden["residential"]]
    if level is Level.BUURT:
        return frozenset(areas.buurten.index[areas.buurten["gebied_code"].isin(codes)])
    return frozenset(codes)
