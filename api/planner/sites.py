"""Where next: the sites that help most, with what each adds and how good the choice is.

With a plan they come on top of it: its places count, those that it closes do not.
Sites are spots near where people live, or candidates of one's own: a CSV as the command
``next-sites --candidates`` reads it, filled in or chosen as a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from api.planner.figures import Words
from api.planner.plan import carried_out
from api.v1.coverage_questions import CityData, Coverage, CoverageRequest, measured
from api.v1.sites import MOST_CANDIDATES, MOST_SITES
from api.web.cache import of_release
from api.web.finder import finder
from geo.directory.directory import Directory
from geo.i18n.shares import format_share
from geo.model.errors import InputError, Problem
from geo.model.vocabulary import Kind, Language
from geo.planning.coverage import Level
from geo.planning.coverage.what_if import SupplyChange
from geo.planning.siting.candidates import Candidates, read_candidates, spots_near_people
from geo.planning.siting.next_sites import SitingRequest, next_sites

LONGEST_CANDIDATES: Final = 8000
"""Characters of the candidates in an address."""
TOO_FAR: Final = "a walk that is too long to search all over the city"
TOO_FEW: Final = "fewer candidates of one's own than sites"
_MOST_KM: Final = 1.25
_MOST_KM_OF_SOME: Final = 4.0
"""The farthest walk for which sites are sought: all over the city, and in one district or among
candidates. Farther ones take more than `api.web.budget.MOST_FOR_COVERAGE_US`."""
_WHERE: Final = ("buurt", "gebied")
_SECONDS: Final = 1.0
"""Time for each step of the proof; without one, the page says how far off the best may be."""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site: where, how many people it adds, and the move that takes it into a plan."""

    name: str
    people: str
    surely: str
    move: SupplyChange


@dataclass(frozen=True, slots=True)
class BestSites:
    """Sites, the one that gives most first, how good they are together, and where to get them.

    Attributes
    ----------
    candidates
        Candidates of one's own as ``/v1/coverage/sites`` reads them; empty for spots near people.
    """

    rows: tuple[SiteRow, ...]
    said: str
    candidates: str


@of_release
def best_sites(  # noqa: PLR0913, PLR0917 - whose, which question, and how it is worded
    ground: CityData,
    directory: Directory,
    asked: CoverageRequest,
    number: str,
    candidates: str,
    plan: str,
    language: Language,
) -> BestSites:
    """Find the sites for the question of the page, on top of a plan.

    Parameters
    ----------
    number
        How many, as filled in.
    candidates
        A CSV of candidates; empty for any spot near people.
    plan
        Its places count too; empty for none.

    Raises
    ------
    InputError
        The number is none, or the candidates cannot be read.
    """
    now = measured(ground, directory, asked)
    found = carried_out(ground, directory, asked, plan).after if plan else now
    city = found.ground.city
    words = Words(language, ground.areas.city)
    question = asked.question
    among = _own(found, candidates) if candidates else None
    spots = among or spots_near_people(city, within=question.codes)
    one = replace(question, by=Level.BUURT, minutes=(asked.main,), kinds=(asked.kind,))
    is_of_some = among is not None or question.codes is not None
    if _limit_km(asked) > (_MOST_KM_OF_SOME if is_of_some else _MOST_KM):
        raise InputError([Problem(TOO_FAR, "a shorter walk", field="sites")])
    if among is not None and len(among) < _number(number):
        raise InputError([Problem(TOO_FEW, "as many", field="sites")])
    wish = SitingRequest(_number(number), one, seconds=_SECONDS)
    answer = next_sites(city, found.supply, spots, wish)
    kind = asked.kind if asked.kind in set(Kind) else Kind.HUISKAMER.value
    rows = tuple(
        SiteRow(
            _name(row, ("name", *_WHERE) if among else _WHERE),
            words.people(row["people_gained"]),
            words.people(row["people_gained_at_least"]),
            SupplyChange("add", f"new-{at}", kind=kind, lon=row["lon"], lat=row["lat"]),
        )
        for at, row in enumerate(answer.table.to_dict("records"), start=1)
    )
    siting, spots_said = answer.siting, words.number(answer.candidates)
    if siting.optimal:
        said = words.gettext(
            "No other choice of these %(spots)s spots does better: that is proven.",
            spots=spots_said,
        )
    else:
        said = words.gettext(
            "The best choice of these %(spots)s spots is at most %(gap)s better.",
            spots=spots_said,
            gap=format_share(siting.gap, decimals=1),
        )
    return BestSites(rows, said, _points(ground, among) if among else "")


def _limit_km(asked: CoverageRequest) -> float:
    """Return the walk that the answer of the page is about."""
    return asked.main * asked.question.metres_per_minute / 1000


def _number(text: str) -> int:
    number = int(text) if text.isdecimal() and len(text) <= len(str(MOST_SITES)) else 0
    if not 1 <= number <= MOST_SITES:
        raise InputError([Problem(f"'{text}'", f"1 to {MOST_SITES}", field="sites")])
    return number


def _own(found: Coverage, text: str) -> Candidates:
    """Read candidates as the command line does; it reads files, so they become one."""
    if len(text) > LONGEST_CANDIDATES:
        expected = f"at most {LONGEST_CANDIDATES} characters"
        raise InputError([Problem(f"{len(text)}", expected, field="candidates")])
    with TemporaryDirectory() as folder:
        file = Path(folder) / "candidates.csv"
        file.write_text(text, encoding="utf-8")
        try:
            own = read_candidates(file, found.ground.areas, finder().geocoder)
        except InputError as error:
            first = error.problems[0]
            raise InputError([replace(first, field="candidates")]) from error
    if len(own) > MOST_CANDIDATES:
        expected = f"at most {MOST_CANDIDATES}"
        raise InputError([Problem(f"{len(own)}", expected, field="candidates")])
    return own


def _name(row: Mapping[Any, Any], columns: Sequence[str]) -> str:
    parts = (str(row[name]) for name in columns if row[name])
    return ", ".join(dict.fromkeys(parts))


def _points(ground: CityData, own: Candidates) -> str:
    """Write candidates as ``/v1/coverage/sites`` reads them."""
    lon, lat = ground.city.crs.lon_lat(own.x, own.y)
    return "~".join(f"{north:.6f},{east:.6f}" for east, north in zip(lon, lat, strict=True))
