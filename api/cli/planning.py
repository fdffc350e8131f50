"""Commands for planners: coverage, with gaps, losses and what-if."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd
import typer

from api.cli._answers import TEXTS, PlanningAnswer, check_output, shown_changes
from api.cli._console import NOTES, collect, open_directory
from api.cli._figures import about_figures
from api.cli._options import OutOption, ReleaseOption, SpeedOption
from geo.city.areas import Areas
from geo.city.calendar import calendar_of
from geo.directory.directory import Directory
from geo.directory.frozen import open_release
from geo.i18n.shares import NOT_KNOWN, format_share
from geo.io.formats import UNDATED
from geo.model.errors import InputError, Problem
from geo.model.schema import Table
from geo.model.settings import settings
from geo.planning.coverage import (
    City,
    CoverageQuestion,
    Level,
    Supply,
    Walks,
    When,
    losses,
    summarise,
)
from geo.planning.coverage.gaps import find_gaps, gaps_frame, gaps_table
from geo.planning.coverage.history import check_without_hours, read_day
from geo.planning.coverage.tables import CHANGES, FIGURES, GAPS, LOSSES
from geo.planning.coverage.what_if import apply_changes, compare, read_changes
from geo.planning.coverage.words import words_for
from geo.planning.coverage.writing import districts_of, on_map, rounded

MAX_ROWS = 25
"""Maximum number of gaps or losses in a table; the other formats list all."""
_LEAST_GAP = 50.0
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
    at: Annotated[
        str, typer.Option("--at", help='Only places open then, such as "Sa 14:00".')
    ] = "",
    block: Annotated[
        str,
        typer.Option("--block", help="weekday_day, weekday_evening, saturday or sunday."),
    ] = "",
    on: Annotated[
        str, typer.Option("--on", help="Day from which hours are judged; today if not given.")
    ] = "",
    speed: SpeedOption = "walk",
    gebied: Annotated[str | None, typer.Option("--gebied", help="Only this district.")] = None,
    residential: Annotated[
        bool, typer.Option("--residential", help="Only the gebieden where people live.")
    ] = False,
    gaps: Annotated[bool, typer.Option("--gaps", help="List areas out of reach.")] = False,
    loss: Annotated[
        bool, typer.Option("--loss", help="List what is lost if a private initiative closes.")
    ] = False,
    what_if: Annotated[
        Path | None,
        typer.Option("--what-if", help="CSV of changes: action, id, name, kind, lat, lon."),
    ] = None,
    day: Annotated[
        str, typer.Option("--date", help="The places of this day, such as 2016-01-01.")
    ] = "",
    before: Annotated[
        str | None,
        typer.Option(
            "--before", help="Compare with a day, or with an older release: a folder or its zip."
        ),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="table, markdown, csv, xlsx or geojson.")
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
    when = collect(problems, lambda: _when(reference, at, block, on))
    modes = {"--gaps": gaps, "--loss": loss, "--what-if": what_if, "--before": before}
    asked = [name for name, value in modes.items() if value]
    if len(asked) > 1:
        problems.append(Problem(" and ".join(asked), "one at a time", field=asked[0]))
    check_output(form, out, problems, geojson=not loss)
    changes = (
        None
        if what_if is None
        else collect(
            problems,
            lambda: read_changes(what_if, open_directory(release).places, areas, when=when),
        )
    )
    directory = collect(problems, lambda: open_directory(release))
    then = earlier = None
    if directory is not None:
        then = collect(problems, lambda: _day(directory, day, "date", when))
        earlier = collect(problems, lambda: _day(directory, before, "before", when))
    if problems or question is None or directory is None:
        raise InputError(problems)
    if residential and question.codes is None:
        question = replace(question, codes=_residential(areas, question.by))
    study = _Study(City.open(reference, areas), areas, question, when, directory, then)
    if gaps:
        study.gaps().write(form, out)
    elif loss:
        study.losses().write(form, out)
    elif changes is not None:
        supply, walks = study.measured
        after = apply_changes(study.city, supply, walks, changes)
        _changed(study, study.figures(supply, walks), study.figures(*after)).write(form, out)
    elif before is not None:
        places = directory.places if earlier else open_release(Path(before)).places
        older = Supply.of(places, study.city.crs, when, day=earlier)
        walks = Walks.of(study.city, older, limit_m=question.limit_m)
        now = study.figures(*study.measured)
        _changed(study, study.figures(older, walks), now).write(form, out)
    else:
        study.coverage(form).write(form, out)
    study.remark()


@dataclass(slots=True)
class _Study:
    """One question about one city."""

    city: City
    areas: Areas
    question: CoverageQuestion
    when: When | None
    directory: Directory
    day: date | None = None
    _measured: tuple[Supply, Walks] | None = None

    @property
    def measured(self) -> tuple[Supply, Walks]:
        """The places that count, and the walks to them; measured once."""
        if self._measured is None:
            places = self.directory.places
            supply = Supply.of(places, self.city.crs, self.when, day=self.day)
            self._measured = supply, Walks.of(self.city, supply, limit_m=self.question.limit_m)
        return self._measured

    @property
    def shapes(self) -> gpd.GeoDataFrame:
        """The districts on the map."""
        return districts_of(self.areas, self.question.by)

    def answer(
        self,
        table: Table,
        figures: pd.DataFrame,
        shown: list[tuple[str, pd.DataFrame]],
        drawn: gpd.GeoDataFrame | None = None,
    ) -> PlanningAnswer:
        date = self.directory.date or UNDATED
        return PlanningAnswer(table, figures, shown, drawn, self.areas.city, date)

    def figures(self, supply: Supply, walks: Walks) -> pd.DataFrame:
        return summarise(self.city, supply, walks, self.question)

    def coverage(self, form: str) -> PlanningAnswer:
        """Return the figures; in a table with the whole city below."""
        table = self.figures(*self.measured)
        shown = table
        if form in TEXTS and self.question.codes is None and self.question.by != Level.GEMEENTE:
            whole = replace(self.question, by=Level.GEMEENTE)
            shown = pd.concat([table, summarise(self.city, *self.measured, whole)])
        moment = "" if self.when is None else f", open {self.when.asked}"
        moment += "" if self.day is None else f", on {self.day}"
        words = words_for("en", self.areas.city)
        titles = {
            name: f"{words.heading(self.question.age)} within reach of {words.kind(name)}{moment}, "
            f"at {self.question.speed_kmh:g} km/h"
            for name in self.question.kinds
        }
        # Where little is known of the hours, or of an earlier day, the middle says how much.
        ranges_only = self.when is not None or self.day is not None
        parts = [
            (title, _pivoted(shown[shown["kind"] == name], ranges_only=ranges_only))
            for name, title in titles.items()
        ]
        return self.answer(FIGURES, table, parts, on_map(table, self.shapes))

    def gaps(self) -> PlanningAnswer:
        """Return the areas out of reach of the last requested kind, at the largest limit."""
        limit, name = max(self.question.minutes), self.question.kinds[-1]
        found = find_gaps(
            self.city,
            self.measured[1],
            limit_m=self.question.limit_m,
            kind=name,
            age=self.question.age,
            least_people=_LEAST_GAP,
        )
        if self.question.codes is not None:
            inside = self._buurten()
            found = [gap for gap in found if inside & set(gap.buurt_codes)]
        table, words = gaps_table(found), words_for("en", self.areas.city)
        title = (
            f"Areas with {_LEAST_GAP:.0f} or more {words.group(self.question.age)} farther than "
            f"{limit} minutes from {words.kind(name)}"
        )
        shown = rounded(GAPS, table.drop(columns="buurt_codes")).head(MAX_ROWS)
        table = table.assign(minutes=limit, kind=name)
        drawn = gaps_frame(found, self.city.crs).assign(minutes=limit, kind=name)
        return self.answer(GAPS, table, [(title, shown)], drawn)

    def losses(self) -> PlanningAnswer:
        """Return what is lost with each private initiative."""
        supply, _ = self.measured
        table = losses(self.city, supply, self.question)
        if self.question.codes is not None:
            table = table[table["buurt_code"].isin(self._buurten())]
        columns = ["name", "kind", "status", "residents_in_reach", "residents_lost",
                   "residents_lost_of_kind"]  # fmt: skip
        who = words_for("en").group(self.question.age)
        title = f"Private initiatives: {who} who would lose out if one closes"
        parts = [
            (f"{title}, {limit} minutes", rounded(LOSSES, part[columns]).head(MAX_ROWS))
            for limit, part in table.groupby("minutes")
        ]
        return self.answer(LOSSES, table, parts)

    def remark(self) -> None:
        """Tell the reader on standard error what they must know."""
        supply, _ = self.measured
        if supply.without_point:
            NOTES.print(f"Left out, as no point is known: {', '.join(supply.without_point)}.")
        if self.day is not None:
            NOTES.print(
                f"Places as far as is known of {self.day}; people, streets and locations are those "
                "of now."
            )
        NOTES.print(
            "Low counts places that are certainly open and certainly near; high all that may be. "
            + about_figures("docs/coverage.md")
        )

    def _buurten(self) -> set[str]:
        codes = self.question.codes or frozenset()
        buurten = self.city.buurten
        return set(buurten.index[buurten["gebied_code"].isin(codes) | buurten.index.isin(codes)])


def _changed(study: _Study, before: pd.DataFrame, after: pd.DataFrame) -> PlanningAnswer:
    table = compare(before, after)
    parts = [("Districts in which something changes", shown_changes(table))]
    return study.answer(CHANGES, table, parts, on_map(table, study.shapes))


def _when(reference: Path, at: str, block: str, on: str) -> When | None:
    if not at and not block:
        return None
    try:
        today = date.fromisoformat(on) if on else date.today()  # noqa: DTZ011 - a calendar day
    except ValueError:
        raise InputError([Problem(f"'{on}'", "a day such as 2026-11-22", field="on")]) from None
    return When.parse(calendar_of(reference), today, at=at, block=block)


def _day(directory: Directory, text: str | None, field: str, when: When | None) -> date | None:
    """Read a day up to that of the release; None for none, or for a path."""
    if not text or (field == "before" and not _DAY.fullmatch(text)):
        return None
    day = read_day(text, directory.date or None, field=field)
    check_without_hours(day, when)
    return day


def _residential(areas: Areas, level: Level) -> frozenset[str]:
    codes = areas.gebieden.index[areas.gebieden["residential"]]
    if level is Level.BUURT:
        return frozenset(areas.buurten.index[areas.buurten["gebied_code"].isin(codes)])
    return frozenset(codes)


def _pivoted(table: pd.DataFrame, *, ranges_only: bool) -> pd.DataFrame:
    """Pivot one kind into one row per district."""
    rows = []
    for _, district in table.groupby("code", sort=False):
        last = rounded(FIGURES, district).iloc[-1]
        row: dict[str, object] = {"district": last["name"], "residents": last["residents"]}
        for one in district.to_dict("records"):
            span, known = words_for("en").share(one), format_share(one["share"])
            plain = ranges_only or known in {NOT_KNOWN, span}
            row[f"{one['minutes']} min"] = span if plain else f"{known} ({span})"
        # Where the hours at a moment are unknown, the known ones alone say little.
        if not ranges_only:
            row["median min"] = last["median_minutes"]
            row["p90 min"] = last["p90_minutes"]
            row[f"beyond {last['minutes']} min"] = last["residents_out_of_reach"]
        row |= {
            "places": f"{last['places']} + {last['places_uncertain']}?"
            if last["places_uncertain"]
            else last["places"],
            "per 10,000": _two_decimals(last["places_per_10000"]),
            "unsure because of": words_for("en").driver(last["driver"]) or "-",
            "basis": last["basis"],
        }
        rows.append(row)
    return pd.DataFrame(rows)


def _two_decimals(number: float) -> str:
    return "-" if pd.isna(number) else f"{number:.2f}"
