"""Who is worse off: coverage by group of people, the worst-off tenth, and how unequal walks are.

For each group: its share within reach, the mean walk of the tenth with the longest walks, and the
Gini coefficient of the walks (0: all walk as far, 1: one walks all; Gini, 1912). A walk longer than
`LONGEST_MINUTES` counts as that, so that one harbour does not decide the figure of a city.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from geo.city.people import COLUMNS as GROUPS
from geo.city.walking.snapping import Floats
from geo.planning.coverage.city import City
from geo.planning.coverage.figures import summarise
from geo.planning.coverage.level_districts import LevelDistricts
from geo.planning.coverage.question import KINDS, CoverageQuestion
from geo.planning.coverage.supply import Supply
from geo.planning.coverage.tables import EQUITY
from geo.planning.coverage.walks import Scenario, Walks

LONGEST_MINUTES = 60
WORST = 0.1
"""The share of people who are worst off."""
COLUMNS = tuple(field.name for field in EQUITY.fields)


def limit_m(question: CoverageQuestion) -> float:
    """Return how far walks must be measured, in metres."""
    return LONGEST_MINUTES * question.metres_per_minute


def equity(city: City, supply: Supply, walks: Walks, question: CoverageQuestion) -> pd.DataFrame:
    """Compare groups of people.

    Parameters
    ----------
    walks
        To these places, measured at least as far as `limit_m` says.
    question
        Its age is ignored: every group is measured.

    Returns
    -------
    DataFrame
        `COLUMNS`, not rounded; a row per district, kind, limit and group of
        `geo.city.people.COLUMNS`. The low end of a walk is that to places that may be open and
        near, the high end that to places known to be open and as far as they may be. The range of
        the Gini coefficient is that of these three walks: no bound, since it may be lower or higher
        between them.
    """
    parts = [
        summarise(city, supply, walks, replace(question, age=group)).merge(
            _of_group(city, walks, replace(question, age=group)), on=["code", "kind"]
        )
        for group in GROUPS
    ]
    table = pd.concat(parts).assign(at=lambda frame: frame.groupby("age").cumcount())
    table = table.sort_values("at", kind="stable").rename(columns={"age": "group"})
    return table[list(COLUMNS)].reset_index(drop=True)


def _of_group(city: City, walks: Walks, question: CoverageQuestion) -> pd.DataFrame:
    """Return the worst-off tenth and the Gini coefficient of one group, per district and kind."""
    districts = LevelDistricts.of(city, question.by)
    people = np.nan_to_num(city.people.group(question.age))
    entries = np.argsort(districts.of_entry, kind="stable")
    ends = np.cumsum(np.bincount(districts.of_entry, minlength=len(districts.codes)))
    parts = np.split(entries, ends[:-1])
    rows = []
    for kind in question.kinds:
        at = KINDS.index(kind)
        minutes = [
            np.minimum(metres / question.metres_per_minute, LONGEST_MINUTES)
            for metres in (walks.high(at), walks.metres[at, Scenario.KNOWN], walks.low(at))
        ]
        for code, part in zip(districts.codes, parts, strict=True):
            weights = people[part]
            worst = [worst_tenth(one[part], weights) for one in minutes]
            gini = [gini_coefficient(one[part], weights) for one in minutes]
            rows.append(
                {
                    "code": code,
                    "kind": kind,
                    "worst_tenth_low": min(worst),
                    "worst_tenth_minutes": worst[1],
                    "worst_tenth_high": max(worst),
                    "gini_low": min(gini),
                    "gini": gini[1],
                    "gini_high": max(gini),
                }
            )
    return pd.DataFrame(rows)


def worst_tenth(minutes: Floats, people: Floats) -> float:
    """Return the mean walk of the tenth of the people who walk farthest; NaN for nobody.

    Examples
    --------
    >>> worst_tenth(np.array([5.0, 10.0, 30.0]), np.array([50.0, 45.0, 5.0]))
    20.0
    """
    total = people.sum()
    if not total > 0:
        return float("nan")
    order = np.argsort(-minutes, kind="stable")
    room = np.maximum(total * WORST - np.cumsum(people[order]) + people[order], 0)
    counted = np.minimum(people[order], room)
    mean = float((counted * minutes[order]).sum() / counted.sum())
    return min(mean, float(minutes.max()))  # a sum of fractions may slightly exceed it


def gini_coefficient(minutes: Floats, people: Floats) -> float:
    """Return the Gini coefficient of walks: twice the area between Lorenz curve and diagonal.

    Returns
    -------
    float
        0 to 1; NaN for nobody, 0 where nobody walks at all.

    Examples
    --------
    >>> round(gini_coefficient(np.array([10.0, 10.0]), np.array([3.0, 7.0])), 6)
    0.0
    >>> round(gini_coefficient(np.array([0.0, 10.0]), np.array([9.0, 1.0])), 6)
    0.9
    """
    if not people.sum() > 0:
        return float("nan")
    order = np.argsort(minutes, kind="stable")
    share = np.append(0.0, np.cumsum(people[order]) / people.sum())
    walked = np.append(0.0, np.cumsum((people * minutes)[order]))
    if not walked[-1] > 0:
        return 0.0
    walked /= walked[-1]
    area = ((walked[1:] + walked[:-1]) * np.diff(share)).sum()
    return max(float(1 - area), 0.0)
