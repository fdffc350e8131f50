"""What is lost if a place closes: who would have no other within reach."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.model.vocabulary import Initiative
from geo.planning.coverage.city import City
from geo.planning.coverage.pairs import walks_to_people
from geo.planning.coverage.question import CoverageQuestion
from geo.planning.coverage.supply import Doubt, Supply
from geo.planning.coverage.tables import LOSSES

COLUMNS = tuple(field.name for field in LOSSES.fields)
"""``residents_lost`` would have no place of either kind left, ``…_of_kind`` none of its kind."""


def losses(
    city: City, supply: Supply, question: CoverageQuestion, *, initiative: str = Initiative.PRIVATE
) -> pd.DataFrame:
    """Work out for each place what is lost if it closes.

    Only places known to be open can replace it, each at its point. A place whose status is unknown
    is judged as if it were open.

    Parameters
    ----------
    question
        Limits, age and speed; its districts and kinds are ignored.
    initiative
        Only places of this `geo.model.vocabulary.Initiative`.

    Returns
    -------
    DataFrame
        `COLUMNS`; per limit, the greatest loss first.
    """
    pairs = walks_to_people(city, supply.x, supply.y, limit_m=question.limit_m)
    place, entry, metres = pairs.source, pairs.target, pairs.metres
    people = np.nan_to_num(city.people.group(question.age))
    kinds, kind = np.unique(supply.kind.astype(str), return_inverse=True)
    is_open = supply.doubt == Doubt.NONE
    entries = len(city.people)
    tables = []
    for minutes in question.minutes:
        near = metres <= minutes * question.metres_per_minute
        at, home = place[near], entry[near]
        counts = np.zeros((len(kinds), entries))
        np.add.at(counts, (kind[at[is_open[at]]], home[is_open[at]]), 1)
        # Count the other places known to be open, of the same kind and of any kind.
        of_kind = counts[kind[at], home] - is_open[at]
        of_all = counts.sum(axis=0)[home] - is_open[at]
        sums = [
            np.bincount(at, people[home] * alone, minlength=len(supply))
            for alone in (np.ones(len(at)), of_all < 1, of_kind < 1)
        ]
        table = pd.DataFrame(
            {
                "id": supply.ids,
                "name": supply.names,
                "kind": supply.kind,
                "buurt_code": supply.buurt_code,
                "status": np.where(supply.doubt == Doubt.STATUS, "unknown", "open"),
                "minutes": minutes,
                "residents_in_reach": sums[0],
                "residents_lost": sums[1],
                "residents_lost_of_kind": sums[2],
                "age": question.age,
                "speed_kmh": question.speed_kmh,
            }
        )
        table = table[supply.initiative == initiative]
        tables.append(table.sort_values(["residents_lost", "id"], ascending=[False, True]))
    listed: pd.DataFrame = pd.concat(tables, ignore_index=True)
    return listed
