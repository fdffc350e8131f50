"""Files to take away: every collection and format, with the filter and the system in force."""

import csv
import io

import geopandas as gpd
import pyogrio
import pytest
from made_up_release import HOSTILE_NAME
from openpyxl import load_workbook

from geo.io.formats import FORMATS
from geo.model.crs import RD_NEW
from geo.release.layer_tables import LAYERS

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def rows(client, query=""):
    answer = client.get(f"/v1/exports/places.csv{query}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def count(client, collection, form, folder):
    answer = client.get(f"/v1/exports/{collection}.{form}")
    assert answer.status_code == 200, answer.text
    if form == "csv":
        return len(list(csv.reader(io.StringIO(answer.text)))) - 1
    if form == "xlsx":
        return load_workbook(io.BytesIO(answer.content))[collection].max_row - 1
    if form == "parquet":
        return len(gpd.read_parquet(io.BytesIO(answer.content)))
    return len(pyogrio.read_dataframe(saved(answer, folder / f"{collection}.{form}")))


def saved(answer, path):
    path.write_bytes(answer.content)
    return path


def test_the_list_names_every_collection_in_every_format(client):
    answer = client.get("/v1/exports").json()
    found = {(one["collection"], one["format"]): one for one in answer["exports"]}
    assert set(found) == {(name, form) for name in LAYERS for form in FORMATS}
    for one in found.values():
        head = client.head(one["href"])
        assert head.status_code == 200
        assert head.headers["content-type"].split(";")[0] == one["type"]
    assert found["places", "geojson"]["crs"] == [CRS84]
    assert RD in found["places", "gpkg"]["crs"]
    assert [link["rel"] for link in answer["links"]] == [
        "self",
        *["enclosure"] * len(found),
        "alternate",
    ]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("collection", LAYERS)
def test_each_file_holds_what_the_collection_holds(client, collection, form, tmp_path):
    matched = client.get(f"/v1/collections/{collection}/items?limit=1").json()["numberMatched"]
    assert count(client, collection, form, tmp_path) == matched


@pytest.mark.parametrize(
    "query",
    [
        "?kind=huis_van_de_wijk",
        "?filter=status%3D%27closed%27",
        "?bbox=4.4,51.9,4.45,51.95",
        "?filter=S_INTERSECTS(geometry,POINT(4.41%2051.91))",
        '?filter-lang=cql2-json&filter={"op":"=","args":[{"property":"kind"},"huiskamer"]}',
        "?kind=huiskamer&status=open",
    ],
)
def test_a_file_honours_the_same_filters_as_the_items(client, query):
    items = client.get(f"/v1/collections/places/items{query}&limit=1000").json()["features"]
    found = rows(client, query)
    assert [row["id"] for row in found] == [feature["id"] for feature in items]
    assert 0 < len(found) < 6


def test_a_file_in_rd_holds_metres_in_the_order_x_y_and_says_so(client, tmp_path):
    answer = client.get("/v1/exports/places.gpkg", params={"crs": RD})
    frame = pyogrio.read_dataframe(saved(answer, tmp_path / "places.gpkg"))
    assert frame.crs.to_authority() == ("EPSG", "28992")
    x, y = RD_NEW.xy(4.41, 51.91)
    assert frame.geometry.iloc[0].coords[0] == pytest.approx((float(x), float(y)), abs=0.006)
    assert answer.headers["content-crs"] == f"<{RD}>"
    assert "-epsg28992-" in answer.headers["content-disposition"]


def test_degrees_stand_longitude_first_in_a_file_whatever_the_authority_lists(client):
    latitude_first = "http://www.opengis.net/def/crs/EPSG/0/4326"
    (first, *_) = rows(client, f"?crs={latitude_first}")
    assert (first["lon"], first["lat"]) == ("4.41", "51.91")


def test_a_file_has_a_name_that_tells_what_it_is(client):
    whole = client.get("/v1/exports/places.csv").headers["content-disposition"]
    part = client.get("/v1/exports/places.csv?kind=huiskamer").headers["content-disposition"]
    assert whole == 'attachment; filename="meetingplaces-places-2026-11-20.csv"'
    assert part == 'attachment; filename="meetingplaces-places-selection-2026-11-20.csv"'


@pytest.mark.parametrize("form", FORMATS)
def test_who_has_the_file_does_not_get_it_again(client, form):
    answer = client.get(f"/v1/exports/places.{form}")
    assert answer.headers["content-length"] == str(len(answer.content))
    again = client.get(
        f"/v1/exports/places.{form}", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304
    assert again.content == b""
    assert client.get(f"/v1/exports/places.{form}").content == answer.content
    other = "csv" if form != "csv" else "kml"
    assert client.get(f"/v1/exports/places.{other}").headers["etag"] != answer.headers["etag"]


def test_head_tells_the_length_without_the_file(client):
    head = client.head("/v1/exports/gebieden.kml")
    assert head.content == b""
    body = client.get("/v1/exports/gebieden.kml").content
    assert head.headers["content-length"] == str(len(body))


@pytest.mark.parametrize(
    ("address", "status", "named"),
    [
        ("places.shp", 404, "geojson, gpkg, parquet, fgb, csv, xlsx, kml"),
        ("nope.csv", 404, "places, gebieden, buurten, observations, coverage"),
        ("places.csv?colour=red", 400, "colour"),
        ("places.csv?limit=3", 400, "limit"),
        ("places.csv?bbox=1,2,3,4,5", 400, "bbox"),
        ("places.csv?crs=EPSG:0", 400, "crs"),
        (f"places.geojson?crs={RD}", 400, "only reference system of GeoJSON"),
        (f"places.kml?crs={RD}", 400, "only reference system of KML"),
        ("places.csv?filter=kind%20=", 400, "filter"),
        ("places.csv?filter=nosuch%3D1", 400, "nosuch"),
    ],
)
def test_what_cannot_be_had_is_a_problem_document(client, address, status, named):
    answer = client.get(f"/v1/exports/{address}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert named in answer.text
    assert "content-disposition" not in answer.headers


def test_a_hostile_name_is_text_in_every_file(client):
    assert HOSTILE_NAME in [row["name"] for row in rows(client)]
    kml = client.get("/v1/exports/places.kml").text
    assert "<script>" not in kml
    assert "&lt;script&gt;" in kml


def test_the_catalogue_is_json_ld_that_is_kept(client):
    answer = client.get("/v1/catalogue")
    assert answer.headers["content-type"] == "application/ld+json"
    kinds = [one["@type"] for one in answer.json()["@graph"]]
    assert kinds.count("dcat:Distribution") == len(LAYERS) * len(FORMATS)
    again = client.get("/v1/catalogue", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert client.get("/v1/catalogue?x=1").status_code == 400


def test_the_size_in_the_catalogue_is_that_of_the_file(client):
    for one in client.get("/v1/catalogue").json()["@graph"]:
        if one["@type"] == "dcat:Distribution" and "/places." in one["@id"]:
            content = client.get(one["dcat:downloadURL"]["@id"]).content
            assert one["dcat:byteSize"]["@value"] == str(len(content)), one["@id"]


def test_the_page_for_a_frame_may_be_framed_by_anybody_and_sets_no_cookie(client):
    answer = client.get("/embed?kind=huiskamer")
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "set-cookie" not in answer.headers
    assert "x-frame-options" not in answer.headers
    assert "frame-ancestors 'none'" in client.get("/").headers["content-security-policy"]


@pytest.mark.parametrize("query", ["kind=cafe", "gebied=WK000000", "q=xyzzyxyzzy", "lat=1&lon=2"])
def test_the_page_for_a_frame_says_what_it_did_not_understand_or_find(client, query):
    answer = client.get(f"/en/embed?{query}")
    assert answer.status_code == 200
    assert "<h1>" in answer.text


def test_a_question_with_a_point_is_not_kept_by_anybody(client):
    answer = client.get("/embed?lat=51.91&lon=4.41")
    assert answer.headers["cache-control"] == "no-store"
