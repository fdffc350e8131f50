"""How a seed, and later a newer seed, comes into a store; and how a store becomes CSV again."""

import csv
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from observation_rows import cells, decision, write

from geo.io.cells import FORMULA_STARTS
from geo.model.errors import InputError, ReadOnlyStoreError, StoreError
from geo.model.settings import settings
from geo.store import migrations
from geo.store.address import glance
from geo.store.csv_files import read_folder, write_folder
from geo.store.csv_store import CsvStore
from geo.store.opening import open_database, open_store
from geo.store.publication import past, publish, published_store, unpublished
from geo.store.seeding import conflicts, keep_stored, take_seed
from geo.store.store import Author, Batch, Role, Subject, Withdrawal
from geo.store.tables import METADATA

CALLER = Author(Role.MAINTAINER)
SEED = settings().city_folder() / "observations"


def withdraw(store, observation_id):
    one = Withdrawal(Subject.OBSERVATION, observation_id, "It was about another place.")
    store.append(Batch(withdrawals=[one]), CALLER)


def test_the_tables_are_those_that_the_migrations_make(store):
    with store.log.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_current_head() == migrations.REVISION


def test_the_seed_of_the_project_reads_the_same_from_a_database(store):
    seed = CsvStore(SEED)
    assert take_seed(store, seed) == len(seed.observations())
    assert store.observations() == seed.observations()
    assert store.decisions() == seed.decisions()
    assert store.log.verify() == []


def test_the_export_is_what_the_repository_holds(store, tmp_path):
    take_seed(store, CsvStore(SEED))
    write_folder(store.tables(), tmp_path / "out")
    for path in SEED.glob("*.csv"):
        assert (tmp_path / "out" / path.name).read_bytes() == path.read_bytes(), path.name


def test_export_and_import_and_export_are_byte_equal(store, tmp_path):
    take_seed(store, CsvStore(write(tmp_path / "seed", [cells("b--1"), cells("a--1")])))
    hostile = '=HYPERLINK("http://evil.example")'
    store.append(
        Batch(
            [
                cells("b--2", name='Café "Één", 2e', note="'=1+1"),
                cells("b--3", name=hostile, alt_names="-1+1", operator="\r=1", note="a\rb"),
            ],
            [decision("a", "b", reason="@SUM(1)")],
        ),
        CALLER,
    )
    withdraw(store, "a--1")
    first, second = tmp_path / "first", tmp_path / "second"
    write_folder(store.tables(), first)
    again = open_database(f"sqlite:///{tmp_path / 'again.sqlite'}")
    take_seed(again, CsvStore(first))
    write_folder(again.tables(), second)
    first_said, second_said = (
        {row["observation_id"]: row for row in one.tables().observations} for one in (store, again)
    )
    assert first_said == second_said
    assert (first_said["b--2"]["note"], first_said["b--3"]["name"]) == ("'=1+1", hostile)
    again.log.engine.dispose()
    assert sorted(path.name for path in first.iterdir()) == [
        "decisions.csv", "observations.csv", "withdrawals.csv",
    ]  # fmt: skip
    for path in first.iterdir():
        assert path.read_bytes() == (second / path.name).read_bytes(), path.name
        for row in csv.reader(path.read_text("utf-8").splitlines(keepends=True)):
            assert not [cell for cell in row if cell.startswith(FORMULA_STARTS)]


def test_an_unchanged_seed_is_not_taken_twice(store, tmp_path):
    seed = CsvStore(write(tmp_path / "seed", [cells("a--1")]))
    assert take_seed(store, seed) == 1
    assert take_seed(store, seed) == 0
    assert len(store.log.entries()) == 1


def test_a_newer_seed_brings_new_rows_and_new_forms_of_its_own(store, tmp_path):
    old = [cells("a--1", name="Old"), cells("b--1")]
    decided = [decision("a", "b", "different")]
    take_seed(store, CsvStore(write(tmp_path / "old", old, decided)))
    newer = [cells("a--1", name="New"), cells("a--2"), cells("b--1")]
    assert take_seed(store, CsvStore(write(tmp_path / "new", newer, [decision("a", "b")]))) == 1
    assert {seen.id: seen.name for seen in store.observations()} == {
        "a--1": "New", "a--2": "", "b--1": "",
    }  # fmt: skip
    assert [one.verdict for one in store.decisions()] == ["same"]
    assert conflicts(store) == []
    assert store.log.verify() == []


def test_a_newer_seed_overwrites_nothing_that_was_written_here(store, tmp_path):
    take_seed(store, CsvStore(write(tmp_path / "old", [cells("a--1")])))
    store.append(Batch([cells("a--local1", name="Local")]), CALLER)
    newer = [cells("a--1"), cells("a--local1", name="Clash")]
    assert take_seed(store, CsvStore(write(tmp_path / "new", newer))) == 0
    assert store.observations()[1].name == "Local"
    (found,) = conflicts(store)
    assert (found.subject_id, found.columns, found.seed["name"]) == (
        "a--local1", ("name",), "Clash",
    )  # fmt: skip


def test_a_conflict_is_settled_once_and_returns_when_the_seed_changes_again(store, tmp_path):
    store.append(Batch([cells("a--1", name="Local")]), CALLER)
    take_seed(store, CsvStore(write(tmp_path / "1", [cells("a--1", name="Other")])))
    (open_one,) = conflicts(store)
    keep_stored(store, open_one, CALLER, "We called them.")
    assert conflicts(store) == []
    take_seed(store, CsvStore(write(tmp_path / "2", [cells("a--1", name="Another")])))
    assert [one.seed["name"] for one in conflicts(store)] == ["Another"]


def test_what_was_withdrawn_here_stays_withdrawn_with_a_newer_seed(store, tmp_path):
    take_seed(store, CsvStore(write(tmp_path / "1", [cells("a--1"), cells("a--2")])))
    withdraw(store, "a--1")
    take_seed(store, CsvStore(write(tmp_path / "2", [cells("a--1"), cells("a--2"), cells("a--3")])))
    assert [seen.id for seen in store.observations()] == ["a--2", "a--3"]


def test_a_seed_with_a_mistake_is_not_taken_at_all(store, tmp_path):
    seed = CsvStore(write(tmp_path / "seed", [cells("a--1"), cells("b--1", kind="palace")]))
    with pytest.raises(InputError, match="palace"):
        take_seed(store, seed)
    assert store.observations() == []


def test_a_folder_is_only_read(tmp_path):
    folder = CsvStore(write(tmp_path / "seed", [cells("a--1")]))
    assert [seen.id for seen in folder.observations()] == ["a--1"]
    with pytest.raises(ReadOnlyStoreError, match="MEETINGPLACES_DATABASE"):
        folder.append(Batch([cells("a--2")]), CALLER)


def test_a_withdrawal_in_a_folder_names_a_row_that_is_there(tmp_path):
    folder = write(tmp_path / "seed", [cells("a--1")])
    (folder / "withdrawals.csv").write_text(
        "subject,subject_id,withdrawn,role,why\nobservation,a--9,2026-11-01,maintainer,Wrong.\n"
    )
    with pytest.raises(InputError, match=r"withdrawals.csv, line 2.*'a--9'"):
        read_folder(folder)


def test_a_glance_gives_the_fingerprint_of_what_is_published(tmp_path):
    seed = CsvStore(write(tmp_path / "city" / "observations", [cells("a--1")]))
    address = f"sqlite:///{tmp_path / 'store.sqlite'}"
    assert glance(address, seed.fingerprint()) == ""
    opened = open_store(tmp_path / "city", address)
    first = published_store(opened)
    assert glance(address, seed.fingerprint()) == first.fingerprint()
    assert glance(address, "another seed") == ""
    opened.append(Batch([cells("a--2")]), CALLER)
    assert glance(address, seed.fingerprint()) == first.fingerprint()
    publish(opened, CALLER, "Ready.")
    assert glance(address, seed.fingerprint()) == published_store(opened).fingerprint()
    assert published_store(opened).fingerprint() != first.fingerprint()
    opened.log.engine.dispose()
    (tmp_path / "store.sqlite").write_bytes(b"no database")
    assert glance(address, seed.fingerprint()) == ""


def test_what_was_written_here_waits_to_be_published(store):
    store.append(Batch([cells("a--1")]), CALLER)
    assert [entry.number for entry in unpublished(store)] == [1]
    assert published_store(store).observations() == []
    first = publish(store, CALLER, "The first place.")
    store.append(Batch([cells("b--1")]), CALLER)
    assert [seen.id for seen in published_store(store).observations()] == ["a--1"]
    publish(store, CALLER, "The second place.")
    assert unpublished(store) == []
    publish(store, CALLER, "That was wrong.", upto=first.upto)
    assert [seen.id for seen in published_store(store).observations()] == ["a--1"]
    assert [one.why for one in past(store)] == [
        "That was wrong.", "The second place.", "The first place.",
    ]  # fmt: skip
    with pytest.raises(StoreError, match="was never published"):
        publish(store, CALLER, "Nonsense.", upto=99)
    with pytest.raises(ReadOnlyStoreError):
        published_store(store).append(Batch([cells("c--1")]), CALLER)


def test_a_newer_seed_is_published_unless_something_waits(tmp_path):
    address = f"sqlite:///{tmp_path / 'store.sqlite'}"
    for city, rows in (("1", ["a--1"]), ("2", ["a--1", "b--1"]), ("3", ["a--1", "b--1", "c--1"])):
        write(tmp_path / city / "observations", [cells(one) for one in rows])
    assert len(published_store(open_store(tmp_path / "1", address)).observations()) == 1
    opened = open_store(tmp_path / "2", address)
    assert len(published_store(opened).observations()) == 2
    opened.append(Batch([cells("d--1")]), CALLER)
    assert len(published_store(open_store(tmp_path / "3", address)).observations()) == 2
