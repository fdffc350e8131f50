"""`meetingplaces serve --data`: any file of features, served."""

import geopandas as gpd
import httpx
import pytest
from made_up_release import write_release
from serving import served
from shapely import Point

from api.app import create_app
from geo.collections.reading import read_layers
from geo.release.layer_tables import LAYERS


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    bomen = gpd.GeoDataFrame(
        {"soort": ["eik", "beuk", "eik"], "jaar": [1990, 2001, 1850], "f": ["a", "b", "c"]},
        geometry=[Point(92_000 + x, 437_000) for x in (0, 10, 20)],
        crs="EPSG:28992",
    )
    bomen.to_file(folder / "Bomen & struiken.gpkg", layer="Bomen & struiken")
    further = read_layers([folder / "Bomen & struiken.gpkg"], taken=LAYERS)
    app = create_app(write_release(folder / "release"), further=further)
    with served(app) as address, httpx.Client(base_url=f"{address}/v1") as client:
        yield client


def test_it_is_a_collection_beside_the_others(client):
    collections = {one["id"]: one for one in client.get("/collections").json()["collections"]}
    assert list(collections) == [*LAYERS, "bomen-struiken"]
    assert collections["bomen-struiken"]["title"] == "Bomen & struiken"
    assert collections["bomen-struiken"]["storageCrs"].endswith("EPSG/0/28992")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({}, ["1", "2", "3"]),
        ({"soort": "eik"}, ["1", "3"]),
        ({"jaar": "2001"}, ["2"]),
        ({"filter": "jaar < 2000 AND soort = 'eik'"}, ["1", "3"]),
        ({"filter": "f = 'b'"}, ["2"]),
        ({"sortby": "jaar"}, ["3", "1", "2"]),
        (
            {
                "bbox": "92005,436990,92030,437010",
                "bbox-crs": "http://www.opengis.net/def/crs/EPSG/0/28992",
            },
            ["2", "3"],
        ),
    ],
)
def test_it_is_asked_as_the_others_are(client, question, expected):
    page = client.get("/collections/bomen-struiken/items", params=question).json()
    assert [one["id"] for one in page["features"]] == expected


def test_it_is_described_and_has_pages(client):
    paths = client.get("/openapi.json").json()["paths"]
    declared = paths["/collections/bomen-struiken/items"]["get"]["parameters"]
    assert {"soort", "jaar", "filter"} <= {one["name"] for one in declared}
    page = client.get("/collections/bomen-struiken/items/2", params={"f": "html"})
    assert "beuk" in page.text


@pytest.mark.parametrize("name", ["is-er-niet.gpkg", "tekst.txt"])
def test_a_file_that_cannot_be_served_ends_the_command_with_one_sentence(run, tmp_path, name):
    release = write_release(tmp_path / "release")
    done = run("serve", "--release", release, "--data", tmp_path / name)
    assert done.status == 2
    assert name in done.err
    assert "expected a file" in done.err
    assert "Traceback" not in done.err
