"""XLSX and KML: what a spreadsheet and a globe read back, hostile text included."""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pytest
from examples import tried
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.xml.constants import DCTERMS_NS
from openpyxl.xml.functions import register_namespace
from release_sample import contents, place
from shapely import MultiPolygon, Point, Polygon, box

from geo.io.formats import FORMATS, xlsx
from geo.io.records import Records, flat_fields
from geo.model.errors import InputError, ReleaseError
from geo.model.place_tables import GEBIEDEN, PLACES

KML = "{http://www.opengis.net/kml/2.2}"
HOSTILE = [
    "=HYPERLINK(1)",
    "+1",
    "-1",
    "@x",
    "\tx",
    "\rx",
    "#N/A",
    "<b>&amp;]]>",
    "\x00\x08\ufffe",
    "é☕",
]


def named(*names):
    rows = [place(f"plek-{number}", name=name) for number, name in enumerate(names)]
    points = [Point(4.4, 51.9)] * len(rows)
    return Records.of(PLACES, gpd.GeoDataFrame(rows, geometry=points, crs="EPSG:4326"))


def book(records, date="2026-03-01"):
    return load_workbook(io.BytesIO(FORMATS["xlsx"].encode([records], date)))


def kml(records):
    return ET.fromstring(FORMATS["kml"].encode([records]))  # noqa: S314 - our own


@pytest.fixture
def places():
    return Records.of(PLACES, contents().places)


def test_the_first_sheet_holds_the_rows_with_numbers_as_numbers(places):
    sheet = book(places)["places"]
    head, first, *_ = sheet.iter_rows(values_only=True)
    row = dict(zip(head, first, strict=True))
    assert [*head] == [*(field.name for field in flat_fields(PLACES)), "lon", "lat"]
    assert row["id"] == "de-kip"
    assert (row["lon"], row["lat"]) == (4.491278, 51.922975)
    assert row["uncertainty_m"] == 10.0
    assert row["activities"] == "koffie; inloop"
    assert row["operator"] is None
    assert sheet.freeze_panes == "C2"


def test_the_second_sheet_tells_every_column_the_sources_and_the_date(places):
    rows = list(book(places)["about"].iter_rows(values_only=True))
    about = {row[0]: row[1] for row in rows if row[0]}
    assert about["sources and licence"] == PLACES.credit
    assert about["date of the data"] == "2026-03-01"
    assert about["reference system"] == "EPSG:4326"
    described = {row[0]: row for row in rows}
    for field in flat_fields(PLACES):
        assert described[field.name][4:6] == (field.en, field.nl)
    assert described["kind"][3] == "huis_van_de_wijk, huiskamer"
    assert described["lon"][2] == "degrees"


def test_in_another_system_the_sheet_says_which():
    records = Records.of(PLACES, contents().places.to_crs("EPSG:28992"))
    head, first, *_ = book(records)["places"].iter_rows(values_only=True)
    assert head[-3:] == ("x", "y", "crs")
    assert first[-1] == "EPSG:28992"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_name_is_a_formula_and_each_reads_back_as_it_is(text):
    (cell,) = book(named(text))["places"]["B"][1:]
    assert cell.data_type in {"s", "inlineStr"}
    said = text.replace("\x00", "").replace("\x08", "").replace("\ufffe", "")
    if said.strip():
        assert cell.value.strip() == said.strip()
    if text[0] in "=+-@":
        assert cell.quotePrefix


@pytest.mark.slow
@given(st.text(min_size=1, max_size=50))
@example("=1+1")
def test_no_text_becomes_a_formula_or_breaks_the_workbook(text):
    content = FORMATS["xlsx"].encode([named(text)], "2026-03-01")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f" not in sheet
    ET.fromstring(sheet)  # noqa: S314 - our own


def test_a_text_that_no_cell_can_hold_is_cut_visibly():
    (cell,) = book(named("x" * 40_000))["places"]["B"][1:]
    assert len(cell.value) == xlsx.MOST_CHARACTERS
    assert cell.value.endswith("x…")


def test_more_rows_than_a_sheet_holds_are_refused_with_a_way_out(monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)
    with pytest.raises(InputError, match="filter, or take another format"):
        book(named("a", "b", "c"))


ENCODE = """
import sys
sys.path.insert(0, sys.argv[1])
from release_sample import contents
from geo.io.formats import FORMATS
from geo.io.records import Records
from geo.model.place_tables import PLACES
records = Records.of(PLACES, contents().places)
for name in ("xlsx", "kml"):
    sys.stdout.buffer.write(FORMATS[name].encode([records], "2026-03-01"))
"""


@pytest.mark.slow
def test_another_process_in_another_zone_writes_the_same_bytes(places):
    done = subprocess.run(
        [sys.executable, "-c", ENCODE, str(Path(__file__).parents[2] / "support")],
        check=True,
        capture_output=True,
        env=os.environ | {"PYTHONHASHSEED": "1", "TZ": "UTC9"},
    )
    here = [FORMATS[name].encode([places], "2026-03-01") for name in ("xlsx", "kml")]
    assert done.stdout == b"".join(here)


def test_no_entry_of_a_workbook_bears_the_moment_of_its_making(places):
    content = FORMATS["xlsx"].encode([places], "2026-03-01")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = load_workbook(io.BytesIO(content)).properties
    assert properties.created.date().isoformat() == "2026-03-01"
    assert properties.modified.date().isoformat() == "2026-03-01"


def test_a_workbook_does_not_depend_on_prefixes_that_others_register(places):
    before = FORMATS["xlsx"].encode([places], "2026-03-01")
    try:
        register_namespace("dct", DCTERMS_NS)
        assert FORMATS["xlsx"].encode([places], "2026-03-01") == before
    finally:
        register_namespace("dcterms", DCTERMS_NS)


def test_kml_has_a_placemark_per_row_with_typed_columns(places):
    root = kml(places)
    fields = {field.get("name"): field.get("type") for field in root.iter(f"{KML}SimpleField")}
    assert fields["id"] == "string"
    assert fields["uncertainty_m"] == "double"
    assert fields["source_count"] == "int"
    first, formula, nowhere = root.iter(f"{KML}Placemark")
    data = {one.get("name"): one.text for one in first.iter(f"{KML}SimpleData")}
    assert data["id"] == "de-kip"
    assert data["uncertainty_m"] == "10.0"
    assert "operator" not in data
    assert first.find(f"{KML}name").text == "Huis van de Wijk 'De Kip', \"Ünïcødé\" ☕"
    assert first.find(f"{KML}Point/{KML}coordinates").text == "4.491278,51.922975"
    assert nowhere.find(f"{KML}Point") is None
    operator = {one.get("name"): one.text for one in formula.iter(f"{KML}SimpleData")}["operator"]
    assert operator == "<script>alert(1)</script>"


def test_kml_has_no_description_which_viewers_would_show_as_html(places):
    assert list(kml(places).iter(f"{KML}description")) == []


@given(st.text(max_size=60))
@example("]]>")
@example("<!-- &lt; \x00 \ufffe \ud800".encode("utf-8", "replace").decode())
@tried(times=2)
@pytest.mark.slow
def test_any_text_is_valid_xml_and_reads_back(text):
    (placemark,) = kml(named(text or "x")).iter(f"{KML}Placemark")
    read = placemark.find(f"{KML}name").text or ""
    said = "".join(one for one in text or "x" if one in "\t\n\r" or ord(one) >= 0x20)
    said = said.replace("\ufffe", "").replace("\uffff", "").replace("\r\n", "\n")
    assert read == said.replace("\r", "\n")


def test_kml_draws_holes_and_parts():
    holed = Polygon(box(4, 51, 5, 52).exterior, [box(4.2, 51.2, 4.4, 51.4).exterior])
    both = MultiPolygon([holed, box(6, 51, 7, 52)])
    frame = gpd.GeoDataFrame({"code": ["A"], "name": ["A"]}, geometry=[both], crs="EPSG:4326")
    root = kml(Records.of(GEBIEDEN, frame))
    assert len(list(root.iter(f"{KML}Polygon"))) == 2
    assert len(list(root.iter(f"{KML}innerBoundaryIs"))) == 1
    assert root.find(f".//{KML}MultiGeometry") is not None


def test_kml_refuses_another_reference_system():
    with pytest.raises(ReleaseError, match="EPSG:28992"):
        FORMATS["kml"].encode([Records.of(PLACES, contents().places.to_crs("EPSG:28992"))])
