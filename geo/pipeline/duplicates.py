"""Pairs of places that may be one, for a maintainer to decide.

A score combines independent reasons, each a probability that the two are the same place: ``1 - (1 -
a)(1 - b)…``. It only ranks the list. A pair that a maintainer decided (``decisions.csv``) is not
listed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from math import prod

import numpy as np
from scipy.spatial import cKDTree

from geo.city.profile import CityProfile
from geo.evidence.decisions import Decision
from geo.evidence.names import name_similarity
from geo.geocoding.addresses import normalise_street
from geo.geocoding.located_place import LocatedPlace
from geo.model.crs import ProjectedCrs
from geo.model.findings import Finding
from geo.model.vocabulary import Precision

SAME_ADDRESS = 0.6
"""Weight of an equal street and house number: many buildings house several initiatives."""
NEAR = 0.3
"""Weight of two exact points within `NEAR_M`."""
NEAR_M = 60.0
"""Distance within which two exact points may be one building, in metres."""
ALIKE = 0.7
"""Weight of equal names; less similar names weigh less, and below `LEAST_ALIKE` nothing."""
LEAST_ALIKE = 0.75
"""Similarity of names, 0 to 1, below which they say nothing."""
SAME_OPERATOR = 0.2
"""Weight of an equal operator."""
THRESHOLD = 0.5
"""Pairs with a lower score are not listed."""


class LikenessKind(StrEnum):
    """What two places have in common."""

    ADDRESS = "address"
    NEAR = "near"
    NAME = "name"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Likeness:
    """One thing that two places have in common.

    Parameters
    ----------
    kind
        What it is.
    weight
        The probability, by this alone, that the two are one place.
    values
        The address, the distance in metres, both names, or the operator.
    """

    kind: LikenessKind
    weight: float
    values: tuple[str, ...]

    def __str__(self) -> str:
        """Say it in one sentence."""
        return _SENTENCES[self.kind].format(*self.values)


_SENTENCES = {
    LikenessKind.ADDRESS: "Same address: {}.",
    LikenessKind.NEAR: "The points lie {} m apart.",
    LikenessKind.NAME: "The names are alike: '{}' and '{}'.",
    LikenessKind.OPERATOR: "The same operator: {}.",
}


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """Two places that may be one.

    Parameters
    ----------
    place_id, other_id
        The two, in the order of their ids.
    score
        0 to 1; higher is more likely.
    likenesses
        What they have in common.
    """

    place_id: str
    other_id: str
    score: float
    likenesses: tuple[Likeness, ...]

    def finding(self) -> Finding:
        """Present the pair to a maintainer, who decides in ``decisions.csv``."""
        message = f"May be {self.other_id} ({self.score:.2f}); decide in decisions.csv. "
        return Finding(
            "possible-duplicate", self.place_id, message + " ".join(map(str, self.likenesses))
        )


def possible_duplicates(
    located: Sequence[LocatedPlace], decisions: Iterable[Decision], city: CityProfile
) -> list[PossibleDuplicate]:
    """List the pairs that a maintainer should look at.

    Parameters
    ----------
    located
        All places, leads included.
    decisions
        Pairs that were decided before.
    city
        The city: its name says nothing in the name of a place.

    Returns
    -------
    list of PossibleDuplicate
        Most likely first.
    """
    decided = {frozenset((d.place_id, d.other_id)) for d in decisions}
    near = _near_pairs(located, city.projected)
    found: list[PossibleDuplicate] = []
    for (i, one), (j, other) in combinations(enumerate(located), 2):
        pair = frozenset((one.place.id, other.place.id))
        if pair in decided:
            continue
        likenesses = _likenesses(one, other, near.get((i, j)), city.name)
        score = 1.0 - prod(1.0 - likeness.weight for likeness in likenesses)
        if score >= THRESHOLD:
            first, second = sorted((one.place.id, other.place.id))
            found.append(PossibleDuplicate(first, second, round(score, 2), tuple(likenesses)))
    return sorted(found, key=lambda pair: (-pair.score, pair.place_id, pair.other_id))


def _near_pairs(located: Sequence[LocatedPlace], crs: ProjectedCrs) -> dict[tuple[int, int], float]:
    """Find pairs of exact points within `NEAR_M`, with their distance in metres."""
    exact = [
        (index, one.location.lon, one.location.lat)
        for index, one in enumerate(located)
        if one.location.precision is Precision.ADDRESS
        and one.location.lon is not None
        and one.location.lat is not None
    ]
    if not exact:
        return {}
    x, y = crs.xy([lon for _, lon, _ in exact], [lat for _, _, lat in exact])
    points = np.column_stack((x, y))
    return {
        (exact[a][0], exact[b][0]): float(np.hypot(*(points[a] - points[b])))
        for a, b in sorted(cKDTree(points).query_pairs(NEAR_M))
    }


def _likenesses(
    one: LocatedPlace, other: LocatedPlace, distance_m: float | None, city: str
) -> list[Likeness]:
    """Weigh the evidence that two places are the same."""
    found: list[Likeness] = []
    here, there = one.place, other.place
    if here.street and (normalise_street(here.street), here.house_number) == (
        normalise_street(there.street),
        there.house_number,
    ):
        if here.house_number:
            address = f"{here.street} {here.house_number}"
            found.append(Likeness(LikenessKind.ADDRESS, SAME_ADDRESS, (address,)))
    elif distance_m is not None:
        found.append(Likeness(LikenessKind.NEAR, NEAR, (f"{distance_m:.0f}",)))
    if not _far_apart(one, other):
        districts = (here.gebied, here.buurt, there.gebied, there.buurt, city)
        likeness, name, other_name = _most_alike(
            (here.name, *here.alt_names), (there.name, *there.alt_names), districts
        )
        if likeness >= LEAST_ALIKE:
            found.append(Likeness(LikenessKind.NAME, ALIKE * likeness, (name, other_name)))
    if found and here.operator and here.operator == there.operator:
        found.append(Likeness(LikenessKind.OPERATOR, SAME_OPERATOR, (here.operator,)))
    return found


@lru_cache(maxsize=100_000)
def _most_alike(
    names: tuple[str, ...], others: tuple[str, ...], besides: tuple[str, ...]
) -> tuple[float, str, str]:
    """Find the two names that are most alike; kept, because a change touches few of all pairs."""
    return max((name_similarity(a, b, besides=besides), a, b) for a in names for b in others)


def _far_apart(one: LocatedPlace, other: LocatedPlace) -> bool:
    """Whether both are known to be in different districts, so that equal names say nothing."""
    first, second = one.location.gebied_code, other.location.gebied_code
    return bool(first and second and first != second)
