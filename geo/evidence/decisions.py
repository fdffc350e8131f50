"""Decisions: what maintainers found out about two ids that may be the same place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from geo.evidence.observations import Observation
from geo.io.tables import TableRow
from geo.model.checks import NO_DATE, Checks
from geo.model.partial_date import PartialDate
from geo.model.said import Said


class Verdict(StrEnum):
    """A maintainer's verdict about two ids."""

    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Decision:
    """A maintainer's decision whether two ids are the same place.

    Parameters
    ----------
    place_id
        The id that stays when the verdict is ``same``.
    verdict
        ``same`` or ``different``.
    """

    place_id: str
    other_id: str
    verdict: Verdict
    reason: str
    decided: PartialDate


COLUMNS = ("place_id", "other_id", "decision", "reason", "decided")
"""The columns of ``decisions.csv``, in order."""


def parse_decisions(
    rows: Iterable[TableRow], observations: Iterable[Observation], file: str
) -> list[Decision]:
    """Check rows and read them as decisions.

    Parameters
    ----------
    rows
        Cells by `COLUMNS`.

    Returns
    -------
    list of Decision
        In the order of the rows.

    Raises
    ------
    InputError
        Lists every problem of the rows: an id without observations, a pair decided twice, a place
        declared the same as itself or as a place that is itself merged into another.
    """
    known = {observation.place_id for observation in observations}
    checks = Checks(file)
    decisions: list[Decision] = []
    pairs: set[frozenset[str]] = set()
    for row in rows:
        checks.line = row.line
        cells = row.cells
        pair = frozenset((cells["place_id"], cells["other_id"]))
        for field in ("place_id", "other_id"):
            if cells[field] not in known:
                checks.add(field, cells[field], Said("the id of a place that has observations"))
        if len(pair) == 1:
            checks.add("other_id", cells["other_id"], Said("a place other than place_id"))
        if pair in pairs:
            checks.add("other_id", cells["other_id"], Said("each pair once"))
        pairs.add(pair)
        decisions.append(
            Decision(
                cells["place_id"],
                cells["other_id"],
                checks.word("decision", cells["decision"], Verdict) or Verdict.DIFFERENT,
                checks.filled("reason", cells["reason"]),
                checks.date("decided", cells["decided"], required=True) or NO_DATE,
            )
        )
    merged = {d.other_id for d in decisions if d.verdict is Verdict.SAME}
    kept = {d.place_id for d in decisions if d.verdict is Verdict.SAME}
    checks.line = None
    for place_id in sorted(merged & kept):
        checks.add("place_id", place_id, Said("a place that is not itself merged into another"))
    checks.finish()
    return decisions
