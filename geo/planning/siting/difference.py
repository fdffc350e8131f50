"""What new sites change per district: the figures of coverage before and after."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from geo.model.vocabulary import Initiative, Kind
from geo.planning.coverage import City, CoverageQuestion, Doubt, Level, Supply, Walks, summarise
from geo.planning.coverage.what_if import Changes, apply_changes, compare
from geo.planning.siting.candidates import Candidates
from geo.planning.siting.next_sites import NextSites


def difference(city: City, supply: Supply, answer: NextSites, level: Level) -> pd.DataFrame:
    """Compare coverage per district without and with the sites.

    Parameters
    ----------
    supply
        The places before.
    answer
        Sites of `geo.planning.siting.next_sites`.
    level
        Of the districts. Of a request about one district only the districts in it are returned.

    Returns
    -------
    DataFrame
        As `geo.planning.coverage.what_if.compare`. The changes per buurt add up to the people
        gained, unless the request is to be sure: then more than those may gain.
    """
    asked = answer.wish.question
    question = replace(asked, by=level, codes=_codes(city, asked.codes, level))
    walks = Walks.of(city, supply, limit_m=question.limit_m)
    changes = Changes(frozenset(), as_supply(city, answer.found, question))
    after = apply_changes(city, supply, walks, changes)
    return compare(summarise(city, supply, walks, question), summarise(city, *after, question))


def as_supply(city: City, sites: Candidates, question: CoverageQuestion) -> Supply:
    """Return sites as places that are open, of the kind that is asked about.

    Where either kind will do, they are taken to be huiskamers.
    """
    kind = question.kinds[0] if question.kinds[0] in set(Kind) else Kind.HUISKAMER.value
    size = len(sites)
    gebied = city.buurten["gebied_code"].reindex(sites.buurt_code).fillna("")
    ids = np.array([f"site-{rank}" for rank in range(1, size + 1)], dtype=object)
    return Supply(
        ids=ids,
        names=np.where(sites.names == "", ids, sites.names),
        kind=np.full(size, kind, dtype=object),
        initiative=np.full(size, Initiative.UNKNOWN.value, dtype=object),
        buurt_code=sites.buurt_code,
        gebied_code=gebied.to_numpy(dtype=object),
        x=sites.x,
        y=sites.y,
        uncertainty_m=sites.uncertainty_m,
        doubt=np.full(size, Doubt.NONE, dtype=np.int64),
    )


def _codes(city: City, buurten: frozenset[str] | None, level: Level) -> frozenset[str] | None:
    """Return the districts of a level that these buurten lie in."""
    if buurten is None or level is Level.GEMEENTE:
        return None
    if level is Level.BUURT:
        return buurten
    return frozenset(city.buurten.loc[sorted(buurten), "gebied_code"])
