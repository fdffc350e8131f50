"""Times, reference systems, forms, provenance and what is gone, asked of `/items`."""

import httpx
import pytest
from made_up_release import place, write_release
from ogc_classes import COLLECTIONS, ids, link
from pyproj import Transformer
from serving import served

from api.app import create_app
from geo.model.settings import settings
from geo.release.history import Tombstone, Why

PLACES = "/v1/collections/places/items"
CRS = "http://www.opengis.net/def/crs"
CRS84 = f"{CRS}/OGC/1.3/CRS84"
OFFERED = [CRS84, *(f"{CRS}/EPSG/0/{code}" for code in (4326, 4258, 9067, 28992, 3857))]


@pytest.fixture(scope="module")
def dated(tmp_path_factory):
    """A client of places with every sort of validity."""
    places = [
        place("altijd"),
        place("sinds-2015", valid_from="2015"),
        place("sinds-mei-2016", valid_from="2016-05"),
        place("tot-2014", valid_until="2014"),
        place("in-2016", valid_from="2016-02-01", valid_until="2016-03"),
    ]
    app = create_app(write_release(tmp_path_factory.mktemp("dated") / "release", places))
    with served(app) as address, httpx.Client(base_url=address) as client:
        yield client


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2016-01-01", ["altijd", "sinds-2015"]),
        ("2016-02-01", ["altijd", "in-2016", "sinds-2015"]),
        ("2016-03-31T23:59:59Z", ["altijd", "in-2016", "sinds-2015"]),
        ("2016-04-01T00:00:00Z", ["altijd", "sinds-2015"]),
        ("2016-04-01T00:30:00+01:00", ["altijd", "in-2016", "sinds-2015"]),
        ("2015-01-01", ["altijd", "sinds-2015"]),
        ("2015", ["altijd", "sinds-2015"]),
        ("2014-12-31", ["altijd", "tot-2014"]),
        ("2014-12-31/2015-01-01", ["altijd", "sinds-2015", "tot-2014"]),
        ("../2014-12-31", ["altijd", "tot-2014"]),
        ("/2014-12-31", ["altijd", "tot-2014"]),
        ("2016-05/..", ["altijd", "sinds-2015", "sinds-mei-2016"]),
        ("2016-06-01T00:00:00Z/", ["altijd", "sinds-2015", "sinds-mei-2016"]),
        ("1850-01-01", ["altijd", "tot-2014"]),
        ("2016-02-10t12:00:00z", ["altijd", "in-2016", "sinds-2015"]),
    ],
)
def test_datetime_gives_what_stood_or_may_have_stood(dated, moment, expected):
    assert ids(dated.get(PLACES, params={"datetime": moment})) == expected


def test_the_extent_in_time_is_open_where_a_place_still_stands(dated, client):
    extent = dated.get("/v1/collections/places").json()["extent"]["temporal"]
    assert extent["interval"] == [["2015-01-01T00:00:00Z", None]]
    assert "temporal" not in client.get("/v1/collections/gebieden").json()["extent"]


def test_districts_have_no_time_and_are_always_there(client):
    question = {"datetime": "1950-01-01"}
    assert len(ids(client.get("/v1/collections/gebieden/items", params=question))) == 2


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_collection_is_offered_in_the_same_systems(client, name):
    collection = client.get(f"/v1/collections/{name}").json()
    assert collection["crs"] == OFFERED
    assert collection["storageCrs"] == CRS84


@pytest.mark.parametrize("crs", OFFERED)
def test_axes_stand_in_the_order_of_the_authority(client, crs):
    code = "OGC:CRS84" if crs == CRS84 else crs.rsplit("/", 1)[1]
    x, y = Transformer.from_crs("OGC:CRS84", code).transform(4.41, 51.91)
    answer = client.get(f"{PLACES}/aan-de-kade", params={"crs": crs})
    given = answer.json()["geometry"]["coordinates"]
    assert given == pytest.approx([x, y], abs=0.006 if abs(x) > 180 else 1e-6)
    assert answer.headers["content-crs"] == f"<{crs}>"
    assert "content-crs" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    "name", ["EPSG:28992", f"{CRS.replace('http', 'https')}/EPSG/0/28992", f"{CRS}/EPSG/0/28992"]
)
def test_the_system_is_told_by_the_name_that_was_asked_for(client, name):
    answer = client.get(PLACES, params={"crs": name, "limit": 1})
    assert answer.headers["content-crs"] == f"<{name}>"
    assert answer.json()["features"][0]["geometry"]["coordinates"][1] > 400_000


@pytest.mark.parametrize(
    "path", [PLACES, f"{PLACES}/aan-de-kade", "/v1/search/nearby?lat=51.9&lon=4.4"]
)
def test_every_answer_with_a_geometry_names_its_system(client, path):
    assert client.get(path).headers["content-crs"] == f"<{CRS84}>"


@pytest.mark.parametrize("name", ["", "x", f"{CRS}/EPSG/0/31370", f"{CRS}/EPSG/0/999999", "EPSG:1"])
@pytest.mark.parametrize("parameter", ["crs", "bbox-crs", "filter-crs"])
def test_a_system_that_is_not_offered_is_refused_with_those_that_are(client, parameter, name):
    answer = client.get(PLACES, params={parameter: name})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["parameter"] == parameter
    assert CRS84 in error["expected"]


def test_a_box_is_read_in_the_order_of_its_system(client):
    expected = ["aan-de-kade", "hostile", "zonder-punt"]
    for system, box in (
        (CRS84, "4.40,51.90,4.43,51.92"),
        (f"{CRS}/EPSG/0/4326", "51.90,4.40,51.92,4.43"),
        (f"{CRS}/EPSG/0/4258", "51.90,4.40,51.92,4.43"),
        (f"{CRS}/EPSG/0/28992", "86000,436000,89000,439000"),
        (f"{CRS}/EPSG/0/3857", "489800,6780000,493200,6785000"),
    ):
        answer = client.get(PLACES, params={"bbox": box, "bbox-crs": system})
        assert ids(answer) == expected, system


@pytest.mark.parametrize("box", ["89000,436000,86000,439000", "86000,439000,89000,436000", "1,2,3"])
def test_a_box_in_metres_whose_edges_are_swapped_is_refused(client, box):
    question = {"bbox": box, "bbox-crs": f"{CRS}/EPSG/0/28992"}
    answer = client.get(PLACES, params=question)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "bbox"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "application/geo+json"),
        ("application/json", "application/geo+json"),
        ("application/geo+json, application/json;q=0.5", "application/geo+json"),
        ("application/vnd.ogc.fg+json", "application/vnd.ogc.fg+json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("application/geo+json;q=0.1,text/html;q=0.9", "text/html; charset=utf-8"),
        ("text/html;q=0", "application/geo+json"),
        ("image/png", "application/geo+json"),
        (";;;,,q=x", "application/geo+json"),
        ("", "application/geo+json"),
    ],
)
def test_the_form_follows_the_header_accept(client, accept, expected):
    answer = client.get(PLACES, headers={"accept": accept})
    assert answer.headers["content-type"] == expected
    assert "Accept" in answer.headers["vary"]


def test_f_outranks_accept_and_each_form_has_its_own_entity_tag(client):
    html = {"accept": "text/html"}
    tags = set()
    for form, media_type in (
        ("json", "application/geo+json"),
        ("geojson", "application/geo+json"),
        ("jsonfg", "application/vnd.ogc.fg+json"),
        ("html", "text/html; charset=utf-8"),
    ):
        answer = client.get(PLACES, params={"f": form}, headers=html)
        assert answer.headers["content-type"] == media_type
        tags.add(answer.headers["etag"].replace("-gzip", ""))
    assert len(tags) == 3


@pytest.mark.parametrize("path", ["", "/conformance", "/collections", "/collections/places"])
def test_descriptions_have_a_page_too_that_loads_nothing_but_its_style(client, path):
    answer = client.get(f"/v1{path}", headers={"accept": "text/html"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.text.count("<h1>") == 1
    assert "<script" not in answer.text


def test_hostile_text_is_text_on_a_page(client):
    for path in (PLACES, f"{PLACES}/hostile"):
        page = client.get(path, params={"f": "html"}).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_provenance_is_a_member_of_each_feature_where_it_is_asked_for(client):
    plain = client.get(f"{PLACES}?limit=100").json()["features"]
    page = client.get(f"{PLACES}?limit=100&profile=provenance").json()["features"]
    assert all("provenance" in one for one in page)
    assert [{k: v for k, v in one.items() if k != "provenance"} for one in page] == plain
    told = [one["provenance"] for one in page if one["provenance"]]
    assert told
    for fields in told:
        for values in fields.values():
            assert any(value["used"] for value in values)
    item = client.get(f"{PLACES}/{page[0]['id']}?profile=provenance").json()
    assert item["provenance"] == page[0]["provenance"]
    assert client.get(f"{PLACES}?profile=x").status_code == 400
    assert client.get("/v1/collections/buurten/items?profile=provenance").status_code == 400


def test_what_was_removed_is_410_with_what_carries_it_on(client, application, monkeypatch):
    gone = {
        "weg": Tombstone("weg", "2026-03-01", Why.REMOVED),
        "samen": Tombstone("samen", "2026-03-01", Why.MERGED, "aan-de-kade"),
    }
    directory = application.state.directory.current
    monkeypatch.setattr(type(directory), "gone", property(lambda _: gone))
    answer = client.get(f"{PLACES}/weg")
    assert answer.status_code == 410
    assert answer.headers["content-type"] == "application/problem+json"
    assert "2026-03-01" in answer.json()["detail"]
    assert "successor" not in answer.json()
    answer = client.get(f"{PLACES}/samen")
    assert answer.status_code == 410
    assert answer.json()["successor"].endswith("/places/items/aan-de-kade")
    assert answer.headers["link"] == f'<{answer.json()["successor"]}>; rel="successor-version"'
    assert client.get(f"{PLACES}/nooit-geweest").status_code == 404


def test_links_lead_to_the_public_address_where_one_is_set(tmp_path, monkeypatch):
    monkeypatch.setenv("MEETINGPLACES_PUBLIC_URL", "https://plekken.example.org/")
    settings.cache_clear()
    try:
        with served(create_app(write_release(tmp_path / "release"))) as address:
            page = httpx.get(f"{address}{PLACES}?limit=1").json()
            document = httpx.get(f"{address}/v1/openapi.json").json()
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    assert link(page, "next").startswith("https://plekken.example.org/v1/collections/")
    assert document["servers"] == [{"url": "https://plekken.example.org/v1"}]


@pytest.mark.parametrize(
    "question", ["uncertainty_m=10", "uncertainty_m=10.0", "uncertainty_m=1e1"]
)
def test_numbers_are_chosen_by_their_value(client, question):
    assert ids(client.get(f"{PLACES}?{question}")) == ["aan-de-kade"]


def test_a_list_is_chosen_by_what_is_in_it(client):
    assert ids(client.get(f"{PLACES}?activities=koffie")) == ["aan-de-kade"]


@pytest.mark.parametrize("value", ["0.5", "x", "", "1e3", "9" * 30, "٣"])
def test_a_column_of_whole_numbers_is_chosen_by_whole_numbers(client, value):
    answer = client.get("/v1/collections/coverage/items", params={"residents": value})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["expected"] == "a whole number"
