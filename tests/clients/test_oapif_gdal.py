"""GDAL's own OGC API - Features client against the API, as QGIS, ogr2ogr and R (sf) use it."""

import pyogrio
import pytest
import shapely
from shapely.geometry import shape

LAYERS = ("places", "gebieden", "buurten")


def read(api, layer, **options):
    return pyogrio.read_dataframe(f"OAPIF:{api}", layer=layer, **options)


def test_gdal_lists_the_collections(api):
    assert {name for name, _ in pyogrio.list_layers(f"OAPIF:{api}")} == set(LAYERS)


@pytest.mark.parametrize("layer", LAYERS)
def test_gdal_reads_every_feature_with_its_geometry(api, features, layer):
    frame = read(api, layer)
    key = "id" if layer == "places" else "code"
    assert sorted(frame[key]) == sorted(one["id"] for one in features[layer])
    expected = {one["id"]: one["geometry"] for one in features[layer]}
    for feature_id, geometry in zip(frame[key], frame.geometry, strict=True):
        if expected[feature_id] is None:
            assert geometry is None
        else:
            assert shapely.equals_exact(geometry, shape(expected[feature_id]), 1e-9)


def test_gdal_reads_longitude_and_latitude_in_that_order(api):
    west, south, east, north = read(api, "places").total_bounds
    assert 3.9 < west < east < 4.7
    assert 51.8 < south < north < 52.1
    assert read(api, "places").crs.to_epsg() == 4326


@pytest.mark.parametrize("page_size", [7, 50])
def test_gdal_follows_the_pages_to_the_end(api, features, page_size):
    frame = read(api, "places", PAGE_SIZE=str(page_size), INITIAL_REQUEST_PAGE_SIZE="5")
    assert sorted(frame["id"]) == sorted(one["id"] for one in features["places"])


def test_gdal_asks_for_a_box(api, features):
    box = shapely.box(4.46, 51.90, 4.50, 51.93)
    expected = [
        one["id"]
        for one in features["places"]
        if one["geometry"] and shape(one["geometry"]).intersects(box)
    ]
    assert sorted(read(api, "places", bbox=box.bounds)["id"]) == sorted(expected)


@pytest.mark.parametrize(
    ("where", "column", "value"),
    [
        ("kind = 'huis_van_de_wijk'", "kind", "huis_van_de_wijk"),
        ("status = 'closed'", "status", "closed"),
        ("gebied = 'Charlois'", "gebied", "Charlois"),
    ],
)
def test_gdal_filters_by_a_property(api, features, where, column, value):
    expected = [one["id"] for one in features["places"] if one["properties"][column] == value]
    assert expected
    assert sorted(read(api, "places", where=where)["id"]) == sorted(expected)


def test_gdal_lets_the_server_filter(api, queries):
    """The description lists each column as a parameter, so that only the matches travel."""
    read(api, "places", where="kind = 'huiskamer' AND status = 'open'")
    asked = queries.read_text().splitlines()
    assert any("kind=huiskamer" in query and "status=open" in query for query in asked)


def test_gdal_reads_the_places_near_a_point(api):
    """The answer is plain GeoJSON, which GDAL opens by its address."""
    frame = pyogrio.read_dataframe(f"{api}/search/nearby?lat=51.92&lon=4.48&limit=5")
    assert len(frame) == 5
    assert frame["distance_m"].is_monotonic_increasing
