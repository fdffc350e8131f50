"""Where newer data say something else than what was written at the desk, a maintainer chooses."""

import pytest
from observation_rows import cells

from geo.store.csv_files import Tables
from geo.store.seeding import conflicts, take_tables
from geo.store.store import Author, Batch, Role

OURS = cells("kade--2", source_date="2025", name="De Kade", website="https://hier.example")
THEIRS = OURS | {"website": "https://daar.example"}


@pytest.fixture
def with_conflict(store):
    store.append(Batch([OURS], why="A call."), Author(Role.MAINTAINER))
    with store.log.writing() as writing:
        take_tables(writing, Tables([THEIRS], []), Author(Role.SEED), why="A newer seed.")
    assert len(conflicts(store)) == 1
    return store


def website(store):
    [row] = [row for row in store.tables().observations if row["observation_id"] == "kade--2"]
    return row["website"]


def test_both_forms_are_shown_column_by_column(with_conflict, jo):
    page = jo.open("/desk/seed")
    assert "https://hier.example" in page
    assert "https://daar.example" in page
    assert website(with_conflict) == "https://hier.example"


@pytest.mark.parametrize(("take", "after"), [("", "https://hier.example"),
                                             ("true", "https://daar.example")])  # fmt: skip
def test_one_is_chosen_and_the_conflict_is_settled(with_conflict, jo, take, after):
    fields = {"row": "kade--2"} | ({"take": take} if take else {})
    assert jo.send("/desk/seed", **fields).status_code == 303
    assert website(with_conflict) == after
    assert conflicts(with_conflict) == []
    assert with_conflict.log.verify() == []
    assert "kade--2" not in jo.open("/desk/seed")
