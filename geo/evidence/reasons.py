"""Why one row was chosen and another not: the step of the rule (`resolve`) that decided."""

from __future__ import annotations

from enum import StrEnum

from geo.evidence.choices import Evidence
from geo.evidence.observations import Observation
from geo.evidence.ranking import rank
from geo.evidence.resolve import Place
from geo.model.vocabulary import Kind


class Reason(StrEnum):
    """What decided between the row that was chosen and the one that speaks against it."""

    ONLY = "only"
    """No row says anything else."""
    TOGETHER = "together"
    """Rows add to each other, as with activities."""
    REJECTED = "rejected"
    """The source of the other row was found to be wrong."""
    DESIGNATION = "designation"
    """The chosen row names the place as Huis van de Wijk; the other one only mentions it."""
    NEWER = "newer"
    """The source of the chosen row is newer, or bears a date where the other bears none."""
    TRUST = "trust"
    """Both are of one date; that of the chosen row is of a more trusted sort."""
    ROW = "row"
    """Nothing but the id of the row."""
    STATUS_DATE = "status_date"
    """The status of the chosen row is of a later date."""
    EARLIEST = "earliest"
    """It is the first to show the place."""
    FIELD = "field"
    """A rule of that field, such as that an address with a number comes first."""


_STEPS = (Reason.REJECTED, Reason.DESIGNATION, Reason.NEWER, Reason.TRUST, Reason.ROW)
"""What each part of `geo.evidence.resolve.rank` stands for."""


def reason(field: str, chosen: Observation, other: Observation) -> Reason:
    """Say what decided between two rows that say different things.

    Parameters
    ----------
    field
        Field of the place.
    chosen
        The row that its value was taken from.
    other
        A row that says something else.

    Returns
    -------
    Reason
        The first step of the rule that tells the two apart.
    """
    if field == "status" and (chosen.status_date or other.status_date):
        return Reason.STATUS_DATE if chosen.status_date != other.status_date else Reason.FIELD
    if field == "initiative" and chosen.kind is Kind.HUIS_VAN_DE_WIJK:
        return Reason.DESIGNATION
    if rank(chosen) > rank(other):
        return Reason.FIELD
    steps = zip(rank(chosen), rank(other), _STEPS, strict=True)
    return next(step for one, two, step in steps if one != two)


def reasons(field: str, place: Place, evidence: Evidence) -> tuple[Reason, tuple[Reason, ...]]:
    """Say why a value was chosen, and why each row against it was not.

    Parameters
    ----------
    field
        Field of the place.
    place
        The place, with its observations.
    evidence
        What was chosen, and what speaks against it.

    Returns
    -------
    tuple
        The reason of the chosen row, which is that of the best row against it, and those of the
        rows against it in their order.
    """
    if evidence.parts:
        return Reason.TOGETHER, ()
    if field == "first_seen":
        return Reason.EARLIEST, ()
    row = {seen.id: seen for seen in place.observations}
    chosen = row[evidence.observation_id]
    against = tuple(reason(field, chosen, row[other]) for other, _ in evidence.against)
    return (against[0] if against else Reason.ONLY), against
