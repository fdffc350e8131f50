"""Registers of addresses, read as they are published, row by row.

Each source gives `SourceAddress` rows in the reference system that it is in, and never holds more
than a batch in memory. `open_addresses` finds out which form a file has:

- a GeoPackage of the BAG: "BAG Light", or PDOK's older one;
- the BAG 2.0 extract: a zip of zips of XML (`geo.registers.bag_extract`);
- the "adressen" CSV, plain, or packed with gzip or zstandard;
- features of PDOK's OGC API, one per line, as `geo.registers.online` fetches them.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

import pyarrow as pa

from geo.model.crs import RD, WGS84
from geo.model.errors import InputError, Problem
from geo.registers.bag_extract import BagExtract
from geo.registers.source_address import AddressSource, SourceAddress, is_in_use

_HEADERS: Mapping[str, tuple[str, ...]] = {
    "street": (
        "straat",
        "straatnaam",
        "openbare_ruimte_naam",
        "openbare_ruimte",
        "openbareruimtenaam",
    ),
    "number": ("huisnummer",),
    "letter": ("huisletter",),
    "addition": ("huisnummertoevoeging", "toevoeging"),
    "postcode": ("postcode",),
    "town": ("woonplaats", "woonplaats_naam", "woonplaatsnaam"),
}
"""What each part of an address is called in the forms that are read."""
_OPTIONAL = {"letter", "addition", "postcode"}
_LAYERS = ("verblijfsobject", "ligplaats", "standplaats")
"""Beginnings of the names of the layers that hold addresses."""
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
"""Length of the envelope in the header of a GeoPackage geometry, by its code."""


def open_addresses(path: Path) -> AddressSource:
    """Open a register, whatever its form.

    Raises
    ------
    InputError
        If there is no such file, it has another form, or a layer or column is missing.
    """
    if not path.is_file():
        raise _problem(path, "no such file", "a register of addresses")
    name = path.name.lower()
    if name.endswith(".gpkg"):
        return _GeoPackage(path)
    if name.endswith(".zip"):
        return BagExtract(path)
    if name.endswith((".csv", ".csv.gz", ".csv.zst")):
        return _Csv(path)
    if name.endswith(".ndjson"):
        return _Features(path)
    raise _problem(path, "a file of another form", "a .gpkg, a .zip, a .csv, .csv.gz or .csv.zst")


def _problem(path: Path, found: str, expected: str, field: str = "") -> InputError:
    return InputError([Problem(found, expected, file=path.name, field=field)])


def _columns(path: Path, present: Sequence[str], layer: str = "") -> dict[str, str]:
    """Find the column of each part of an address; report all that are missing."""
    by_name = {name.lower(): name for name in present}
    found = {
        part: by_name[name]
        for part, names in _HEADERS.items()
        for name in names[::-1]
        if name in by_name
    }
    where = f"layer {layer} without that column" if layer else "no such column"
    problems = [
        Problem(where, f"a column '{' or '.join(_HEADERS[part])}'", file=path.name, field=part)
        for part in _HEADERS
        if part not in found and part not in _OPTIONAL
    ]
    if problems:
        raise InputError(problems)
    return found


class _Csv:
    """The "adressen" CSV: separated by semicolons or commas, with ``lat`` and ``lon``."""

    crs = WGS84

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._text() as text:
            line = text.readline()
        self._delimiter = ";" if line.count(";") > line.count(",") else ","
        header = next(csv.reader([line], delimiter=self._delimiter), [])
        self._columns = _columns(path, header)
        missing = [name for name in ("lat", "lon") if name not in header]
        if missing:
            raise InputError(
                [Problem("no such column", "degrees", path.name, field=name) for name in missing]
            )

    def _text(self) -> IO[str]:
        packed = {".gz": "gzip", ".zst": "zstd"}.get(self._path.suffix)
        stream = pa.input_stream(str(self._path), compression=packed)
        return io.TextIOWrapper(io.BufferedReader(stream), encoding="utf-8-sig", newline="")

    def __iter__(self) -> Iterator[SourceAddress]:
        with self._text() as text:
            reader = csv.reader(text, delimiter=self._delimiter)
            header = next(reader)
            at = {part: header.index(name) for part, name in self._columns.items()}
            last = len(header)
            lat, lon = header.index("lat"), header.index("lon")
            street, number, town = at["street"], at["number"], at["town"]
            letter, addition = at.get("letter", last), at.get("addition", last)
            postcode = at.get("postcode", last)
            for row in reader:
                if not row:
                    continue
                row.append("")
                try:
                    yield SourceAddress(
                        row[street],
                        int(row[number]),
                        row[letter].upper(),
                        row[addition],
                        row[postcode].replace(" ", "").upper(),
                        row[town],
                        float(row[lon]),
                        float(row[lat]),
                    )
                except (ValueError, IndexError):
                    raise InputError(
                        [
                            Problem(
                                f"'{self._delimiter.join(row[:-1])}'",
                                "an address with a whole house number and a point in degrees",
                                file=self._path.name,
                                line=reader.line_num,
                            )
                        ]
                    ) from None


class _GeoPackage:
    """A GeoPackage of the BAG, read with SQLite: GDAL would keep its pages in memory."""

    crs = RD

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with self._open() as database:
                layers = database.execute(
                    "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns"
                ).fetchall()
                self._layers = {
                    layer: (geometry, self._header(database, layer))
                    for layer, geometry, _ in layers
                    if layer.lower().startswith(_LAYERS)
                }
        except sqlite3.Error as error:
            raise _problem(path, f"no GeoPackage ({error})", "a GeoPackage of the BAG") from None
        wrong = [srs for layer, _, srs in layers if layer in self._layers and srs != _srs(RD)]
        if wrong:
            raise _problem(path, f"EPSG:{wrong[0]}", RD, field="geometry")
        if not self._layers:
            names = ", ".join(layer for layer, *_ in layers) or "none"
            expected = f"one of {', '.join(_LAYERS)}"
            raise _problem(path, f"the layers {names}", expected, field="layer")
        self._columns = {
            layer: _columns(path, header, layer) for layer, (_, header) in self._layers.items()
        }

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)

    @staticmethod
    def _header(database: sqlite3.Connection, layer: str) -> list[str]:
        return [row[1] for row in database.execute(f"PRAGMA table_info({_quoted(layer)})")]

    def __iter__(self) -> Iterator[SourceAddress]:
        with self._open() as database:
            for layer, (geometry, header) in self._layers.items():
                columns = self._columns[layer]
                parts = [_quoted(columns[part]) if part in columns else "''" for part in _HEADERS]
                status = next((name for name in header if name.lower() == "status"), None)
                parts += [_quoted(status) if status else "''", _quoted(geometry)]
                query = f"SELECT {', '.join(parts)} FROM {_quoted(layer)}"  # noqa: S608 - quoted
                for *values, status_value, blob in database.execute(query):
                    has_address = blob is not None and values[1] is not None and values[0]
                    if has_address and is_in_use(status_value or ""):
                        yield self._address(layer, values, blob)

    def _address(self, layer: str, values: Sequence[object], blob: bytes) -> SourceAddress:
        street, number, letter, addition, postcode, town = values
        try:
            x, y = _point(blob)
            return SourceAddress(
                str(street),
                int(str(number)),
                str(letter or "").upper(),
                str(addition or ""),
                str(postcode or "").replace(" ", ""),
                str(town or ""),
                x,
                y,
            )
        except (ValueError, struct.error):
            found = f"{street} {number} in layer {layer}"
            expected = "a whole house number and a point or polygon"
            raise _problem(self._path, found, expected, field="geometry") from None


class _Features:
    """GeoJSON features of the BAG from PDOK's OGC API, one per line."""

    crs = WGS84

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[SourceAddress]:
        with self._path.open(encoding="utf-8") as lines:
            for line, text in enumerate(lines, 1):
                try:
                    feature = json.loads(text)
                    known = feature["properties"]
                    lon, lat = feature["geometry"]["coordinates"][:2]
                    address = SourceAddress(
                        known["openbare_ruimte_naam"],
                        int(known["huisnummer"]),
                        (known.get("huisletter") or "").upper(),
                        known.get("toevoeging") or "",
                        known.get("postcode") or "",
                        known["woonplaats_naam"],
                        float(lon),
                        float(lat),
                    )
                except (ValueError, TypeError, KeyError) as error:
                    raise InputError(
                        [
                            Problem(
                                f"'{text.strip()}' ({error})",
                                "a feature with openbare_ruimte_naam, huisnummer, woonplaats_naam "
                                "and a point",
                                file=self._path.name,
                                line=line,
                            )
                        ]
                    ) from None
                if is_in_use(known.get("status") or ""):
                    yield address


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _srs(crs: str) -> int:
    return int(crs.removeprefix("EPSG:"))


def _point(blob: bytes) -> tuple[float, float]:
    """Read the point of a GeoPackage geometry; of a berth, which is a polygon, its first corner.

    The header: http://www.geopackage.org/spec140/index.html#gpb_format
    """
    if blob[:2] != b"GP":
        raise ValueError
    at = 8 + _ENVELOPE_BYTES[blob[3] >> 1 & 7]
    order = "<" if blob[at] else ">"
    (kind,) = struct.unpack_from(f"{order}I", blob, at + 1)
    # Polygon: number of rings, number of corners, then the first corner.
    skip = {1: 5, 3: 13, 6: 22}.get(kind % 1000)
    if skip is None:
        raise ValueError
    x, y = struct.unpack_from(f"{order}dd", blob, at + skip)
    return x, y
