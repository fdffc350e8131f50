"""Cells of CSV that are read back: no formula, and the same text again."""

import csv
import io

from hypothesis import example, given
from hypothesis import strategies as st

from geo.io.cells import FORMULA_STARTS, archived, csv_text, read_archived

CELLS = st.one_of(
    st.text(st.characters(exclude_characters="\0", codec="utf-8")),
    st.from_regex(r"'{0,3}[-=+@]?[0-9.]{0,4}", fullmatch=True),
)


@given(st.lists(CELLS, min_size=1))
@example(["=1+1", "'=1+1", "''=1+1", "'t Steiger", "a\rb", "\r=1"])
@example(["-68.27", "-007", "'-1", "-1+1", "--1", "-0.0"])
def test_what_is_archived_is_no_formula_and_reads_back_the_same(texts):
    written = csv_text([[archived(text) for text in texts]])
    [cells] = csv.reader(io.StringIO(written, newline=""))
    assert [read_archived(cell) for cell in cells] == texts
    for cell in cells:
        assert not cell.startswith(FORMULA_STARTS) or float(cell) <= 0
