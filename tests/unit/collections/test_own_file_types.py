"""Every type of Arrow, through every format and back, and served as it is exported."""

import csv
import io
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import orjson
import pyarrow.parquet as pq
import pyogrio
import pytest
from arrow_columns import COLUMNS, H3, write_columns
from openpyxl import load_workbook

from api.v1.ogc.schemas import json_type
from geo.collections.batches import layer_batches
from geo.collections.columns import queryable
from geo.collections.cql2.evaluating import evaluate
from geo.collections.cql2.parsing import parse_text
from geo.collections.data_layers import open_layers
from geo.collections.reading import read_layers
from geo.directory.exporting import export
from geo.io.formats import FORMATS
from geo.io.records import JOINED, structure_text
from geo.model.schema import Field, Type
from geo.release.layer_tables import LAYERS

DOCS = Path(__file__).parents[3] / "docs" / "own-files.md"
VALUES = {one.name: one.value for one in COLUMNS}
TYPES = {one.name: one.type for one in COLUMNS}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A file with every type, and every format made of it on the command line."""
    folder = tmp_path_factory.mktemp("types")
    write_columns(folder / "soorten.parquet")
    for name in FORMATS:
        export(folder / "soorten.parquet", format=name, out=folder / f"out.{name}")
    return folder


@pytest.fixture(scope="module")
def layer(folder):
    (layer,) = read_layers([folder / "soorten.parquet"], taken=LAYERS)
    return layer


def test_every_type_is_read_as_the_table_says(layer):
    assert {field.name: field.type for field in layer.table.fields} == TYPES
    first, second = (orjson.loads(feature)["properties"] for feature in layer.features)
    assert first == VALUES
    assert second == dict.fromkeys(VALUES)


@pytest.mark.parametrize("name", FORMATS)
def test_the_file_that_is_served_is_the_one_of_the_command_line_to_the_byte(folder, layer, name):
    everything = np.arange(len(layer), dtype=np.int64)
    served = io.BytesIO()
    FORMATS[name].write(layer_batches(layer, everything, "EPSG:4326"), served)
    assert served.getvalue() == (folder / f"out.{name}").read_bytes()


def as_text(value):
    """Write a value as formats without its type hold it."""
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        return "; ".join(map(str, value))
    return structure_text(value) if isinstance(value, dict | list) else value


def flat(name):
    """Return the value of a column in a format without lists and structures."""
    value = VALUES[name]
    if TYPES[name] in JOINED:
        return as_text(value)
    return structure_text(value) if TYPES[name] is Type.STRUCTURE else value


@pytest.mark.parametrize("name", ["geojson", "parquet", "gpkg", "fgb"])
def test_what_is_exported_is_read_again_with_its_values(folder, name):
    (again,) = open_layers(folder / f"out.{name}")
    (batch,) = again.batches()
    rows = list(batch.records.rows())
    filled = next(row for row in rows if row["int64"] is not None)  # an index changes the order
    rows.remove(filled)
    expected = VALUES if name in {"geojson", "parquet"} else {one: flat(one) for one in VALUES}
    assert filled == expected
    assert rows == [dict.fromkeys(VALUES)]


KEPT = {
    "parquet": set(Type) - {Type.SOURCES},
    "geojson": {
        *(Type.TEXT, Type.INTEGER, Type.NUMBER, Type.BOOLEAN, Type.TEXTS),
        *(Type.INTEGERS, Type.NUMBERS, Type.STRUCTURE, Type.DAY, Type.TIME, Type.TIMESTAMP),
    },
    "gpkg": {*(Type.TEXT, Type.INTEGER, Type.NUMBER, Type.BOOLEAN, Type.DAY, Type.TIMESTAMP)},
    "fgb": {*(Type.TEXT, Type.INTEGER, Type.NUMBER, Type.BOOLEAN, Type.TIMESTAMP)},
}
"""Which types each format has itself; the values of others are text in it."""


@pytest.mark.parametrize("name", KEPT)
def test_the_types_of_a_format_are_kept_and_others_are_text(folder, name):
    (again,) = open_layers(folder / f"out.{name}")
    for field in again.table.fields:
        own = TYPES[field.name]
        assert field.type is (own if own in KEPT[name] else Type.TEXT), field.name


def test_csv_holds_every_value_as_text(folder):
    first, second = csv.DictReader(io.StringIO((folder / "out.csv").read_text()))
    for name in VALUES:
        value = flat(name)
        written = {True: "true", False: "false"}.get(value, str(value))
        guarded = f"'{written}" if isinstance(value, str) and value.startswith("-") else written
        assert first[name] == guarded, name
        assert second[name] == ""


def test_xlsx_holds_numbers_as_numbers_where_a_spreadsheet_keeps_their_digits(folder):
    sheet = load_workbook(folder / "out.xlsx").worksheets[0]
    head, first, second = sheet.iter_rows(values_only=True)
    cells = dict(zip(head, first, strict=True))
    for name in VALUES:
        value = flat(name)
        assert cells[name] == (str(value) if value == H3 else value), name
    assert set(second[: len(VALUES)]) == {None}


def test_kml_declares_only_whole_numbers_of_32_bits_as_such(folder):
    """GDAL would read 2147483647 for every longer one."""
    _, table = pyogrio.read_arrow(folder / "out.kml")
    (first, _) = table.to_pylist()
    for name, value in VALUES.items():
        if TYPES[name] is Type.INTEGER:
            assert int(first[name]) == value, name
        elif TYPES[name] is Type.TEXT:
            assert first[name] == value, name


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (f"int64 = {H3}", [True, False]),
        (f"uint64 = {H3}", [True, False]),
        (f"decimal_18_0 = {H3}", [True, False]),
        ("uint64_large = '9223372036854775809'", [True, False]),
        ("decimal_9_2 > 12", [True, False]),
        ("time32_s < '10:00:00'", [True, False]),
        ("date32 = DATE('2024-01-02')", [True, False]),
        ("timestamp_s = TIMESTAMP('2024-01-02T03:04:05Z')", [True, False]),
        ("timestamp_us_amsterdam > TIMESTAMP('2024-01-02T03:04:05Z')", [True, False]),
        ("A_CONTAINS(list_string, ('a'))", [True, False]),
        ("A_CONTAINS(list_int64, (1))", [True, False]),
        (f"A_EQUALS(list_int64, (1, {H3}))", [True, False]),
        ("A_OVERLAPS(list_float64, (1.5, 7))", [True, False]),
        ("A_CONTAINEDBY(list_float64, (1.5))", [False, False]),
        ("A_CONTAINS(list_int64, ())", [True, False]),
        ("int64 IS NULL AND list_int64 IS NULL", [False, True]),
    ],
)
def test_filters_find_every_type_by_its_own_value(layer, text, rows):
    assert evaluate(parse_text(text), layer.columns).tolist() == rows


STORED = {
    "gpkg": lambda folder: _declared_in_geopackage(folder / "out.gpkg"),
    "parquet": lambda folder: _declared_in_parquet(folder / "out.parquet"),
    "fgb": lambda folder: _declared_in_flatgeobuf(folder / "out.fgb"),
    "xlsx": lambda folder: _kinds_of_cells(folder / "out.xlsx"),
    "kml": lambda folder: _declared_in_kml(folder / "out.kml"),
}
"""How each format that has types of its own says what a column is."""


def _declared_in_geopackage(path):
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute('PRAGMA table_info("soorten")').fetchall()
    return {row[1]: row[2] for row in rows}


def _declared_in_parquet(path):
    schema = pq.ParquetFile(path, arrow_extensions_enabled=True).schema_arrow
    plain = {"extension<arrow.json>": "json", "timestamp[us, tz=UTC]": "timestamp"}
    return {one.name: plain.get(str(one.type), str(one.type)) for one in schema}


def _declared_in_flatgeobuf(path):
    about = pyogrio.read_info(path)
    kinds = (kind.removeprefix("OFT") for kind in about["ogr_types"])
    return dict(zip(about["fields"], kinds, strict=True))


def _kinds_of_cells(path):
    sheet = load_workbook(path).worksheets[0]
    head, first, _ = sheet.iter_rows()
    words = {"n": "number", "s": "text", "b": "boolean"}
    return {one.value: words[cell.data_type] for one, cell in zip(head, first, strict=True)}


def _declared_in_kml(path):
    words = path.read_text().split("<SimpleField type=")[1:]
    return {word.split('name="')[1].split('"')[0]: word.split('"')[1] for word in words}


def test_the_table_in_the_documentation_is_true(folder, layer):
    declared = {name: read(folder) for name, read in STORED.items()}
    names = {field.name for field in queryable(layer.table)}
    told = DOCS.read_text()
    missing = []
    for column in COLUMNS:
        field = Field(column.name, column.type, "", "")
        described = json_type(field)
        schema = described.get("format") or described.get("type") or "any"
        if column.type in JOINED:
            schema = f"array of {described['items']['type']}"
        kind = str(layer.columns.columns[column.name].kind) if column.name in names else ""
        row = [column.name, str(column.type), f"`{orjson.dumps(column.value).decode()}`", schema]
        row += [kind, *(declared[name][column.name] for name in STORED)]
        line = f"| {' | '.join(row)} |".replace("list<element: ", "list<")
        if line not in told:
            missing.append(line)
    assert not missing, "\n" + "\n".join(missing)
