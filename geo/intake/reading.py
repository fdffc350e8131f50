"""Opening a list, whatever it is: the one place that tells the formats apart."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path, PurePosixPath

import httpx

from geo.intake.features import read_feature_file, rows_of_answer
from geo.intake.fetching import Fetcher
from geo.intake.grids import read_csv_table, read_workbook
from geo.intake.incoming import IncomingList
from geo.intake.openstreetmap import overpass_list, read_extract
from geo.intake.services import is_arcgis, read_arcgis, read_ogc_features
from geo.model.errors import InputError, Problem
from geo.model.said import Said

_WORKBOOKS = (".xlsx", ".xlsm")
_TABLES = (".csv", ".tsv", ".txt")
_FEATURES = (".geojson", ".json", ".gpkg", ".fgb", ".zip", ".shp")
_EXTRACTS = (".pbf", ".osm", ".bz2")
_ESRI_JSON = re.compile(rb'\s*\{(?=.*"geometryType"\s*:\s*"esri)(?=.*"attributes")', re.DOTALL)
_TYPES = {
    "text/csv": ".csv",
    "text/plain": ".csv",
    "application/json": ".json",
    "application/geo+json": ".geojson",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/geopackage+sqlite3": ".gpkg",
}


def read_list(
    source: str,
    *,
    layer: str = "",
    header: int | None = None,
    crs: str = "",
    fetcher: Fetcher | None = None,
) -> IncomingList:
    """Read a list from a file or an address.

    Parameters
    ----------
    source
        A file: XLSX, CSV, GeoJSON, GeoPackage, FlatGeobuf, Shapefile, an extract of OpenStreetMap
        or an answer of Overpass. Or an address with http(s): of such a file, of a layer of an
        ArcGIS feature service, or of a collection of OGC API Features.
    layer
        Sheet or layer; the first one where empty.
    header
        Line of the header of a table, from 1; found where None.
    crs
        Reference system of shapes, where the file does not say, such as ``EPSG:28992``.
    fetcher
        Fetches an address; one for public addresses where None.

    Raises
    ------
    InputError
        When it is of no known format, too large, or cannot be read.
    MeetingplacesError
        When an address does not answer.
    """
    if "://" not in source:
        return _read_file(Path(source), layer=layer, header=header, crs=crs)
    with fetcher or Fetcher() as client:
        if is_arcgis(source):
            return read_arcgis(source, client)
        if "/collections/" in httpx.URL(source).path:
            return read_ogc_features(source, client)
        response = client.get(source)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"list{_suffix(response)}"
        copy.write_bytes(response.content)
        return replace(_read_file(copy, layer=layer, header=header, crs=crs), name=source)


def _read_file(path: Path, *, layer: str, header: int | None, crs: str) -> IncomingList:
    if not path.is_file():
        raise InputError([Problem(Said("no such file"), Said("a list of places"), file=str(path))])
    suffix = path.suffix.lower()
    if suffix in _WORKBOOKS:
        return read_workbook(path, layer, header)
    if suffix in _TABLES:
        return read_csv_table(path, header)
    if suffix in _EXTRACTS:
        return read_extract(path)
    if suffix == ".json" and (found := _answer_of_service(path)):
        return found
    if suffix in _FEATURES:
        return read_feature_file(path, layer, crs)
    known = ", ".join((*_WORKBOOKS, *_TABLES, *_FEATURES, ".osm.pbf"))
    ending = Said("a file that ends in %(ending)s", ending=f"'{path.suffix}'")
    raise InputError([Problem(ending, Said("one of %(known)s", known=known), file=path.name)])


def _answer_of_service(path: Path) -> IncomingList | None:
    """Read a saved answer of Overpass or of an ArcGIS service; None where it is something else."""
    content = path.read_bytes()
    if found := overpass_list(content, path.name):
        return found
    if _ESRI_JSON.match(content):
        return IncomingList.of_rows(path.name, rows_of_answer(path.name, content, "ESRIJSON"))
    return None


def _suffix(response: httpx.Response) -> str:
    """Tell the format of an answer: by the end of its address, or by its media type."""
    suffix = PurePosixPath(response.url.path).suffix.lower()
    if suffix in {*_WORKBOOKS, *_TABLES, *_FEATURES, *_EXTRACTS}:
        return suffix
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return _TYPES.get(kind, suffix or ".json")
