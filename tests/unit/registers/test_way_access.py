"""On which ways one may walk or cycle, by their tags: a line of the tables, and a test for each."""

import csv
from pathlib import Path

import pytest

from geo.city.walking.mode import ALL_MODES, Mode
from geo.registers import way_access
from geo.registers.way_access import Rule, class_rules, classes, may_pass, way_rules

TABLES = Path(way_access.__file__).parent / "access_tables"


def rows(name):
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def foot(**tags):
    return way_rules(tags)[Mode.FOOT]


ALLOWED = ("yes", "designated", "official", "public", "permissive", "destination", "discouraged")
FORBIDDEN = (
    *("dismount", "no", "private", "residents", "permit", "employees", "staff", "military"),
    *("customers", "members", "agricultural", "forestry", "delivery", "emergency"),
    "use_sidepath",
)


class TestAccess:
    @pytest.mark.parametrize("value", ALLOWED)
    def test_open_to_the_public(self, value):
        assert foot(highway="service", access=value) is Rule.YES
        assert foot(highway="trunk", foot=value) is Rule.YES

    @pytest.mark.parametrize("value", FORBIDDEN)
    def test_not_open_to_the_public(self, value):
        assert foot(highway="service", access=value) is Rule.NO
        assert foot(highway="footway", foot=value) is Rule.NO
        assert may_pass({"barrier": "gate", "access": value}) == Mode(0)

    def test_every_value_of_the_table_has_a_test(self):
        assert {row["value"]: row["allowed"] for row in rows("access")} == (
            dict.fromkeys(ALLOWED, "yes") | dict.fromkeys(FORBIDDEN, "no")
        )

    @pytest.mark.parametrize(
        ("value", "rule"),
        [
            ("private;customers", Rule.NO),
            ("private;permissive", Rule.YES),
            ("no; destination", Rule.YES),
            ("private;something", Rule.NO),
            ("something;else", Rule.YES),
            ("", Rule.YES),
        ],
    )
    def test_of_a_list_the_most_permissive_value_counts(self, value, rule):
        assert foot(highway="footway", access=value) is rule

    @pytest.mark.parametrize(
        ("tags", "rule"),
        [
            ("highway=service access=private foot=yes", Rule.YES),
            ("highway=path access=no foot=permissive", Rule.YES),
            ("highway=residential access=yes foot=private", Rule.NO),
            ("highway=footway access=private foot=whatever", Rule.NO),
            ("highway=secondary motorroad=yes", Rule.NO),
            ("highway=primary motorroad=yes sidewalk=both", Rule.NO),
        ],
    )
    def test_what_is_said_of_walking_takes_precedence(self, tags, rule):
        assert foot(**dict(tag.split("=") for tag in tags.split())) is rule

    def test_a_bicycle_has_tags_of_its_own(self):
        park = {"highway": "footway", "bicycle": "yes"}
        assert way_rules(park)[Mode.BICYCLE] is Rule.YES
        street = {"highway": "residential", "bicycle": "no"}
        assert way_rules(street)[Mode.BICYCLE] is Rule.NO
        assert way_rules(street)[Mode.FOOT] is Rule.YES
        assert way_rules({"highway": "footway"})[Mode.BICYCLE] is Rule.NO


class TestKindsOfWay:
    @pytest.mark.parametrize(
        "tags",
        [
            "highway=construction",
            "highway=proposed foot=yes",
            "railway=rail foot=yes",
            "route=ferry",
        ],
    )
    def test_what_is_no_way_is_not_walked(self, tags):
        tags = dict(tag.split("=") for tag in tags.split())
        assert set(way_rules(tags).values()) == {Rule.NO}

    @pytest.mark.parametrize("highway", ["primary", "trunk", "primary_link", "busway"])
    def test_a_large_road_is_walked_only_where_a_tag_says_so(self, highway):
        assert foot(highway=highway) is Rule.NO
        assert foot(highway=highway, sidewalk="no") is Rule.NO
        assert foot(highway=highway, sidewalk="separate") is Rule.NO
        assert foot(highway=highway, sidewalk="both") is Rule.YES
        assert foot(highway=highway, **{"sidewalk:left": "yes"}) is Rule.YES
        assert foot(highway=highway, foot="yes") is Rule.YES

    def test_other_kinds_need_no_tag(self):
        for row in rows("highways"):
            if row["foot"] == "yes":
                assert foot(highway=row["highway"]) is Rule.YES

    def test_steps_are_not_for_wheels(self):
        assert way_rules({"highway": "steps"}) == {
            Mode.FOOT: Rule.YES,
            Mode.STEP_FREE: Rule.NO,
            Mode.BICYCLE: Rule.NO,
        }

    def test_a_way_known_by_its_class_follows_the_rule_of_its_kind(self):
        """Both builders of the network have one rule; a class says less than tags."""
        for row in rows("classes"):
            kind = row["name"]
            number = int(row["class"])
            assert number in classes()
            expected = Rule.NO if kind == "motorway" else way_rules({"highway": kind})[Mode.FOOT]
            assert class_rules(number)[Mode.FOOT] is expected


class TestBarriers:
    @pytest.mark.parametrize("row", rows("barriers"), ids=lambda row: row["barrier"])
    def test_stop_whom_the_table_says(self, row):
        found = may_pass({"barrier": row["barrier"]})
        for mode, column in (
            (Mode.FOOT, "foot"),
            (Mode.STEP_FREE, "step_free"),
            (Mode.BICYCLE, "bicycle"),
        ):
            assert (mode in found) == (row[column] == "yes")

    @pytest.mark.parametrize(
        ("tags", "passing"),
        [
            ("barrier=gate access=private foot=yes", Mode.FOOT | Mode.STEP_FREE),
            ("barrier=gate access=private bicycle=yes", Mode.BICYCLE),
            ("barrier=wall foot=yes", Mode.FOOT | Mode.STEP_FREE),
            ("barrier=stile foot=yes", Mode.FOOT),
            ("barrier=gate wheelchair=no", Mode.FOOT | Mode.BICYCLE),
            ("barrier=gate locked=yes", Mode(0)),
            ("barrier=gate locked=yes foot=permissive", Mode.FOOT | Mode.STEP_FREE),
            ("barrier=who_knows", ALL_MODES),
            ("highway=crossing", ALL_MODES),
            ("foot=no", Mode.BICYCLE),
            ("access=private", Mode(0)),
        ],
    )
    def test_have_exceptions(self, tags, passing):
        assert may_pass(dict(tag.split("=") for tag in tags.split())) == passing
