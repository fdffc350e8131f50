"""The planners' page: who can walk to a meeting place, as a table that needs no JavaScript.

``/planner`` in Dutch and ``/en/planner`` in English. The map shows what the table says; every
figure can be downloaded from the routes of `api.v1.coverage`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import Request, Response

from api.planner import figures as planning_figures
from api.planner.figures import Words
from api.site.pages import map_settings, origin, render, respond_page
from api.v1.coverage import FORMS
from api.v1.coverage_questions import (
    EACH_MINUTE_TO,
    LEAST_PEOPLE,
    STEP_MINUTES,
    CityData,
    Coverage,
    CoverageRequest,
    measured,
)
from api.v1.planning import Planner
from api.web.http import pages_of
from api.web.i18n import FOR_PLANNERS, PREFIX
from api.web.parameters import LONGEST_TEXT
from api.web.served import of_city
from geo.city.areas import Areas
from geo.city.credits import credit_sentences
from geo.city.people import COLUMNS as GROUPS
from geo.city.walking.network import DETOUR, DETOUR_RANGE
from geo.directory.directory import Directory
from geo.hours import TimeBlock
from geo.maps.shades import SHADES
from geo.model.errors import InputError, Problem
from geo.model.vocabulary import Language
from geo.planning.coverage import KINDS, SPEEDS, Level
from geo.planning.coverage.question import MINUTES

FIELDS = ("by", "gebied", "minutes", "kind", "age", "speed", "block", "at")
"""The fields of the form, by the names of `api.v1.coverage`."""
DEFAULTS = {"by": "gebied", "minutes": "5,10,15", "kind": KINDS[-1], "age": "all", "speed": "walk"}
SHOWN = 12
"""Maximum number of gaps and losses on the page; the downloads have all."""


@dataclass(frozen=True, slots=True)
class FormOption:
    """An option in the form."""

    value: str
    text: str


async def respond(request: Request, language: Language) -> Response:
    """Answer a request for the page in one language."""
    directory = pages_of(request)
    typed = {name: request.query_params.get(name, "").strip() for name in FIELDS}
    sort = request.query_params.get("sort", "")

    def work(ground: CityData) -> tuple[bytes, HTTPStatus]:
        return _page(
            ground,
            directory,
            typed=tuple(typed.items()),
            sort=sort,
            language=language,
            site=origin(request),
        )

    planner: Planner = request.app.state.planner
    body, status = await planner.run(work)
    return respond_page(request, body, language, status=status)


def _page(  # noqa: PLR0913 - keyword only
    ground: CityData,
    directory: Directory,
    *,
    typed: tuple[tuple[str, str], ...],
    sort: str,
    language: Language,
    site: str,
) -> tuple[bytes, HTTPStatus]:
    given = DEFAULTS | {name: value for name, value in typed if value}
    words = Words(language, ground.areas.city)
    found, problems = None, []
    too_long = [name for name, value in given.items() if len(value) > LONGEST_TEXT]
    try:
        if too_long:
            raise InputError([Problem(given[name], "", field=name) for name in too_long])  # noqa: TRY301
        found = measured(ground, directory, ground.read(given))
    except InputError as error:
        problems = _sentences(error, given, ground.areas, words)
    asked_for = {name: value for name, value in given.items() if value != DEFAULTS.get(name)}
    body = render(
        "planning.html",
        directory,
        language,
        languages=FOR_PLANNERS,
        origin=site,
        sprite="",
        path=f"/planner{_query(asked_for | ({'sort': sort} if sort else {}))}",
        given=dict.fromkeys(FIELDS, "") | given,
        wrong=[field for field, _ in problems],
        options=_options(ground.areas, given, words),
        problems=problems,
        answer=_answer(found, given, asked_for, sort, words) if found else None,
        legend=words.legend(),
        district=words.district_heading(),
        method=_method(directory, ground.areas, words),
        sources=credit_sentences(ground.areas.city, language=language),
    )
    return body, HTTPStatus.BAD_REQUEST if problems else HTTPStatus.OK


def _answer(
    found: Coverage,
    given: Mapping[str, str],
    asked_for: Mapping[str, str],
    sort: str,
    words: Words,
) -> dict[str, object]:
    """Word everything that the page says about an answer."""
    asked = found.asked
    here = f"{PREFIX[words.language]}/planner"
    rows = planning_figures.rows(found, words)
    column, descending = sort.removeprefix("-"), sort.startswith("-")
    if column not in planning_figures.SORTED:
        column, descending = "name", False
    question = {name: given[name] for name in FIELDS if name in given}
    drill = {name: value for name, value in asked_for.items() if name not in {"by", "gebied"}}
    return {
        "asked": asked,
        "minutes": asked.main,
        "limits": asked.question.minutes,
        "sentence": words.sentence(found),
        "group": words.group(asked.question.age),
        "group_heading": words.heading(asked.question.age),
        "place": words.kind(asked.kind),
        "bare_place": words.bare_kind(asked.kind),
        "conditions": words.conditions(found),
        "rows": planning_figures.sort(rows, column, descending=descending),
        "total": planning_figures.total(found, words),
        "headers": _headers(asked_for, column, here, descending=descending),
        "sorted": (column, descending),
        "links": {
            row.code: f"{here}{_query({**drill, 'by': 'buurt', 'gebied': row.code})}"
            for row in rows
            if asked.question.by is Level.GEBIED
        },
        "estimated": any(row.estimated for row in rows),
        "gaps": planning_figures.gaps(found, words)[:SHOWN],
        "losses": planning_figures.losses(found, words)[:SHOWN],
        "downloads": _downloads(question),
        "map_settings": _map_settings(asked, question, words),
    }


def _headers(
    asked_for: Mapping[str, str], column: str, here: str, *, descending: bool
) -> dict[str, str]:
    """Return the URL that sorts by each column; a second click reverses the order."""
    order = {
        name: f"-{name}" if name == column and not descending else name
        for name in planning_figures.SORTED
    }
    return {name: f"{here}{_query({**asked_for, 'sort': by})}#table" for name, by in order.items()}


def _downloads(given: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    labels = {"csv": "CSV", "xlsx": "Excel (XLSX)", "geojson": "GeoJSON"}
    return {
        part.removeprefix("/") or "figures": [
            (labels[form], f"/v1/coverage{part}{_query({**given, **of_city(), 'f': form})}")
            for form in offered
            if form in labels
        ]
        for part, offered in FORMS.items()
    }


def _map_settings(asked: CoverageRequest, given: Mapping[str, str], words: Words) -> str:
    """Write the settings of the scripts, as JSON for an attribute of the map."""
    question = {**given, "minutes": str(asked.main), "kind": asked.kind, "f": "geojson"}
    failed = words.gettext("The map could not be loaded. The table is complete without it.")
    return map_settings(
        words.language,
        failed,
        words.city,
        data=f"v1/coverage{_query({**question, **of_city()})}",
        colours=SHADES,
    )


def _method(directory: Directory, areas: Areas, words: Words) -> dict[str, object]:
    city, language = areas.city, words.language
    return {
        "date": words.date(directory.date),
        "detour": words.number(DETOUR, 2),
        "speeds": "; ".join(words.speed(name) for name in SPEEDS),
        "least": str(LEAST_PEOPLE),
        "without": city.walking.without_nl if language == "nl" else city.walking.without_en,
        "detour_low": words.number(DETOUR_RANGE[0], 2),
        "detour_high": words.number(DETOUR_RANGE[1], 2),
        "uncounted": int(areas.inhabitants.reindex(areas.buurten.index).isna().sum()),
    }


def _query(asked: Mapping[str, str]) -> str:
    return f"?{urlencode(asked)}" if asked else ""


# The form -----------------------------------------------------------------------------------------


def _options(areas: Areas, given: Mapping[str, str], words: Words) -> dict[str, list[FormOption]]:
    """List the options; a value from the URL stays, even if it is none of these."""
    gebieden = areas.gebieden.sort_values("name")
    options = {
        "by": [FormOption(level, words.level(level)) for level in (Level.GEBIED, Level.BUURT)],
        "gebied": [
            FormOption("", words.gettext("All")),
            *(FormOption(str(code), str(name)) for code, name in gebieden["name"].items()),
        ],
        "kind": [FormOption(kind, words.kind(kind)) for kind in reversed(KINDS)],
        "age": [FormOption(group, words.group(group)) for group in GROUPS],
        "speed": [FormOption(name, words.speed(name)) for name in SPEEDS],
        "block": [
            FormOption("", words.gettext("Any hour")),
            *(FormOption(block, words.block(block)) for block in TimeBlock),
        ],
    }
    for name, listed in options.items():
        value = given.get(name, "")
        code = areas.find_gebied(value) if name == "gebied" and value else None
        if value not in {option.value for option in listed}:
            listed.append(
                FormOption(value, value if code is None else str(gebieden.at[code, "name"]))
            )
    return options


def _sentences(
    error: InputError, given: Mapping[str, str], areas: Areas, words: Words
) -> list[tuple[str, str]]:
    """Word each problem in one sentence, with the field of the form concerned."""
    sentences: dict[str, str] = {}
    for problem in error.problems:
        value = given.get(problem.field, "")
        short = value if len(value) <= LONGEST_TEXT else value[: LONGEST_TEXT - 1] + "…"
        sentences[problem.field] = _sentence(problem.field, short, given, areas, words)
    return list(sentences.items())


def _sentence(field: str, value: str, given: Mapping[str, str], areas: Areas, words: Words) -> str:
    _ = words.gettext
    least, most = MINUTES
    if field == "minutes":
        return _(
            "Walking time “%(value)s” is not possible. Fill in whole minutes from %(least)s to "
            "%(most)s, such as 10, or several: 5,10,15. Above %(each)s, fill in steps of %(step)s.",
            value=value,
            least=least,
            most=most,
            each=EACH_MINUTE_TO,
            step=STEP_MINUTES,
        )
    if field == "at":
        if given.get("block"):
            return _("Choose a part of the week or fill in a moment, not both.")
        return _("“%(value)s” is not a day and a time. Write it like Sa 14:00.", value=value)
    if field == "gebied":
        return _no_district(value, areas, words)
    labels = {
        "by": _("Per"),
        "kind": _("To"),
        "age": _("For whom"),
        "speed": _("Walking speed"),
        "block": _("Open when"),
    }
    return _(
        "“%(value)s” is not one of the choices for “%(field)s”.", value=value, field=labels[field]
    )


def _no_district(value: str, areas: Areas, words: Words) -> str:
    _ = words.gettext
    if areas.find_buurten(value):
        return _(
            "“%(value)s” is a %(district)s. Choose “%(level)s” at “Per”.",
            value=value,
            district=words.district(Level.BUURT),
            level=words.level(Level.BUURT),
        )
    likely = areas.suggest(value)
    if not likely:
        return _(
            "%(city)s has no district “%(value)s”. Choose one from the list.",
            city=areas.city.name,
            value=value,
        )
    return _(
        "%(city)s has no district “%(value)s” here. Do you mean %(names)s?",
        city=areas.city.name,
        value=value,
        names=_(" or ").join(likely),
    )
