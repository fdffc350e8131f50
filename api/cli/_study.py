"""One question of a planner, measured once and answered in any of several ways."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

from api.cli._answers import TEXTS, PlanningAnswer, shown_changes
from api.cli._console import NOTES
from api.cli._figures import about_figures, wheels_note
from geo.city.areas import Areas
from geo.city.walking.mode import Mode
from geo.directory.directory import Directory
from geo.i18n.shares import NOT_KNOWN, format_share
from geo.io.formats import UNDATED
from geo.model.schema import Table
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
from geo.planning.coverage.capacity import ASSUMPTION, capacity
from geo.planning.coverage.equity import equity, limit_m
from geo.planning.coverage.gaps import find_gaps, gaps_frame, gaps_table
from geo.planning.coverage.own_districts import OwnDistricts
from geo.planning.coverage.own_people import read_people
from geo.planning.coverage.squares import squares_frame, squares_table
from geo.planning.coverage.tables import CAPACITY, CHANGES, EQUITY, FIGURES, GAPS, LOSSES, SQUARES
from geo.planning.coverage.what_if import Changes, apply_changes, compare
from geo.planning.coverage.words import words_for
from geo.planning.coverage.writing import districts_of, on_map, rounded

MAX_ROWS = 25
"""Maximum number of gaps or losses in a table; the other formats list all."""
_LEAST_GAP = 50.0


@dataclass(slots=True)
class PlanningStudy:
    """One question about one city."""

    city: City
    areas: Areas
    question: CoverageQuestion
    when: When | None
    directory: Directory
    day: date | None = None
    districts: OwnDistricts | None = None
    notes: list[str] = field(default_factory=list)
    _measured: tuple[Supply, Walks] | None = None

    @property
    def measured(self) -> tuple[Supply, Walks]:
        """The places that count, and the walks to them; measured once."""
        if self._measured is None:
            places = self.directory.places
            supply = self.supply(places, day=self.day)
            self._measured = supply, Walks.of(self.city, supply, limit_m=self.question.limit_m)
        return self._measured

    @property
    def speed(self) -> str:
        """How fast people go, and how where that is not on foot."""
        how = "by bicycle, " if self.question.mode is Mode.BICYCLE else ""
        return f"{how}at {self.question.speed_kmh:g} km/h"

    @property
    def shapes(self) -> gpd.GeoDataFrame:
        """The districts on the map."""
        if self.districts is not None and self.question.by is Level.BUURT:
            return self.districts.shapes
        return districts_of(self.areas, self.question.by)

    def answer(
        self,
        table: Table,
        figures: pd.DataFrame,
        shown: list[tuple[str, pd.DataFrame]],
        drawn: gpd.GeoDataFrame | None = None,
    ) -> PlanningAnswer:
        """Return an answer with the city and the date that it is of."""
        dated = self.directory.date or UNDATED
        return PlanningAnswer(table, figures, shown, drawn, self.areas.city, dated)

    def use_people(self, path: Path) -> None:
        """Count the people of a table instead of those of CBS."""
        self.city = read_people(path, self.city, self.areas)
        self.notes.append(f"People: {path.name}, instead of those of CBS.")

    def use_districts(self, path: Path) -> None:
        """Ask about districts of a file instead of the buurten and gebieden."""
        self.districts = OwnDistricts.read(path, self.city)
        self.city = self.districts.divide(self.city)
        self.question = replace(self.question, by=Level.BUURT)
        if self.districts.left_out > 0:
            people = f"{self.districts.left_out:,.0f}"
            self.notes.append(f"{people} people live in none of these districts.")

    def supply(self, places: gpd.GeoDataFrame, *, day: date | None = None) -> Supply:
        """Return the places that count, each in its district."""
        supply = Supply.of(places, self.city.crs, self.when, day=day)
        return supply if self.districts is None else self.districts.locate(supply)

    def figures(self, supply: Supply, walks: Walks) -> pd.DataFrame:
        """Return the figures per district."""
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
            + self.speed
            for name in self.question.kinds
        }
        # Where little is known of the hours, or of an earlier day, the middle says how much.
        ranges_only = self.when is not None or self.day is not None
        parts = [
            (title, _pivoted(shown[shown["kind"] == name], ranges_only=ranges_only))
            for name, title in titles.items()
            if form in TEXTS
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
            inside = self._chosen()
            found = [gap for gap in found if inside & set(gap.buurt_codes)]
        table, words = gaps_table(found), words_for("en", self.areas.city)
        title = (
            f"Areas with {_LEAST_GAP:.0f} or more {words.group(self.question.age)} farther than "
            f"{limit} minutes from {words.kind(name)}"
        )
        shown = rounded(GAPS, table.drop(columns="buurt_codes")).head(MAX_ROWS)
        age, speed_kmh = self.question.age, self.question.speed_kmh
        table = table.assign(minutes=limit, kind=name, age=age, speed_kmh=speed_kmh)
        drawn = gaps_frame(found, self.city.crs).assign(
            minutes=limit, kind=name, age=age, speed_kmh=speed_kmh
        )
        return self.answer(GAPS, table, [(title, shown)], drawn)

    def squares(self) -> PlanningAnswer:
        """Return how far people walk per square: the last requested kind, the largest limit."""
        limit, name = max(self.question.minutes), self.question.kinds[-1]
        table = squares_table(self.city, self.measured[1], self.question, minutes=limit, kind=name)
        words = words_for("en", self.areas.city)
        title = (
            f"Squares of 100 m: walk of the {words.group(self.question.age)} to {words.kind(name)}"
        )
        shown = rounded(SQUARES, table[["name", "residents", "reach", "walk"]])
        largest = shown.sort_values("residents", ascending=False, kind="stable").head(MAX_ROWS)
        return self.answer(SQUARES, table, [(title, largest)], squares_frame(table, self.city))

    def losses(self) -> PlanningAnswer:
        """Return what is lost with each private initiative."""
        supply, _ = self.measured
        table = losses(self.city, supply, self.question)
        if self.question.codes is not None:
            table = table[table["buurt_code"].isin(self._chosen())]
        columns = ["name", "kind", "status", "residents_in_reach", "residents_lost",
                   "residents_lost_of_kind"]  # fmt: skip
        who = words_for("en").group(self.question.age)
        title = f"Private initiatives: {who} who would lose out if one closes"
        parts = [
            (f"{title}, {limit} minutes", rounded(LOSSES, part[columns]).head(MAX_ROWS))
            for limit, part in table.groupby("minutes")
        ]
        return self.answer(LOSSES, table, parts)

    def what_if(self, changes: Changes) -> PlanningAnswer:
        """Return what changes per district if places are added, closed or moved."""
        supply, walks = self.measured
        if self.districts is not None:
            changes = replace(changes, come=self.districts.locate(changes.come))
        after = apply_changes(self.city, supply, walks, changes)
        return self._changes(self.figures(supply, walks), self.figures(*after))

    def since(self, places: gpd.GeoDataFrame, day: date | None) -> PlanningAnswer:
        """Return what changed per district since other places, or since those of a day."""
        older = self.supply(places, day=day)
        walks = Walks.of(self.city, older, limit_m=self.question.limit_m)
        return self._changes(self.figures(older, walks), self.figures(*self.measured))

    def _changes(self, before: pd.DataFrame, after: pd.DataFrame) -> PlanningAnswer:
        table = compare(before, after)
        parts = [("Districts in which something changes", shown_changes(table))]
        return self.answer(CHANGES, table, parts, on_map(table, self.shapes))

    def equity(self) -> PlanningAnswer:
        """Return groups of people beside each other."""
        supply, _ = self.measured
        walks = Walks.of(self.city, supply, limit_m=limit_m(self.question))
        table = equity(self.city, supply, walks, self.question)
        shown = rounded(EQUITY, table)
        words = words_for("en", self.areas.city)
        lines = pd.DataFrame(
            {
                "district": shown["name"],
                "minutes": shown["minutes"],
                "kind": shown["kind"],
                "group": shown["group"],
                "residents": shown["residents"],
                "within reach": [words.share(row) for row in table.to_dict("records")],
                "worst tenth, min": _spans(shown, "worst_tenth_low", "worst_tenth_high", 1),
                "Gini": _spans(shown, "gini_low", "gini_high", 2),
            }
        )
        title = f"Within reach by group, {self.speed}"
        return self.answer(EQUITY, table, [(title, lines)], on_map(table, self.shapes))

    def capacity(self) -> PlanningAnswer:
        """Return how much place there is, as a sensitivity range."""
        supply, _ = self.measured
        table = capacity(self.city, supply, self.question)
        self.notes.append(ASSUMPTION)
        shown = rounded(CAPACITY, table)
        who = words_for("en").group(self.question.age)
        lines = shown[["name", "minutes", "kind", "residents"]].assign(
            **{"huiskamers per 10,000": _spans(shown, "capacity_low", "capacity_high", 1)}
        )
        title = f"Place for {who} who can get there, {self.speed}"
        return self.answer(CAPACITY, table, [(title, lines)], on_map(table, self.shapes))

    def remark(self) -> None:
        """Tell the reader on standard error what they must know."""
        supply, _ = self.measured
        if supply.without_point:
            NOTES.print(f"Left out, as no point is known: {', '.join(supply.without_point)}.")
        for note in self.notes:
            NOTES.print(note)
        if self.question.mode is Mode.STEP_FREE:
            NOTES.print(wheels_note(self.city))
        if self.question.mode is Mode.BICYCLE:
            NOTES.print(
                "By bicycle: over streets and cycleways, without footpaths and ferries; one-way "
                "streets, lights and bicycle parking are not counted."
            )
        if self.day is not None:
            NOTES.print(
                f"Places as far as is known of {self.day}; people, streets and locations are those "
                "of now."
            )
        NOTES.print(
            "Low counts places that are certainly open and certainly near; high all that may be. "
            + about_figures("docs/coverage.md")
        )

    def _chosen(self) -> set[str]:
        codes = self.question.codes or frozenset()
        buurten = self.city.buurten
        return set(buurten.index[buurten["gebied_code"].isin(codes) | buurten.index.isin(codes)])


def _pivoted(table: pd.DataFrame, *, ranges_only: bool) -> pd.DataFrame:
    """Pivot one kind into one row per district."""
    rows = []
    districts = table.groupby("code", sort=False)
    furthest = rounded(FIGURES, districts.tail(1))
    for number, (_, district) in enumerate(districts):
        last = furthest.iloc[number]
        row: dict[str, object] = {"district": last["name"], "residents": last["residents"]}
        for one in district.to_dict("records"):
            span, known = words_for("en").share(one), format_share(one["share"])
            plain = ranges_only or NOT_KNOWN in {known, span} or known == span
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


def _spans(frame: pd.DataFrame, low: str, high: str, decimals: int) -> list[str]:
    """Write two columns as ranges; once where the ends are equal."""
    spans = []
    for ends in frame[[low, high]].itertuples(index=False):
        if pd.isna(ends[0]):
            spans.append(NOT_KNOWN)
            continue
        first, last = (f"{end:,.{decimals}f}" for end in ends)
        spans.append(first if first == last else f"{first}\N{EN DASH}{last}")
    return spans
