"""The rows that were found are the same, however far one looks."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.collections.cql2.found import Found, ListedRows

masks = st.one_of(
    st.lists(st.booleans(), max_size=40),
    # Rows that match far apart, so that the first look finds too few.
    st.lists(st.integers(0, 5_000), max_size=20).map(
        lambda rows: np.isin(np.arange(5_001), rows).tolist()
    ),
)


@given(masks, st.integers(0, 50), st.integers(0, 50))
def test_a_page_is_that_part_of_all_rows(mask, begin, limit):
    matching = np.array(mask, dtype=bool)
    every = np.flatnonzero(matching)
    found = Found(matching)
    assert len(found) == len(every)
    assert found[begin : begin + limit].tolist() == every[begin : begin + limit].tolist()
    assert found.positions.tolist() == every.tolist()


@given(masks, st.integers(0, 6_000))
def test_a_cursor_stands_after_the_rows_before_it(mask, position):
    matching = np.array(mask, dtype=bool)
    found = Found(matching)
    assert found.before(position) == np.count_nonzero(np.flatnonzero(matching) < position)


@given(masks, st.integers(0, 50), st.integers(0, 50), st.integers(0, 6_000))
def test_rows_that_are_listed_already_are_the_same_rows(mask, begin, limit, position):
    matching = np.array(mask, dtype=bool)
    found = Found(matching)
    listed = ListedRows(np.flatnonzero(matching).astype(np.int32), len(matching))
    assert len(listed) == len(found)
    assert listed[begin : begin + limit].tolist() == found[begin : begin + limit].tolist()
    assert listed.before(position) == found.before(position)
    assert listed.positions.tolist() == found.positions.tolist()
    assert listed.matching.tolist() == mask
