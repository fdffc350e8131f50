"""How much place there is for those who can walk to it: enhanced two-step floating catchment areas.

1. The capacity of each place is shared among the people within reach, the near ones more;
2. each square adds up the shares that it gets.

Luo and Qi, 2009, doi 10.1016/j.healthplace.2009.06.002.

No source says how many people a place has room for. So there is no middle, only the two ends of
`ASSUMPTION`: a sensitivity range, which says what the figure could be, not what it is.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.city.walking.network import Pairs
from geo.city.walking.snapping import Floats
from geo.model.vocabulary import Kind
from geo.planning.coverage.city import City
from geo.planning.coverage.figures import PER
from geo.planning.coverage.level_districts import LevelDistricts
from geo.planning.coverage.pairs import walks_to_people
from geo.planning.coverage.question import KINDS, CoverageQuestion
from geo.planning.coverage.supply import Doubt, Supply
from geo.planning.coverage.tables import CAPACITY
from geo.planning.coverage.walks import Scenario, shift_m

ZONES = (1 / 3, 2 / 3, 1.0)
WEIGHTS = (1.0, 0.68, 0.22)
"""Weight of a walk by the third of the limit that it ends in: the slow decay of Luo and Qi."""
HOUSE_LOW, HOUSE_HIGH = 1.0, 5.0
"""How many huiskamers a Huis van de Wijk is worth at either end."""
ASSUMPTION = (
    "No source says how many people a place has room for. Low takes a Huis van de Wijk to be "
    f"worth {HOUSE_LOW:g} huiskamer and counts places known to be open, as far as they may be; "
    f"high takes it to be worth {HOUSE_HIGH:g} and counts all that may be open, as near as they "
    "may be. Who shares a place is counted around its point."
)
COLUMNS = tuple(field.name for field in CAPACITY.fields)


def capacity(city: City, supply: Supply, question: CoverageQuestion) -> pd.DataFrame:
    """Measure how much place there is per district, in huiskamers per 10,000 people.

    Returns
    -------
    DataFrame
        `COLUMNS`, not rounded; a row per district, kind and limit. The people of the requested
        group share the places, and the figure of a district is the mean over them.
    """
    districts = LevelDistricts.of(city, question.by)
    group = city.people.group(question.age)
    people = np.nan_to_num(group)
    known = districts.sums((~np.isnan(group)).astype(np.float64)) > 0
    residents = np.where(known, districts.sums(people).round(), np.nan)
    shift = shift_m(supply.uncertainty_m, Scenario.SURE)
    farthest = question.limit_m + float(shift.max(initial=0))
    pairs = walks_to_people(city, supply.x, supply.y, limit_m=farthest)
    parts = []
    for kind in question.kinds:
        of_kind = (supply.kind == kind) | (kind == KINDS[-1])
        is_house = supply.kind == Kind.HUIS_VAN_DE_WIJK.value
        sure = of_kind & (supply.doubt == Doubt.NONE)
        ends = (
            (np.where(is_house, HOUSE_LOW, 1.0) * sure, shift),
            (np.where(is_house, HOUSE_HIGH, 1.0) * of_kind, -shift),
        )
        for minutes in question.minutes:
            limit_m = minutes * question.metres_per_minute
            low, high = (
                _mean(districts, people, catchments(pairs, units, people, limit_m, moved_m=moved))
                for units, moved in ends
            )
            parts.append(
                pd.DataFrame(
                    {
                        "code": districts.codes,
                        "name": districts.names,
                        "minutes": minutes,
                        "kind": kind,
                        "residents": residents,
                        "capacity_low": low * PER,
                        "capacity_high": np.maximum(low, high) * PER,
                    }
                )
            )
    table = pd.concat(parts).sort_index(kind="stable")
    table = table.assign(age=question.age, speed_kmh=question.speed_kmh)
    if question.codes is not None:
        table = table[table["code"].isin(question.codes)]
    return table[list(COLUMNS)].reset_index(drop=True)


def catchments(
    pairs: Pairs, units: Floats, people: Floats, limit_m: float, *, moved_m: Floats | float = 0.0
) -> Floats:
    """Return how much place each point with people has, in units per person.

    Parameters
    ----------
    pairs
        Walks from places (sources) to points with people (targets), at least as far as the limit.
    units
        Capacity of each place.
    people
        Per point.
    limit_m
        How far people walk, in metres.
    moved_m
        How much farther each place may be from people than its point, in metres; below zero nearer.
        Who shares it is counted from its point all the same.
    """
    sharing = np.bincount(
        pairs.source, people[pairs.target] * _weight(pairs.metres, limit_m), minlength=len(units)
    )
    per_person = np.divide(units, sharing, out=np.zeros(len(units)), where=sharing > 0)
    moved = np.broadcast_to(np.asarray(moved_m, dtype=np.float64), len(units))
    metres = np.maximum(pairs.metres + moved[pairs.source], 0)
    got = per_person[pairs.source] * _weight(metres, limit_m)
    return np.bincount(pairs.target, got, minlength=len(people)).astype(np.float64)


def _weight(metres: Floats, limit_m: float) -> Floats:
    """Return the weight of a walk by its zone; 0 beyond the limit."""
    edges = np.array(ZONES) * limit_m
    return np.append(WEIGHTS, 0.0)[np.searchsorted(edges, metres)]


def _mean(districts: LevelDistricts, people: Floats, got: Floats) -> Floats:
    total, got_by_all = districts.sums(people), districts.sums(people * got)
    unknown = np.full(len(total), np.nan)
    mean: Floats = np.divide(got_by_all, total, out=unknown, where=total > 0)
    return mean
