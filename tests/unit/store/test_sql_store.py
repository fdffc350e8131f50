"""The store in SQL: append-only, one writer at a time, checked by a chain of hashes."""

import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from observation_rows import cells, decision
from sqlalchemy import delete, event, text, update

from geo.model.errors import InputError, StaleVersionError, StoreError
from geo.store.chain import START
from geo.store.log import Fault
from geo.store.opening import open_database
from geo.store.store import Author, Batch, Role, Subject, Withdrawal
from geo.store.tables import ENTRY, ENTRY_PLACE, HEAD, RECORD

CALLER = Author(Role.MAINTAINER)


def add(store, *rows, **rest):
    return store.append(Batch(rows, why="A phone call.", **rest), CALLER)


def ids(store, as_of=None):
    return [seen.id for seen in store.observations(as_of)]


def test_what_is_appended_is_read_back(store):
    add(store, cells("a--1", name="De Aal"), cells("b--1"))
    assert ids(store) == ["a--1", "b--1"]
    assert store.observations()[0].name == "De Aal"


def test_all_rows_of_a_batch_are_written_or_none(store):
    with pytest.raises(InputError) as raised:
        add(store, cells("a--1"), cells("b--1", kind="palace"), cells("c--1", lat="x", lon="4"))
    assert {problem.field for problem in raised.value.problems} >= {"kind", "lat"}
    assert ids(store) == []
    assert store.log.entries() == []


def test_an_id_is_used_once(store):
    add(store, cells("a--1"))
    with pytest.raises(InputError, match="an id that is not used yet"):
        add(store, cells("a--1", name="Another"))


def test_what_was_withdrawn_does_not_count_until_that_is_taken_back(store):
    add(store, cells("a--1"), cells("a--2"))
    gone = Withdrawal(Subject.OBSERVATION, "a--2", "It was about another place.")
    store.append(Batch(withdrawals=[gone]), CALLER)
    assert ids(store) == ["a--1"]
    back = Withdrawal(Subject.OBSERVATION, "a--2", "It was this place.", undone=True)
    store.append(Batch(withdrawals=[back]), CALLER)
    assert ids(store) == ["a--1", "a--2"]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (
            Withdrawal(Subject.OBSERVATION, "z--1", "why"),
            "an observation or decision that is known",
        ),
        (Withdrawal(Subject.OBSERVATION, "a--1", " "), "a reason in one sentence"),
        (Withdrawal(Subject.OBSERVATION, "a--1", "why", undone=True), "a row that is withdrawn"),
    ],
)
def test_a_withdrawal_names_a_row_and_a_reason(store, one, expected):
    add(store, cells("a--1"))
    with pytest.raises(InputError, match=expected):
        store.append(Batch(withdrawals=[one]), CALLER)


def test_a_decision_is_about_places_that_are_there(store):
    add(store, cells("a--1"), cells("b--1"), decisions=[decision("a", "b")])
    assert [(one.place_id, one.other_id) for one in store.decisions()] == [("a", "b")]
    with pytest.raises(InputError, match="the id of a place that has observations"):
        store.append(Batch(decisions=[decision("a", "z")]), CALLER)


def test_the_state_of_an_earlier_moment_can_be_read(url):
    moments = iter(datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2, 3))
    store = open_database(url, lambda: next(moments))
    add(store, cells("a--1"))
    add(store, cells("b--1"))
    store.append(Batch(withdrawals=[Withdrawal(Subject.OBSERVATION, "a--1", "Wrong.")]), CALLER)
    hour = timedelta(hours=1)
    assert ids(store, datetime(2026, 11, 1, tzinfo=UTC) - hour) == []
    assert ids(store, datetime(2026, 11, 1, tzinfo=UTC) + hour) == ["a--1"]
    assert ids(store, datetime(2026, 11, 2, tzinfo=UTC) + hour) == ["a--1", "b--1"]
    assert ids(store) == ["b--1"]
    store.log.engine.dispose()


def test_a_clock_that_is_set_back_puts_no_entry_before_another(url):
    moments = iter([datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)])
    store = open_database(url, lambda: next(moments))
    first, second = add(store, cells("a--1")), add(store, cells("b--1"))
    assert second.at >= first.at
    assert store.log.verify() == []
    store.log.engine.dispose()


def test_who_did_not_see_the_last_change_is_told_and_writes_nothing(store):
    add(store, cells("a--1"))
    seen = store.versions(["a", "new"])
    assert seen["new"] == 0
    add(store, cells("a--2"), expected=seen)
    with pytest.raises(StaleVersionError) as raised:
        add(store, cells("a--3"), expected=seen)
    assert raised.value.versions == store.versions(["a"])
    assert ids(store) == ["a--1", "a--2"]


@pytest.mark.slow
def test_twenty_writers_at_once_lose_no_update(store, url):
    def write(number):
        writer = open_database(url)
        try:
            for _ in range(50):
                seen = writer.versions(["a"])
                try:
                    return writer.append(
                        Batch([cells(f"a--{number}")], why=f"{number}", expected=seen), CALLER
                    )
                except StaleVersionError:
                    continue
            raise AssertionError("never got its turn")
        finally:
            writer.log.engine.dispose()

    with ThreadPoolExecutor(20) as pool:
        entries = list(pool.map(write, range(1, 21)))
    assert sorted(ids(store)) == sorted(f"a--{number}" for number in range(1, 21))
    assert sorted(entry.number for entry in entries) == list(range(1, 21))
    assert store.log.verify() == []


def write_two_entries(url, step, told):
    """Write two entries of two rows, and die at a statement or commit, counted from 1."""
    opened = open_database(url)
    count = 0

    def die_at_the_step(*_):
        nonlocal count
        count += 1
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(opened.log.engine, "before_cursor_execute", die_at_the_step)
    event.listen(opened.log.engine, "commit", die_at_the_step)
    for number in (1, 2):
        add(opened, cells(f"k--{number}"), cells(f"l--{number}"))
        told.send(number)
    told.send("finished")


@pytest.mark.parametrize(
    ("url", "stride"),
    [
        pytest.param(database, stride, marks=mark)
        for stride, mark in ((5, pytest.mark.slow), (1, pytest.mark.long(job="sweeps")))
        for database in ("sqlite", "postgresql")
    ],
    indirect=["url"],
)
def test_a_writer_killed_at_any_statement_leaves_whole_entries(store, url, stride):
    """What it was told to be written is there; of the rest all rows of an entry, or none."""
    processes = multiprocessing.get_context("fork")
    step, told = 1 - stride, []
    while "finished" not in told:
        step += stride
        with store.log.engine.begin() as connection:
            for table in (RECORD, ENTRY_PLACE, ENTRY):
                connection.execute(delete(table))
            connection.execute(update(HEAD).values(number=0, hash=START))
        ours, theirs = processes.Pipe(duplex=False)
        writer = processes.Process(target=write_two_entries, args=(url, step, theirs))
        writer.start()
        theirs.close()
        writer.join()
        told = []
        with suppress(EOFError):
            while True:
                told.append(ours.recv())
        ours.close()
        assert writer.exitcode == (0 if "finished" in told else -signal.SIGKILL)
        written = ids(store)
        assert written in ([], ["k--1", "l--1"], ["k--1", "l--1", "k--2", "l--2"])
        assert len(written) >= 2 * len([one for one in told if one != "finished"])
        assert store.log.verify() == []
    assert step > 10


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE record SET content = replace(content, 'Een bron', 'Een bom') WHERE id = 1",
         "The observation 'a--1' of entry 1 was changed."),
        ("UPDATE record SET digest = replace(digest, substr(digest, 1, 1), 'x') WHERE id = 1",
         "Entry 1 does not match its hash."),
        ("UPDATE entry SET why = 'No reason.' WHERE number = 1",
         "Entry 1 does not match its hash."),
        ("UPDATE entry_place SET place_id = 'c' WHERE number = 1",
         "Entry 1 does not match its hash."),
        ("UPDATE head SET number = 1", "The log should end with entry 1."),
        ("DELETE FROM record WHERE number = 2", "Entry 2 does not match its hash."),
    ],
)  # fmt: skip
def test_a_change_outside_the_program_is_found(store, change, found):
    add(store, cells("a--1"))
    add(store, cells("b--1"))
    assert store.log.verify() == []
    with store.log.engine.begin() as connection:
        connection.execute(text(change))
    assert found in [fault.what for fault in store.log.verify()]


def test_a_last_entry_that_was_removed_is_missed(store):
    add(store, cells("a--1"))
    add(store, cells("b--1"))
    with store.log.engine.begin() as connection:
        for table in ("record", "entry_place", "entry"):
            connection.execute(text(f"DELETE FROM {table} WHERE number = 2"))  # noqa: S608
    assert store.log.verify() == [Fault(2, "The log should end with entry 2.")]


def test_a_database_of_a_newer_version_is_left_alone(store, url):
    with store.log.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="a newer version made it"):
        open_database(url)


@pytest.mark.parametrize("wrong", ["nonsense", "oracle://x", "sqlite:////proc/none/store.sqlite"])
def test_an_address_that_leads_nowhere_is_named(wrong):
    with pytest.raises(StoreError, match=wrong.split(":")[0]):
        open_database(wrong)
