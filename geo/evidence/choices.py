"""Choosing the value of a field from ranked rows, and remembering why it has that value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from geo.evidence.observations import Observation
from geo.model.vocabulary import SourceType

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field has its value.

    Parameters
    ----------
    observation_id
        The row that was chosen.
    against
        Rows that say something else, with what they say, best first.
    parts
        Of a list that several rows add to: each entry, with the row that it was taken from.
    """

    observation_id: str
    against: tuple[tuple[str, str], ...] = ()
    parts: tuple[tuple[str, str], ...] = ()


class Choices:
    """Picks values from ranked rows and remembers why."""

    def __init__(self) -> None:
        self.evidence: dict[str, Evidence] = {}

    def pick(
        self, name: str, rows: Sequence[Observation], value: Callable[[Observation], _Value | None]
    ) -> _Value | None:
        """Take the first value that a usable row gives, and note the rows against it."""
        chosen: Observation | None = None
        against: list[tuple[str, str]] = []
        for row in rows:
            said = value(row)
            if not said:
                continue
            if chosen is None and row.source.kind is not SourceType.REJECTED:
                chosen = row
            elif chosen is None or differs(said, value(chosen)):
                against.append((row.id, str(said)))
        if chosen is None:
            return None
        self.evidence[name] = Evidence(chosen.id, tuple(against))
        return value(chosen)


def differs(one: object, other: object) -> bool:
    """Tell whether two values say something else; capitals say nothing."""
    return str(one).casefold() != str(other).casefold()
