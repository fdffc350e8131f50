"""The planners' page: who can walk to a meeting place, as a workbench that needs no JavaScript.

``/planner`` in Dutch and ``/en/planner`` in English. The question is a sentence with gaps, and the
map shows what the table says. Every figure can be downloaded from the routes of `api.v1.coverage`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from urllib.parse import urlencode

import geopandas as gpd
from fastapi import Request, Response

from api.planner import figures as planning_figures
from api.planner import form, layers
from api.planner import plan as plans
from api.planner.figures import Words
from api.planner.form import DEFAULTS, FIELDS
from api.planner.sites import LONGEST_CANDIDATES, best_sites
from api.planner.stage import Stage, stage
from api.site.pages import origin, render, respond_page
from api.v1.coverage import FORMS
from api.v1.coverage_questions import (
    LEAST_PEOPLE,
    CityData,
    Coverage,
    CoverageRequest,
    measured,
)
from api.v1.planning import Planner
from api.v1.sites import FORMS as SITES_FORMS
from api.v1.sites import MOST_SITES
from api.web.cache import of_release
from api.web.http import pages_of
from api.web.i18n import FOR_PLANNERS, PREFIX
from api.web.parameters import LONGEST_TEXT
from api.web.served import of_city
from geo.city.areas import Areas
from geo.city.credits import credit_sentences
from geo.city.walking.detour import LONGEST, SHORTEST, USUAL
from geo.directory.directory import Directory
from geo.directory.symbology import is_drawn
from geo.model.errors import InputError, Problem
from geo.model.vocabulary import Language, Precision
from geo.planning.coverage import KINDS, SPEEDS, Level
from geo.planning.coverage.plan import read_plan, write_plan
from geo.planning.coverage.what_if import SupplyChange

_FURTHER = ("sort", "plan", "sites", "candidates", "fill", "gaps")
_LABELS = {"csv": "CSV", "xlsx": "Excel (XLSX)", "geojson": "GeoJSON", "gpkg": "GeoPackage"}
SHOWN = 12
"""Maximum number of gaps and losses on the page; the downloads have all."""
_KILOMETRE_M = 1000.0


async def respond(request: Request, language: Language) -> Response:
    """Answer a request for the page in one language."""
    directory = pages_of(request)
    typed = {name: request.query_params.get(name, "").strip() for name in FIELDS}
    further = {name: request.query_params.get(name, "").strip() for name in _FURTHER}
    sent = {name: request.query_params.get(name, "").strip() for name in plans.FIELDS}

    def work(ground: CityData) -> tuple[bytes, HTTPStatus, str]:
        problems: list[Problem] = []
        if any(sent[name] for name in ("add", "close", "move")):
            try:
                plan = plans.with_move(further["plan"], sent, directory)
            except InputError as error:
                problems = list(error.problems)
            else:
                asked = {**typed, **further, "plan": plan}
                return b"", HTTPStatus.SEE_OTHER, _query(_kept(asked))
        page = _Page(ground, directory, language, typed, further, sent)
        return *page.written(problems, origin(request)), ""

    planner: Planner = request.app.state.planner
    body, status, query = await planner.run(work)
    if status == HTTPStatus.SEE_OTHER:
        address = f"{PREFIX[language]}/planner{query}#plan"
        return Response(status_code=status, headers={"Location": address})
    return respond_page(request, body, language, status=status)


def _kept(asked: Mapping[str, str]) -> dict[str, str]:
    """Leave out what is empty, and what is so by default."""
    return {name: value for name, value in asked.items() if value and value != DEFAULTS.get(name)}


class _Page:
    """One page: what was asked, and how it is answered."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of a request
        self,
        ground: CityData,
        directory: Directory,
        language: Language,
        typed: Mapping[str, str],
        further: Mapping[str, str],
        sent: Mapping[str, str],
    ) -> None:
        self.ground = ground
        self.directory = directory
        self.words = Words(language, ground.areas.city)
        self.given = form.filled(typed, ground.areas)
        self.further = further
        self.sent = sent
        self.here = f"{PREFIX[language]}/planner"

    def written(self, problems: list[Problem], site: str) -> tuple[bytes, HTTPStatus]:
        """Write the page: without an answer if the question cannot be read.

        A plan or a search for sites that cannot be read leaves the answer as it is.
        """
        given, words = self.given, self.words
        answer: dict[str, object] | None = None
        too_long = [name for name, value in given.items() if len(value) > LONGEST_TEXT]
        problems += [Problem(given[name], "", field=name) for name in too_long]
        if not too_long:
            try:
                found = measured(self.ground, self.directory, self.ground.read(given))
                answer = self._answer(found, problems)
            except InputError as error:
                problems += error.problems
        said = form.sentences(
            problems, given | dict(self.sent) | dict(self.further), self.ground.areas, words
        )
        body = render(
            "planning.html",
            self.directory,
            words.language,
            languages=FOR_PLANNERS,
            origin=site,
            sprite="",
            path=f"/planner{self._asking()}",
            given=dict.fromkeys(FIELDS, "") | given,
            wrong=[field for field, _ in said],
            options=form.options(self.ground.areas, given, words),
            problems=said,
            answer=answer,
            legend=words.legend(),
            district=words.district_heading(),
            method=_method(self.directory, self.ground.areas, words),
            sources=credit_sentences(words.city, language=words.language),
        )
        return body, HTTPStatus.BAD_REQUEST if said else HTTPStatus.OK

    def _asking(self, **changes: str) -> str:
        """Write the query of the same page with changes; an empty text takes away."""
        return _query(_kept({**self.given, **self.further, **changes}))

    def _answer(self, found: Coverage, problems: list[Problem]) -> dict[str, object]:
        """Word everything that the page says about an answer; adds what is wrong with a plan."""
        asked, words, given = found.asked, self.words, self.given
        rows = planning_figures.rows(found, words)
        sort = self.further["sort"]
        column, descending = sort.removeprefix("-"), sort.startswith("-")
        if column not in planning_figures.SORTED:
            column, descending = "name", False
        question: dict[str, str] = {name: given[name] for name in FIELDS if name in given}
        total = planning_figures.total(found, words)
        place = total.name if asked.question.codes else words.city.name
        drawn = _stage(self.ground, self.directory, asked, words.language)
        return {
            "asked": asked,
            "minutes": asked.main,
            "when": words.when(asked),
            "limits": asked.question.minutes,
            "figure": total.share_text,
            "sentence": words.sentence(found, place),
            "of": place,
            "level": words.level(asked.question.by),
            "group": words.group(asked.question.age),
            "group_heading": words.heading(asked.question.age),
            "place": words.kind(asked.kind),
            "bare_place": words.bare_kind(asked.kind),
            "conditions": words.conditions(found),
            "rows": planning_figures.sort(rows, column, descending=descending),
            "total": total,
            "headers": {
                name: self.here
                + self._asking(sort=f"-{name}" if name == column and not descending else name)
                + "#table"
                for name in planning_figures.SORTED
            },
            "sorted": (column, descending),
            "links": {
                row.code: self.here + self._asking(by="", gebied=row.code, sort="", sites="")
                for row in rows
                if asked.question.by is Level.GEBIED
            },
            "back": self.here + self._asking(by="", gebied="", sort="", sites="")
            if asked.question.codes
            else "",
            "estimated": any(row.estimated for row in rows),
            "gaps": planning_figures.gaps(found, words, SHOWN),
            "losses": planning_figures.losses(found, words, SHOWN),
            "downloads": _downloads(question),
            "stage": drawn,
            "layers": self._layers(found),
            "plan": self._plan(found, drawn, [*(row.code for row in rows), total.code], problems),
            "sites": self._sites(found, drawn, problems),
        }

    def _layers(self, found: Coverage) -> dict[str, object]:
        """Draw the layers that were asked for, and offer the others."""
        words = self.words
        names = {
            layers.SHARES: words.gettext("Share per district"),
            layers.WALK: words.gettext("Walking time per 100 metres"),
            layers.REACH: words.gettext("Reach per 100 metres"),
        }
        fill = self.further["fill"] if self.further["fill"] in names else layers.SHARES
        has_gaps = bool(self.further["gaps"])
        of_fill, outlines = _layers(
            self.ground, self.directory, found.asked, fill, has_gaps, words.language
        )
        return {
            "offered": list(names.items()),
            "fill": fill,
            "name": names[fill],
            "squares": of_fill,
            "has_gaps": has_gaps,
            "gaps": outlines,
        }

    def _plan(
        self, found: Coverage, drawn: Stage, codes: Sequence[str], problems: list[Problem]
    ) -> dict[str, object]:
        """Word what a plan changes, and offer what can be changed."""
        text = self.further["plan"]
        names = sorted(
            zip(found.supply.names, found.supply.ids, strict=True),
            key=lambda one: str(one[0]).casefold(),
        )
        shown: dict[str, object] = {
            "text": text,
            "sent": self.sent,
            "kept": _kept({**self.given, **self.further}),
            "places": [(str(id_), str(name)) for name, id_ in names],
            "kinds": [(kind, self.words.kind_heading(kind)) for kind in reversed(KINDS[:-1])],
            "moves": [],
        }
        try:
            moves = read_plan(text) if text else ()
            return shown | (self._changed(found, drawn, codes, moves) if moves else {})
        except InputError as error:
            problems += error.problems
            return shown

    def _changed(
        self, found: Coverage, drawn: Stage, codes: Sequence[str], moves: Sequence[SupplyChange]
    ) -> dict[str, object]:
        words, text = self.words, self.further["plan"]
        asked_of = {name: self.given[name] for name in FIELDS if name in self.given} | of_city()
        changed = plans.outcome(found, self.directory, moves)
        people = changed.changes
        listed = plans.rows(moves, found, self.directory, words)
        return {
            "moves": [
                (
                    row,
                    self.here + self._asking(plan=row.plan_without) + "#plan",
                    drawn.at(row.lon, row.lat),
                )
                for row in listed
            ],
            "changes": {code: plans.signed(people.get(code, math.nan), words) for code in codes},
            "gained": plans.signed(changed.gained, words),
            "lost": plans.signed(-changed.lost, words),
            "sum": plans.signed(changed.gained - changed.lost, words),
            "file": plans.as_file(moves),
            "differences": {
                form: f"/v1/coverage/changes{_query({**asked_of, 'plan': text, 'f': form})}"
                for form in ("csv", "geojson", "gpkg")
            },
            "none": self.here + self._asking(plan="") + "#plan",
        }

    def _sites(self, found: Coverage, drawn: Stage, problems: list[Problem]) -> dict[str, object]:
        """Word where the next places help most, where that was asked."""
        number, candidates = self.further["sites"], self.further["candidates"]
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
                self.ground, self.directory, found.asked, number, candidates, self.words.language
            )
            moves = list(read_plan(self.further["plan"])) if self.further["plan"] else []
        except InputError as error:
            problems += error.problems
            return shown
        of_sites = {
            **{name: self.given.get(name, "") for name in ("kind", "age", "speed", "gebied")},
            "minutes": str(found.asked.main),
            "sites": number,
            "candidates": best.candidates,
            **of_city(),
        }
        offered = {name: value for name, value in of_sites.items() if value}
        return shown | {
            "said": best.said,
            "rows": [
                (
                    row,
                    self.here + self._asking(plan=write_plan([*moves, row.move])) + "#plan",
                    drawn.at(row.move.lon, row.move.lat),
                )
                for row in best.rows
            ],
            "all": self.here
            + self._asking(plan=write_plan([*moves, *(row.move for row in best.rows)]), sites="")
            + "#plan",
            "none": self.here + self._asking(sites="", candidates="") + "#plan",
            # `/v1/coverage/sites` counts places whatever their hours.
            "files": []
            if found.asked.week
            else [
                (_LABELS[form], f"/v1/coverage/sites{_query({**offered, 'f': form})}")
                for form in SITES_FORMS
                if form in _LABELS
            ],
        }


@of_release
def _stage(
    ground: CityData, directory: Directory, asked: CoverageRequest, language: Language
) -> Stage:
    """Draw the districts, and the places that count; kept, since a plan leaves them as they are."""
    found = measured(ground, directory, asked)
    rows = planning_figures.rows(found, Words(language, ground.areas.city))
    counted = set(found.supply.ids)
    places = gpd.GeoDataFrame(directory.places[directory.places["id"].isin(counted)])
    dots = [
        {
            "id": place["id"],
            "name": place["name"],
            "kind": place["kind"],
            "exact": place["precision"] == Precision.ADDRESS,
            "lon": place["geometry"].x,
            "lat": place["geometry"].y,
        }
        for place in places.to_dict("records")
        if is_drawn(place["precision"])
    ]
    return stage(found.ground.districts(found.asked.question.by), rows, dots)


@of_release
def _layers(  # noqa: PLR0913, PLR0917 - whose, which question, and what is drawn
    ground: CityData,
    directory: Directory,
    asked: CoverageRequest,
    fill: str,
    has_gaps: bool,  # noqa: FBT001 - the cache takes no names
    language: Language,
) -> tuple[tuple[layers.Fill, ...], tuple[layers.Outline, ...]]:
    """Draw squares and gaps; kept, since a plan leaves them as they are."""
    found = measured(ground, directory, asked)
    drawn, words = _stage(ground, directory, asked, language), Words(language, ground.areas.city)
    return (
        layers.squares(found, drawn, fill, words),
        layers.gaps(found, drawn, words) if has_gaps else (),
    )


def _downloads(given: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    return {
        part.removeprefix("/") or "figures": [
            (_LABELS[form], f"/v1/coverage{part}{_query({**given, **of_city(), 'f': form})}")
            for form in offered
            if form in _LABELS
        ]
        for part, offered in FORMS.items()
    } | {
        "places": [
            (_LABELS[form], f"/v1/exports/places.{form}{_query(of_city())}")
            for form in ("csv", "geojson", "gpkg")
        ]
    }


def _method(directory: Directory, areas: Areas, words: Words) -> dict[str, object]:
    city, language = areas.city, words.language
    return {
        "date": words.date(directory.date),
        "detour": words.number(USUAL.factor, 2),
        "start": words.number(USUAL.start_m, 0),
        "speeds": "; ".join(words.speed(name) for name in SPEEDS),
        "least": str(LEAST_PEOPLE),
        "without": city.walking.without_nl if language == "nl" else city.walking.without_en,
        "detour_low": words.number(SHORTEST.metres(_KILOMETRE_M) / _KILOMETRE_M, 2),
        "detour_high": words.number(LONGEST.metres(_KILOMETRE_M) / _KILOMETRE_M, 2),
        "uncounted": int(areas.inhabitants.reindex(areas.buurten.index).isna().sum()),
    }


def _query(asked: Mapping[str, str]) -> str:
    return f"?{urlencode(asked)}" if asked else ""
