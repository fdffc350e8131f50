"""Figures of coverage in words, as the planners' page shows them.

A share is shown as its range, a number of people rounded to tens: the downloads have the exact
figures. Only zero is shown as zero, and only all as all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from api.v1.coverage_questions import Coverage, CoverageRequest
from api.web.i18n import translations
from geo.city.profile import CityProfile
from geo.i18n.shares import NOT_KNOWN
from geo.model.vocabulary import Language
from geo.planning.coverage import KINDS
from geo.planning.coverage.words import CoverageWords

SORTED = ("name", "residents", "share", "out", "median", "places")
"""What the table can be sorted by."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row of the table.

    Attributes
    ----------
    shares
        Per limit, in words; `share_text` is the one of the map.
    sure, maybe
        Ends of the bar: the share that is certain, and the one that is possible; None where there
        is no figure.
    shade
        The name of its colour (`geo.maps.shades`).
    """

    code: str
    name: str
    residents: str
    shares: tuple[str, ...]
    share_text: str
    sure: float | None
    maybe: float | None
    shade: str
    out: str
    median: str
    places: str
    driver: str
    estimated: bool
    order: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Loss:
    """What is lost if a place closes."""

    id: str
    name: str
    buurt: str
    people: str
    of_kind: str
    is_unsure: bool


@dataclass(frozen=True, slots=True)
class Lack:
    """An area out of reach."""

    name: str
    further: int
    people: str
    hectares: str


class Words(CoverageWords):
    """The words and numbers of the page in one language."""

    def __init__(self, language: Language, city: CityProfile) -> None:
        super().__init__(language, city, translations(language))

    def sentence(self, found: Coverage, place: str) -> str:
        """Word the figure of all that was asked about; its share stands before it.

        Parameters
        ----------
        place
            The city, or the district that was chosen.
        """
        asked = found.asked
        row = _main(found.total, asked).to_dict("records")[0]
        if self.share(row) == NOT_KNOWN:
            return self.gettext(
                "Not known, or too few people to say: %(place)s has %(people)s %(group)s.",
                place=place,
                people=self.number(row["residents"]),
                group=self.group(asked.question.age),
            )
        return self.gettext(
            "of the %(people)s %(group)s of %(city)s live within a walk of %(minutes)s minutes of "
            "%(place)s. For %(out)s people it is farther.",
            city=place,
            people=self.number(row["residents"]),
            group=self.group(asked.question.age),
            minutes=asked.main,
            place=self.kind(asked.kind),
            out=self.out(row),
        )

    def conditions(self, found: Coverage) -> str:
        """Say what was counted: the speed, the hours where they matter, and what is left out."""
        asked, supply, ngettext = found.asked, found.supply, self.ngettext
        kmh = self.number(asked.question.speed_kmh, 1)
        said = [self.gettext("Walking at %(kmh)s km/h.", kmh=kmh)]
        if asked.week:
            said += [self.when(found), self.hours_unknown(supply)]
        if supply.without_point:
            said.append(
                ngettext(
                    "%(num)s place is left out, because nobody knows where it is.",
                    "%(num)s places are left out, because nobody knows where they are.",
                    len(supply.without_point),
                )
            )
        return " ".join(said)

    def when(self, found: Coverage) -> str:
        """Say which moment is asked about; empty for any hour."""
        return self.moment(found.ground.when(found.asked))

    def minutes_long(self, minutes: str) -> str:
        """Write a number of minutes with its unit."""
        return self.ngettext("%(num)s minute", "%(num)s minutes", int(minutes))

    def row(self, of_limits: Sequence[Mapping[Any, Any]], main: int) -> FigureRow:
        """Put the figures of one district into words; they come per limit, ascending."""
        row = next(one for one in of_limits if one["minutes"] == main)
        said = self.share(row)
        unknown = said == NOT_KNOWN
        return FigureRow(
            code=str(row["code"]),
            name=str(row["name"]),
            residents=self.number(row["residents"]),
            shares=tuple(self.share(one) for one in of_limits),
            share_text=said,
            sure=None if unknown else float(row["share_low"]),
            maybe=None if unknown else float(row["share_high"]),
            shade=self.shade(row),
            out=self.out(row),
            median=self.number(row["median_minutes"]),
            places=self.places(row),
            driver=self.driver(str(row["driver"])),
            estimated=row["basis"] != "network",
            order={
                "name": str(row["name"]).casefold(),
                "residents": row["residents"],
                "share": row["share"],
                "out": row["residents_out_of_reach"],
                "median": row["median_minutes"],
                "places": int(row["places"] + row["places_uncertain"]),
            },
        )


def rows(found: Coverage, words: Words) -> list[FigureRow]:
    """Return the rows of the table, in the order of the codes."""
    return _rows(found.figures, found.asked, words)


def total(found: Coverage, words: Words) -> FigureRow:
    """Return the row of all that was asked about."""
    return _rows(found.total, found.asked, words)[0]


def _rows(table: pd.DataFrame, asked: CoverageRequest, words: Words) -> list[FigureRow]:
    districts: dict[str, list[Mapping[Any, Any]]] = {}
    for line in table[table["kind"] == asked.kind].to_dict("records"):
        districts.setdefault(line["code"], []).append(line)
    return [words.row(of_limits, asked.main) for of_limits in districts.values()]


def sort(lines: list[FigureRow], column: str, *, descending: bool) -> list[FigureRow]:
    """Sort rows by a column; unknown values come last in either direction."""
    known = [line for line in lines if not pd.isna(line.order[column])]
    unknown = [line for line in lines if pd.isna(line.order[column])]
    return [
        *sorted(known, key=lambda line: line.order[column], reverse=descending),
        *unknown,
    ]


def gaps(found: Coverage, words: Words, most: int) -> list[Lack]:
    """Return the largest areas out of reach, the most people first."""
    asked = found.asked
    return [
        Lack(
            name=gap.name,
            further=len(gap.buurt_codes) - gap.name.count(",") - 1,
            people=words.people(gap.people_at_least, gap.people),
            hectares=words.number(gap.squares),
        )
        for gap in found.gaps(asked.kind, asked.main)[:most]
    ]


def losses(found: Coverage, words: Words, most: int) -> list[Loss]:
    """Return the private initiatives whose closing is felt most, the most people first."""
    asked = found.asked
    lost = "residents_lost" if asked.kind == KINDS[-1] else "residents_lost_of_kind"
    table = found.losses
    table = table[(table["minutes"] == asked.main) & (table[lost] >= 1)]
    buurten = found.ground.city.buurten["name"]
    return [
        Loss(
            id=row["id"],
            name=row["name"],
            buurt=str(buurten.get(row["buurt_code"], "")),
            people=words.people(row[lost]),
            of_kind=words.people(row["residents_lost_of_kind"]),
            is_unsure=row["status"] != "open",
        )
        for row in table.sort_values([lost, "id"], ascending=[False, True])
        .head(most)
        .to_dict("records")
    ]


def _main(table: pd.DataFrame, asked: CoverageRequest) -> pd.DataFrame:
    return table[(table["kind"] == asked.kind) & (table["minutes"] == asked.main)]
