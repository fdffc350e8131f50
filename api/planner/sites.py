"""Where next: the sites that help most, with what each adds and how good the choice is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from api.planner.figures import Words
from api.v1.coverage_questions import Coverage
from geo.i18n.shares import format_share
from geo.model.vocabulary import Kind
from geo.planning.coverage import Level
from geo.planning.coverage.what_if import SupplyChange
from geo.planning.siting.candidates import spots_near_people
from geo.planning.siting.next_sites import SitingRequest, next_sites

MOST_SITES: Final = 10
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
    """Sites, the one that gives most first, and how good they are together."""

    rows: tuple[SiteRow, ...]
    said: str


def best_sites(found: Coverage, number: int, words: Words) -> BestSites:
    """Find the sites for the question of the page.

    Parameters
    ----------
    number
        How many.
    """
    question = found.asked.question
    one = replace(question, by=Level.BUURT, minutes=(found.asked.main,), kinds=(found.asked.kind,))
    wish = SitingRequest(number, one, seconds=_SECONDS)
    spots = spots_near_people(found.ground.city, within=question.codes)
    answer = next_sites(found.ground.city, found.supply, spots, wish)
    siting = answer.siting
    kind = found.asked.kind if found.asked.kind in set(Kind) else Kind.HUISKAMER.value
    rows = tuple(
        SiteRow(
            ", ".join(dict.fromkeys(part for part in (row["buurt"], row["gebied"]) if part)),
            words.people(row["people_gained"]),
            words.people(row["people_gained_at_least"]),
            SupplyChange("add", f"new-{at}", kind=kind, lon=row["lon"], lat=row["lat"]),
        )
        for at, row in enumerate(answer.table.to_dict("records"), start=1)
    )
    if siting.optimal:
        said = words.gettext(
            "No other choice of these %(spots)s spots does better: that is proven.",
            spots=words.number(answer.candidates),
        )
    else:
        said = words.gettext(
            "The best choice of these %(spots)s spots is at most %(gap)s better.",
            spots=words.number(answer.candidates),
            gap=format_share(siting.gap, decimals=1),
        )
    return BestSites(rows, said)
