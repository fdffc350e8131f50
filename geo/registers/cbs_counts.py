"""The counts of squares and postcodes of Statistics Netherlands, and what it withholds.

Counts are rounded to five. A count from 0 to 4, or one that could identify people, is withheld:
``-99997``. It is unknown but small, and weighs as `WITHHELD` people here; ``-99995`` and empty
cells say nothing. Neither is ever a zero.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from geo.city.people import GROUPS
from geo.model.crs import RD
from geo.model.errors import Problem

WITHHELD = 2.0
"""Weight of a withheld count: the middle of 0 to 4."""
COUNT_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "inhabitants": "aantal_inwoners",
        "age_0_15": "aantal_inwoners_0_tot_15_jaar",
        "age_15_25": "aantal_inwoners_15_tot_25_jaar",
        "age_25_45": "aantal_inwoners_25_tot_45_jaar",
        "age_45_65": "aantal_inwoners_45_tot_65_jaar",
        "age_65_plus": "aantal_inwoners_65_jaar_en_ouder",
        "one_person_households": "aantal_eenpersoonshuishoudens",
    }
)
"""What each group is called in the file."""
_WITHHELD_CODE = -99997


def known_counts(table: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of the groups; a withheld one is `WITHHELD`, an absent one is missing.

    Examples
    --------
    >>> counts = known_counts(pd.DataFrame(dict.fromkeys(GROUPS, [25, -99997, -99995])))
    >>> counts["inhabitants"].tolist()
    [25.0, 2.0, nan]
    """
    counts = table[list(GROUPS)].astype("float64")
    counts = counts.mask(counts == _WITHHELD_CODE, WITHHELD)
    return counts.mask(counts < 0)


def count_problems(file: Path, present: Collection[str], crs: str, layer: str) -> list[Problem]:
    """Say which groups a layer lacks, and whether it is in another reference system.

    Parameters
    ----------
    present
        The groups that were found.
    """
    problems = [
        Problem(f"layer {layer} without it", "a column of that name", file=file.name, field=theirs)
        for ours, theirs in COUNT_COLUMNS.items()
        if ours not in present
    ]
    if crs != RD:
        problems.append(Problem(f"CRS {crs}", RD, file=file.name, field=f"layer {layer}"))
    return problems
