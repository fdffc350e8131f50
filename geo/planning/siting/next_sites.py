"""Where next: the sites that help most people of a city or of one district, and how surely.

Who is within reach already is counted as in `geo.planning.coverage`: by places known to be open,
at their points. What a site brings is so for certain only for people whom no place that may be
open, and may be near, serves already: that is ``people_gained_at_least``; the place that makes
most of the difference is ``check_first``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.city.areas import Areas
from geo.city.walking.network import Pairs
from geo.city.walking.snapping import Floats, Integers
from geo.i18n.shares import format_share
from geo.model.crs import WGS84
from geo.model.errors import InputError, Problem
from geo.planning.coverage import KINDS, City, CoverageQuestion, Level, Scenario, Supply, Walks
from geo.planning.coverage.pairs import walks_to_people
from geo.planning.coverage.walks import nearest_walk
from geo.planning.coverage.words import words_for
from geo.planning.coverage.writing import rounded
from geo.planning.siting.candidates import Candidates
from geo.planning.siting.sites import (
    CandidateWalks,
    Demand,
    Siting,
    cover_most,
    lift_worst,
    walk_least,
)
from geo.planning.siting.tables import SITES

METHODS = MappingProxyType({"cover": cover_most, "walk": walk_least, "worst-buurt": lift_worst})
"""What sites are chosen for: most people within reach, the shortest mean walk, or the highest share
in the worst-served buurten."""
MOST_SECONDS = 600.0
MOST_SITES = 100

COLUMNS = tuple(field.name for field in SITES.fields)
"""The columns of the result; docs/siting.md says what each means."""

_SMALL_GAP = 0.001


@dataclass(frozen=True, slots=True)
class SitingRequest:
    """How many sites are wanted, for whom and by which method.

    Attributes
    ----------
    question
        Minutes (one limit), kind (one), group and speed, as `geo.planning.coverage` takes them;
        its codes are the buurten whose people count, None for all.
    method
        A name in `METHODS`.
    seconds
        Time for each of at most two steps of the proof.
    sure
        Count people as served by any place that may be open and near, not only by one known to be.
        The sites found then help whatever the unknowns turn out to be.
    gebied
        Name of the district whose people count; empty for the whole city.
    """

    sites: int
    question: CoverageQuestion
    method: str = "cover"
    seconds: float = 30.0
    sure: bool = False
    gebied: str = ""

    @classmethod
    def parse(  # noqa: PLR0913 - one parameter per option
        cls,
        areas: Areas,
        *,
        sites: int,
        minutes: int = 10,
        kind: str = KINDS[-1],
        group: str = "all",
        speed: str = "walk",
        method: str = "cover",
        seconds: float = 30.0,
        sure: bool = False,
        gebied: str | None = None,
    ) -> SitingRequest:
        """Read a request as people write it.

        Parameters
        ----------
        minutes, kind, group, speed
            As `geo.planning.coverage.CoverageQuestion.parse` takes them; the group is its age.
        gebied
            Name or code of a gebied or buurt: only its people count.

        Raises
        ------
        InputError
            With everything that is wrong.
        """
        problems: list[Problem] = []
        if not 1 <= sites <= MOST_SITES:
            expected = f"a whole number from 1 to {MOST_SITES}"
            problems.append(Problem(str(sites), expected, field="sites"))
        if method not in METHODS:
            problems.append(Problem(f"'{method}'", "one of " + ", ".join(METHODS), field="method"))
        if not 0 <= seconds <= MOST_SECONDS:
            expected = f"a time from 0 to {MOST_SECONDS:g} s"
            problems.append(Problem(f"{seconds:g}", expected, field="seconds"))
        try:
            question = CoverageQuestion.parse(
                areas,
                by=Level.BUURT,
                minutes=str(minutes),
                kind=kind,
                age=group,
                speed=speed,
                gebied=gebied,
            )
        except InputError as error:
            called = {"age": "group"}
            problems += [
                replace(problem, field=called.get(problem.field, problem.field))
                for problem in error.problems
            ]
        if problems:
            raise InputError(problems)
        name = "" if question.codes is None else _district(areas, question.codes)
        return cls(sites, question, method, seconds, sure, name)

    def counts(self, buurt_codes: NDArray[np.object_]) -> NDArray[np.bool_]:
        """Return whether the people of each of these buurten count."""
        codes = self.question.codes
        if codes is None:
            return np.ones(len(buurt_codes), dtype=bool)
        return np.isin(buurt_codes.astype(str), sorted(codes))


@dataclass(frozen=True, slots=True, eq=False)
class NextSites:
    """Sites, and how close to the best possible they are.

    Attributes
    ----------
    table
        `COLUMNS`, not rounded; one row per site, the one that gives most first. The shares are of
        all people of the group in the city, or in the requested district, before and after this
        site and those above it.
    siting
        As `geo.planning.siting.sites` found it.
    lifted
        Names of the buurten whose lowest share was raised; empty for other methods.
    candidates
        How many sites there were to choose from.
    found
        The candidates that were chosen, in the order of the table.
    """

    wish: SitingRequest
    table: pd.DataFrame
    siting: Siting
    lifted: tuple[str, ...]
    candidates: int
    found: Candidates

    @property
    def frame(self) -> gpd.GeoDataFrame:
        """The table with the point of each site, EPSG:4326."""
        table = rounded(SITES, self.table)
        points = gpd.points_from_xy(table["lon"], table["lat"], crs=WGS84)
        return gpd.GeoDataFrame(table, geometry=points)

    def sentences(self) -> list[str]:
        """Word what was found and how good it is, in sentences for people."""
        siting, sites, wish = self.siting, len(self.table), self.wish
        who = words_for("en").group(wish.question.age)
        who += f" of {wish.gebied}" if wish.gebied else ""
        limit = wish.question.minutes[0]
        if not sites:
            return [f"None of the {self.candidates:,} candidates would help more {who}."]
        many, bring = ("1 site", "brings") if sites == 1 else (f"{sites} sites", "bring")
        gain = (
            f"{many} out of {self.candidates:,} candidates {bring} {siting.gained_people:,.0f} "
            f"more {who} within {limit} minutes: {_share(siting.covered_share_before)} before, "
            f"{_share(siting.covered_share_after)} after."
        )
        said = [gain]
        if wish.method == "walk":
            said.append(
                f"The mean walk goes from {siting.mean_metres_before:.0f} m to "
                f"{siting.mean_metres_after:.0f} m; beyond {limit} minutes it counts as that."
            )
        if siting.lowest_share is not None:
            said.append(
                f"The lowest share among {', '.join(self.lifted)} becomes "
                f"{_share(siting.lowest_share)}."
            )
        said.append(self._how_good())
        said += [
            f"Before site {row['rank']}, check {row['check_first']}: if it is open and near, it "
            "serves people of this site already."
            for row in self.table.to_dict("records")
            if row["people_gained_at_least"] < row["people_gained"] / 2
        ]
        if sites < wish.sites:
            said.append(f"More than {many} would bring nothing.")
        return said

    def _how_good(self) -> str:
        siting = self.siting
        if siting.optimal:
            return "No other choice of these candidates does better: proven (bound reached, gap 0)."
        bound = {
            "cover": f"{siting.bound:,.0f} more within reach",
            "walk": f"{siting.bound:,.0f} m saved in all",
        }.get(self.wish.method, f"a lowest share of {_share(siting.bound)}")
        gap = _share(siting.gap) if siting.gap >= _SMALL_GAP else "less than 0.1\N{NO-BREAK SPACE}%"
        return f"The best choice gives at most {bound}: a gap of {gap}."


def next_sites(
    city: City, supply: Supply, candidates: Candidates, wish: SitingRequest
) -> NextSites:
    """Find the sites that help most.

    Parameters
    ----------
    candidates
        Where a site could be. Where only one district counts, spots come from there and buildings
        from wherever they are.

    Raises
    ------
    InputError
        More sites are requested than there are candidates, or nobody is in the group.
    """
    question = wish.question
    limit_m, kind = question.limit_m, KINDS.index(question.kinds[0])
    walks = Walks.of(city, supply, limit_m=limit_m)
    group = city.people.group(question.age)
    people = np.where(wish.counts(city.people.buurt_code), group, 0.0)
    now_m = walks.high(kind) if wish.sure else walks.metres[kind, Scenario.KNOWN]
    demand = Demand(people, now_m, city.people.buurt)
    pairs = walks_to_people(city, candidates.x, candidates.y, limit_m=limit_m)
    choices = CandidateWalks(len(candidates), pairs.source, pairs.target, pairs.metres)
    siting = METHODS[wish.method](
        choices, demand, wish.sites, limit_m=limit_m, seconds=wish.seconds
    )
    first = _first_reached(pairs, siting.chosen)
    out = np.where(demand.now_m > limit_m, np.nan_to_num(people), 0.0)
    surely_out = np.where(walks.high(kind) > limit_m, out, 0.0)
    at_least = [float(surely_out[entries].sum()) for entries in first]
    doubtful = _may_serve(city, supply, question)
    check = [_most(doubtful[entries], (out - surely_out)[entries]) for entries in first]
    lifted = city.buurten["name"].to_numpy()[list(siting.lifted)]
    table = _table(city, candidates, wish, siting, float(np.nansum(people))).assign(
        people_gained_at_least=at_least, check_first=check
    )[list(COLUMNS)]
    found = candidates.take(np.array(siting.chosen, dtype=np.int64))
    return NextSites(wish, table, siting, tuple(lifted), len(candidates), found)


def _first_reached(pairs: Pairs, chosen: tuple[int, ...]) -> list[Integers]:
    """Return the entries of the people whom each site, in that order, is the first to reach."""
    seen = np.array([], dtype=np.int64)
    first = []
    for candidate in chosen:
        own = slice(*np.searchsorted(pairs.source, [candidate, candidate + 1]))
        first.append(np.setdiff1d(pairs.target[own], seen))
        seen = np.union1d(seen, pairs.target[own])
    return first


def _may_serve(city: City, supply: Supply, question: CoverageQuestion) -> NDArray[np.object_]:
    """Return for each entry of the people the place that may be nearest; empty for none."""
    kind = question.kinds[0]
    places = supply.take((supply.kind == kind) | (kind == KINDS[-1]))
    if not len(places):
        return np.full(len(city.people), "", dtype=object)
    points = city.network.snap(places.x, places.y)
    walk = nearest_walk(
        city, points, places.uncertainty_m, Scenario.POSSIBLE, limit_m=question.limit_m
    )
    # A source of -1 means none and picks the last name, which is empty.
    return np.append(places.names, "")[walk.source]


def _most(names: NDArray[np.object_], people: Floats) -> str:
    """Return the name that stands for most people; empty where there are none."""
    if not people.any():
        return ""
    unique, number = np.unique(names.astype(str), return_inverse=True)
    return str(unique[np.bincount(number, people).argmax()])


def _table(
    city: City, candidates: Candidates, wish: SitingRequest, siting: Siting, everyone: float
) -> pd.DataFrame:
    chosen = np.array(siting.chosen, dtype=np.int64)
    lon, lat = city.crs.lon_lat(candidates.x[chosen], candidates.y[chosen])
    codes = candidates.buurt_code[chosen]
    buurten = city.buurten.reindex(codes)
    covered = siting.covered_share_before * everyone
    after = (covered + np.cumsum(np.array(siting.steps, dtype=np.float64))) / everyone
    buurt = buurten["name"].fillna("").to_numpy(dtype=object)
    names = candidates.names[chosen]
    return pd.DataFrame(
        {
            "rank": np.arange(1, len(chosen) + 1),
            "name": np.where(names == "", "Spot in " + buurt, names),
            "buurt_code": codes,
            "buurt": buurt,
            "gebied": buurten["gebied"].fillna("").to_numpy(dtype=object),
            "lat": lat,
            "lon": lon,
            "uncertainty_m": candidates.uncertainty_m[chosen],
            "people_gained": np.array(siting.steps, dtype=np.float64),
            "share_before": np.append(siting.covered_share_before, after)[: len(chosen)],
            "share_after": after,
            "minutes": wish.question.minutes[0],
            "kind": wish.question.kinds[0],
            "group": wish.question.age,
            "speed_kmh": wish.question.speed_kmh,
            "within": wish.gebied,
            "method": wish.method,
            "served_by": "possible" if wish.sure else "known",
            "value": siting.value,
            "bound": siting.bound,
            "gap": siting.gap,
        }
    )


def _district(areas: Areas, codes: frozenset[str]) -> str:
    """Name the gebied that these buurten are, or else the buurten themselves."""
    buurten = areas.buurten.loc[sorted(codes)]
    gebied = buurten["gebied_code"].iloc[0]
    if set(areas.buurten.index[areas.buurten["gebied_code"] == gebied]) == codes:
        return str(areas.gebieden.loc[gebied, "name"])
    return ", ".join(buurten["name"])


def _share(share: float) -> str:
    return format_share(share, decimals=1)
