"""The command ``coverage`` for a country of one's own: four files in, a folder of Parquet out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from api.cli._console import NOTES, OUT, Step, collect, progress_bars
from geo.model.crs import ProjectedCrs
from geo.model.errors import InputError, Problem
from geo.planning.coverage import CoverageQuestion, Level
from geo.planning.tiled.country import CELLS, FIGURES_FILE, CountryCoverage, cover_country
from geo.planning.tiled.inputs import CountryFiles
from geo.planning.tiled.workers import open_workers


@dataclass(frozen=True, slots=True)
class CountryOptions:
    """The options that are about a country; None where not given."""

    places: Path | None
    network: Path | None
    people: Path | None
    districts: Path | None
    cluster: str | None
    crs: str | None
    tiles: Path | None
    out: Path | None

    @property
    def given(self) -> bool:
        """Whether the question is about files, not about the city."""
        about = (self.places, self.network, self.cluster, self.crs, self.tiles)
        return any(one is not None for one in about)

    def files(self, city_crs: ProjectedCrs, of_a_city: list[str]) -> CountryFiles:
        """Check the options.

        Parameters
        ----------
        city_crs
            The reference system where none is given.
        of_a_city
            Options that were given and ask about the city.

        Raises
        ------
        InputError
            Lists what is missing, and what does not go with a country.
        """
        found = {name: getattr(self, name) for name in ("places", "people", "network", "districts")}
        problems = [
            Problem("nothing", "a file: a country is measured from all four", field=name)
            for name, path in found.items()
            if path is None
        ]
        if self.out is None:
            problems.append(Problem("nothing", "a folder to write", field="out"))
        problems += [
            Problem(name, "no such option with --places and --network", field=name.lstrip("-"))
            for name in of_a_city
        ]
        expected = "" if self.crs is None else ProjectedCrs.problem(self.crs)
        if expected:
            problems.append(Problem(f"'{self.crs}'", expected, field="crs"))
        if problems:
            raise InputError(problems)
        crs = city_crs if self.crs is None else ProjectedCrs.of(self.crs)
        return CountryFiles(**found, crs=crs)


def measure_country(
    options: CountryOptions,
    question: CoverageQuestion | None,
    problems: list[Problem],
    city_crs: ProjectedCrs,
    of_a_city: Mapping[str, object],
) -> None:
    """Measure a country, and say what was written and what it rests on.

    Parameters
    ----------
    question
        None where that has problems.
    problems
        Of the options so far.
    city_crs
        The reference system where none is given.
    of_a_city
        Options that ask about the city, with what was given.

    Raises
    ------
    InputError
        With all problems.
    """
    asked = [name for name, value in of_a_city.items() if value]
    files = collect(problems, lambda: options.files(city_crs, asked))
    out = options.out
    if problems or question is None or files is None or out is None:
        raise InputError(problems)
    question = replace(question, by=Level.BUURT)
    with open_workers(options.cluster) as workers:
        if workers.dashboard:
            NOTES.print(f"Dashboard of the cluster: {workers.dashboard}")
        with progress_bars() as bars:
            step = Step(bars, "Tiles", None)
            found = cover_country(files, question, out, workers, tiles=options.tiles, progress=step)
    OUT.print(
        f"{found.people:,} entries of people in {len(found.figures['code'].unique()):,} districts "
        f"and {found.tiles:,} tiles: {out / FIGURES_FILE} and {out / CELLS}/."
    )
    _remark(found, question)


def _remark(found: CountryCoverage, question: CoverageQuestion) -> None:
    if found.left_out:
        NOTES.print(f"{found.left_out:,.0f} people live in none of the districts.")
    NOTES.print(
        f"Walks were measured up to {max(question.minutes)} minutes: a walking time beyond that is "
        "missing. Low counts places that are certainly open and certainly near; high all that may "
        "be. Method: docs/scale.md."
    )
