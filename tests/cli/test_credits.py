"""Every surface names the same publisher, year and licence for the same data."""

import io
import json
from html import unescape

import httpx
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from serving import served

from api.app import create_app
from geo.city.credits import FIGURES_REST_ON, MADE_FROM, credit_line, credit_lines, credit_sentences
from geo.city.profile import CityProfile
from geo.model.settings import settings

CITY = CityProfile.open(settings().city_folder())
FIGURES = credit_lines([CITY], FIGURES_REST_ON)
BORDERS = credit_lines([CITY], MADE_FROM["gebieden"])
OF_LAYER = {"coverage": FIGURES, "gebieden": BORDERS, "buurten": BORDERS}


@pytest.fixture(scope="module")
def client(release):
    with (
        served(create_app(release)) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client


def text_of(answer):
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(answer.text).split())


def notes_of(workbook):
    about = load_workbook(io.BytesIO(workbook))["about"].iter_rows(values_only=True)
    return dict(row[:2] for row in about)["sources and licence"]


def test_the_line_has_publisher_year_remark_and_licence():
    assert credit_line(CITY.credits["people"]) == (
        "CBS, Kerncijfers wijken en buurten, 2025, Hoek van Holland 2024 (CC BY 4.0)"
    )
    assert credit_line(CITY.credits["network"], "nl") == (
        "© OpenStreetMap contributors, 18 augustus 2026 (ODbL 1.0)"
    )


@pytest.mark.parametrize(("name", "line"), OF_LAYER.items())
def test_collection_catalogue_data_page_and_workbook_name_the_same(client, name, line):
    assert client.get(f"/v1/collections/{name}").json()["attribution"] == line
    assert line in text_of(client.get("/en/data"))
    assert line in json.dumps(client.get("/v1/catalogue").json(), ensure_ascii=False)
    assert notes_of(client.get(f"/v1/exports/{name}.xlsx").content) == line


@pytest.mark.parametrize("part", ["", "/gaps", "/losses"])
def test_a_workbook_of_figures_names_what_they_are_calculated_from(client, part):
    workbook = client.get(f"/v1/coverage{part}", params={"f": "xlsx", "minutes": 10})
    assert notes_of(workbook.content) == FIGURES


def test_so_does_a_workbook_of_the_next_sites(run, release, tmp_path):
    out = tmp_path / "sites.xlsx"
    words = ("next-sites", "--sites", "1", "--gebied", "Pernis", "--release", release)
    done = run(*words, "--format", "xlsx", "--out", out)
    assert done.status == 0, done.err
    assert notes_of(out.read_bytes()) == FIGURES


@pytest.mark.parametrize(("language", "prefix"), [("nl", ""), ("en", "/en"), ("pl", "/pl")])
def test_pages_name_them_in_their_language(client, language, prefix):
    borders = credit_sentences(CITY, ["boundaries"], language)
    streets = credit_sentences(CITY, ["network"], language)
    for path, sentences in (
        ("/", borders),
        ("/places/huis-van-de-wijk-pier-80", streets + borders),
        ("/print", streets + borders),
        ("/embed?q=koffie", borders),
    ):
        page = text_of(client.get(f"{prefix}{path}"))
        for sentence in sentences:
            assert sentence in page, path


def test_planner_command_and_report_name_them(client, run, release, tmp_path):
    page = text_of(client.get("/en/planner"))
    printed = " ".join(run("coverage", "--by", "gebied", "--release", release).err.split())
    run("report", "--gebied", "Pernis", "--lang", "en", "--out", tmp_path / "report.pdf",
        "--release", release)  # fmt: skip
    pages = PdfReader(tmp_path / "report.pdf").pages
    paper = " ".join("".join(one.extract_text() + " " for one in pages).split())
    for sentence in credit_sentences(CITY):
        assert sentence in page
        assert sentence in printed
        assert sentence in paper


def test_the_data_package_names_them():
    package = json.loads((settings().city_folder() / "datapackage.json").read_text("utf-8"))
    told = {one["name"]: one.get("sources") for one in package["resources"]}
    for name, made_from in MADE_FROM.items():
        for resource in (name, f"{name}-geojson"):
            if resource in told:
                assert told[resource] == [{"title": credit_lines([CITY], made_from)}], resource
    assert sum(name in told or f"{name}-geojson" in told for name in MADE_FROM) >= 8
