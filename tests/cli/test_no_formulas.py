"""No cell of any file that we write is a formula, whatever people called their place.

Every name, operator and title of the observations is hostile here. The files that the API gives are
found in its own description, so that a new one is tried as well; that nothing else writes tables is
seen by ``tests/unit/io/test_only_writers.py``.
"""

import csv
import io
import re
import shutil
from urllib.parse import urlencode

import httpx
import pandas as pd
import pytest
from openpyxl import load_workbook
from serving import served

from api.app import create_app
from geo.io.formats import FORMATS
from geo.io.records import Records
from geo.model.schema import Field, Table, Type
from geo.model.settings import settings
from geo.pipeline.building import build
from geo.registers.writing import csv_text

LINK = '=HYPERLINK("http://evil.example","{}")'
HOSTILE = {
    "name": LINK, "alt_names": "@SUM(1)|{}", "operator": "+1+cmd|'/C calc'!A0 {}",
    "activities": "-1+1 {}", "source_title": "\t=1+1 {}", "note": "＝1+1 {}",  # noqa: RUF001
}  # fmt: skip
STARTS = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001
NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
XLSX = FORMATS["xlsx"].media_type
ONE = {"minutes": "10", "kind": "huiskamer"}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The release of the real observations, in which every text is an attempt."""
    city = tmp_path_factory.mktemp("hostile") / settings().city_folder().name
    shutil.copytree(settings().city_folder(), city, ignore=shutil.ignore_patterns("releases"))
    table = city / "observations" / "observations.csv"
    said = pd.read_csv(table, dtype=str, keep_default_na=False)
    for column, pattern in HOSTILE.items():
        said[column] = [pattern.format(text) if text else text for text in said[column]]
    said.to_csv(table, index=False)
    build(city, city.parent / "release")
    return city.parent / "release"


def cells_of_csv(content: bytes, delimiter=","):
    return [cell for row in csv.reader(io.StringIO(content.decode()), delimiter=delimiter)
            for cell in row]  # fmt: skip


def assert_harmless(content: bytes, delimiter=",", *, is_hostile=True):
    """See that no cell would be run, and that an attempt is among them."""
    if content[:2] == b"PK":
        for sheet in load_workbook(io.BytesIO(content)).worksheets:
            found = [cell for row in sheet.iter_rows() for cell in row]
            assert not [cell.value for cell in found if cell.data_type == "f"]
            texts = [cell for cell in found if isinstance(cell.value, str)]
            assert all(cell.quotePrefix for cell in texts if cell.value.startswith(STARTS))
            if is_hostile and sheet.title != "about":
                assert any("evil.example" in cell.value for cell in texts)
        return
    found = cells_of_csv(content, delimiter)
    bad = [cell for cell in found if cell.startswith(STARTS) and not NUMBER.fullmatch(cell)]
    assert bad == []
    if is_hostile:
        assert any("evil.example" in cell for cell in found)


SWEEP = pytest.mark.long(job="sweeps")


@pytest.mark.parametrize(
    ("mode", "form"),
    [
        pytest.param("", "csv", marks=SWEEP),
        ("--gaps", "xlsx"),
        ("--loss", "csv"),
        pytest.param("--loss", "xlsx", marks=SWEEP),
        ("--what-if", "csv"),
        pytest.param("--before", "xlsx", marks=SWEEP),
    ],
)
def test_coverage_of_the_command_line(run, hostile, tmp_path, mode, form):
    out, changes = tmp_path / f"reach.{form}", tmp_path / "changes.csv"
    change = {"action": "add", "name": LINK, "kind": "huiskamer", "lat": 51.9, "lon": 4.5}
    pd.DataFrame([change]).to_csv(changes, index=False)
    words = {"": [], "--what-if": [mode, changes], "--before": [mode, hostile]}.get(mode, [mode])
    done = run(
        "coverage", "--release", hostile, "--minutes", 10, *words, "--format", form, "--out", out
    )
    assert done.status == 0, done.err
    assert_harmless(out.read_bytes(), is_hostile=mode == "--loss")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_next_sites_at_buildings_that_somebody_named(run, hostile, tmp_path, form):
    buildings, out = tmp_path / "buildings.csv", tmp_path / f"sites.{form}"
    pd.DataFrame([{"name": LINK, "lat": 51.886, "lon": 4.56}]).to_csv(buildings, index=False)
    done = run("next-sites", "--release", hostile, "--sites", 1, "--kind", "huis_van_de_wijk",
               "--candidates", buildings, "--format", form, "--out", out)  # fmt: skip
    assert done.status == 0, done.err
    assert_harmless(out.read_bytes())


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_geocoding_a_table_with_its_other_columns(run, tmp_path, delimiter):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    table = pd.DataFrame({"@naam": [LINK], "address": ["=Kipstraat 37"], "hoogte": ["-4.50"]})
    table.to_csv(source, index=False, sep=delimiter)
    assert run("geocode", "--csv", source, "--out", out).status == 0
    assert_harmless(out.read_bytes(), delimiter)
    assert "-4.50" in cells_of_csv(out.read_bytes(), delimiter)  # a number, not a formula


def test_every_table_of_a_release(hostile):
    files = sorted(hostile.glob("*.csv"))
    assert {"places.csv", "observations.csv", "evidence.csv", "leads.csv"} <= {
        file.name for file in files
    }
    for file in files:
        assert_harmless(file.read_bytes(), is_hostile=file.name != "leads.csv")


SAMPLE = ("/coverage/losses", "/exports/places.csv", "/exports/places.xlsx")


@pytest.mark.parametrize("sample", [SAMPLE, pytest.param((), id="all", marks=SWEEP)])
def test_every_table_that_the_api_describes(hostile, sample):
    with served(create_app(hostile)) as address, httpx.Client(base_url=f"{address}/v1",
                                                             timeout=60) as client:  # fmt: skip
        paths = client.get("/openapi.json").json()["paths"]
        tables = [
            (path, media_type)
            for path, item in paths.items()
            if "{" not in path
            for media_type in item["get"]["responses"]["200"]["content"]
            if media_type.startswith("text/csv") or media_type == XLSX
        ]
        assert {"/coverage", "/coverage/losses", "/exports/places.csv", "/exports/places.xlsx"} <= {
            path for path, _ in tables
        }
        tables = [one for one in tables if not sample or one[0] in sample]
        for path, media_type in tables:
            form = "xlsx" if media_type == XLSX else "csv"
            asked = {"f": form} | ({"before": "2016-01-01"} if path.endswith("/changes") else {})
            # One distance for one kind: what stands in a cell does not hang on how many are asked.
            accepted = {one["name"] for one in paths[path]["get"].get("parameters", ())}
            asked |= {key: value for key, value in ONE.items() if key in accepted}
            query = "" if path.startswith("/exports") else f"?{urlencode(asked)}"
            answer = client.get(path + query)
            assert answer.status_code == 200, path
            assert answer.headers["content-type"].startswith(media_type), path
            of_places = path.endswith(("places.csv", "places.xlsx", "losses"))
            assert_harmless(answer.content, is_hostile=of_places)


@SWEEP
def test_every_table_that_a_page_links_to(hostile):
    """The list of the residents' site, the data page and the planners' page."""
    with served(create_app(hostile)) as address, httpx.Client(base_url=address,
                                                              timeout=60) as client:  # fmt: skip
        followed = set()
        for page, at_least in (
            ("/?q=koffie", 2),
            ("/?kind=huiskamer", 2),
            ("/data", 4),
            ("/planner", 6),
        ):
            text = client.get(page).text.replace("&amp;", "&")
            links = set(re.findall(r'href="([^"]*(?:\.csv|\.xlsx|f=csv|f=xlsx)[^"]*)"', text))
            assert len(links) >= at_least, page
            for link in links - followed:
                followed.add(link)
                answer = client.get(link)
                assert answer.status_code == 200, link
                assert_harmless(answer.content, is_hostile=False)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_head_of_a_table_that_somebody_else_made(form):
    field = Field(LINK.format("x"), Type.TEXT, "=1", "=1", unit="=1", enum=("=1",))
    table = Table("=1", "=1", "=1", (field,), key=(), credit="=1")
    frame = pd.DataFrame({field.name: ["@x"]})
    assert_harmless(FORMATS[form].encode([Records.of(table, frame)]))


def test_the_reference_tables():
    frame = pd.DataFrame({"street": [LINK], "lon": [-4.5], "lat": [51.9], "known": [True]})
    content = csv_text(frame).encode()
    assert_harmless(content)
    assert content.decode().splitlines()[1].endswith(",-4.500000,51.900000,true")


def test_the_attempts_are_kept_as_they_are_where_nothing_runs_them(hostile):
    text = (hostile / "places.geojson").read_text()
    assert "=HYPERLINK(" in text
