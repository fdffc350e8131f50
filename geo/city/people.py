"""The people of the city on squares of 100 m, ready to be counted.

Read from ``people.csv`` of the reference tables, where per buurt they add up to exactly the counts
of CBS (``population.csv``). How they were spread, and how well: docs/people.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model.errors import InputError, Problem

Numbers: TypeAlias = NDArray[np.float64]

SQUARE_M = 100
"""Side of a square; its corners have coordinates (EPSG:28992) that are whole hundreds."""
AGES = ("age_0_15", "age_15_25", "age_25_45", "age_45_65", "age_65_plus")
GROUPS = ("inhabitants", *AGES, "one_person_households")
"""The columns of people; each adds up to the count of its buurt."""

COLUMNS = MappingProxyType(
    {
        "all": "inhabitants",
        "0-15": "age_0_15",
        "15-25": "age_15_25",
        "25-45": "age_25_45",
        "45-65": "age_45_65",
        "65+": "age_65_plus",
        "one-person": "one_person_households",
    }
)
"""The names of groups of people, with the column that counts each."""

_HALF_A_PERSON = 0.5
_SQUARE = r"E\d{4}N\d{4}"


@dataclass(frozen=True, slots=True)
class People:
    """Numbers of people on squares of 100 m; one entry per square and buurt, ordered by buurt.

    All arrays have the same length and must not be modified. A square on a border occurs once for
    each buurt. NaN means unknown, and then applies to the whole buurt.

    Attributes
    ----------
    x, y
        Centre of the square, EPSG:28992.
    buurt
        Position of the buurt in ``buurten``.
    buurten
        Codes of all buurten of the municipality, in order; some have no squares.
    one_person_households
        Households, each of one person.
    """

    x: Numbers
    y: Numbers
    buurt: NDArray[np.int64]
    buurten: tuple[str, ...]
    inhabitants: Numbers
    age_0_15: Numbers
    age_15_25: Numbers
    age_25_45: Numbers
    age_45_65: Numbers
    age_65_plus: Numbers
    one_person_households: Numbers

    @classmethod
    def open(cls, reference: Path) -> People:
        """Read the people from the reference tables.

        Parameters
        ----------
        reference
            Folder with ``people.csv`` and ``population.csv``.

        Raises
        ------
        InputError
            Tables are missing, are malformed, or do not count the same people.

        Examples
        --------
        >>> from geo.model.settings import settings
        >>> people = People.open(settings().reference)
        >>> len(people.buurten)
        91
        >>> people.per_buurt(people.group("65+")).shape
        (91,)
        """
        tables = ["people.csv", "population.csv"]
        missing = [name for name in tables if not (reference / name).is_file()]
        if missing:
            expected = (
                f"a table in {reference.name}/ (make it with 'meetingplaces reference build')"
            )
            raise InputError([Problem("no such file", expected, file=name) for name in missing])
        table, population = (pd.read_csv(reference / name) for name in tables)
        of_buurten = population["level"] == "buurt"
        people = cls.from_table(table, population.loc[of_buurten, "code"])
        problems = _unlike(people, population)
        if problems:
            raise InputError(problems)
        return people

    @classmethod
    def from_table(cls, table: pd.DataFrame, buurten: pd.Series[str]) -> People:
        """Build the people from a table as `geo.registers.people.people_table` makes it.

        Parameters
        ----------
        table
            ``square``, ``buurt_code`` and the groups.

        Returns
        -------
        People
            In the order of the table.

        Raises
        ------
        InputError
            Columns are missing, or squares or buurten are unknown.
        """
        file = "people.csv"
        absent = [name for name in ("square", "buurt_code", *GROUPS) if name not in table]
        if absent:
            expected = "a column of that name"
            raise InputError([Problem("no such column", expected, file, field=f) for f in absent])
        codes = tuple(sorted(buurten))
        buurt = pd.Index(codes).get_indexer(pd.Index(table["buurt_code"]))
        wrong = {
            "square": ~table["square"].str.fullmatch(_SQUARE).to_numpy(dtype=bool),
            "buurt_code": buurt < 0,
        }
        problems = [
            Problem(f"'{table[field].iloc[row]}'", "one that is known", file, int(row) + 2, field)
            for field, rows in wrong.items()
            for row in np.flatnonzero(rows)
        ]
        if problems:
            raise InputError(problems)
        corners = table["square"].str.extract(r"E(\d+)N(\d+)").to_numpy(dtype=np.float64)
        x, y = (corners * SQUARE_M + SQUARE_M / 2).T
        groups = {name: table[name].to_numpy(dtype=np.float64) for name in GROUPS}
        return cls(x=x, y=y, buurt=buurt.astype(np.int64), buurten=codes, **groups)

    def __len__(self) -> int:
        """Count the entries: one per square and buurt."""
        return len(self.x)

    @property
    def buurt_code(self) -> NDArray[np.object_]:
        """Code of the buurt, per entry."""
        return np.asarray(self.buurten, dtype=object)[self.buurt]

    def group(self, name: str) -> Numbers:
        """Return the numbers of one group.

        Parameters
        ----------
        name
            One of `COLUMNS`: ``all``, ``65+``, ``one-person``.

        Returns
        -------
        array
            Numbers per square; NaN where unknown.

        Raises
        ------
        InputError
            There is no such group.
        """
        if name not in COLUMNS:
            expected = "one of " + ", ".join(COLUMNS)
            raise InputError([Problem(f"'{name}'", expected, field="group")])
        numbers: Numbers = getattr(self, COLUMNS[name])
        return numbers

    def per_buurt(self, numbers: Numbers) -> Numbers:
        """Add up numbers of squares per buurt.

        Returns
        -------
        array
            One per code in ``buurten``; NaN for a buurt without squares, which is unknown.
        """
        sums = np.bincount(self.buurt, numbers, minlength=len(self.buurten))
        has = np.bincount(self.buurt, minlength=len(self.buurten)) > 0
        return np.where(has, sums, np.nan)


def _unlike(people: People, population: pd.DataFrame) -> list[Problem]:
    """Return every count of a buurt that the squares do not add up to."""
    problems = []
    counts = population.set_index("code").loc[list(people.buurten)]
    line = dict(zip(population["code"], range(2, len(population) + 2), strict=True))
    for group in GROUPS:
        counted = counts[group].to_numpy(dtype=np.float64)
        spread = people.per_buurt(getattr(people, group))
        # A group that is not known on squares contradicts no count.
        told = ~np.isnan(spread) | ~np.isin(np.arange(len(spread)), people.buurt)
        differs = np.abs(np.nan_to_num(spread) - np.nan_to_num(counted)) > _HALF_A_PERSON
        differs &= told
        for at in np.flatnonzero(differs):
            expected = (
                f"{np.nan_to_num(spread[at]):.0f}, as people.csv has: make that again "
                "('meetingplaces reference people'), or ask with --people"
            )
            found = f"{np.nan_to_num(counted[at]):.0f}"
            where = line[people.buurten[at]]
            problems.append(Problem(found, expected, "population.csv", where, group))
    return problems
