"""The contents of a report: figures, gaps and private initiatives, taken from what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from geo.planning.coverage import KINDS, Level, losses, measure
from geo.planning.coverage.gaps import Gap
from geo.planning.coverage.view import CoverageView

MOST_GAPS = 4
MOST_PLACES = 5
"""How many are named; the text says how many more there are."""

Row: TypeAlias = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class DistrictFigures:
    """One row of the table: a buurt, the gebied or the city.

    Attributes
    ----------
    residents
        All of the group that is asked about; missing where CBS gives none.
    kinds
        Figures for each of `geo.planning.coverage.KINDS`.
    """

    name: str
    residents: float
    kinds: dict[str, Row]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a report says.

    Attributes
    ----------
    answer, remarks
        The answer in one sentence, and what goes with it: who is left out, how sure, on what basis.
    limits
        Per limit in minutes the shares by kind.
    gaps, more_gaps
        The largest, and how many more there are.
    private, without_private
        How many places in the gebied are private initiatives, and the figure of the gebied if all
        of them close.
    losses, more_losses
        Whose closing would be felt most, and how many more there are.
    nowhere
        How many open places could not count, because no point is known.
    """

    gebied: str
    view: CoverageView
    answer: str
    remarks: list[str]
    limits: list[tuple[int, dict[str, Row]]]
    total: DistrictFigures
    city: DistrictFigures
    buurten: list[DistrictFigures]
    gaps: list[Gap]
    more_gaps: int
    private: int
    without_private: Row
    losses: list[Row]
    more_losses: int
    nowhere: int


def gather(view: CoverageView, gebied_code: str) -> Contents:
    """Select what a report of one gebied says."""
    gebied = str(view.areas.gebieden["name"][gebied_code])
    codes = frozenset([gebied_code])
    of_gebied = view.areas.buurten["gebied_code"] == gebied_code
    buurt_codes = frozenset(view.areas.buurten.index[of_gebied])
    total = next(_districts(view.figures(Level.GEBIED, codes=codes)))
    limits = [
        (minutes, next(_districts(view.figures(Level.GEBIED, codes=codes, minutes=minutes))).kinds)
        for minutes in view.question.minutes
    ]
    gaps = view.gaps(gebied_code)
    lost = _losses(view, buurt_codes)
    felt = lost[lost["residents_lost"].round() > 0]
    figure = total.kinds[view.kind]
    return Contents(
        gebied=gebied,
        view=view,
        answer=_answer(view, gebied, total),
        remarks=_remarks(view, figure),
        limits=limits,
        total=total,
        city=replace(next(_districts(view.figures(Level.GEMEENTE))), name=view.city.name),
        buurten=sorted(
            _districts(view.figures(Level.BUURT, codes=buurt_codes)), key=lambda one: one.name
        ),
        gaps=gaps[:MOST_GAPS],
        more_gaps=max(len(gaps) - MOST_GAPS, 0),
        private=len(lost),
        without_private=_without(view, frozenset(lost["id"]), codes),
        losses=felt.head(MOST_PLACES).to_dict("records"),
        more_losses=max(len(felt) - MOST_PLACES, 0),
        nowhere=len(view.supply.without_point),
    )


def _districts(figures: pd.DataFrame) -> Iterator[DistrictFigures]:
    """Combine the rows of the kinds of one district."""
    rows = figures.to_dict("records")
    for _, of_one in groupby(rows, key=lambda row: row["code"]):
        kinds = {row["kind"]: row for row in of_one}
        first = kinds[KINDS[0]]
        yield DistrictFigures(first["name"], first["residents"], kinds)


def _losses(view: CoverageView, buurt_codes: frozenset[str]) -> pd.DataFrame:
    asked = replace(view.question, minutes=(view.minutes,))
    lost = losses(view.city, view.supply, asked)
    return lost[lost["buurt_code"].isin(buurt_codes)]


def _without(view: CoverageView, ids: frozenset[str], codes: frozenset[str]) -> Row:
    """Return the figure of a gebied without some places."""
    stays = np.array([one not in ids for one in view.supply.ids], dtype=bool)
    asked = replace(view.question, minutes=(view.minutes,), kinds=(view.kind,), codes=codes)
    row: Row = measure(view.city, view.supply.take(stays), asked).to_dict("records")[0]
    return row


def _answer(view: CoverageView, gebied: str, total: DistrictFigures) -> str:
    words = view.words
    if not total.residents > 0:
        return words.gettext(
            "CBS publishes no number of %(group)s for %(gebied)s, so there is nothing to "
            "calculate.",
            group=view.group,
            gebied=gebied,
        )
    return words.gettext(
        "Of the %(people)s %(group)s of %(gebied)s, %(share)s can walk to %(place)s within "
        "%(minutes)s minutes.",
        people=words.number(total.residents),
        group=view.group,
        gebied=gebied,
        share=words.share(total.kinds[view.kind]),
        place=view.place,
        minutes=view.minutes,
    )


def _remarks(view: CoverageView, figure: Row) -> list[str]:
    if pd.isna(figure["residents_out_of_reach"]):
        return []
    words = view.words
    remarks = [view.moment, _remainder(view, figure)]
    cause = words.driver(figure["driver"])
    if cause:
        remarks.append(words.gettext("Largest cause of the range: %(cause)s.", cause=cause))
    remarks.append(words.basis(figure["basis"]))
    return [remark for remark in remarks if remark]


def _remainder(view: CoverageView, figure: Row) -> str:
    words = view.words
    out = words.people(figure["residents_out_of_reach"])
    low, high = (figure["residents"] * (1 - figure[name]) for name in ("share_high", "share_low"))
    at_least, at_most = words.people(low), words.people(high)
    if at_least == at_most:
        return words.gettext(
            "About %(people)s %(group)s live farther away.", people=out, group=view.group
        )
    return words.gettext(
        "As far as we know, about %(people)s %(group)s live farther away; given what we do not "
        "know, it may be %(low)s to %(high)s.",
        people=out,
        group=view.group,
        low=at_least,
        high=at_most,
    )
