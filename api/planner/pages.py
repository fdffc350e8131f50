"""The planners' page: who can walk to a meeting place, as a workbench that needs no JavaScript.

``/planner`` in Dutch and ``/en/planner`` in English. The question is a sentence with gaps, and the
map shows what the table says. Every figure can be downloaded from the routes of `api.v1.coverage`.
With ``part=changes`` comes only what a plan or a layer changes, for the script that puts it in its
place.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from fastapi import Request, Response

from api.planner import form
from api.planner import plan as plans
from api.planner.answer import Answer
from api.planner.asked import Asked
from api.planner.figures import Words
from api.planner.form import FIELDS
from api.site.pages import origin, render, respond_page
from api.v1.coverage_questions import LEAST_PEOPLE, CityData
from api.v1.planning import Planner
from api.web.http import pages_of
from api.web.i18n import FOR_PLANNERS, PREFIX
from api.web.parameters import LONGEST_TEXT
from geo.city.areas import Areas
from geo.city.credits import credit_sentences
from geo.city.walking.detour import LONGEST, SHORTEST, USUAL
from geo.directory.directory import Directory
from geo.maps.shades import hatch
from geo.model.errors import InputError, Problem
from geo.model.vocabulary import Language
from geo.planning.coverage import SPEEDS

CHANGES: Final = "changes"
"""The part of the page that a plan or a layer changes."""
_FURTHER: Final = ("sort", "plan", "sites", "candidates", "fill", "gaps", "now")
_KILOMETRE_M: Final = 1000.0


async def respond(request: Request, language: Language) -> Response:
    """Answer a request for the page in one language."""
    directory = pages_of(request)
    typed = {name: request.query_params.get(name, "").strip() for name in FIELDS}
    further = {name: request.query_params.get(name, "").strip() for name in _FURTHER}
    sent = {name: request.query_params.get(name, "").strip() for name in plans.FIELDS}
    here, part = f"{PREFIX[language]}/planner", request.query_params.get("part", "")

    def work(ground: CityData) -> tuple[bytes, HTTPStatus, str]:
        problems: list[Problem] = []
        if any(sent[name] for name in ("add", "close", "move")):
            try:
                plan = plans.with_move(further["plan"], sent, directory)
            except InputError as error:
                problems = list(error.problems)
            else:
                address = Asked(here, typed, further).link(plan=plan, part=part)
                return b"", HTTPStatus.SEE_OTHER, address
        asked = Asked(here, form.filled(typed, ground.areas), further)
        page = _Page(ground, directory, language, asked, sent)
        return *page.written(problems, origin(request), only=part), ""

    planner: Planner = request.app.state.planner
    body, status, address = await planner.run(work)
    if status == HTTPStatus.SEE_OTHER:
        return Response(status_code=status, headers={"Location": f"{address}#plan"})
    return respond_page(request, body, language, status=status)


class _Page:
    """One page: what was asked, and how it is answered."""

    def __init__(
        self,
        ground: CityData,
        directory: Directory,
        language: Language,
        asked: Asked,
        sent: Mapping[str, str],
    ) -> None:
        self.ground = ground
        self.directory = directory
        self.words = Words(language, ground.areas.city)
        self.asked = asked
        self.sent = sent

    def written(self, problems: list[Problem], site: str, *, only: str) -> tuple[bytes, HTTPStatus]:
        """Write the page, or only `CHANGES`: without an answer if the question cannot be read.

        A plan or a search for sites that cannot be read leaves the answer as it is.
        """
        asked, words = self.asked, self.words
        part = only == CHANGES
        answer: Mapping[str, object] | None = None
        given = asked.given
        too_long = [name for name, value in given.items() if len(value) > LONGEST_TEXT]
        problems += [Problem(given[name], "", field=name) for name in too_long]
        if not too_long:
            try:
                answering = Answer(self.ground, self.directory, asked, self.sent, words)
                answer = answering.changing(problems) if part else answering.whole(problems)
            except InputError as error:
                problems += error.problems
        said = form.sentences(
            problems, {**given, **self.sent, **asked.further}, self.ground.areas, words
        )
        status = HTTPStatus.BAD_REQUEST if said else HTTPStatus.OK
        shared: dict[str, object] = {
            "problems": said,
            "wrong": [field for field, _ in said],
            "answer": answer,
            "legend": words.legend(),
            "meanings": {"hatch": words.hatched(), "plain": words.unpeopled()},
            "hatch": hatch,
            "district": words.district_heading(),
        }
        if part:
            return self._render("planning_changes.html", origin=site, path="", **shared), status
        body = self._render(
            "planning.html",
            origin=site,
            path=f"/planner{asked.query()}",
            given={**dict.fromkeys(FIELDS, ""), **given},
            options=form.options(self.ground.areas, given, words),
            method=_method(self.directory, self.ground.areas, words),
            sources=credit_sentences(words.city, language=words.language),
            **shared,
        )
        return body, status

    def _render(self, template: str, **values: object) -> bytes:
        return render(
            template,
            self.directory,
            self.words.language,
            languages=FOR_PLANNERS,
            sprite="",
            **values,
        )


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
