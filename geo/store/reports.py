"""What residents report: that something about a place is wrong, or that a place is missing.

A report asks for no name and no address. It changes nothing by itself: a maintainer looks at it and
accepts, changes or declines it. Whoever reported can come back with its number.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from geo.model.errors import InputError, Problem, StoreError
from geo.model.said import Said
from geo.store.log import Log, NewRecord, Writing
from geo.store.sql_store import SqlStore, append_in
from geo.store.store import Author, Batch, Role

MAX_TEXT = 1000
"""Longest text of a report, in characters."""
MAX_FIELD = 200
"""Longest value of a field of a report, in characters."""
MAX_OWN_FIELD = 4000
"""The same for what an organisation says of itself: a programme is long."""

_RESIDENT = Author(Role.RESIDENT)
_REPORT = "report"
_OUTCOME = "report_outcome"
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Signs that nobody mistakes for one another when reading a number aloud."""


class ReportKind(StrEnum):
    """What is wrong."""

    CLOSED = "closed"
    HOURS = "hours"
    ADDRESS = "address"
    NAME = "name"
    NO_MEETING_PLACE = "no_meeting_place"
    MISSING = "missing"
    OTHER = "other"


class ReportState(StrEnum):
    """What became of a report."""

    NEW = "new"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reported.

    Parameters
    ----------
    number
        To come back with, such as ``K7Q4-MPX2``.
    at
        When, in UTC.
    place_id
        Empty where the place is missing from the directory.
    kind
        What is wrong.
    proposed
        What it should be, by field of an observation.
    text
        In the reporter's own words; empty where it was erased.
    by_owner
        Whether the organisation of the place says it, in answer to a mail.
    state
        What became of it.
    outcome
        What the maintainer says of it, for the reporter to read.
    settled
        When that was said; None for a new one.
    """

    number: str
    at: datetime
    place_id: str
    kind: ReportKind
    proposed: Mapping[str, str]
    text: str
    by_owner: bool = False
    state: ReportState = ReportState.NEW
    outcome: str = ""
    settled: datetime | None = None


class Reports:
    """The reports in a store.

    Parameters
    ----------
    store
        Where accepted reports become observations as well.
    """

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self._log: Log = store.log

    def all(self) -> list[Report]:
        """List all reports, oldest first."""
        at = {entry.number: entry.at for entry in self._log.entries()}
        found: dict[str, Report] = {}
        for record in self._log.records(_REPORT):
            content = record.content or {}
            found[record.key] = Report(
                record.key,
                at[record.number],
                content.get("place_id", ""),
                ReportKind(content.get("kind", ReportKind.OTHER)),
                content.get("proposed", {}),
                content.get("text", ""),
                content.get("by_owner", False),
            )
        for record in self._log.records(_OUTCOME):
            if record.content is not None:
                found[record.key] = replace(
                    found[record.key],
                    state=ReportState(record.content["state"]),
                    outcome=record.content["outcome"],
                    settled=at[record.number],
                )
        return list(found.values())

    def open_ones(self) -> list[Report]:
        """List the reports that nobody has settled yet, oldest first."""
        return [one for one in self.all() if one.state is ReportState.NEW]

    def find(self, number: str) -> Report | None:
        """Find a report by its number; small letters, spaces and hyphens do not matter."""
        wanted = _plain(number)
        return next((one for one in self.all() if _plain(one.number) == wanted), None)

    def add(
        self, kind: ReportKind, *, place_id: str = "", text: str = "",
        proposed: Mapping[str, str] | None = None, author: Author = _RESIDENT,
    ) -> Report:  # fmt: skip
        """Take a report in.

        Raises
        ------
        InputError
            When it says nothing, is too long, or is about a place that is not known.
        """
        said = {name: value.strip() for name, value in (proposed or {}).items() if value.strip()}
        most = MAX_OWN_FIELD if author.role is Role.OWNER else MAX_FIELD
        self._check(kind, place_id, text.strip(), said, most)
        with self._log.writing() as writing:
            return report_in(
                writing, kind, place_id=place_id, text=text, proposed=said, author=author
            )

    def settle(
        self, number: str, state: ReportState, outcome: str, author: Author, batch: Batch
    ) -> None:
        """Accept or decline a report, and write what follows from it, in one go.

        Parameters
        ----------
        number
            Of the report.
        state
            `ReportState.ACCEPTED` or `ReportState.DECLINED`.
        outcome
            For the reporter to read.
        author
            Who decides.
        batch
            The observations that follow; empty when it is declined.

        Raises
        ------
        StoreError
            When there is no such report, or somebody settled it already.
        InputError, StaleVersionError
            As `SqlStore.append`.
        """
        with self._log.writing() as writing:
            report = self.find(number)
            if report is None or report.state is not ReportState.NEW:
                raise StoreError(
                    Said(
                        "Report %(number)s is not open: it may have been settled already.",
                        number=number,
                    )
                )
            if batch.observations or batch.decisions or batch.withdrawals:
                append_in(writing, batch, author, action="report")
            content = {"state": state.value, "outcome": outcome.strip()}
            writing.write(
                "settle",
                author,
                places=[report.place_id] if report.place_id else (),
                why=outcome.strip(),
                records=[NewRecord(_OUTCOME, report.number, content)],
            )

    def erase_texts(self, *, settled_before: datetime) -> int:
        """Erase what was reported in reports that were settled before a moment in UTC.

        Returns
        -------
        int
            How many were erased. Their numbers and outcomes stay.
        """
        return sum(
            self._log.erase(_REPORT, one.number)
            for one in self.all()
            if one.settled is not None and one.settled < settled_before
        )

    def _check(
        self, kind: ReportKind, place_id: str, text: str, proposed: Mapping[str, str], most: int
    ) -> None:
        problems = []
        if kind is not ReportKind.MISSING:
            known = {seen.place_id for seen in self._store.observations()}
            if place_id not in known:
                problems.append(
                    Problem(f"'{place_id}'", Said("the id of a place that is known"), field="place")
                )
        if len(text) > MAX_TEXT:
            problems.append(_too_long(text, MAX_TEXT, "text"))
        problems += [
            _too_long(value, most, name) for name, value in proposed.items() if len(value) > most
        ]
        if (
            not text
            and not proposed
            and kind not in (ReportKind.CLOSED, ReportKind.NO_MEETING_PLACE)
        ):
            problems.append(Problem(Said("nothing"), Said("what should be changed"), field="text"))
        if problems:
            raise InputError(problems)


KEEP_TEXTS = timedelta(days=365)
"""How long the text of a settled report is kept (docs/privacy.md)."""


def report_in(  # noqa: PLR0913 - one per part of a report
    writing: Writing, kind: ReportKind, *, place_id: str, text: str,
    proposed: Mapping[str, str], author: Author,
) -> Report:  # fmt: skip
    """Write a report within a transaction; what it says was checked before."""
    number = "".join(secrets.choice(_SIGNS) for _ in range(8))
    number = f"{number[:4]}-{number[4:]}"
    said, by_owner = dict(proposed), author.role is Role.OWNER
    content = {"kind": kind.value, "place_id": place_id, "proposed": said, "text": text.strip(),
               "by_owner": by_owner}  # fmt: skip
    entry = writing.write(
        "report",
        author,
        places=[place_id] if place_id else (),
        why="",
        records=[NewRecord(_REPORT, number, content)],
    )
    return Report(number, entry.at, place_id, kind, said, text.strip(), by_owner)


def _too_long(text: str, most: int, field: str) -> Problem:
    found = Said("%(count)s characters", count=str(len(text)))
    return Problem(found, Said("at most %(limit)s", limit=str(most)), field=field)


def _plain(number: str) -> str:
    return "".join(sign for sign in number.upper() if sign.isalnum())
