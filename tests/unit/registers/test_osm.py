"""Making a walking network from OpenStreetMap extracts that the tests write themselves."""

import math
import sys

import numpy as np
import osmium
import pytest
from osmium.osm.mutable import Node, Relation, Way
from own_city import ROTTERDAM

from geo.city.walking.mode import Mode
from geo.city.walking.network import Network
from geo.model.crs import RD_NEW
from geo.model.errors import InputError, MeetingplacesError
from geo.registers.osm import walking_from_osm

LON, LAT = 4.4777, 51.9244
STEP = 0.001
NODES = {
    1: (0, 0),
    2: (1, 0),
    3: (2, 0),
    4: (1, 1),
    5: (1, -1),
    6: (0, 1),
    7: (2, 1),
    8: (-1, 0),
    9: (2, 2),
    10: (3, 0.2),
    11: (0.8, 0.2),
    12: (1.4, 0.2),
    13: (1.4, 0.6),
    14: (0.8, 0.6),
    21: (0.05, 0.09),
    22: (1.95, 0.09),
    23: (0.2, 0),
}
"""Number of a node, and where it lies in steps from a corner."""


def write(path, ways, nodes=NODES, *, node_tags=None, relations=()):
    with osmium.SimpleWriter(path) as out:
        for number, (east, north) in nodes.items():
            place = (LON + east * STEP, LAT + north * STEP)
            out.add_node(Node(id=number, location=place, tags=(node_tags or {}).get(number, {})))
        for number, (refs, tags) in enumerate(ways, 1):
            out.add_way(Way(id=number, nodes=refs, tags=tags))
        for number, (members, tags) in enumerate(relations, 1):
            out.add_relation(Relation(id=number, members=members, tags=tags))
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


def walk(folder, start, end, mode=Mode.FOOT):
    """Return the metres from one node to another, by number; infinite if there is no way."""
    network = Network.open(folder, mode)
    (sx, sy), (ex, ey) = (
        RD_NEW.xy(LON + NODES[number][0] * STEP, LAT + NODES[number][1] * STEP)
        for number in (start, end)
    )
    points = network.snap([sx, ex], [sy, ey])
    assert points.off_m.max() < 1
    return float(network.walk_between(points[:1], points[1:]).metres[0])


EAST, NORTH = 68.75, 111.27
"""Metres in a step of longitude and of latitude, at 51.92 north."""
FOOTWAY = {"highway": "footway"}


class TestBarriers:
    """A footway of 138 m with something on its middle node, and a way around it of 360 m."""

    def walk_past(self, folder, tags, mode=Mode.FOOT):
        ways = [([1, 2, 3], {"highway": "residential"}), ([1, 6, 7, 3], {"highway": "residential"})]
        extract = write(folder / "city.osm.pbf", ways, node_tags={2: tags})
        walking_from_osm(extract, folder, ROTTERDAM)
        return walk(folder, 1, 3, mode)

    @pytest.mark.parametrize(
        "tags",
        [
            {"barrier": "gate"},
            {"barrier": "bollard"},
            {"barrier": "gate", "access": "private", "foot": "yes"},
            {"barrier": "wall", "foot": "yes"},
            {"barrier": "lift_gate", "access": "no", "foot": "designated"},
            {"barrier": "stile"},
            {"barrier": "never_heard_of"},
            {"highway": "crossing"},
            {"barrier": "gate", "access": "private;permissive"},
            {"barrier": "gate", "locked": "no"},
        ],
    )
    def test_one_walks_on(self, tmp_path, tags):
        assert self.walk_past(tmp_path, tags) == pytest.approx(2 * EAST, abs=0.3)

    @pytest.mark.parametrize(
        "tags",
        [
            {"barrier": "gate", "access": "private"},
            {"barrier": "gate", "access": "private;customers"},
            {"barrier": "gate", "locked": "yes"},
            {"barrier": "gate", "foot": "no"},
            {"foot": "no"},
            {"access": "no"},
            {"barrier": "wall"},
            {"barrier": "fence"},
            {"barrier": "full-height_turnstile"},
            {"barrier": "bollard", "access": "military"},
        ],
    )
    def test_one_walks_around(self, tmp_path, tags):
        around = 2 * NORTH + 2 * EAST
        assert self.walk_past(tmp_path, tags) == pytest.approx(around, abs=0.5)

    @pytest.mark.parametrize(
        ("barrier", "mode", "passes"),
        [
            ("stile", Mode.STEP_FREE, False),
            ("kissing_gate", Mode.STEP_FREE, False),
            ("kissing_gate", Mode.BICYCLE, False),
            ("cycle_barrier", Mode.BICYCLE, True),
            ("bollard", Mode.STEP_FREE, True),
            ("bollard", Mode.BICYCLE, True),
        ],
    )
    def test_with_wheels_one_goes_around_what_others_step_over(
        self, tmp_path, barrier, mode, passes
    ):
        metres = 2 * EAST if passes else 2 * EAST + 2 * NORTH
        found = self.walk_past(tmp_path, {"barrier": barrier}, mode)
        assert found == pytest.approx(metres, abs=0.5)

    def test_one_walks_up_to_a_closed_gate_from_both_sides(self, tmp_path):
        self.walk_past(tmp_path, {"barrier": "wall"})
        assert Network.open(tmp_path).length_m.sum() == pytest.approx(4 * EAST + 2 * NORTH, abs=0.5)


class TestSquares:
    """A square of 138 by 111 m between nodes 1, 3, 7 and 6, into which streets lead."""

    STREETS = (([8, 1], FOOTWAY), ([7, 9], FOOTWAY))
    CORNER_TO_CORNER = math.hypot(2 * EAST, NORTH)

    def test_an_area_is_crossed_in_a_straight_line(self, tmp_path):
        square = ([1, 3, 7, 6, 1], {"highway": "pedestrian", "area": "yes"})
        walking_from_osm(write(tmp_path / "city.osm", [square, *self.STREETS]), tmp_path, ROTTERDAM)
        assert walk(tmp_path, 1, 7) == pytest.approx(self.CORNER_TO_CORNER, abs=0.3)

    def test_a_round_way_that_is_no_area_is_not_crossed(self, tmp_path):
        ways = [([1, 3, 7, 6, 1], {"highway": "pedestrian"}), *self.STREETS]
        walking_from_osm(write(tmp_path / "city.osm", ways), tmp_path, ROTTERDAM)
        assert walk(tmp_path, 1, 7) == pytest.approx(2 * EAST + NORTH, abs=0.3)

    def relation(self, folder, inner=()):
        ways = [([1, 3, 7], {}), ([7, 6, 1], {}), *self.STREETS, *((ring, {}) for ring in inner)]
        members = [("w", 1, "outer"), ("w", 2, "outer")]
        members += [("w", 5 + at, "inner") for at in range(len(inner))]
        extract = write(
            folder / "city.osm.pbf",
            ways,
            relations=[(members, {"type": "multipolygon", "highway": "pedestrian"})],
        )
        walking_from_osm(extract, folder, ROTTERDAM)

    def test_a_square_may_be_a_multipolygon_of_several_ways(self, tmp_path):
        self.relation(tmp_path)
        assert walk(tmp_path, 1, 7) == pytest.approx(self.CORNER_TO_CORNER, abs=0.3)

    def test_one_walks_around_a_building_on_the_square(self, tmp_path):
        self.relation(tmp_path, inner=[[11, 12, 13, 14, 11]])
        corner = math.hypot(0.8 * EAST, 0.6 * NORTH) + math.hypot(1.2 * EAST, 0.4 * NORTH)
        assert walk(tmp_path, 1, 7) == pytest.approx(corner, abs=0.5)

    def test_one_sees_around_an_inward_corner_and_not_across_it(self, tmp_path):
        # An L: from the end of one leg to the end of the other by the inward corner.
        square = ([1, 3, 15, 2, 4, 6, 1], {"highway": "pedestrian", "area": "yes"})
        streets = [([15, 10], FOOTWAY), ([4, 9], FOOTWAY)]
        nodes = NODES | {15: (2, 0.2), 2: (1, 0.2)}
        extract = write(tmp_path / "city.osm", [square, *streets], nodes)
        walking_from_osm(extract, tmp_path, ROTTERDAM)
        network = Network.open(tmp_path)
        points = network.snap(
            *RD_NEW.xy(
                np.array([LON + 2 * STEP, LON + STEP]), np.array([LAT + 0.2 * STEP, LAT + STEP])
            )
        )
        found = network.walk_between(points[:1], points[1:]).metres[0]
        assert found == pytest.approx(EAST + 0.8 * NORTH, abs=0.5)


class TestJosm:
    def josm(self, folder, *ways):
        nodes = "".join(
            f"<node id='{-number}' lat='{LAT + north * STEP}' lon='{LON + east * STEP}'/>"
            for number, (east, north) in NODES.items()
        )
        path = folder / "city.osm"
        path.write_text(
            f"<?xml version='1.0' encoding='UTF-8'?>\n<osm version='0.6' generator='JOSM'>{nodes}"
            + "".join(
                f"<way id='{-at}'{more}>"
                + "".join(f"<nd ref='{-number}'/>" for number in refs)
                + "<tag k='highway' v='footway'/></way>"
                for at, (refs, more) in enumerate(ways, 1)
            )
            + "</osm>"
        )
        walking_from_osm(path, folder, ROTTERDAM)

    def test_what_is_new_has_negative_numbers_and_counts(self, tmp_path):
        self.josm(tmp_path, ([1, 2], ""), ([2, 3], ""))
        assert edges(tmp_path) == [(1, 2), (2, 3)]

    def test_what_was_deleted_is_still_in_the_file_and_does_not_count(self, tmp_path):
        self.josm(
            tmp_path, ([1, 2], ""), ([2, 3], " action='delete'"), ([2, 4], " action='modify'")
        )
        assert edges(tmp_path) == [(1, 2), (2, 4)]


class TestSteps:
    def walk_up(self, folder, mode, tags):
        ways = [([1, 2, 3], tags), ([1, 6, 7, 3], FOOTWAY)]
        walking_from_osm(write(folder / "city.osm", ways), folder, ROTTERDAM)
        return walk(folder, 1, 3, mode)

    def test_on_foot_one_takes_the_steps(self, tmp_path):
        found = self.walk_up(tmp_path, Mode.FOOT, {"highway": "steps"})
        assert found == pytest.approx(2 * EAST, abs=0.3)

    @pytest.mark.parametrize("tags", ["highway=steps", "highway=footway wheelchair=no"])
    def test_with_a_rollator_or_wheelchair_one_goes_around(self, tmp_path, tags):
        found = self.walk_up(tmp_path, Mode.STEP_FREE, dict(tag.split("=") for tag in tags.split()))
        assert found == pytest.approx(2 * EAST + 2 * NORTH, abs=0.5)


class TestCycleways:
    """A cycleway of 138 m, and a way around of 360 m."""

    def walk_along(self, folder, tags, *beside):
        ways = [([1, 2, 3], {"highway": "cycleway", **tags}), ([1, 6, 7, 3], FOOTWAY), *beside]
        walking_from_osm(write(folder / "city.osm", ways), folder, ROTTERDAM)
        return walk(folder, 1, 3)

    FOOTWAY_BESIDE = ([21, 22], FOOTWAY)

    @pytest.mark.parametrize(
        ("tags", "beside", "walked"),
        [
            ({}, False, True),
            ({}, True, False),
            ({"foot": "yes"}, True, True),
            ({"foot": "designated", "segregated": "no"}, True, True),
            ({"segregated": "yes"}, True, True),
            ({"foot": "no"}, False, False),
            ({"foot": "use_sidepath"}, False, False),
        ],
    )
    def test_is_walked_by_its_tags_or_where_no_footway_runs_along_it(
        self, tmp_path, tags, beside, walked
    ):
        found = self.walk_along(tmp_path, tags, *([self.FOOTWAY_BESIDE] if beside else []))
        assert found == pytest.approx(2 * EAST + (0 if walked else 2 * NORTH), abs=0.5)
        assert walk(tmp_path, 1, 3, Mode.BICYCLE) == pytest.approx(2 * EAST, abs=0.3)

    @pytest.mark.parametrize(("beside", "walked"), [({}, True), ({"bridge": "yes"}, False)])
    def test_over_a_bridge_it_is_walked_unless_a_footway_goes_over_it_too(
        self, tmp_path, beside, walked
    ):
        footway = ([21, 22], {**FOOTWAY, **beside})
        found = self.walk_along(tmp_path, {"bridge": "yes"}, footway)
        assert found == pytest.approx(2 * EAST + (0 if walked else 2 * NORTH), abs=0.5)

    def test_a_short_stretch_between_two_footways_is_crossed(self, tmp_path):
        ways = [
            ([1, 23, 3], {"highway": "cycleway"}),
            ([21, 22], FOOTWAY),
            ([1, 6], FOOTWAY),
            ([23, 4], FOOTWAY),
        ]
        walking_from_osm(write(tmp_path / "city.osm", ways), tmp_path, ROTTERDAM)
        assert walk(tmp_path, 6, 4) == pytest.approx(
            NORTH + 0.2 * EAST + math.hypot(0.8 * EAST, NORTH), abs=0.5
        )


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
