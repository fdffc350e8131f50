"""The interface of a store: append observations and decisions, read them as of a moment.

Nothing is overwritten. What turns out to be a mistake is withdrawn: a statement of its own, with
who and why, which can be taken back. So the state at any earlier moment can be read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from geo.evidence.decisions import Decision
from geo.evidence.observations import Observation

Cells = Mapping[str, str]
"""One row of a table as text, by column."""


class Subject(StrEnum):
    """What can be withdrawn."""

    OBSERVATION = "observation"
    DECISION = "decision"


class Role(StrEnum):
    """In what capacity somebody writes; outside the store a role stands in place of a name."""

    MAINTAINER = "maintainer"
    OWNER = "owner"
    RESIDENT = "resident"
    IMPORT = "import"
    SEED = "seed"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes.

    Parameters
    ----------
    role
        In what capacity.
    person_id
        Of `DeskUsers`; None for somebody who is not known by name.
    """

    role: Role
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a row no longer counts, or counts again.

    Parameters
    ----------
    subject
        What sort of row.
    subject_id
        The id of the observation, or the two ids of the decision joined by a space.
    why
        In one sentence.
    undone
        Whether it takes back an earlier withdrawal.
    since, role
        When and in what capacity it was withdrawn first, where it comes from another store.
    """

    subject: Subject
    subject_id: str
    why: str
    undone: bool = False
    since: str = ""
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What is written in one go: all of it, or nothing.

    Parameters
    ----------
    observations, decisions
        New rows, as text by column (`geo.evidence.observations.COLUMNS`,
        `geo.evidence.decisions.COLUMNS`).
    revisions
        Observations that a newer seed has in another form than the seed before it.
    withdrawals
        Rows that no longer count, or count again.
    why
        What the change is for, in one sentence.
    expected
        The version of each place that the author saw; a place that is not named is not checked.
    """

    observations: Sequence[Cells] = ()
    decisions: Sequence[Cells] = ()
    revisions: Sequence[Cells] = ()
    withdrawals: Sequence[Withdrawal] = ()
    why: str = ""
    expected: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the audit log.

    Parameters
    ----------
    number
        Counted from 1, without gaps.
    at
        When, in UTC; never before the entry in front of it.
    action
        Such as ``append`` or ``withdraw``.
    role
        In what capacity it was done.
    person_id
        Who did it; None where not known by name, or erased.
    places
        The ids of the places that it is about.
    why
        As the author said.
    """

    number: int
    at: datetime
    action: str
    role: Role
    person_id: int | None
    places: tuple[str, ...]
    why: str


class Store(Protocol):
    """Where observations and decisions are kept."""

    def observations(self, as_of: datetime | None = None) -> list[Observation]:
        """Read the observations that counted at a moment in UTC, or count now.

        Raises
        ------
        InputError
            With every problem of the rows.
        """

    def decisions(self, as_of: datetime | None = None) -> list[Decision]:
        """Read the decisions that counted at a moment in UTC, or count now.

        Raises
        ------
        InputError
            With every problem of the rows.
        """

    def append(self, batch: Batch, author: Author) -> LogEntry:
        """Write rows: all of them, or none.

        Raises
        ------
        InputError
            With every problem of the rows.
        StaleVersionError
            When a place has another version than the author saw.
        ReadOnlyStoreError
            When the store cannot be written.
        """

    def versions(self, place_ids: Iterable[str]) -> dict[str, int]:
        """Read the version of places: the number of the last entry about each, 0 for none."""

    def fingerprint(self) -> str:
        """Return a text that changes whenever what counts may have changed."""
