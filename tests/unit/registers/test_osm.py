"""Making a walking network from OpenStreetMap extracts that the tests write themselves."""

import sys

import osmium
import pytest
from osmium.osm.mutable import Node, Way
from own_city import ROTTERDAM

from geo.city.walking.network import Network
from geo.model.crs import RD_NEW
from geo.model.errors import InputError, MeetingplacesError
from geo.registers.osm import is_walkable, walking_from_osm

LON, LAT = 4.4777, 51.9244
STEP = 0.001
NODES = {
    1: (0, 0),
    2: (1, 0),
    3: (2, 0),
    4: (1, 1),
    5: (1, -1),
    6: (0, 1),
}
"""Number of a node, and where it lies in steps from a corner."""


def write(path, ways, nodes=NODES):
    with osmium.SimpleWriter(path) as out:
        for number, (east, north) in nodes.items():
            out.add_node(Node(id=number, location=(LON + east * STEP, LAT + north * STEP)))
        for number, (refs, tags) in enumerate(ways, 1):
            out.add_way(Way(id=number, nodes=refs, tags=tags))
    return path


def edges(folder):
    """Return the edges of the network in a folder, as numbers of nodes."""
    network = Network.open(folder)
    known = {
        tuple(float(axis) for axis in RD_NEW.xy(LON + east * STEP, LAT + north * STEP)): number
        for number, (east, north) in NODES.items()
    }
    named = [
        min(known, key=lambda xy, at=at: abs(xy[0] - at[0]) + abs(xy[1] - at[1]))
        for at in zip(network.x, network.y, strict=True)
    ]
    return sorted(
        tuple(sorted((known[named[a]], known[named[b]])))
        for a, b in zip(network.a, network.b, strict=True)
    )


@pytest.mark.parametrize("extension", ["osm.pbf", "osm", "osm.bz2"])
def test_ways_are_joined_where_they_share_a_node(tmp_path, extension):
    extract = write(
        tmp_path / f"city.{extension}",
        [
            ([1, 2, 3], {"highway": "residential"}),
            ([4, 2], {"highway": "steps"}),
            ([1, 6], {"highway": "motorway"}),
            ([1, 6, 4], {"building": "yes"}),
        ],
    )
    walking_from_osm(extract, tmp_path / "reference", ROTTERDAM)
    assert edges(tmp_path / "reference") == [(1, 2), (2, 3), (2, 4)]
    network = Network.open(tmp_path / "reference")
    east, north = 68.75, 111.27  # metres in a step of longitude and latitude at 51.92 north
    assert sorted(network.length_m) == pytest.approx([east, east, north], abs=0.2)


def test_ways_that_cross_without_a_shared_node_are_not_joined(tmp_path):
    ways = [([1, 3], {"highway": "footway"}), ([4, 5], {"highway": "footway", "bridge": "yes"})]
    walking_from_osm(write(tmp_path / "city.osm", ways), tmp_path, ROTTERDAM)
    assert Network.open(tmp_path).component.max() == 1


def test_a_way_that_leads_out_of_the_extract_ends_at_its_edge(tmp_path):
    ways = [([1, 2, 99, 3, 4], {"highway": "footway"}), ([98, 6], {"highway": "footway"})]
    walking_from_osm(write(tmp_path / "city.osm.pbf", ways), tmp_path, ROTTERDAM)
    assert edges(tmp_path) == [(1, 2), (3, 4)]


def test_the_network_there_is_replaced_and_other_files_stay(tmp_path):
    for refs in ([1, 2], [2, 3]):
        extract = tmp_path / f"{refs[0]}.osm"
        walking_from_osm(
            write(extract, [(refs, {"highway": "path"})]), tmp_path / "reference", ROTTERDAM
        )
        (tmp_path / "reference" / "streets.csv").write_text("kept")
    assert edges(tmp_path / "reference") == [(2, 3)]
    assert {path.name for path in (tmp_path / "reference").iterdir()} == {
        "streets.csv",
        "walking.parquet",
    }


@pytest.mark.parametrize(
    ("tags", "walkable"),
    [
        ("highway=footway", True),
        ("highway=cycleway", True),
        ("highway=track", True),
        ("highway=service access=private", False),
        ("highway=service access=private foot=yes", True),
        ("highway=path access=no foot=permissive", True),
        ("highway=cycleway foot=no", False),
        ("highway=cycleway foot=use_sidepath", False),
        ("highway=residential foot=private", False),
        ("highway=trunk", False),
        ("highway=trunk foot=yes", True),
        ("highway=primary motorroad=yes", False),
        ("highway=motorway foot=yes", False),
        ("highway=construction", False),
        ("highway=proposed foot=yes", False),
        ("railway=rail foot=yes", False),
        ("route=ferry foot=yes", False),
    ],
)
def test_where_one_may_walk(tags, walkable):
    assert is_walkable(dict(tag.split("=") for tag in tags.split())) is walkable


class TestBadExtracts:
    def refused(self, extract, out):
        with pytest.raises(InputError) as caught:
            walking_from_osm(extract, out, ROTTERDAM)
        assert not (out / "walking.parquet").exists()
        return str(caught.value)

    def test_no_file(self, tmp_path):
        sentence = self.refused(tmp_path / "city.osm.pbf", tmp_path)
        assert sentence == "city.osm.pbf: found no such file, expected an OpenStreetMap extract."

    @pytest.mark.parametrize("name", ["city.osm.pbf", "city.osm", "city.docx"])
    def test_a_file_of_another_sort(self, tmp_path, name):
        (tmp_path / name).write_bytes(b"years of work")
        sentence = self.refused(tmp_path / name, tmp_path)
        assert sentence.startswith(f"{name}: found a file that cannot be read (")

    def test_nothing_to_walk_on(self, tmp_path):
        extract = write(tmp_path / "sea.osm", [([1, 2], {"highway": "motorway"})])
        assert self.refused(extract, tmp_path) == (
            "sea.osm: found no walkable way, expected at least one."
        )

    def test_another_country(self, tmp_path):
        extract = write(
            tmp_path / "berlin.osm", [([1, 2], {"highway": "path"})], {1: (9000, 0), 2: (9001, 0)}
        )
        assert self.refused(extract, tmp_path) == (
            "berlin.osm: found longitude 13.4777, latitude 51.9244, "
            "expected ways in the Netherlands, where EPSG:28992 may be used."
        )

    def test_without_osmium_it_says_what_to_install(self, tmp_path, monkeypatch):
        extract = write(tmp_path / "city.osm", [([1, 2], {"highway": "path"})])
        monkeypatch.setitem(sys.modules, "osmium", None)
        with pytest.raises(MeetingplacesError, match=r"pip install 'meetingplaces\[osm\]'"):
            walking_from_osm(extract, tmp_path, ROTTERDAM)
