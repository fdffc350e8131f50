"""What reads which file: one driver of GDAL per extension, and Arrow for GeoParquet.

GDAL chooses a driver by what stands in a file, whatever it is called: a virtual layer (OGR VRT)
named ``.geojson`` would give another file of the disk, or call out over the network. So a file must
begin as its extension says before GDAL sees it, the driver that opened it is looked at, and
GDAL's own ways to the network are closed.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa
import pyogrio

from geo.model.errors import InputError, Problem
from geo.model.said import Said

_SQLITE, _SQLITE_APPLICATION = b"SQLite format 3\x00", slice(68, 72)
_GEOPACKAGES = {b"GPKG", b"GP10", b"GP11"}
_FLATGEOBUF, _SHAPEFILE, _PARQUET = b"fgb\x03", b"\x00\x00\x27\x0a", b"PAR1"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_HEAD_BYTES = 1024
_LARGEST_SHAPEFILE = 2**31
"""Bytes of the largest file of a Shapefile: its offsets have 32 bits."""
_READING = {
    # No name is allowed, and whoever asks for an address all the same finds no proxy there.
    "CPL_VSIL_CURL_ALLOWED_FILENAME": "/vsicurl/none",
    "GDAL_HTTP_PROXY": "127.0.0.1:1",
    "GDAL_HTTPS_PROXY": "127.0.0.1:1",
    # GDAL's own way of giving FlatGeobuf as Arrow breaks on a row without a shape (3.12).
    "OGR_FLATGEOBUF_STREAM_BASE_IMPL": True,
}

LONGITUDES = ("lon", "lng", "long", "longitude", "lengtegraad", "lengte")
LATITUDES = ("lat", "latitude", "breedtegraad", "breedte")
WELL_KNOWN_TEXTS = ("wkt", "the_geom", "geom", "geometry")


@dataclass(frozen=True, slots=True)
class OpenOptions:
    """How one file, or one Shapefile of a zip, is opened.

    Parameters
    ----------
    path
        As GDAL is to be given it.
    title
        What it is called where it does not say so itself.
    driver
        The only driver that may open it; empty for GeoParquet, which Arrow reads.
    options
        Open options of the driver.
    crs
        Reference system of coordinates in columns, where their names tell it.
    """

    path: str
    title: str
    driver: str
    options: Mapping[str, str] = field(default_factory=dict)
    crs: str | None = None


def openings(path: Path) -> list[OpenOptions]:
    """Say how a file is opened, having looked whether it begins as its extension says.

    Parameters
    ----------
    path
        A file with one of `EXTENSIONS`.

    Returns
    -------
    list of OpenOptions
        One; of a zip one for each Shapefile in it.

    Raises
    ------
    InputError
        When there is no such file, its extension is none of ours, or its content is not what its
        extension says.
    """
    suffix = path.suffix.lower()
    if suffix not in EXTENSIONS:
        expected = Said("a file that ends in %(known)s", known=", ".join(EXTENSIONS))
        raise InputError([Problem(f"'{path.suffix}'", expected, path.name)])
    if not path.is_file():
        raise InputError([Problem(Said("no such file"), Said("a file of features"), str(path))])
    if "!" in str(path.resolve()):  # pyogrio takes it for the end of an archive's name
        raise InputError([Problem("'!'", Said("a path without '!'"), str(path), field="data")])
    kind = _KINDS[suffix]
    with path.open("rb") as file:
        if not kind.begins(file.read(_HEAD_BYTES)):
            expected = Said("%(format)s, as its name says", format=kind.title)
            raise InputError([Problem(Said("other content"), expected, path.name)])
    return kind.open(path.resolve())


@contextmanager
def without_network() -> Iterator[None]:
    """Close GDAL's ways to the network, and set what reading needs, for the time of a block."""
    pool = pa.default_memory_pool()
    # What Arrow's own pool once took it keeps, and a file is read only once.
    pa.set_memory_pool(pa.system_memory_pool())
    before = {name: pyogrio.get_gdal_config_option(name) for name in _READING}
    pyogrio.set_gdal_config_options(_READING)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
        pa.set_memory_pool(pool)


def check_driver(found: str, opening: OpenOptions, name: str) -> None:
    """See that no other driver of GDAL opened a file.

    Raises
    ------
    InputError
        When one did.
    """
    if found != opening.driver:
        raise InputError(
            [
                Problem(
                    Said("a file of %(format)s", format=found),
                    Said("%(format)s only", format=opening.driver),
                    name,
                )
            ]
        )


@dataclass(frozen=True, slots=True)
class _FileKind:
    title: str
    begins: Callable[[bytes], bool]
    open: Callable[[Path], list[OpenOptions]]


def _by(driver: str) -> Callable[[Path], list[OpenOptions]]:
    return lambda path: [OpenOptions(str(path), path.stem, driver)]


def _begins_json(head: bytes) -> bool:
    return head.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"{")


def _begins_text(head: bytes) -> bool:
    """Tell a table from XML and from JSON, in which other drivers would find something."""
    text = head.removeprefix(_BYTE_ORDER_MARK).lstrip()
    return b"\x00" not in head and bool(text) and not text.startswith((b"<", b"{"))


def _begins_geopackage(head: bytes) -> bool:
    return head.startswith(_SQLITE) and head[_SQLITE_APPLICATION] in _GEOPACKAGES


def _csv(path: Path) -> list[OpenOptions]:
    """Find the columns of a table that hold its coordinates."""
    names, first = _head_of_table(path)
    found = {name.casefold(): name for name in names}
    options = {"AUTODETECT_TYPE": "YES", "AUTODETECT_SIZE_LIMIT": "0", "KEEP_GEOM_COLUMNS": "NO"}
    lon = next((found[one] for one in LONGITUDES if one in found), "")
    lat = next((found[one] for one in LATITUDES if one in found), "")
    text = next((found[one] for one in WELL_KNOWN_TEXTS if one in found), "")
    crs = first.get(found.get("crs", ""), None) or None
    if lon and lat:
        options |= {"X_POSSIBLE_NAMES": lon, "Y_POSSIBLE_NAMES": lat}
        crs = "EPSG:4326"
    elif text:
        options |= {"GEOM_POSSIBLE_NAMES": text}
        crs = crs or "EPSG:4326"
    elif "x" in found and "y" in found:
        options |= {"X_POSSIBLE_NAMES": found["x"], "Y_POSSIBLE_NAMES": found["y"]}
    else:
        options["KEEP_GEOM_COLUMNS"] = "YES"
    return [OpenOptions(f"CSV:{path}", path.stem, "CSV", options, crs)]


def _head_of_table(path: Path) -> tuple[list[str], dict[str, str]]:
    """Read the names of the columns of a table, and its first row."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        line = file.readline()
        file.seek(0)
        delimiter = max(",;\t|", key=line.count)
        rows = csv.reader(file, delimiter=delimiter)
        names = [name.strip() for name in next(rows, [])]
        return names, dict(zip(names, next(rows, []), strict=False))


def _zip(path: Path) -> list[OpenOptions]:
    """Find the Shapefiles in a zip."""
    try:
        with zipfile.ZipFile(path) as files:
            inside = files.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise InputError(
            [
                Problem(
                    Said("content that cannot be read"), Said("a zip that can be read"), path.name
                )
            ]
        ) from error
    large = [one for one in inside if one.file_size > _LARGEST_SHAPEFILE]
    if large:
        found = Said("%(part)s, which unpacks to %(count)s bytes",
                     part=f"'{large[0].filename}'", count=f"{large[0].file_size:,}")  # fmt: skip
        expected = Said("files of at most %(limit)s bytes, as those of a Shapefile are",
                        limit=f"{_LARGEST_SHAPEFILE:,}")  # fmt: skip
        raise InputError([Problem(found, expected, path.name)])
    shapefiles = sorted(
        one.filename
        for one in inside
        if one.filename.lower().endswith(".shp") and not _leads_out(one.filename)
    )
    if not shapefiles:
        raise InputError(
            [Problem(Said("no .shp"), Said("a zip with a Shapefile in it"), path.name)]
        )
    return [
        OpenOptions(f"/vsizip/{{{path}}}/{name}", Path(name).stem, "ESRI Shapefile")
        for name in shapefiles
    ]


def _leads_out(name: str) -> bool:
    """Return whether a name in a zip means a file elsewhere, on this system or another."""
    parts = re.split(r"[/\\]", name)
    return not parts[0] or ".." in parts or ":" in parts[0]


_GEOJSON = _FileKind("GeoJSON", _begins_json, _by("GeoJSON"))
_GEOPARQUET = _FileKind("Parquet", lambda head: head.startswith(_PARQUET), _by(""))
_KINDS: Mapping[str, _FileKind] = MappingProxyType(
    {
        ".gpkg": _FileKind("a GeoPackage", _begins_geopackage, _by("GPKG")),
        ".parquet": _GEOPARQUET,
        ".geoparquet": _GEOPARQUET,
        ".geojson": _GEOJSON,
        ".json": _GEOJSON,
        ".fgb": _FileKind(
            "FlatGeobuf", lambda head: head.startswith(_FLATGEOBUF), _by("FlatGeobuf")
        ),
        ".shp": _FileKind(
            "a Shapefile", lambda head: head.startswith(_SHAPEFILE), _by("ESRI Shapefile")
        ),
        ".zip": _FileKind("a zip", lambda head: head.startswith(b"PK"), _zip),
        ".csv": _FileKind("a table of texts", _begins_text, _csv),
    }
)
EXTENSIONS = tuple(_KINDS)
"""The files that are read, by their extension."""
