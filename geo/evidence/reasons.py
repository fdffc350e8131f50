"""Why one row was chosen and another not: the step of the rule (`resolve`) that decided."""

from __future__ import annotations

from enum import StrEnum

from geo.evidence.observations import Observation
from geo.evidence.ranking import rank


class Reason(StrEnum):
    """What decided between the chosen row and the one that contradicts it."""

    ONLY = "only"
    """No row says anything else."""
    TOGETHER = "together"
    """Rows complement each other, as with activities."""
    REJECTED = "rejected"
    """The source of the other row was found to be wrong."""
    DESIGNATION = "designation"
    """The chosen row names the place as Huis van de Wijk; decides kind and initiative only."""
    NEWER = "newer"
    """The source of the chosen row is newer, or has a date where the other has none."""
    READ_LATER = "read_later"
    """Neither source has a date; that of the chosen row was read later."""
    TRUST = "trust"
    """Both have the same date; that of the chosen row is of a more trusted type."""
    ROW = "row"
    """Only the id of the row."""
    STATUS_DATE = "status_date"
    """The status of the chosen row has a later date."""
    UNDATED = "undated"
    """The row says whether the place is in use, but neither it nor its source has a date."""
    CONTRADICTED = "contradicted"
    """Rows of the same date contradict each other, so none of them is chosen."""
    EARLIEST = "earliest"
    """It is the first to show the place."""
    LATEST = "latest"
    """It is the last to see the place in use."""
    FIELD = "field"
    """A rule of that field, such as that an address with a number comes first."""


_STEPS = (Reason.REJECTED, Reason.NEWER, Reason.READ_LATER, Reason.TRUST, Reason.ROW)
"""The reason for each part of a `geo.evidence.ranking.Rank`."""


def reason(chosen: Observation, other: Observation) -> Reason:
    """Say what decided between two rows that say different things.

    Returns
    -------
    Reason
        The first step of the rule that distinguishes the two; `Reason.FIELD` where the chosen row
        is trusted less, so that a rule of the field must have decided.
    """
    best, second = rank(chosen), rank(other)
    if best > second:
        return Reason.FIELD
    steps = zip(best, second, _STEPS, strict=True)
    return next(step for one, two, step in steps if one != two)
