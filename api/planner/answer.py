"""Everything that the workbench says about an answer, in words and ready to be drawn.

What a plan or a layer changes (`Answer.changing`) is a part of it, so that a script can ask for
that alone. With a plan the map and the table show what would be, or with ``now`` what is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from api.planner import drawings, layers
from api.planner import figures as planning_figures
from api.planner import plan as plans
from api.planner.asked import Asked, query
from api.planner.figures import Words
from api.planner.form import FIELDS
from api.planner.plan import PlanOutcome
from api.planner.sites import LONGEST_CANDIDATES, best_sites
from api.planner.stage import Stage
from api.v1.coverage import FORMS
from api.v1.coverage_questions import CityData, Coverage, measured
from api.v1.sites import FORMS as SITES_FORMS
from api.v1.sites import MOST_SITES
from api.web.served import of_city
from geo.directory.directory import Directory
from geo.model.errors import InputError, Problem
from geo.planning.coverage import KINDS, Level
from geo.planning.coverage.plan import write_plan

_LABELS: Final = {
    "csv": "CSV",
    "xlsx": "Excel (XLSX)",
    "geojson": "GeoJSON",
    "gpkg": "GeoPackage",
}
SHOWN: Final = 12
"""Maximum number of gaps and losses on the page; the downloads have all."""


class Answer:
    """The answer to one question, with the plan that stands in the address.

    Parameters
    ----------
    sent
        What a form of the page sent, to be filled in again where it cannot be read.

    Attributes
    ----------
    found
        The answer without a plan.
    outcome
        What the plan changes.

    Raises
    ------
    InputError
        With everything that is wrong with the question.
    """

    def __init__(
        self,
        ground: CityData,
        directory: Directory,
        asked: Asked,
        sent: Mapping[str, str],
        words: Words,
    ) -> None:
        self.ground = ground
        self.directory = directory
        self.found = measured(ground, directory, ground.read(asked.given))
        self.asked = asked
        self.sent = sent
        self.words = words
        self.outcome: PlanOutcome | None = None
        self._signs: list[tuple[int, int]] = []

    @property
    def shown(self) -> Coverage:
        """What the map and the table show: with the plan, if there is one, or as it is now."""
        if self.outcome is None or self.asked.further["now"]:
            return self.found
        return self.outcome.after

    @cached_property
    def total(self) -> planning_figures.FigureRow:
        """The figures of all that was asked about."""
        return planning_figures.total(self.shown, self.words)

    def changing(self, problems: list[Problem]) -> dict[str, object]:
        """Word what a plan or a layer changes; adds what is wrong with a plan."""
        words, asked, further = self.words, self.found.asked, self.asked.further
        if further["plan"]:
            try:
                self.outcome = plans.carried_out(
                    self.ground, self.directory, asked, further["plan"]
                )
            except InputError as error:
                problems += error.problems
        rows = planning_figures.rows(self.shown, words)
        column, descending = further["sort"].removeprefix("-"), further["sort"].startswith("-")
        if column not in planning_figures.SORTED:
            column, descending = "name", False
        drawn = drawings.stage_of(self.ground, self.directory, asked, words.language).showing(rows)
        plan = self._plan(drawn, [*(row.code for row in rows), self.total.code])
        sites = self._sites(drawn, problems)
        return {
            "asked": asked,
            "minutes": asked.main,
            "when": words.when(self.found),
            "limits": asked.question.minutes,
            "figure": self.total.share_text,
            "sentence": words.sentence(self.shown, self._place),
            "state": self._state(),
            "conditions": words.conditions(self.shown),
            "back": self.asked.link(by="", gebied="", sort="", sites="")
            if asked.question.codes
            else "",
            "of": self._place,
            "group": words.group(asked.question.age),
            "group_heading": words.heading(asked.question.age),
            "rows": planning_figures.sort(rows, column, descending=descending),
            "total": self.total,
            "headers": {
                name: self.asked.link(
                    sort=f"-{name}" if name == column and not descending else name
                )
                + "#table"
                for name in planning_figures.SORTED
            },
            "sorted": (column, descending),
            "links": {
                row.code: self.asked.link(by="", gebied=row.code, sort="", sites="")
                for row in rows
                if asked.question.by is Level.GEBIED
            },
            "stage": drawn.clear_of(self._signs),
            "ground": drawings.ground_of(self.ground, self.directory, asked, words.language),
            "layers": self._layers(),
            "plan": plan,
            "sites": sites,
        }

    def whole(self, problems: list[Problem]) -> dict[str, object]:
        """Word everything that the page says; adds what is wrong with a plan."""
        words, asked = self.words, self.found.asked
        changing = self.changing(problems)
        question = {name: self.asked.given[name] for name in FIELDS if name in self.asked.given}
        return changing | {
            "level": words.level(asked.question.by),
            "place": words.kind(asked.kind),
            "bare_place": words.bare_kind(asked.kind),
            "estimated": any(row.estimated for row in planning_figures.rows(self.found, words)),
            "gaps": planning_figures.gaps(self.found, words, SHOWN),
            "losses": planning_figures.losses(self.found, words, SHOWN),
            "downloads": _downloads(question),
        }

    def _sign(self, drawn: Stage, lon: float, lat: float) -> tuple[int, int]:
        """Return where the sign of a move or a site stands on the picture, and keep it in mind."""
        at = drawn.at(lon, lat)
        self._signs.append(at)
        return at

    @property
    def _place(self) -> str:
        """The city, or the district that was chosen."""
        return self.total.name if self.found.asked.question.codes else self.words.city.name

    def _state(self) -> str:
        """Say whether this is with the plan, and what the figure is otherwise."""
        if self.outcome is None:
            return ""
        words, is_now = self.words, bool(self.asked.further["now"])
        other = planning_figures.total(self.outcome.after if is_now else self.found, words)
        if is_now:
            return words.gettext(
                "This is without your plan; with it: %(share)s.", share=other.share_text
            )
        return words.gettext(
            "This is with your plan; without it: %(share)s.", share=other.share_text
        )

    def _layers(self) -> dict[str, object]:
        """Draw the layers that were asked for, and offer the others."""
        words, further = self.words, self.asked.further
        names = {
            layers.SHARES: words.gettext("Share per district"),
            layers.WALK: words.gettext("Walking time per 100 metres"),
            layers.REACH: words.gettext("Reach per 100 metres"),
        }
        fill = further["fill"] if further["fill"] in names else layers.SHARES
        has_gaps = bool(further["gaps"])
        of_fill, outlines = drawings.layers_of(
            self.ground,
            self.directory,
            self.found.asked,
            further["plan"] if self.shown is not self.found else "",
            fill,
            has_gaps,
            words.language,
        )
        return {
            "offered": list(names.items()),
            "fill": fill,
            "name": names[fill],
            "squares": of_fill,
            "has_gaps": has_gaps,
            "gaps": outlines,
            "is_now": bool(further["now"]),
        }

    def _plan(self, drawn: Stage, codes: Sequence[str]) -> dict[str, object]:
        """Word what a plan changes, and offer what can be changed."""
        text, supply = self.asked.further["plan"], self.found.supply
        names = sorted(
            zip(supply.names, supply.ids, strict=True), key=lambda one: str(one[0]).casefold()
        )
        return {
            "text": text,
            "sent": self.sent,
            "kept": self.asked.kept(),
            "places": [(str(id_), str(name)) for name, id_ in names],
            "kinds": [(kind, self.words.kind_heading(kind)) for kind in reversed(KINDS[:-1])],
            "moves": [],
        } | (self._changed(self.outcome, drawn, codes) if self.outcome else {})

    def _changed(
        self, outcome: PlanOutcome, drawn: Stage, codes: Sequence[str]
    ) -> dict[str, object]:
        words, asked = self.words, self.asked
        people = outcome.changes
        of_service = {name: asked.given[name] for name in FIELDS if name in asked.given}
        of_service |= of_city() | {"plan": asked.further["plan"]}
        return {
            "moves": [
                (
                    row,
                    asked.link(plan=row.plan_without) + "#plan",
                    self._sign(drawn, row.lon, row.lat),
                )
                for row in plans.rows(outcome.moves, self.found, self.directory, words)
            ],
            "changes": {code: plans.signed(people.get(code, math.nan), words) for code in codes},
            "gained": plans.signed(outcome.gained, words),
            "lost": plans.signed(-outcome.lost, words),
            "sum": plans.signed(outcome.gained - outcome.lost, words),
            "file": plans.as_file(outcome.moves),
            "differences": {
                form: f"/v1/coverage/changes{query({**of_service, 'f': form})}"
                for form in ("csv", "geojson", "gpkg")
            },
            "none": asked.link(plan="", now="") + "#plan",
        }

    def _sites(self, drawn: Stage, problems: list[Problem]) -> dict[str, object]:
        """Word where the next places help most, where that was asked."""
        found, asked = self.found, self.asked
        number, candidates = asked.further["sites"], asked.further["candidates"]
        shown: dict[str, object] = {
            "asked": number,
            "most": MOST_SITES,
            "candidates": candidates,
            "longest": LONGEST_CANDIDATES,
            "rows": [],
        }
        if not number:
            return shown
        try:
            best = best_sites(
                self.ground,
                self.directory,
                found.asked,
                number,
                candidates,
                asked.further["plan"] if self.outcome else "",
                self.words.language,
            )
        except InputError as error:
            problems += error.problems
            return shown
        moves = list(self.outcome.moves) if self.outcome else []
        # The others are the best on top of the one that goes into the plan.
        fewer = str(int(number) - 1) if int(number) > 1 else ""
        of_sites = {
            **{name: asked.given.get(name, "") for name in ("kind", "age", "speed", "gebied")},
            "minutes": str(found.asked.main),
            "sites": number,
            "candidates": best.candidates,
            "plan": asked.further["plan"] if moves else "",
            **of_city(),
        }
        offered = {name: value for name, value in of_sites.items() if value}
        return shown | {
            "said": best.said,
            "rows": [
                (
                    row,
                    asked.link(plan=write_plan([*moves, row.move]), sites=fewer) + "#plan",
                    self._sign(drawn, row.move.lon, row.move.lat),
                )
                for row in best.rows
            ],
            "all": asked.link(plan=write_plan([*moves, *(row.move for row in best.rows)]), sites="")
            + "#plan",
            "none": asked.link(sites="", candidates="") + "#plan",
            # `/v1/coverage/sites` counts places whatever their hours.
            "files": []
            if found.asked.week
            else [
                (_LABELS[form], f"/v1/coverage/sites{query({**offered, 'f': form})}")
                for form in SITES_FORMS
                if form in _LABELS
            ],
        }


def _downloads(given: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    return {
        part.removeprefix("/") or "figures": [
            (_LABELS[form], f"/v1/coverage{part}{query({**given, **of_city(), 'f': form})}")
            for form in offered
            if form in _LABELS
        ]
        for part, offered in FORMS.items()
    } | {
        "places": [
            (_LABELS[form], f"/v1/exports/places.{form}{query(of_city())}")
            for form in ("csv", "geojson", "gpkg")
        ]
    }
