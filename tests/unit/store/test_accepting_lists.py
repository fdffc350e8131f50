"""Somebody else's list is taken into a store of either kind, once."""

import pytest

from geo.intake.accepting import accept, decide, known_places
from geo.intake.guessing import guess_mapping
from geo.intake.matching import Heap
from geo.intake.proposal import RowDecision
from geo.intake.proposing import propose
from geo.intake.reading import read_list
from geo.intake.source_mappings import SourceMappings
from geo.model.errors import InputError
from geo.model.settings import settings
from geo.store.store import Author, Role

JO = Author(Role.MAINTAINER)
LIST = """\
naam;straat;huisnummer;plaats;openingstijden;telefoon
Het Merelnest;Kipstraat;37;Rotterdam;ma t/m vr 9-17 uur;010-4123456
De Lijsterbes;Kipstraat;112;Rotterdam;dinsdag 10.00-12.00 uur;06-12345678
"""


@pytest.fixture
def incoming(tmp_path):
    path = tmp_path / "lijst.csv"
    path.write_text(LIST, encoding="utf-8")
    return read_list(str(path))


def proposed(store, incoming):
    mapping = guess_mapping(incoming, "Lijst").model_copy(update={"licence": "CC0"})
    return propose(incoming, mapping, known_places(store), settings().city_folder())


@pytest.mark.slow
def test_a_list_is_written_once_and_adds_nothing_the_second_time(store, incoming):
    first = proposed(store, incoming)
    assert first.count(Heap.NEW) == 2
    accept(first, store, JO)
    rows = store.tables().observations
    assert {row["phone"] for row in rows} == {"+31 10 412 3456", ""}
    assert {row["opening_hours"] for row in rows} == {"Mo-Fr 09:00-17:00", "Tu 10:00-12:00"}
    again = proposed(store, incoming)
    assert (again.count(Heap.SAME), sum(row.adds for row in again.rows)) == (2, 0)
    assert accept(again, store, JO) is None
    assert store.log.verify() == []


@pytest.mark.slow
def test_two_who_accept_one_list_at_once_write_it_once(store, incoming):
    mine, yours = proposed(store, incoming), proposed(store, incoming)
    accept(mine, store, JO)
    with pytest.raises(InputError, match="not used yet"):
        accept(yours, store, JO)
    assert len(store.tables().observations) == 2


@pytest.mark.slow
def test_what_was_decided_about_a_row_and_about_columns_is_remembered(store, incoming):
    key = proposed(store, incoming).rows[0].key
    decide(store, "Lijst", {key: RowDecision(None)}, JO)
    assert [row.heap for row in proposed(store, incoming).rows] == [None, Heap.NEW]
    mapping = guess_mapping(incoming, "Lijst")
    mappings = SourceMappings(store.log)
    mappings.keep(mapping, JO)
    entries = len(store.log.entries())
    mappings.keep(mapping, JO)
    assert mappings.all() == {"Lijst": mapping}
    assert len(store.log.entries()) == entries
