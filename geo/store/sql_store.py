"""A store in SQL: SQLite by default, PostgreSQL for several servers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection

from geo.evidence.decisions import Decision
from geo.evidence.observations import COLUMNS, Observation, parse_observations
from geo.io.tables import TableRow
from geo.model.errors import InputError, Problem, ReadOnlyStoreError, StaleVersionError
from geo.model.said import Said
from geo.store.csv_files import Tables, decision_id
from geo.store.log import Log, NewRecord, StoredRecord, Writing, records_of, versions_of
from geo.store.store import Author, Batch, Cells, LogEntry, Subject, Withdrawal

REVISION = "revision"
"""The kind of record that replaces an observation of an older seed."""
_WITHDRAWAL = "withdrawal"


class SqlStore:
    """Observations and decisions in the log of a database.

    Parameters
    ----------
    log
        Of the database; see `geo.store.opening.open_store`.
    upto
        The number of the last entry that is read; all are where None.
    """

    def __init__(self, log: Log, upto: int | None = None) -> None:
        self.log = log
        self._upto = upto

    def observations(self, as_of: datetime | None = None) -> list[Observation]:
        """Read the observations that counted at a moment in UTC, or count now.

        Raises
        ------
        InputError
            With every problem of the rows.
        """
        return self.tables(as_of).counting_observations()

    def decisions(self, as_of: datetime | None = None) -> list[Decision]:
        """Read the decisions that counted at a moment in UTC, or count now.

        Raises
        ------
        InputError
            With every problem of the rows.
        """
        return self.tables(as_of).counting_decisions()

    def tables(self, as_of: datetime | None = None) -> Tables:
        """Read all rows as text, with what was withdrawn, as of a moment in UTC or now."""
        upto = self._upto if as_of is None else self.log.number_at(as_of)
        with self.log.engine.connect() as connection:
            return tables_in(connection, upto)

    def append(self, batch: Batch, author: Author) -> LogEntry:
        """Write rows: all of them, or none.

        Raises
        ------
        InputError
            With every problem of the rows: of the new ones by themselves, then of all together.
        StaleVersionError
            When a place has another version than the author saw.
        StoreError
            When the database does not answer.
        """
        if self._upto is not None:
            raise ReadOnlyStoreError(f"The store as of entry {self._upto} can only be read.")
        with self.log.writing() as writing:
            return append_in(writing, batch, author)

    def versions(self, place_ids: Iterable[str]) -> dict[str, int]:
        """Read the version of places: the number of the last entry about each, 0 for none."""
        return self.log.versions(place_ids)

    def fingerprint(self) -> str:
        """Return the hash of the last entry that is read."""
        return self.log.fingerprint(self._upto)

    def history(self, place_id: str) -> list[LogEntry]:
        """Read what was done about a place, oldest first: when, in what capacity, by whom, why."""
        return self.log.entries(place_id)


def append_in(writing: Writing, batch: Batch, author: Author, action: str = "append") -> LogEntry:
    """Check a batch against what is stored, and write it within a transaction."""
    stored = versions_of(writing.connection, batch.expected)
    stale = {
        place_id: stored[place_id]
        for place_id, seen in batch.expected.items()
        if stored[place_id] != seen
    }
    if stale:
        raise StaleVersionError(stale)
    before = tables_in(writing.connection)
    _check(batch, before)
    records = [
        *(NewRecord(Subject.OBSERVATION, row["observation_id"], row) for row in batch.observations),
        *(NewRecord(REVISION, row["observation_id"], row) for row in batch.revisions),
        *(NewRecord(Subject.DECISION, decision_id(row), row) for row in batch.decisions),
        *(_withdrawal_record(one, author) for one in batch.withdrawals),
    ]
    return writing.write(
        action, author, places=_places_of(batch, before), why=batch.why, records=records
    )


def _check(batch: Batch, before: Tables) -> None:
    """Check new rows by themselves, and then with all that is there already."""
    new = [*batch.observations, *batch.revisions]
    lines = [TableRow(line, dict(row)) for line, row in enumerate(new, start=1)]
    parse_observations(lines, "observations")
    known = {row["observation_id"] for row in before.observations}
    known_decisions = {decision_id(row) for row in before.decisions}
    problems = [
        Problem(
            f"'{row['observation_id']}'", Said("an id that is not used yet"), field="observation_id"
        )
        for row in batch.observations
        if row["observation_id"] in known
    ]
    known |= {row["observation_id"] for row in batch.observations}
    known_decisions |= {decision_id(row) for row in batch.decisions}
    for one in batch.withdrawals:
        problems += _withdrawal_problems(one, before, known, known_decisions)
    if problems:
        raise InputError(problems)
    after = Tables(
        [*_revised(before.observations, batch.revisions), *batch.observations],
        _last_of_each([*before.decisions, *batch.decisions]),
        _applied(before.withdrawals, batch.withdrawals),
    )
    after.counting_decisions()


def _withdrawal_problems(
    one: Withdrawal, before: Tables, observations: set[str], decisions: set[str]
) -> list[Problem]:
    """Tell what stands in the way of a withdrawal, or of taking one back."""
    known = observations if one.subject is Subject.OBSERVATION else decisions
    gone = (one.subject.value, one.subject_id) in {
        (row["subject"], row["subject_id"]) for row in before.withdrawals
    }
    problems = []
    if one.subject_id not in known:
        problems.append(
            Problem(
                f"'{one.subject_id}'",
                Said("an observation or decision that is known"),
                field="withdraw",
            )
        )
    elif gone != one.undone:
        state = Said("a row that is withdrawn")
        if not one.undone:
            state = Said("a row that is not withdrawn yet")
        problems.append(Problem(f"'{one.subject_id}'", state, field="withdraw"))
    if not one.why.strip():
        problems.append(Problem(Said("nothing"), Said("a reason in one sentence"), field="why"))
    return problems


def _applied(withdrawn: Sequence[Cells], changes: Sequence[Withdrawal]) -> list[Cells]:
    """Bring what is withdrawn up to date, without dates and roles, which checks do not read."""
    state = {(row["subject"], row["subject_id"]): row for row in withdrawn}
    for one in changes:
        key = (one.subject.value, one.subject_id)
        if one.undone:
            state.pop(key, None)
        else:
            state[key] = {"subject": key[0], "subject_id": key[1]}
    return list(state.values())


def tables_in(connection: Connection, upto: int | None = None) -> Tables:
    """Read all rows within a transaction, and which of them do not count."""
    observations = _cells(records_of(connection, Subject.OBSERVATION, upto=upto))
    revisions = _cells(records_of(connection, REVISION, upto=upto))
    stored = records_of(connection, Subject.DECISION, upto=upto)
    decisions = [record.content for record in stored if record.content]
    withdrawals: dict[tuple[str, str], Cells] = {}
    for record in records_of(connection, _WITHDRAWAL, upto=upto):
        content = record.content or {}
        key = (content["subject"], content["subject_id"])
        withdrawals.pop(key, None)
        if not content["undone"]:
            withdrawals[key] = {name: value for name, value in content.items() if name != "undone"}
    return Tables(
        _revised(observations, revisions), _last_of_each(decisions), list(withdrawals.values())
    )


def _cells(records: Iterable[StoredRecord]) -> list[Cells]:
    """Return rows with every column: one that came later is empty in rows written before it."""
    empty = dict.fromkeys(COLUMNS, "")
    return [empty | record.content for record in records if record.content]


def _revised(observations: Sequence[Cells], revisions: Sequence[Cells]) -> list[Cells]:
    """Put revisions in the place of the rows that they replace."""
    last = {row["observation_id"]: row for row in revisions}
    return [last.get(row["observation_id"], row) for row in observations]


def _last_of_each(decisions: Iterable[Cells]) -> list[Cells]:
    """Keep the last decision about each pair, in the order in which the pairs came."""
    return list({decision_id(row): row for row in decisions}.values())


def _withdrawal_record(one: Withdrawal, author: Author) -> NewRecord:
    content = {
        "subject": one.subject.value,
        "subject_id": one.subject_id,
        "withdrawn": one.since or datetime.now(UTC).date().isoformat(),
        "role": (one.role or author.role).value,
        "why": one.why.strip(),
        "undone": one.undone,
    }
    return NewRecord(_WITHDRAWAL, one.subject_id, content)


def _places_of(batch: Batch, before: Tables) -> set[str]:
    """Name the places that a batch is about."""
    rows = [*before.observations, *batch.observations]
    of_row = {row["observation_id"]: row["place_id"] for row in rows}
    places = {row["place_id"] for row in (*batch.observations, *batch.revisions)}
    for row in batch.decisions:
        places |= {row["place_id"], row["other_id"]}
    for one in batch.withdrawals:
        if one.subject is Subject.OBSERVATION:
            places.add(of_row[one.subject_id])
        else:
            places |= set(one.subject_id.split(" "))
    return places
