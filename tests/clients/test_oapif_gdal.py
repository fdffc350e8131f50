"""GDAL's own OGC API - Features client against the API, as QGIS, ogr2ogr and R (sf) use it."""

from itertools import product

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from pandas.api.types import is_string_dtype
from pyproj import Transformer
from pyrdnap import RDNAP2018v2
from shapely.geometry import shape

LAYERS = ("places", "gebieden", "buurten", "observations", "coverage")
SYSTEMS = ("OGC:CRS84", "EPSG:4326", "EPSG:4258", "EPSG:28992", "EPSG:3857")
SIX_DECIMALS = 1e-6
"""Of a degree: what the files hold."""
NEAR_ENOUGH = 0.25
"""Metres: what PROJ says it may differ from RDNAPTRANS without the Dutch grid."""


def each_layer_with(others, sample):
    """Pair each layer with each of others; what is not in the sample is for the sweeps."""
    return [
        pytest.param(*pair, marks=() if pair in sample else pytest.mark.long(job="sweeps"))
        for pair in product(LAYERS, others)
    ]


def read(api, layer, **options):
    return pyogrio.read_dataframe(f"OAPIF:{api}", layer=layer, **options)


def by_id(frame):
    return dict(zip(frame["id"], frame.geometry, strict=True))


def geometries(features, layer):
    return {
        one["id"]: None if one["geometry"] is None else shape(one["geometry"])
        for one in features[layer]
    }


def to_system(geometry, system):
    """Turn longitude and latitude into a system, in the order that GDAL tells it in: x first."""
    if system in {"OGC:CRS84", "EPSG:4326", "EPSG:4258"}:
        return geometry
    if system == "EPSG:28992":
        return shapely.transform(geometry, to_rd)
    mercator = Transformer.from_crs("OGC:CRS84", system, always_xy=True)
    return shapely.transform(geometry, lambda xy: np.column_stack(mercator.transform(*xy.T)))


def to_rd(points):
    """RDNAPTRANS 2018 by pyrdnap, which has nothing in common with PROJ."""
    rdnap = RDNAP2018v2()
    found = [rdnap.forward(lat, lon) for lon, lat in points]
    return np.array([(one.RDx, one.RDy) for one in found])


def test_gdal_lists_the_collections(api):
    assert {name for name, _ in pyogrio.list_layers(f"OAPIF:{api}")} == set(LAYERS)


@pytest.mark.parametrize(
    ("layer", "system"),
    each_layer_with(SYSTEMS, {*zip(LAYERS, SYSTEMS, strict=True), ("places", "EPSG:28992")}),
)
def test_gdal_reads_every_feature_in_every_system(api, features, layer, system):
    frame = read(api, layer, CRS=system)
    found, expected = by_id(frame), geometries(features, layer)
    assert found.keys() == expected.keys()
    assert len(frame) == len(expected)
    assert frame.crs.to_string() == system.replace("EPSG:4326", "OGC:CRS84")
    near = SIX_DECIMALS if frame.crs.is_geographic else NEAR_ENOUGH
    for feature_id, geometry in found.items():
        there = expected[feature_id]
        if there is None:
            assert geometry is None
        else:
            assert shapely.equals_exact(geometry, to_system(there, system), near), feature_id


@pytest.mark.parametrize("layer", LAYERS)
def test_gdal_reads_the_values_that_the_release_has(api, features, layer):
    frame = read(api, layer).set_index("id")
    plain = {
        name
        for one in features[layer]
        for name, value in one["properties"].items()
        if isinstance(value, str) and name in frame.columns and is_string_dtype(frame[name])
    }
    assert plain
    for one in features[layer]:
        for name in plain - {"id"}:
            value = one["properties"][name]
            if isinstance(value, str):
                assert frame.loc[one["id"], name] == value, (one["id"], name)
            elif value is None:
                assert pd.isna(frame.loc[one["id"], name]), (one["id"], name)


@pytest.mark.parametrize(
    ("layer", "page_size"),
    each_layer_with((7, 50, 1000), {("places", 7), ("places", 1000), ("observations", 50)}),
)
def test_gdal_follows_the_pages_to_the_end(api, features, layer, page_size):
    frame = read(api, layer, PAGE_SIZE=str(page_size), INITIAL_REQUEST_PAGE_SIZE="5")
    assert sorted(frame["id"]) == sorted(one["id"] for one in features[layer])


@pytest.mark.parametrize("layer", LAYERS)
def test_gdal_asks_for_a_box(api, features, queries, layer):
    box = shapely.box(4.46, 51.90, 4.50, 51.93)
    expected = [
        key for key, one in geometries(features, layer).items() if one and one.intersects(box)
    ]
    assert 0 < len(expected) < len(features[layer])
    # GDAL leaves features without a geometry out of what it gives for a box.
    assert sorted(read(api, layer, bbox=box.bounds)["id"]) == sorted(expected)
    assert any("bbox=" in query for query in queries.read_text().splitlines())


def test_gdal_asks_for_a_box_in_rd(api, features, queries):
    box = (90_000, 434_000, 93_000, 437_000)
    expected = [
        key
        for key, one in geometries(features, "places").items()
        if one and to_system(one, "EPSG:28992").intersects(shapely.box(*box))
    ]
    assert expected
    assert sorted(read(api, "places", CRS="EPSG:28992", bbox=box)["id"]) == sorted(expected)
    assert any(
        "bbox-crs=" in query and "28992" in query for query in queries.read_text().splitlines()
    )


@pytest.mark.parametrize(
    ("layer", "where", "column", "value"),
    [
        ("places", "kind = 'huis_van_de_wijk'", "kind", "huis_van_de_wijk"),
        ("places", "status = 'closed'", "status", "closed"),
        ("places", "gebied = 'Charlois'", "gebied", "Charlois"),
        ("buurten", "gebied = 'Charlois'", "gebied", "Charlois"),
        ("gebieden", "name = 'Charlois'", "name", "Charlois"),
    ],
)
def test_gdal_filters_by_a_property(  # noqa: PLR0913, PLR0917 - the parts of a case
    api, features, layer, where, column, value
):
    expected = [one["id"] for one in features[layer] if one["properties"][column] == value]
    assert expected
    assert sorted(read(api, layer, where=where)["id"]) == sorted(expected)


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
