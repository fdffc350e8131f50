"""The layer ``coverage`` of a release: who can walk to a place, per gebied and per buurt.

The figures are those of `geo.planning.coverage` for one question: residents of any age, ten
minutes, an ordinary walking speed, whatever the opening hours.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.city.areas import Areas
from geo.city.people import People
from geo.city.profile import CityProfile
from geo.model.errors import InputError
from geo.model.findings import Finding, Severity
from geo.planning.coverage import KINDS, City, CoverageQuestion, Level, Supply, Walks, summarise
from geo.planning.coverage.tables import FIGURES
from geo.planning.coverage.writing import rounded

MINUTES = 10
"""Within how many minutes on foot."""

_FIGURES = ("share_low", "share", "share_high", "places", "places_uncertain")
_TABLES = ("walking.parquet", "people.csv")


def coverage_layer(reference: Path, areas: Areas, places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Measure each gebied and each buurt.

    Parameters
    ----------
    places
        The places of the release, EPSG:4326.

    Returns
    -------
    GeoDataFrame
        The columns of `layer_tables.COVERAGE` in EPSG:4326. Where the network or the people are
        missing (`missing_tables`), all figures are null.
    """
    districts = _districts(areas)
    if missing_tables(reference):
        return districts
    city = City.open(reference, areas)
    supply = Supply.of(places, areas.city.projected)
    question = CoverageQuestion(minutes=(MINUTES,))
    walks = Walks.of(city, supply, limit_m=question.limit_m)
    figures = pd.concat(
        _wide(summarise(city, supply, walks, CoverageQuestion(by=level, minutes=(MINUTES,))))
        for level in (Level.GEBIED, Level.BUURT)
    )
    measured = districts.join(figures, on="code")
    return gpd.GeoDataFrame(measured, geometry="geometry", crs=districts.crs)


def missing_tables(reference: Path) -> list[Finding]:
    """Report which tables are missing, so that reach is unknown.

    Returns
    -------
    list of Finding
        Empty where all are present.
    """
    straight = CityProfile.around(reference).walking.straight_only
    needed = _TABLES[1:] if straight else _TABLES
    missing = [name for name in needed if not (reference / name).is_file()]
    if not missing:
        return []
    said = f"Reach is not known: there is no {' and no '.join(missing)}."
    return [Finding("no-coverage", "", said, Severity.INFO)]


def people_findings(reference: Path) -> list[Finding]:
    """Report where the people on squares are not those that the buurten count.

    Returns
    -------
    list of Finding
        Empty where they are, or where there are none (`missing_tables`).
    """
    if not (reference / "people.csv").is_file():
        return []
    try:
        People.open(reference)
    except InputError as error:
        return [
            Finding("unlike-population", "", str(one), Severity.ERROR) for one in error.problems
        ]
    return []


def _districts(areas: Areas) -> gpd.GeoDataFrame:
    """Put gebieden and buurten into one frame, with the gebied that each belongs to."""
    gebieden = areas.gebieden[["name", "geometry"]].rename_axis("code").reset_index()
    gebieden = gebieden.assign(
        level="gebied", gebied_code=gebieden["code"], gebied=gebieden["name"]
    )
    columns = ["name", "gebied_code", "gebied", "geometry"]
    buurten = areas.buurten[columns].rename_axis("code").reset_index().assign(level="buurt")
    both = pd.concat([gebieden, buurten], ignore_index=True).assign(gemeente=areas.city.code)
    return gpd.GeoDataFrame(both, geometry="geometry", crs=areas.buurten.crs)


def _wide(figures: pd.DataFrame) -> pd.DataFrame:
    """Pivot one row per district and kind into one row per district."""
    by_kind = rounded(FIGURES, figures).set_index(["code", "kind"])
    shared = by_kind.xs(KINDS[-1], level="kind")[["residents", "basis"]]
    of_kind = (
        by_kind.xs(kind, level="kind")[list(_FIGURES)].add_prefix(f"{kind}_") for kind in KINDS
    )
    return pd.concat([shared, *of_kind], axis="columns")
