"""Writing what a list changes into the store, and remembering what was decided about its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from geo.evidence.decisions import Verdict
from geo.intake.matching import Heap
from geo.intake.proposal import KnownPlaces, Proposal, ProposedRow, RowDecision, row_mark
from geo.model.errors import InputError, Problem
from geo.model.said import Said
from geo.store import reasons
from geo.store.log import NewRecord, Writing
from geo.store.reports import MAX_TEXT, ReportKind, report_in
from geo.store.sql_store import SqlStore, append_in
from geo.store.store import Author, Batch, LogEntry

RECORD = "row-decision"
"""The kind of record that keeps what was decided about a row of a list."""


def known_places(store: SqlStore) -> KnownPlaces:
    """Read what a list is compared with, and what was decided about rows before."""
    tables = store.tables()
    decided = {
        one.key: RowDecision(
            Heap(one.content["heap"]) if one.content["heap"] else None, one.content["place_id"]
        )
        for one in store.log.records(RECORD)
        if one.content
    }
    return KnownPlaces(
        tables.counting_observations(),
        tables.counting_decisions(),
        frozenset(row["observation_id"] for row in tables.observations),
        decided,
        store.versions({row["place_id"] for row in tables.observations}),
    )


def decide(
    store: SqlStore, source: str, decisions: Mapping[str, RowDecision], author: Author
) -> None:
    """Remember what a person decided about rows of a list.

    Parameters
    ----------
    source
        What the list is called.
    decisions
        By the key of the row; a later decision replaces an earlier one.

    Raises
    ------
    InputError
        When a row is said to be a place that is not known.
    """
    known = {one.place_id for one in store.observations()}
    problems = [
        Problem(
            f"'{one.place_id}'", Said("the id of a place that is known"), file=source, field=key
        )
        for key, one in decisions.items()
        if one.heap is Heap.SAME and one.place_id not in known
    ]
    if problems:
        raise InputError(problems)
    records = [
        NewRecord(
            RECORD,
            row_mark(source, key),
            {"heap": one.heap.value if one.heap else "", "place_id": one.place_id},
        )
        for key, one in decisions.items()
    ]
    if records:
        with store.log.writing() as writing:
            why = reasons.ROWS_DECIDED % {"source": source}
            writing.write("row-decisions", author, places=(), why=why, records=records)


def accept(
    proposal: Proposal,
    store: SqlStore,
    author: Author,
    worded: Callable[[ProposedRow], str] | None = None,
    *,
    without_terms: bool = False,
) -> LogEntry | None:
    """Write the rows that are the same or new; those in doubt wait.

    What could not be read with certainty goes to the inbox of the desk, as a report about the
    place, in the same transaction.

    Parameters
    ----------
    worded
        Says what of a row was not sure, in the language of those who read the inbox; English where
        None.
    without_terms
        The operator's word that a source may be used although its terms are not known.

    Returns
    -------
    LogEntry or None
        None where there is nothing to write.

    Raises
    ------
    InputError
        When the terms of the source are not known, and the operator does not vouch for it.
    StaleVersionError
        When a place was changed by somebody else since the proposal was made.
    """
    if not proposal.licence and not without_terms:
        expected = Said(
            "the terms on which the source may be used (--licence, or licence in the mapping); "
            "an operator may take it in without them (--without-terms)"
        )
        raise InputError(
            [Problem(Said("no licence"), expected, file=proposal.source, field="licence")]
        )
    rows = [row for row in proposal.rows if row.adds]
    if not rows:
        return None
    today = date.today().isoformat()  # noqa: DTZ011 - a date without a clock time
    new = [row for row in rows if row.heap is Heap.NEW]
    decisions = [
        {
            "place_id": row.place_id,
            "other_id": row.match.place_id,
            "decision": Verdict.DIFFERENT.value,
            "reason": f"Decided when {proposal.source} was taken in.",
            "decided": today,
        }
        for row in new
        if row.was_decided and row.match and row.match.place_id in proposal.versions
    ]
    written = {row.place_id for row in rows}
    batch = Batch(
        observations=[row.cells for row in rows],
        decisions=decisions,
        why=reasons.IMPORTED % {"source": proposal.source},
        expected={one: number for one, number in proposal.versions.items() if one in written},
    )
    with store.log.writing() as writing:
        entry = append_in(writing, batch, author)
        for row in rows:
            if row.unsure:
                _queue(writing, row, proposal.source, (worded or _in_english)(row), author)
    return entry


def _in_english(row: ProposedRow) -> str:
    return "; ".join(f"{one.field}: {one.text} ({one.why})" for one in row.unsure)


def _queue(writing: Writing, row: ProposedRow, source: str, said: str, author: Author) -> None:
    """Put what was not sure into the inbox of the desk, for a person to read."""
    hours = all(one.field == "opening_hours" for one in row.unsure)
    kind = ReportKind.HOURS if hours else ReportKind.OTHER
    text = f"{source} ({row.number}). {said}"[:MAX_TEXT]
    report_in(writing, kind, place_id=row.place_id, text=text, proposed={}, author=author)
