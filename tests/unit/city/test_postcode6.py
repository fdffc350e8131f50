"""House numbers by postcode: written as runs, and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.city import postcode6
from geo.model.errors import InputError


@given(st.sets(st.integers(1, 99_999)))
def test_numbers_are_read_as_they_were_written(numbers):
    assert postcode6.numbers_of(postcode6.numbers_text(numbers)) == numbers


@given(st.sets(st.integers(1, 200), min_size=1))
def test_runs_are_never_longer_than_the_numbers_themselves(numbers):
    assert len(postcode6.numbers_text(numbers)) <= len(" ".join(map(str, numbers)))


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([1, 3, 5, 7], "1-7/2"),
        ([2, 3, 4, 9], "2-4 9"),
        ([1, 2], "1 2"),
        ([1, 3, 5, 6, 8, 10, 12], "1-5/2 6-12/2"),
    ],
)
def test_one_side_of_a_street_is_one_run(numbers, text):
    assert postcode6.numbers_text(numbers) == text


def test_a_city_without_the_table_has_no_rows(tmp_path):
    assert postcode6.read(tmp_path) == []


def test_a_table_with_other_columns_is_refused(tmp_path):
    (tmp_path / postcode6.FILE).write_text("postcode,street\n3011RS,Kipstraat\n")
    with pytest.raises(InputError, match=r"postcode6\.csv"):
        postcode6.read(tmp_path)
