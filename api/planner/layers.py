"""What the map can show instead of shares, and upon them: squares of 100 m, and gaps.

Drawn only where asked for, since a city has ten thousand squares. The same squares are downloaded
from ``/v1/coverage/squares``, the gaps from ``/v1/coverage/gaps``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely

from api.planner.figures import Words
from api.planner.stage import Stage
from api.v1.coverage_questions import Coverage
from geo.city.people import SQUARE_M
from geo.maps.shades import HATCH, RAMP, band_shades
from geo.planning.coverage import KINDS, Scenario
from geo.planning.coverage.squares import Reach, outline, squares_table
from geo.planning.coverage.view import BANDS

SHARES, WALK, REACH = "", "walk", "reach"
FILLS: Final = (SHARES, WALK, REACH)
"""What the colours of the map say: shares per district, or of each square how far people walk or
whether they are within reach."""
_OF_REACH: Final = {Reach.YES: RAMP[-1], Reach.UNKNOWN: HATCH, Reach.NO: RAMP[0]}
_DECIMALS: Final = 1
"""Of the corners of squares: a square is some five units wide, and people zoom in."""


@dataclass(frozen=True, slots=True)
class Fill:
    """Squares of one colour: their outline, and what the colour means."""

    shade: str
    path: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a gap, with its name and the people who live there."""

    path: str
    said: str


def squares(found: Coverage, drawn: Stage, fill: str, words: Words) -> tuple[Fill, ...]:
    """Draw the squares of 100 m where people live.

    Parameters
    ----------
    fill
        One of `FILLS`; none are drawn for shares.
    """
    if fill == SHARES:
        return ()
    asked = found.asked
    table = squares_table(
        found.ground.city, found.walks, asked.question, minutes=asked.main, kind=asked.kind
    )
    if fill == REACH:
        said = {
            Reach.YES: words.gettext("Within %(minutes)s minutes, certainly", minutes=asked.main),
            Reach.UNKNOWN: words.gettext("That depends on what we do not know"),
            Reach.NO: words.gettext("Farther than %(minutes)s minutes", minutes=asked.main),
        }
        classes = [(_OF_REACH[one], table["reach"] == one, said[one]) for one in said]
    else:
        classes = _bands(found, table, words)
    return tuple(
        Fill(shade, _path(found, drawn, table[inside]), meaning)
        for shade, inside, meaning in classes
    )


def gaps(found: Coverage, drawn: Stage, words: Words) -> tuple[Outline, ...]:
    """Draw the areas out of reach."""
    city, asked = found.ground.city, found.asked
    return tuple(
        Outline(
            drawn.path(
                shapely.union_all(shapely.box(gap.x, gap.y, gap.x + SQUARE_M, gap.y + SQUARE_M)),
                city.crs,
                _DECIMALS,
            ),
            f"{gap.name}: {words.people(gap.people_at_least, gap.people)}",
        )
        for gap in found.gaps(asked.kind, asked.main)
    )


def _bands(
    found: Coverage, table: pd.DataFrame, words: Words
) -> list[tuple[str, pd.Series[bool], str]]:
    """Divide squares by how long people walk as far as is known, from near to far."""
    asked = found.asked
    at = KINDS.index(asked.kind)
    metres = found.walks.metres[at][:, table.index.to_numpy()]
    minutes, least = (
        pd.Series(metres[one] / asked.question.metres_per_minute, table.index)
        for one in (Scenario.KNOWN, Scenario.HOURS)
    )
    limits = np.array([*sorted({*BANDS, asked.main}), np.inf])
    lower = [0.0, *limits[:-1]]
    bands = [
        (shade, (minutes <= high) & ((minutes > low) | (low == 0)), meaning)
        for shade, low, high, meaning in zip(
            band_shades(len(limits)), lower, limits, words.minutes(limits), strict=True
        )
    ]
    if not asked.week:
        return bands
    # Few hours are known: that nothing is known to be open nearby does not say that nothing is.
    shade, beyond, meaning = bands.pop()
    unsure = beyond & (least <= lower[-1])
    said = words.gettext("That depends on what we do not know")
    return [*bands, (HATCH, unsure, said), (shade, beyond & ~unsure, meaning)]


def _path(found: Coverage, drawn: Stage, table: pd.DataFrame) -> str:
    city = found.ground.city
    return drawn.path(outline(table, city), city.crs, _DECIMALS) if len(table) else ""
