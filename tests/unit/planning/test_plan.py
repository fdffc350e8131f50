"""A plan in one line: what is written is read again, and what is no plan is refused with why."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model.errors import InputError
from geo.planning.coverage.plan import MOST_MOVES, plan_table, read_plan, write_plan
from geo.planning.coverage.what_if import SupplyChange

IDS = st.from_regex(r"[a-z0-9-]{1,30}", fullmatch=True)
LON, LAT = (st.integers(low, high).map(lambda at: at / 100_000) for low, high in
            ((390_000, 470_000), (5_180_000, 5_210_000)))  # fmt: skip
MOVES = st.one_of(
    st.builds(SupplyChange, st.just("close"), IDS),
    st.builds(SupplyChange, st.just("move"), IDS, lon=LON, lat=LAT),
    st.builds(
        SupplyChange, st.just("add"), st.just("x"), kind=st.just("huiskamer"), lon=LON, lat=LAT
    ),
)


@given(st.lists(MOVES, min_size=1, max_size=MOST_MOVES))
def test_what_is_written_is_read_again(moves):
    text = write_plan(moves)
    again = read_plan(text)
    assert write_plan(again) == text
    for one, other in zip(moves, again, strict=True):
        assert (one.action, one.kind) == (other.action, other.kind)
        assert one.id == other.id or one.action == "add"
        assert (one.lat, one.lon) == (other.lat, other.lon) or one.action == "close"


def test_added_places_are_numbered_by_their_move():
    moves = read_plan("close,a~add,huiskamer,51.9,4.5~add,huiskamer,51.9,4.6")
    assert [move.id for move in moves] == ["a", "new-2", "new-3"]


def test_the_table_is_that_of_the_command():
    table = plan_table(read_plan("close,a~add,huiskamer,51.9,4.5"))
    assert table.columns.tolist() == ["action", "id", "name", "kind", "lat", "lon"]
    assert table["id"].tolist() == ["a", ""]
    assert math.isnan(table["lat"][0])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "no moves"),
        ("~~", "no moves"),
        ("open,a", "'open,a'"),
        ("close", "'close'"),
        ("close,a,b", "'close,a,b'"),
        ("move,a,51.9", "'move,a,51.9'"),
        ("move,a,north,4.5", "'north,4.5'"),
        ("move,a,nan,4.5", "'nan,4.5'"),
        ("add,huiskamer,1e999,4.5", "'1e999,4.5'"),
        ("~".join(["close,a"] * (MOST_MOVES + 1)), "31 moves"),
    ],
)
def test_what_is_no_plan_is_refused(text, found):
    with pytest.raises(InputError) as refused:
        read_plan(text)
    (problem,) = refused.value.problems
    assert problem.field == "plan"
    assert problem.found.startswith(found)


def test_every_move_that_is_none_is_told():
    with pytest.raises(InputError) as refused:
        read_plan("open,a~close,b~move,c,x,y")
    assert len(refused.value.problems) == 2
