"""The files of a release: which there are, what links them, and whether they are complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from geo.io import checksums
from geo.io.formats import FORMATS
from geo.io.records import Records
from geo.io.swap import standing
from geo.model.crs import WGS84
from geo.model.errors import ReleaseError
from geo.model.findings import Finding
from geo.model.place_tables import BUURTEN, GEBIEDEN, PLACES
from geo.model.schema import Table
from geo.release.data_tables import EVIDENCE, LEADS, OBSERVATIONS
from geo.release.datapackage import encode_package, release_package
from geo.release.layer_tables import COVERAGE, OBSERVATIONS_LAYER
from geo.release.whole import check_whole

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_VERSION_DIGITS = 16


@dataclass(frozen=True, slots=True, eq=False)
class ReleaseContents:
    """The contents of a release.

    Parameters
    ----------
    places, gebieden, buurten
        Frames in EPSG:4326 with the columns of `geo.model.place_tables`.
    observations, evidence, leads
        Frames with the columns of `data_tables`, with rows in their final order.
    findings
        What the pipeline noticed, in any order.
    dated
        Date of the data, not the day of the build, on which nothing in a release depends.
    observations_layer, coverage
        Frames in EPSG:4326 with the columns of `layer_tables`; empty layers where not given.
    cities
        The text of `city.toml` of each city, by its slug, in the order in which they are served.
    """

    places: gpd.GeoDataFrame
    gebieden: gpd.GeoDataFrame
    buurten: gpd.GeoDataFrame
    observations: pd.DataFrame
    evidence: pd.DataFrame
    leads: pd.DataFrame
    findings: Sequence[Finding]
    dated: date
    observations_layer: gpd.GeoDataFrame | None = None
    coverage: gpd.GeoDataFrame | None = None
    cities: Mapping[str, str] = field(default_factory=dict)


def write_release_files(folder: Path, contents: ReleaseContents) -> None:
    """Write every file of a release into a folder.

    The same contents give the same bytes, on any day and in any folder.

    Parameters
    ----------
    folder
        An empty folder, such as one from `geo.io.swap.replace_folder`.

    Raises
    ------
    ReleaseError
        A frame has a column that is not described, or lacks a required value.
    OSError
        A file cannot be written.
    """
    for name, content in _encode(contents).items():
        (folder / name).write_bytes(content)


def verify_release(folder: Path) -> None:
    """Check that a release is complete: every file that it lists exists and is unchanged.

    Raises
    ------
    ReleaseError
        It is not a release, or is incomplete; names each file that is missing or differs.
    """
    folder = standing(folder)
    if not checksums.read(folder):
        raise ReleaseError(f"{folder} is not a release: it has no {checksums.NAME}.")
    check_whole(folder)


def _encode(contents: ReleaseContents) -> dict[str, bytes]:
    """Make the content of every file, by name."""
    day = contents.dated.isoformat()
    places = Records.of(PLACES, contents.places)
    gebieden = Records.of(GEBIEDEN, _without_index(contents.gebieden))
    buurten = Records.of(BUURTEN, _without_index(contents.buurten))
    said = _layer(OBSERVATIONS_LAYER, contents.observations_layer)
    coverage = _layer(COVERAGE, contents.coverage)
    observations = Records.of(OBSERVATIONS, contents.observations)
    evidence = Records.of(EVIDENCE, contents.evidence)
    leads = Records.of(LEADS, contents.leads)
    as_csv, as_geojson = FORMATS["csv"].encode, FORMATS["geojson"].encode
    texts = {
        "places.geojson": as_geojson([places], day),
        "gebieden.geojson": as_geojson([gebieden], day),
        "buurten.geojson": as_geojson([buurten], day),
        "observations.geojson": as_geojson([said], day),
        "coverage.geojson": as_geojson([coverage], day),
        "places.csv": as_csv([places], day),
        "observations.csv": as_csv([observations], day),
        "evidence.csv": as_csv([evidence], day),
        "leads.csv": as_csv([leads], day),
        "findings.json": _json([asdict(finding) for finding in sorted(contents.findings)]),
    }
    texts |= {f"{slug}.toml": text.encode() for slug, text in contents.cities.items()}
    # The version depends only on the content: another build of GDAL or Arrow does not change it.
    version = checksums.digest(day.encode() + checksums.encode(texts))[:_VERSION_DIGITS]
    files = texts | {
        "places.gpkg": FORMATS["gpkg"].encode([places, gebieden, buurten], day),
        "places.parquet": FORMATS["parquet"].encode([places], day),
        "places.fgb": FORMATS["fgb"].encode([places], day),
    }
    counts: dict[str, Any] = {
        "places": len(places.geometry),
        "places_with_point": sum(shape is not None for shape in places.geometry),
        "places_by_kind": dict(sorted(Counter(places.columns["kind"]).items())),
        "gebieden": len(gebieden.geometry),
        "buurten": len(buurten.geometry),
        "observations": len(contents.observations),
        "leads": len(contents.leads),
        "findings": len(contents.findings),
    }
    about = {"version": version, "date": day, "cities": list(contents.cities), "counts": counts}
    files["release.json"] = _json(about)
    files["datapackage.json"] = encode_package(
        release_package(files, version=version, date=day, cities=contents.cities)
    )
    files[checksums.NAME] = checksums.encode(files)
    return files


def _layer(table: Table, frame: gpd.GeoDataFrame | None) -> Records:
    """Return the rows of a layer; empty where there is no frame."""
    import geopandas as gpd

    return Records.of(table, gpd.GeoDataFrame(geometry=[], crs=WGS84) if frame is None else frame)


def _without_index(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Turn the code that indexes a frame of districts into a column."""
    return areas if areas.index.name is None else areas.reset_index()


def _json(value: Any) -> bytes:  # noqa: ANN401 - whatever JSON can say
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
