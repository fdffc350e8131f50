"""From walks to figures per district: who is within reach, how surely, and what that rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.city.walking.snapping import Floats, Integers
from geo.planning.coverage.city import City
from geo.planning.coverage.level_districts import LevelDistricts
from geo.planning.coverage.question import KINDS, CoverageQuestion
from geo.planning.coverage.reach_sums import ReachSums
from geo.planning.coverage.supply import Doubt, Supply
from geo.planning.coverage.tables import FIGURES
from geo.planning.coverage.walks import EITHER, Scenario, Walks

COLUMNS = tuple(field.name for field in FIGURES.fields)
"""The columns of the result; docs/coverage.md says what each means."""

PER = 10_000
WIDE = 0.005
"""A range narrower than this share has no driver."""

QUANTILES = MappingProxyType({"median_minutes": 0.5, "p90_minutes": 0.9})
"""Walking times of the figures: the share of the residents who are there within each."""
LEAST = 1e-6
"""People that a share of the residents may lack, so that rounding does not skip them."""
_DRIVERS = np.array(["location", "hours", "status"], dtype=object)
_ALL, _SOME = 0.995, 0.005


def measure(city: City, supply: Supply, question: CoverageQuestion) -> pd.DataFrame:
    """Measure who can walk to a place; the result is that of `summarise`.

    Examples
    --------
    >>> from geo.model.settings import settings
    >>> from geo.directory.directory import Directory
    >>> from geo.planning.coverage import Level
    >>> city = City.open(settings().reference)
    >>> supply = Supply.of(Directory.open(release).places, city.crs)
    >>> question = CoverageQuestion(by=Level.GEMEENTE, minutes=(10.0,), kinds=("either",))
    >>> figures = measure(city, supply, question)
    >>> figures[["name", "minutes", "kind"]].to_dict("records")
    [{'name': 'Rotterdam', 'minutes': 10.0, 'kind': 'either'}]
    >>> bool((figures["share_low"] <= figures["share"]).all())
    True
    """
    return summarise(city, supply, Walks.of(city, supply, limit_m=question.limit_m), question)


def summarise(city: City, supply: Supply, walks: Walks, question: CoverageQuestion) -> pd.DataFrame:
    """Add up who is within reach.

    Parameters
    ----------
    walks
        To these places, measured at least as far as the question needs.

    Returns
    -------
    DataFrame
        `COLUMNS`, not rounded; one row per district, kind and limit, in that order. Missing values:
        the residents of a district for which CBS has no figure, and everything derived from them; a
        walking time where fewer than half (or nine in ten) of the residents can walk to a place at
        all.

    Raises
    ------
    ValueError
        The walks were not measured that far.
    """
    if walks.limit_m < question.limit_m:
        raise ValueError(f"walks up to {walks.limit_m} m for a question of {question.limit_m} m")
    districts = LevelDistricts.of(city, question.by)
    group = city.people.group(question.age)
    tally = ReachSums.of(districts, walks, group, question)
    times = {
        kind: _walking_times(districts, walks, KINDS.index(kind), np.nan_to_num(group), question)
        for kind in question.kinds
    }
    return figures_table(districts.codes, districts.names, tally, times,
                         PlaceCounts.of(districts, supply, question), question)  # fmt: skip


WalkingTimes: TypeAlias = Mapping[str, Floats]
"""Walking times in minutes per district, by column of the figures."""


def figures_table(  # noqa: PLR0913, PLR0917 - what a row consists of
    codes: NDArray[np.object_],
    names: NDArray[np.object_],
    tally: ReachSums,
    times: Mapping[str, WalkingTimes],
    places: PlaceCounts,
    question: CoverageQuestion,
) -> pd.DataFrame:
    """Make the table of figures from sums per district.

    Parameters
    ----------
    codes, names
        The districts.
    times
        By kind.

    Returns
    -------
    DataFrame
        As `summarise`.
    """
    # Counts are whole numbers; any fraction comes from the rounding of squares.
    residents = np.where(tally.known, tally.people.round(), np.nan)
    parts = []
    for at, kind in enumerate(question.kinds):
        shared: dict[str, object] = {
            "code": codes,
            "name": names,
            "kind": kind,
            "residents": residents,
            **times[kind],
            "places": places.sure[at],
            "places_uncertain": places.unsure[at],
            "places_per_10000": _per(places.sure[at] * PER, residents),
            "basis": _basis(tally.people, tally.estimated[at]),
        }
        for limit, reach in zip(question.minutes, tally.reach[at], strict=True):
            parts.append(_part(residents, _whole(reach, tally.people, residents), shared))
            parts[-1]["minutes"] = limit
    table = pd.concat(parts).sort_index(kind="stable")
    table = table.assign(age=question.age, speed_kmh=question.speed_kmh)
    if question.codes is not None:
        table = table[table["code"].isin(question.codes)]
    return table[list(COLUMNS)].reset_index(drop=True)


@dataclass(frozen=True, slots=True, eq=False)
class PlaceCounts:
    """How many places there are, by kind of the question and district.

    Attributes
    ----------
    sure
        Known to be open.
    unsure
        Perhaps open.
    """

    sure: Integers
    unsure: Integers

    @classmethod
    def of(
        cls, districts: LevelDistricts, supply: Supply, question: CoverageQuestion
    ) -> PlaceCounts:
        """Count the places in each district."""
        where = districts.of_places(supply)
        known = supply.doubt == Doubt.NONE
        sure, unsure = (
            np.array(
                [
                    np.bincount(where[rows & (where >= 0)], minlength=len(districts.codes))
                    for rows in (
                        doubt & ((supply.kind == kind) | (kind == KINDS[EITHER]))
                        for kind in question.kinds
                    )
                ]
            )
            for doubt in (known, ~known)
        )
        return cls(sure, unsure)


def _whole(reach: Floats, everybody: Floats, residents: Floats) -> Floats:
    """Return the counts of a limit; where nobody is left out, all is the whole number of CBS."""
    # Squares hold fractions of people.
    whole: Floats = np.where(reach >= everybody, residents, reach)
    return whole


def _per(numbers: NDArray[Any], residents: Floats) -> Floats:
    """Divide by the residents; NaN where there are none, or not known how many."""
    unknown = np.full(len(residents), np.nan)
    shares: Floats = np.divide(numbers, residents, out=unknown, where=residents > 0)
    return shares


def _part(residents: Floats, reach: Floats, shared: dict[str, object]) -> pd.DataFrame:
    """Make the rows of one kind and limit; the index is the position of the district."""
    sure, known, possible, with_hours, with_status = reach

    def share(number: Floats) -> Floats:
        # Squares hold fractions of people, whose sum may slightly exceed the whole.
        return np.minimum(_per(number, residents), 1.0)

    widths = np.stack([possible - sure, with_hours - possible, with_status - with_hours])
    wide = share(widths.sum(axis=0)) > WIDE
    in_reach = np.where(np.isnan(residents), np.nan, np.minimum(known, residents))
    return pd.DataFrame(
        {
            "residents_in_reach": in_reach,
            "residents_out_of_reach": residents - in_reach,
            "share_low": share(sure),
            "share": share(known),
            "share_high": share(with_status),
            "driver": np.where(wide, _DRIVERS[widths.argmax(axis=0)], "none"),
            **shared,
        }
    )


def _walking_times(
    districts: LevelDistricts, walks: Walks, kind: int, people: Floats, question: CoverageQuestion
) -> dict[str, Floats]:
    """Return quantiles of the walking time per district, over its residents."""
    metres = walks.metres[kind, Scenario.KNOWN]
    order = np.lexsort([metres, districts.of_entry])
    order = order[people[order] > 0]
    running = np.cumsum(people[order])
    total = districts.sums(people)
    before = np.cumsum(total) - total
    found = {}
    for name, share in QUANTILES.items():
        at = np.searchsorted(running, before + total * share - LEAST)
        minutes = np.append(metres[order], np.inf)[np.minimum(at, len(order))]
        minutes = minutes / question.metres_per_minute
        found[name] = np.where(np.isfinite(minutes) & (total > 0), minutes, np.nan)
    return found


def _basis(everybody: Floats, estimated: Floats) -> NDArray[np.object_]:
    """Say whether distances follow the network, are straight lines times the detour, or both."""
    share = np.divide(estimated, everybody, out=np.zeros_like(everybody), where=everybody > 0)
    return np.select(
        [share >= _ALL, share > _SOME], ["straight_line", "mixed"], default="network"
    ).astype(object)
