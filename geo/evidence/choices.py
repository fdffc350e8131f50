"""Choosing the value of a field from ranked rows, and remembering why it has that value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from geo.evidence.observations import Observation
from geo.evidence.ranking import counts
from geo.evidence.reasons import Reason, reason
from geo.model.partial_date import PartialDate, order

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a row says about a field, and whether it was chosen.

    Parameters
    ----------
    value
        What it says, as text.
    confirmed
        The latest date on which a source that counts said the same; None where all of them are
        undated.
    confirmed_by
        The row that did; empty where none has a date.
    """

    observation_id: str
    value: str
    reason: Reason
    confirmed: PartialDate | None = None
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field has its value.

    Parameters
    ----------
    chosen
        The origin of its value: one statement, one for each entry of a list that several rows
        contribute to, or none where the value is unknown.
    against
        Statements that contradict it, best first.
    """

    chosen: tuple[Statement, ...]
    against: tuple[Statement, ...] = ()

    @property
    def observation_id(self) -> str:
        """The row that was chosen, or the first of several; empty where none was."""
        return self.chosen[0].observation_id if self.chosen else ""

    @property
    def confirmed(self) -> PartialDate | None:
        """The latest date on which a source said what was chosen; None where unknown."""
        return max((one.confirmed for one in self.chosen), key=order, default=None)


class Choices:
    """Picks values from ranked rows and remembers why."""

    def __init__(self) -> None:
        self.evidence: dict[str, Evidence] = {}

    def pick(
        self,
        name: str,
        rows: Sequence[Observation],
        value: Callable[[Observation], _Value | None],
    ) -> _Value | None:
        """Take the first value from a row that counts, and note the rows against it."""
        said = [row for row in rows if value(row)]
        chosen = next((row for row in said if counts(row)), None)
        self.choose(name, chosen, said, value)
        return value(chosen) if chosen else None

    def choose(
        self,
        name: str,
        chosen: Observation | None,
        rows: Sequence[Observation],
        value: Callable[[Observation], object],
        *,
        decided: Reason | None = None,
    ) -> None:
        """Note which row was chosen, and the rows against it.

        ``decided`` names the rule, unless the order of the rows decided.
        """
        against = tuple(
            contrary(row, value(row), _why_not(row, chosen, decided))
            for row in rows
            if row is not chosen and (chosen is None or differs(value(row), value(chosen)))
        )
        if chosen is None:
            if against:
                self.evidence[name] = Evidence((), against)
            return
        why = against[0].reason if against else Reason.ONLY
        same = [row for row in rows if not differs(value(row), value(chosen))]
        self.evidence[name] = Evidence((statement(chosen, value(chosen), why, same),), against)

    def gather(
        self,
        name: str,
        rows: Sequence[Observation],
        entries: Callable[[Observation], Sequence[str]],
    ) -> tuple[str, ...]:
        """Combine lists, each entry once, best row first."""
        said: dict[str, list[Observation]] = {}
        for row in rows:
            if counts(row):
                for entry in entries(row):
                    said.setdefault(entry, []).append(row)
        if said:
            self.evidence[name] = Evidence(
                tuple(
                    statement(saying[0], entry, Reason.TOGETHER, saying)
                    for entry, saying in said.items()
                )
            )
        return tuple(said)


def statement(
    chosen: Observation, value: object, why: Reason, same: Sequence[Observation]
) -> Statement:
    """Make the chosen statement, confirmed on the latest date of the rows that say the same."""
    confirming = [row for row in same if counts(row) and row.source.published]
    latest = max(confirming, key=lambda row: order(row.source.published), default=None)
    if latest is None:
        return Statement(chosen.id, str(value), why)
    return Statement(chosen.id, str(value), why, latest.source.published, latest.id)


def contrary(row: Observation, value: object, why: Reason) -> Statement:
    """Make the statement of a row against the chosen value, on its date of publication."""
    return dated(row.id, value, why, row.source.published if counts(row) else None)


def dated(row_id: str, value: object, why: Reason, moment: PartialDate | None) -> Statement:
    """Make a statement of one row that only that row confirms."""
    return Statement(row_id, str(value), why, moment, row_id if moment else "")


def _why_not(row: Observation, chosen: Observation | None, decided: Reason | None) -> Reason:
    if chosen is None or not counts(row):
        return Reason.REJECTED
    return decided or reason(chosen, row)


def differs(one: object, other: object) -> bool:
    """Return whether two values differ, ignoring case."""
    return str(one).casefold() != str(other).casefold()
