import json
import math

import numpy as np
import orjson
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_release import (
    HOSTILE_NAME,
    MADE_UP_PLACES,
    RIGHT_TO_LEFT_NAME,
    feature,
    place,
    write_release,
)

from geo.directory.directory import Directory
from geo.directory.holder import DirectoryHolder
from geo.model.crs import RD_NEW
from geo.model.errors import InputError, ReleaseError


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return Directory.open(write_release(tmp_path_factory.mktemp("made-up") / "release"))


def ids(directory, positions):
    places = directory.layers["places"]
    return [places.ids[position] for position in positions]


# Opening ------------------------------------------------------------------------------------------


def test_places_stand_in_the_order_of_their_ids_whatever_the_order_of_the_file(tmp_path):
    shuffled = Directory.open(write_release(tmp_path / "release", MADE_UP_PLACES[::-1]))
    assert list(shuffled.places["id"]) == sorted(one["id"] for one in MADE_UP_PLACES)


def test_each_feature_is_kept_as_the_bytes_of_its_geojson(directory):
    for given_place in MADE_UP_PLACES:
        position = directory.find(given_place["id"])
        assert orjson.loads(directory.layers["places"].features[position]) == given_place


def test_frames_hold_lists_as_lists_and_unknown_as_none(directory):
    row = directory.places.iloc[directory.find("zonder-punt")]
    assert row["activities"] == []
    assert row["street"] is None
    assert row.geometry is None
    assert directory.places.crs == "EPSG:4326"


@pytest.mark.parametrize(
    "geometry", [{"type": "Point", "coordinates": []}, {"type": "Polygon", "coordinates": []}]
)
def test_a_geometry_without_coordinates_is_no_geometry(tmp_path, geometry):
    empty = place("leeg") | {"geometry": geometry}
    directory = Directory.open(write_release(tmp_path / "release", [empty]))
    assert b'"geometry":null' in directory.layers["places"].features[0]
    assert directory.nearest(4.4, 51.9) == []


def test_a_directory_without_any_place_answers_everything_with_nothing(tmp_path):
    empty = Directory.open(write_release(tmp_path / "release", []))
    assert list(empty.filter(bbox=(3, 50, 7, 54))) == []
    assert empty.nearest(4.4, 51.9) == []
    assert empty.search("koffie") == []
    assert empty.layers["places"].total_bounds is None


def test_two_features_with_one_id_are_refused_by_name(tmp_path):
    doubled = write_release(tmp_path / "release", [place("dubbel"), place("dubbel")])
    with pytest.raises(InputError, match=r"places\.geojson, field 'id': found 'dubbel' twice"):
        Directory.open(doubled)


def test_all_features_without_an_id_are_named_at_once(tmp_path):
    nameless = [place("goed"), place("x") | {"id": None}, place("y") | {"id": 7}]
    with pytest.raises(InputError) as refused:
        Directory.open(write_release(tmp_path / "release", nameless))
    assert [problem.found for problem in refused.value.problems] == ["None", "7"]
    assert "feature 2" in str(refused.value)


def test_a_former_id_that_means_two_places_is_refused(tmp_path):
    places = [place("een", former_ids=["oud"]), place("twee", former_ids=["oud"])]
    with pytest.raises(InputError, match="'oud' at 'twee' and elsewhere"):
        Directory.open(write_release(tmp_path / "release", places))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("places.geojson", "{", "expected valid JSON"),
        ("places.geojson", '{"x": NaN}', "expected valid JSON"),
        ("places.geojson", "[]", "expected a FeatureCollection"),
        ("release.json", "{}", "field 'version'"),
        ("release.json", "", "expected valid JSON"),
    ],
)
def test_a_broken_file_is_named_in_one_sentence(tmp_path, name, content, message):
    release = write_release(tmp_path / "release")
    (release / name).write_text(content)
    with pytest.raises(InputError, match=message) as refused:
        Directory.open(release)
    assert name in str(refused.value)


@pytest.mark.parametrize("missing", ["release.json", "places.geojson", "buurten.geojson"])
def test_a_missing_file_is_named(tmp_path, missing):
    release = write_release(tmp_path / "release")
    (release / missing).unlink()
    with pytest.raises(ReleaseError, match=missing):
        Directory.open(release)


# Choosing -----------------------------------------------------------------------------------------


def test_filter_chooses_by_every_property_given(directory):
    assert ids(directory, directory.filter(kind="huiskamer", gebied="Oost")) == [
        "buurttuin-oost",
        "cafe-een",
    ]
    assert ids(directory, directory.filter(gebied="Oost", status="unknown")) == ["cafe-een"]
    assert ids(directory, directory.filter(gebied="Nergens")) == []


def test_filter_looks_inside_lists(directory):
    assert ids(directory, directory.filter(activities="koffie")) == ["aan-de-kade"]


def test_none_asks_nothing(directory):
    assert len(directory.filter(kind=None)) == len(MADE_UP_PLACES)


def test_places_without_a_point_lie_in_no_box_unless_asked_for(directory):
    world = (-180.0, -90.0, 180.0, 90.0)
    assert "zonder-punt" not in ids(directory, directory.filter(bbox=world))
    kept = directory.layers["places"].select({}, bbox=world, keep_without_geometry=True).positions
    assert len(kept) == len(MADE_UP_PLACES)


def test_a_point_on_the_edge_of_a_box_lies_in_it(directory):
    assert "aan-de-kade" in ids(directory, directory.filter(bbox=(4.41, 51.91, 4.5, 52.0)))


def test_a_box_may_cross_longitude_180(directory):
    assert len(directory.filter(bbox=(170, 51, 4.415, 53))) == 2  # the kade and ver-weg


def test_districts_are_chosen_by_their_shape_not_their_box(tmp_path):
    triangle = {"type": "Polygon", "coordinates": [[[4, 51], [5, 51], [4, 52], [4, 51]]]}
    release = write_release(tmp_path / "release")
    collection = {"type": "FeatureCollection", "features": [feature("G", triangle, {"code": "G"})]}
    (release / "gebieden.geojson").write_text(json.dumps(collection))
    gebieden = Directory.open(release).layers["gebieden"]
    assert list(gebieden.select({}, bbox=(4.8, 51.8, 4.9, 51.9)).positions) == []
    assert list(gebieden.select({}, bbox=(4.1, 51.1, 4.2, 51.2)).positions) == [0]


def test_yes_and_no_can_be_chosen_by(directory):
    gebieden = directory.layers["gebieden"]
    assert [gebieden.ids[row] for row in gebieden.select({"residential": True}).positions] == [
        "WK059901"
    ]
    assert [gebieden.ids[row] for row in gebieden.select({"residential": "false"}).positions] == [
        "WK059902"
    ]


def test_an_unknown_property_is_refused_with_those_that_are_known(directory):
    with pytest.raises(InputError, match="found colour, expected one of access"):
        directory.filter(colour="blue")


def test_numbers_can_be_chosen_by_and_lists_of_sources_cannot(directory):
    assert ids(directory, directory.filter(uncertainty_m=10)) == ["aan-de-kade"]
    with pytest.raises(InputError, match="found sources, expected one of"):
        directory.filter(sources="Wijkkrant")


def test_an_answer_cannot_change_the_directory(directory):
    chosen = directory.filter(kind="huiskamer")
    with pytest.raises(ValueError, match="read-only"):
        chosen[0] = 99


@given(
    corner=st.tuples(st.floats(4.0, 4.6), st.floats(51.85, 52.0)),
    size=st.tuples(st.floats(0, 0.5), st.floats(0, 0.2)),
    kind=st.sampled_from([None, "huiskamer"]),
)
def test_a_box_holds_exactly_the_places_whose_point_it_covers(directory, corner, size, kind):
    west, south = corner
    east, north = west + size[0], south + size[1]
    expected = [
        row
        for row, (geometry, of_kind) in enumerate(
            zip(directory.places.geometry, directory.places["kind"], strict=True)
        )
        if geometry is not None
        and west <= geometry.x <= east
        and south <= geometry.y <= north
        and kind in {None, of_kind}
    ]
    assert directory.filter(bbox=(west, south, east, north), kind=kind).tolist() == expected


# Nearest ------------------------------------------------------------------------------------------


def test_nearest_gives_metres_in_rd_and_leaves_out_places_without_a_point(directory):
    hits = directory.nearest(4.41, 51.91)
    assert ids(directory, [hit.position for hit in hits]) == [
        "aan-de-kade",
        "hostile",
        "buurttuin-oost",
        "cafe-een",
        "ver-weg",
    ]
    assert hits[0].distance_m == 0
    # 0.01 degree of longitude at 51.91 degrees north is 688 m on the ellipsoid.
    assert hits[1].distance_m == pytest.approx(688, abs=1)


def test_places_on_one_point_stand_in_the_order_of_their_ids_also_at_the_end_of_a_list(directory):
    third = directory.nearest(4.41, 51.91, limit=3)[-1]
    assert ids(directory, [third.position]) == ["buurttuin-oost"]


def test_nearest_keeps_to_a_distance_and_to_properties(directory):
    assert len(directory.nearest(4.41, 51.91, max_distance_m=1000)) == 2
    assert len(directory.nearest(4.41, 51.91, max_distance_m=0)) == 1
    closed = directory.nearest(4.41, 51.91, status="closed")
    assert ids(directory, [hit.position for hit in closed]) == ["ver-weg"]


@pytest.mark.parametrize(("lon", "lat"), [(180.0, 0.0), (-175.0, -90.0), (0.0, 90.0)])
def test_nearest_is_refused_where_distances_are_not_true(directory, lon, lat):
    with pytest.raises(InputError, match="a point in the Netherlands"):
        directory.nearest(lon, lat)


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ({"lon": math.nan, "lat": 51.9}, ["lat"]),
        ({"lon": 51.9, "lat": 4.4, "limit": 0}, ["lat", "limit"]),
        ({"lon": 4.4, "lat": 51.9, "limit": 0}, ["limit"]),
        ({"lon": 4.4, "lat": 51.9, "max_distance_m": math.nan}, ["max_distance_m"]),
        ({"lon": 4.4, "lat": 51.9, "max_distance_m": -1.0}, ["max_distance_m"]),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_all_that_is_wrong(
    directory, question, fields
):
    with pytest.raises(InputError) as refused:
        directory.nearest(**question)
    assert [problem.field for problem in refused.value.problems] == fields


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """Enough places for the tree to be walked, many of them on one point."""
    random = np.random.default_rng(42)
    points = random.uniform((4.3, 51.85), (4.6, 52.0), (700, 2)).round(2)
    places = [place(f"p{number:04}", *point.tolist()) for number, point in enumerate(points)]
    return Directory.open(write_release(tmp_path_factory.mktemp("crowded") / "release", places))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lon=st.floats(4.2, 4.7), lat=st.floats(51.8, 52.1), limit=st.integers(1, 60))
def test_the_tree_finds_what_measuring_everything_finds(crowded, lon, lat, limit):
    geometry = crowded.places.geometry.to_numpy()
    x, y = RD_NEW.xy(shapely.get_x(geometry), shapely.get_y(geometry))
    here_x, here_y = RD_NEW.xy(lon, lat)
    distances = np.hypot(x - here_x, y - here_y)
    expected = np.lexsort((np.arange(len(distances)), distances))[:limit]
    hits = crowded.nearest(lon, lat, limit=limit)
    assert [hit.position for hit in hits] == expected.tolist()
    assert [hit.distance_m for hit in hits] == pytest.approx(distances[expected], abs=0.06)


# Searching ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("cafe een", "cafe-een"),
        ("CAFÉ ÉÉN", "cafe-een"),
        ("een café", "cafe-een"),
        ("kadestr", "aan-de-kade"),
        ("kadestraat 7", None),  # house numbers are not searched: they are in every street
        ("Kadestaat", "aan-de-kade"),
        ("bilart", "aan-de-kade"),
        ("tuinieren oost", "buurttuin-oost"),
        ("stichting groen", "buurttuin-oost"),
        ("اللقاء", "hostile"),
        ("<script>", "hostile"),
    ],
)
def test_search_forgives_accents_capitals_order_and_typing_errors(directory, question, expected):
    found = ids(directory, [match.position for match in directory.search(question)])
    assert (found[0] if found else None) == expected


def test_every_word_must_be_found(directory):
    assert directory.search("koffie maanlanding") == []


def test_a_word_in_the_name_counts_more_than_elsewhere(directory):
    found = ids(directory, [match.position for match in directory.search("oost")])
    assert found[0] == "buurttuin-oost"
    assert "cafe-een" in found


@pytest.mark.parametrize("nothing", ["", "   ", "!?", "\x00", "\u202e"])
def test_a_question_without_words_finds_nothing(directory, nothing):
    assert directory.search(nothing) == []


def test_a_question_of_ten_thousand_characters_is_answered(directory):
    assert isinstance(directory.search("koffie " * 1500), list)
    assert directory.search("x" * 10_000) == []


def test_hostile_text_stays_text(directory):
    row = directory.places.iloc[directory.find("hostile")]
    assert row["name"] == HOSTILE_NAME
    assert row["operator"] == RIGHT_TO_LEFT_NAME


@given(st.text(max_size=40), st.integers(1, 10))
def test_search_answers_whatever_is_typed_best_first(directory, text, limit):
    matches = directory.search(text, limit=limit)
    scores = [match.score for match in matches]
    assert len(matches) <= limit
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


@given(st.sampled_from([one["properties"]["name"] for one in MADE_UP_PLACES]))
def test_each_place_is_found_by_its_own_name(directory, name):
    found = [match.position for match in directory.search(name)]
    assert name in {directory.places["name"][position] for position in found[:1]}


# Being replaced -----------------------------------------------------------------------------------


def test_a_former_id_leads_to_the_place_that_carries_it_on(directory):
    assert directory.successor("oude-kade") == "aan-de-kade"
    assert directory.find("oude-kade") is None
    assert directory.successor("aan-de-kade") is None


def test_another_release_is_taken_into_use_whole_and_the_old_one_stays_as_it_was(tmp_path):
    release = write_release(tmp_path / "release")
    holder = DirectoryHolder(release)
    before = holder.current
    assert not holder.refresh()
    assert holder.current is before

    write_release(release, [place("nieuw", 4.4, 51.9)], version="two")
    assert holder.refresh()
    assert list(holder.current.places["id"]) == ["nieuw"]
    assert before.find("aan-de-kade") is not None


def test_a_release_that_cannot_be_read_leaves_the_one_in_use(tmp_path):
    release = write_release(tmp_path / "release")
    holder = DirectoryHolder(release)
    write_release(release, [place("een"), place("een")], version="two")
    with pytest.raises(InputError):
        holder.refresh()
    assert holder.current.version == "one"
    (release / "release.json").unlink()
    with pytest.raises(ReleaseError):
        holder.refresh()
    assert holder.current.version == "one"
