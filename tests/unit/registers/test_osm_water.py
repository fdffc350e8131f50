"""Water from OpenStreetMap extracts that the tests write themselves."""

import geopandas as gpd
import osmium
import pytest
import shapely
from osmium.osm.mutable import Node, Relation, Way
from own_city import ROTTERDAM

from geo.city.land import read_water
from geo.model.crs import RD_NEW
from geo.model.errors import InputError
from geo.registers.osm_water import water_from_osm

LON, LAT, STEP = 4.4777, 51.9244, 0.001
SIDE_M2 = 68.8 * 111.26
"""A square of one step, in square metres, at this latitude."""


def ring(first, west, south, east, north):
    """Nodes of a rectangle in steps, and the way around them."""
    corners = [(west, south), (east, south), (east, north), (west, north)]
    nodes = {first + at: corner for at, corner in enumerate(corners)}
    return nodes, [*nodes, first]


def write(path, ways, relations=()):
    """Write an extract of rectangles; each way is its rectangle and its tags."""
    drawn = [ring(10 * at, *box) for at, (box, _) in enumerate(ways, 1)]
    with osmium.SimpleWriter(path) as out:
        for nodes, _ in drawn:
            for number, (east, north) in nodes.items():
                place = (LON + east * STEP, LAT + north * STEP)
                out.add_node(Node(id=number, location=place))
        for number, ((_, refs), (_, tags)) in enumerate(zip(drawn, ways, strict=True), 1):
            out.add_way(Way(id=number, nodes=refs, tags=tags))
        for number, (members, tags) in enumerate(relations, 1):
            out.add_relation(Relation(id=number, members=members, tags=tags))
    return path


def test_areas_of_water_are_read_and_nothing_else(tmp_path):
    ways = [
        ((0, 0, 2, 2), {"natural": "water"}),
        ((4, 0, 5, 1), {"waterway": "riverbank"}),
        ((6, 0, 7, 1), {"natural": "wood"}),
        ((8, 0, 8.2, 0.2), {"natural": "water"}),  # a pond
    ]
    assert water_from_osm(write(tmp_path / "city.osm.pbf", ways), tmp_path, ROTTERDAM) == 2
    table = gpd.read_parquet(tmp_path / "water.parquet")
    assert table["area_m2"].tolist() == pytest.approx([4 * SIDE_M2, SIDE_M2], rel=0.01)
    assert table.crs == "EPSG:4326"
    drawn = read_water(tmp_path, RD_NEW)
    assert drawn.area == pytest.approx(5 * SIDE_M2, rel=0.01)


def test_an_island_in_a_lake_is_no_water(tmp_path):
    ways = [((0, 0, 4, 4), {}), ((1, 1, 3, 3), {})]
    lake = [(("w", 1, "outer"), ("w", 2, "inner")), {"type": "multipolygon", "natural": "water"}]
    extract = write(tmp_path / "city.osm", ways, [lake])
    assert water_from_osm(extract, tmp_path, ROTTERDAM) == 1
    drawn = read_water(tmp_path, RD_NEW)
    assert drawn.area == pytest.approx(12 * SIDE_M2, rel=0.01)
    middle = shapely.Point(*RD_NEW.xy(LON + 2 * STEP, LAT + 2 * STEP))
    assert not drawn.covers(middle)


def test_without_water_an_older_table_goes(tmp_path):
    first = write(tmp_path / "a.osm", [((0, 0, 2, 2), {"natural": "water"})])
    second = write(tmp_path / "b.osm", [((0, 0, 2, 2), {"landuse": "grass"})])
    assert water_from_osm(first, tmp_path, ROTTERDAM) == 1
    assert water_from_osm(second, tmp_path, ROTTERDAM) == 0
    assert not (tmp_path / "water.parquet").exists()


def test_what_is_no_extract_is_refused_and_the_table_stays(tmp_path):
    water_from_osm(
        write(tmp_path / "a.osm", [((0, 0, 2, 2), {"natural": "water"})]), tmp_path, ROTTERDAM
    )
    (tmp_path / "b.osm.pbf").write_text("no extract")
    for name, told in (("b.osm.pbf", "cannot be read"), ("none.osm", "no such file")):
        with pytest.raises(InputError, match=told):
            water_from_osm(tmp_path / name, tmp_path, ROTTERDAM)
    assert len(gpd.read_parquet(tmp_path / "water.parquet")) == 1


def test_a_table_that_cannot_be_read_is_said(tmp_path):
    (tmp_path / "water.parquet").write_text("x")
    with pytest.raises(InputError, match=r"water\.parquet"):
        read_water(tmp_path, RD_NEW)
