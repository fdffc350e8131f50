"""What changed between releases, and what is gone."""

import copy
import itertools

import pytest
from examples import tried
from frozen_releases import CURRENT, FIRST, SECOND, past_places, whole_release, write_archive
from hypothesis import given
from hypothesis import strategies as st
from made_up_release import place

from geo.directory.directory import Directory
from geo.directory.holder import DirectoryHolder
from geo.release.archive import Archive, freeze
from geo.release.changes import Change, ChangeKind, FieldChange, ReleaseState, differences
from geo.release.history import History, Tombstone, UnknownPastError, Why

STATE = ReleaseState("2026-01-01-abcd", "abcd", "2026-01-01")


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return write_archive(tmp_path_factory.mktemp("past"))


@pytest.fixture(scope="module")
def directory(archive):
    return Directory.open(whole_release(archive.parent / "now"), archive=archive)


@pytest.fixture
def history(directory):
    return directory.history


def brief(changes):
    return [(change.release, change.id, change.kind.value) for change in changes]


# Between two releases -----------------------------------------------------------------------------


def test_a_place_that_comes_changes_or_goes_is_told_and_the_rest_is_not():
    old = {one["id"]: one for one in (place("blijft"), place("gaat"), place("wordt-anders"))}
    new = copy.deepcopy(old)
    del new["gaat"]
    new["komt"] = place("komt")
    new["wordt-anders"]["properties"] |= {"name": "Anders", "activities": ["koken"]}
    assert list(differences(old, new, STATE)) == [
        Change(STATE.release, STATE.date, "gaat", ChangeKind.REMOVED),
        Change(STATE.release, STATE.date, "komt", ChangeKind.CREATED),
        Change(
            STATE.release,
            STATE.date,
            "wordt-anders",
            ChangeKind.CHANGED,
            (
                FieldChange("name", "Wordt Anders", "Anders"),
                FieldChange("activities", [], ["koken"]),
            ),
        ),
    ]


def test_a_point_that_moved_is_a_change_of_geometry():
    old, new = {"a": place("a", 4.4, 51.9)}, {"a": place("a", 4.5, 51.9)}
    [change] = differences(old, new, STATE)
    assert [field.field for field in change.fields] == ["geometry"]
    assert change.fields[0].old["coordinates"] == [4.4, 51.9]


def test_a_column_that_an_older_release_lacks_is_not_known_there():
    old, new = {"a": place("a")}, {"a": place("a")}
    del old["a"]["properties"]["alt_names"], old["a"]["properties"]["operator"]
    assert list(differences(old, new, STATE)) == []


def test_a_place_that_was_merged_names_the_place_that_carries_it_on():
    old = {"oud": place("oud"), "nieuw": place("nieuw")}
    new = {"nieuw": place("nieuw", former_ids=["oud"])}
    told = [(change.id, change.successor) for change in differences(old, new, STATE)]
    assert told == [("nieuw", None), ("oud", "nieuw")]


ids = st.sampled_from("abcdef")
states = st.lists(
    st.dictionaries(ids, st.tuples(st.sampled_from(["x", "y"]), st.booleans()), max_size=6),
    min_size=2,
    max_size=5,
)


def _features(state):
    return {
        one: {"geometry": None, "properties": {"name": name, "residential": truth}}
        for one, (name, truth) in state.items()
    }


@tried(times=4)
@given(states)
@pytest.mark.slow
def test_following_the_changes_leads_to_the_last_release(row):
    steps = [_features(state) for state in row]
    copied = copy.deepcopy(steps[0])
    for before, after in itertools.pairwise(steps):
        for change in differences(before, after, STATE):
            if change.kind is ChangeKind.REMOVED:
                del copied[change.id]
            elif change.kind is ChangeKind.CREATED:
                copied[change.id] = copy.deepcopy(after[change.id])
            else:
                for field in change.fields:
                    assert copied[change.id]["properties"][field.field] == field.old
                    copied[change.id]["properties"][field.field] = field.new
    assert copied == steps[-1]


# The history --------------------------------------------------------------------------------------


def test_each_release_of_the_archive_is_a_step_and_the_one_in_use_the_last(history):
    assert [state.release for state in history.states] == [FIRST, SECOND, CURRENT]
    assert brief(history.changes) == [
        (SECOND, "even-hier", "removed"),
        (SECOND, "korte-tijd", "created"),
        (SECOND, "zonder-punt", "created"),
        (CURRENT, "aan-de-kade", "created"),
        (CURRENT, "buurttuin-oost", "created"),
        (CURRENT, "korte-tijd", "removed"),
        (CURRENT, "oude-kade", "removed"),
        (CURRENT, "zonder-punt", "changed"),
    ]


def test_what_is_gone_leaves_a_tombstone_with_what_carries_it_on(directory):
    assert dict(directory.gone) == {
        "oude-kade": Tombstone("oude-kade", "2026-11-20", Why.MERGED, "aan-de-kade"),
        "even-hier": Tombstone("even-hier", "2026-03-05", Why.REMOVED),
        "korte-tijd": Tombstone("korte-tijd", "2026-11-20", Why.REMOVED),
    }


def test_without_an_archive_only_former_ids_are_known_to_be_gone(tmp_path):
    directory = Directory.open(whole_release(tmp_path / "now"))
    assert dict(directory.gone) == {
        "oude-kade": Tombstone("oude-kade", "", Why.MERGED, "aan-de-kade")
    }


def test_a_place_that_is_kept_without_being_published_is_gone_as_a_lead(archive, tmp_path):
    release = whole_release(tmp_path / "now")
    (release / "leads.csv").write_text("id,name\nkorte-tijd,Korte tijd\n")
    gone = Directory.open(release, archive=archive).gone
    assert gone["korte-tijd"].reason is Why.LEAD
    assert gone["even-hier"].reason is Why.REMOVED


def test_a_place_that_came_back_is_not_gone(archive, tmp_path):
    release = whole_release(tmp_path / "now", [place("even-hier")])
    gone = Directory.open(release, archive=archive).gone
    assert "even-hier" not in gone
    assert "oude-kade" in gone


def test_a_successor_that_was_merged_itself_leads_to_the_last_one(tmp_path):
    steps = [
        [place("een"), place("twee"), place("drie")],
        [place("twee", former_ids=["een"]), place("drie")],
    ]
    for number, places in enumerate(steps, start=1):
        name = f"v{number}"
        release = whole_release(tmp_path / name, places, version=name, date=f"2025-0{number}-01")
        freeze(release, tmp_path / "archive")
    now = whole_release(tmp_path / "now", [place("drie", former_ids=["twee"])])
    gone = Directory.open(now, archive=tmp_path / "archive").gone
    assert {stone.id: stone.successor for stone in gone.values()} == {"een": "drie", "twee": "drie"}


def test_a_release_that_is_frozen_is_one_state_and_a_newer_one_is_not_its_past(archive):
    _, second = past_places()
    features = {one["id"]: one for one in second}
    history = History.of(Archive.open(archive), features, version="bbbb2222", date="2026-03-05")
    assert [state.release for state in history.states] == [FIRST, SECOND]
    first, _ = past_places()
    older = History.of(
        Archive.open(archive),
        {one["id"]: one for one in first},
        version="aaaa1111",
        date="2025-01-10",
    )
    assert [state.release for state in older.states] == [FIRST]


@pytest.mark.parametrize(
    ("since", "first"),
    [
        (FIRST, 0),
        ("2025-01-10", 0),
        ("2026-03-04", 0),
        ("2026", 0),
        (SECOND, 3),
        ("2026-03-05", 3),
        ("2026-11-19", 3),
        (CURRENT, 8),
        ("2030-01-01", 8),
    ],
)
def test_changes_are_counted_from_a_release_or_from_the_last_one_of_a_day(history, since, first):
    assert history.since(since) == first


@pytest.mark.parametrize("since", ["2025-01-09", "2024", "2025-01-10-ffff"])
def test_a_past_that_is_not_kept_is_told_with_where_to_begin(history, since):
    with pytest.raises(UnknownPastError, match=f"since {CURRENT}"):
        history.since(since)


@pytest.mark.parametrize("nonsense", ["", "gisteren", "2026-13-01", "aaaa1111", "../a"])
def test_what_is_neither_a_release_nor_a_date_is_refused(history, nonsense):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        history.since(nonsense)
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        history.after(nonsense)


def test_a_cursor_is_the_place_to_read_on_also_where_its_change_is_not_there(history):
    for position, change in enumerate(history.changes):
        assert history.after(change.cursor) == position + 1
    assert history.after(f"{SECOND}.even-later") == 1
    with pytest.raises(UnknownPastError):
        history.after("2026-04-01-cccc.even-hier")


def test_a_release_that_is_frozen_meanwhile_is_noticed(tmp_path):
    release = whole_release(tmp_path / "now")
    holder = DirectoryHolder(release, archive=tmp_path / "archive")
    assert holder.refresh() is False
    freeze(release, tmp_path / "archive")
    assert holder.refresh() is True
    assert holder.current.history.archive.find(CURRENT) is not None
    assert holder.refresh() is False
