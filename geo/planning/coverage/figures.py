"""From walks to figures per district: who is within reach, how surely, and what that rests on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.city.walking.snapping import Floats, Integers
from geo.planning.coverage.city import City
from geo.planning.coverage.question import KINDS, CoverageQuestion, Level
from geo.planning.coverage.supply import Doubt, Supply
from geo.planning.coverage.tables import FIGURES
from geo.planning.coverage.walks import EITHER, Scenario, Walks

COLUMNS = tuple(field.name for field in FIGURES.fields)
"""The columns of the result; docs/coverage.md says what each means."""

PER = 10_000
WIDE = 0.005
"""A range narrower than this share has no driver."""

_QUANTILES = {"median_minutes": 0.5, "p90_minutes": 0.9}
_DRIVERS = np.array(["location", "hours", "status"], dtype=object)
_ALL, _SOME = 0.995, 0.005


@dataclass(frozen=True, slots=True, eq=False)
class LevelDistricts:
    """The districts of a level, and the district of each entry of the people."""

    codes: NDArray[np.object_]
    names: NDArray[np.object_]
    of_entry: Integers
    level: Level

    @classmethod
    def of(cls, city: City, level: Level) -> LevelDistricts:
        """Return the districts of a level, by code."""
        buurten = city.buurten
        if level is Level.GEMEENTE:
            codes, names = [city.code], [city.name]
            of_buurt = np.zeros(len(buurten), dtype=np.int64)
        elif level is Level.GEBIED:
            table = buurten.drop_duplicates("gebied_code").sort_values("gebied_code")
            codes, names = table["gebied_code"].tolist(), table["gebied"].tolist()
            of_buurt = pd.Index(codes).get_indexer(pd.Index(buurten["gebied_code"]))
        else:
            codes, names = buurten.index.tolist(), buurten["name"].tolist()
            of_buurt = np.arange(len(buurten))
        return cls(
            np.array(codes, dtype=object),
            np.array(names, dtype=object),
            of_buurt[city.people.buurt],
            level,
        )

    def of_places(self, supply: Supply) -> Integers:
        """Return the district of each place; -1 where it is not known at this level."""
        if self.level is Level.GEMEENTE:
            return np.zeros(len(supply), dtype=np.int64)
        is_gebied = self.level is Level.GEBIED
        codes = supply.gebied_code if is_gebied else supply.buurt_code
        return pd.Index(self.codes).get_indexer(pd.Index(codes)).astype(np.int64)

    def sums(self, numbers: Floats) -> Floats:
        """Add up numbers of the entries of the people per district."""
        sums = np.bincount(self.of_entry, numbers, minlength=len(self.codes))
        return sums.astype(np.float64)


def measure(city: City, supply: Supply, question: CoverageQuestion) -> pd.DataFrame:
    """Measure who can walk to a place; the result is that of `summarise`.

    Examples
    --------
    >>> from geo.model.settings import settings
    >>> from geo.directory.directory import Directory
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
    people = np.nan_to_num(group)
    known = districts.sums((~np.isnan(group)).astype(np.float64)) > 0
    # Counts are whole numbers; any fraction comes from the rounding of squares.
    residents = np.where(known, districts.sums(people).round(), np.nan)
    parts = []
    for kind in question.kinds:
        at = KINDS.index(kind)
        shared: dict[str, object] = {
            "kind": kind,
            "residents": residents,
            **_walking_times(districts, walks, at, people, question),
            **_counts(districts, supply, kind, residents),
            "basis": _basis(districts, walks, at, people),
        }
        for limit in question.minutes:
            limit_m = limit * question.metres_per_minute
            reach = _reach(districts, walks, at, people, residents, limit_m)
            parts.append(_part(districts, residents, reach, shared).assign(minutes=limit))
    table = pd.concat(parts).sort_index(kind="stable")
    table = table.assign(age=question.age, speed_kmh=question.speed_kmh)
    if question.codes is not None:
        table = table[table["code"].isin(question.codes)]
    return table[list(COLUMNS)].reset_index(drop=True)


@dataclass(frozen=True, slots=True, eq=False)
class _Reach:
    """Residents within reach per district; each count includes the one before it."""

    sure: Floats
    known: Floats
    possible: Floats
    with_hours: Floats
    with_status: Floats


def _reach(  # noqa: PLR0913, PLR0917 - what `summarise` has at hand
    districts: LevelDistricts,
    walks: Walks,
    kind: int,
    people: Floats,
    residents: Floats,
    limit_m: float,
) -> _Reach:
    near = walks.metres[kind] <= limit_m
    known = near[Scenario.KNOWN]
    # Rounding must not put an end of a range on the wrong side of its middle.
    possible = near[Scenario.POSSIBLE] | known
    masks = (
        near[Scenario.SURE] & known,
        known,
        possible,
        possible | near[Scenario.HOURS],
        possible | near[Scenario.HOURS] | near[Scenario.STATUS],
    )
    everybody = districts.sums(people)
    counts = [districts.sums(people * mask) for mask in masks]
    # Squares hold fractions of people: where nobody is left out, all is the whole number of CBS.
    return _Reach(*(np.where(count >= everybody, residents, count) for count in counts))


def _part(
    districts: LevelDistricts, residents: Floats, reach: _Reach, shared: dict[str, object]
) -> pd.DataFrame:
    """Make the rows of one kind and limit; the index is the position of the district."""

    def share(number: Floats) -> Floats:
        unknown = np.full(len(residents), np.nan)
        shares: Floats = np.divide(number, residents, out=unknown, where=residents > 0)
        # Squares hold fractions of people, whose sum may slightly exceed the whole.
        return np.minimum(shares, 1.0)

    widths = np.stack(
        [
            reach.possible - reach.sure,
            reach.with_hours - reach.possible,
            reach.with_status - reach.with_hours,
        ]
    )
    wide = share(widths.sum(axis=0)) > WIDE
    in_reach = np.where(np.isnan(residents), np.nan, np.minimum(reach.known, residents))
    return pd.DataFrame(
        {
            "code": districts.codes,
            "name": districts.names,
            "residents_in_reach": in_reach,
            "residents_out_of_reach": residents - in_reach,
            "share_low": share(reach.sure),
            "share": share(reach.known),
            "share_high": share(reach.with_status),
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
    for name, share in _QUANTILES.items():
        # Subtract an epsilon, so that rounding does not skip a sum of exactly this many people.
        at = np.searchsorted(running, before + total * share - 1e-6)
        minutes = np.append(metres[order], np.inf)[np.minimum(at, len(order))]
        minutes = minutes / question.metres_per_minute
        found[name] = np.where(np.isfinite(minutes) & (total > 0), minutes, np.nan)
    return found


def _counts(
    districts: LevelDistricts, supply: Supply, kind: str, residents: Floats
) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
    """Count the places in each district."""
    of_kind = (supply.kind == kind) | (kind == KINDS[EITHER])
    where = districts.of_places(supply)
    size = len(districts.codes)
    sure, unsure = (
        np.bincount(where[of_kind & (where >= 0) & doubt], minlength=size)
        for doubt in (supply.doubt == Doubt.NONE, supply.doubt != Doubt.NONE)
    )
    per = np.divide(sure * PER, residents, out=np.full(size, np.nan), where=residents > 0)
    return {"places": sure, "places_uncertain": unsure, "places_per_10000": per}


def _basis(
    districts: LevelDistricts, walks: Walks, kind: int, people: Floats
) -> NDArray[np.object_]:
    """Say whether distances follow the network, are straight lines times the detour, or both."""
    everybody, estimated = (
        districts.sums(people),
        districts.sums(people * walks.estimated[kind]),
    )
    share = np.divide(estimated, everybody, out=np.zeros_like(everybody), where=everybody > 0)
    return np.select(
        [share >= _ALL, share > _SOME], ["straight_line", "mixed"], default="network"
    ).astype(object)
