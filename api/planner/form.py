"""The question of the workbench: its gaps, what may stand in them, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from api.planner.figures import Words
from api.planner.plan import OUTSIDE, TOO_MANY
from api.planner.sites import TOO_FAR, TOO_FEW
from api.v1.coverage_questions import EACH_MINUTE_TO, STEP_MINUTES
from api.v1.sites import MOST_CANDIDATES
from api.web.parameters import LONGEST_TEXT
from geo.city.areas import Areas
from geo.city.people import COLUMNS as GROUPS
from geo.hours import TimeBlock
from geo.model.errors import Problem
from geo.planning.coverage import KINDS, SPEEDS, Level
from geo.planning.coverage.plan import MOST_MOVES
from geo.planning.coverage.question import MINUTES

FIELDS: Final = ("by", "gebied", "minutes", "kind", "age", "speed", "block", "at")
"""The fields of the form, by the names of `api.v1.coverage`."""
DEFAULTS: Final = {
    "by": "gebied",
    "minutes": "10",
    "kind": KINDS[-1],
    "age": "all",
    "speed": "walk",
}
_LONGEST_LIMIT: Final = 4
"""Digits of a number of minutes that is read as one."""
_OF_PLAN: Final = frozenset(("add", "to", "plan", "sites", "candidates"))
_OFFERED_MINUTES: Final = ("5", "10", "15", "20", "30")


@dataclass(frozen=True, slots=True)
class FormOption:
    """An option in the form."""

    value: str
    text: str


def filled(typed: Mapping[str, str], areas: Areas) -> dict[str, str]:
    """Fill in what was left out; a gebied that is chosen is shown by its buurten."""
    given = DEFAULTS | {name: value for name, value in typed.items() if value}
    gebied = given.get("gebied", "")
    is_gebied = gebied in areas.gebieden.index or (gebied and areas.find_gebied(gebied))
    if is_gebied and given["by"] == Level.GEBIED:
        given["by"] = Level.BUURT.value
    return given


def options(areas: Areas, given: Mapping[str, str], words: Words) -> dict[str, list[FormOption]]:
    """List the options; a value from the URL stays, even if it is none of these."""
    gebieden = areas.gebieden.sort_values("name")
    offered = {
        "by": [FormOption(level, words.level(level)) for level in (Level.GEBIED, Level.BUURT)],
        "gebied": [
            FormOption("", areas.city.name),
            *(FormOption(str(code), str(name)) for code, name in gebieden["name"].items()),
        ],
        "minutes": [FormOption(one, words.minutes_long(one)) for one in _OFFERED_MINUTES],
        "kind": [
            FormOption(KINDS[-1], words.gettext("a place (both kinds)")),
            *(FormOption(kind, words.kind(kind)) for kind in KINDS[:-1]),
        ],
        "age": [FormOption(group, words.group(group)) for group in GROUPS],
        "speed": [FormOption(name, words.speed(name)) for name in SPEEDS],
        "block": [
            FormOption("", words.gettext("any hour")),
            *(FormOption(block, words.block(block)) for block in TimeBlock),
        ],
    }
    for name, listed in offered.items():
        value = given.get(name, "")
        code = areas.find_gebied(value) if name == "gebied" and value else None
        if value not in {option.value for option in listed}:
            text = value if code is None else str(gebieden.at[code, "name"])
            if name == "minutes" and value.isdecimal() and len(value) <= _LONGEST_LIMIT:
                text = words.minutes_long(value)
            listed.append(FormOption(value, text))
    return offered


def sentences(
    problems: Iterable[Problem], given: Mapping[str, str], areas: Areas, words: Words
) -> list[tuple[str, str]]:
    """Word each problem in one sentence, with the field of the form concerned."""
    said: dict[str, str] = {}
    for problem in problems:
        value = given.get(problem.field, "")
        short = value if len(value) <= LONGEST_TEXT else value[: LONGEST_TEXT - 1] + "…"
        if problem.field == "candidates":
            short = str(problem.line or "")
        if problem.found == TOO_FAR:
            short = ""
        if problem.field == "plan":
            is_long = problem.found == TOO_MANY or value.count("~") >= MOST_MOVES
            short = str(MOST_MOVES) if is_long else ""
        if problem.found in (OUTSIDE, TOO_FEW):
            short = problem.found
        said[problem.field] = _sentence(problem.field, short, given, areas, words)
    return list(said.items())


def _sentence(field: str, value: str, given: Mapping[str, str], areas: Areas, words: Words) -> str:
    _ = words.gettext
    least, most = MINUTES
    if field in _OF_PLAN:
        return _of_plan(field, value, words)
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


def _of_plan(field: str, value: str, words: Words) -> str:
    _ = words.gettext
    if field == "plan":
        return _of_moves(value, words)
    if field == "sites":
        return _of_sites(value, words)
    if field == "candidates" and value:
        return _(
            "Line %(line)s of your own spots cannot be used. The first line names the columns: "
            "name and address, or name, lat and lon. Each spot lies in the city.",
            line=value,
        )
    if field == "candidates":
        return _(
            "Your own spots cannot be used. Fill in at most %(most)s, as a table with the columns "
            "name and address, or name, lat and lon.",
            most=MOST_CANDIDATES,
        )
    return _(
        "“%(value)s” is not a place that we know. Fill in an address, a postcode or a district.",
        value=value,
    )


def _of_moves(value: str, words: Words) -> str:
    """Say why a plan is none: a place outside the city, or more moves than so many."""
    _ = words.gettext
    if value == OUTSIDE:
        return _(
            "A place of this plan does not lie in %(city)s. Choose another spot.",
            city=words.city.name,
        )
    if value:
        return _("A plan holds at most %(most)s changes. Undo one first.", most=value)
    return _("The plan in this address cannot be carried out. Start a new one.")


def _of_sites(value: str, words: Words) -> str:
    """Say why no sites are sought: too far a walk, too few spots, or a number that is none."""
    _ = words.gettext
    if not value:
        return _("That takes too long to search. Choose one district, or a shorter walk.")
    if value == TOO_FEW:
        return _("You have fewer spots than new places. Choose fewer new places.")
    return _("Choose 1 to 10 new places.")


def _no_district(value: str, areas: Areas, words: Words) -> str:
    _ = words.gettext
    if areas.find_buurten(value):
        return _("“%(value)s” is a buurt. Choose “Neighbourhoods (buurten)” at “Per”.", value=value)
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
