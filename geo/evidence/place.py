"""A meeting place, according to all that its sources say."""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.evidence.choices import Evidence
from geo.evidence.observations import Observation, Point
from geo.evidence.ranking import counts
from geo.evidence.validity import Validity
from geo.model.partial_date import PartialDate
from geo.model.vocabulary import Access, Initiative, Kind, Presence, SourceType, Status


@dataclass(frozen=True, slots=True)
class ObservedPoint:
    """Coordinates from a source, with the address that they belong to."""

    point: Point
    observation_id: str
    street: str
    house_number: str


@dataclass(frozen=True, slots=True)
class Place:
    """One meeting place, according to all its observations.

    Parameters
    ----------
    id
        Stable, never reused.
    name, alt_names, kind, initiative, operator, street, house_number, postcode, city
        As `geo.evidence.resolve` chooses them; empty, None or unknown where no source says.
    gebied, buurt
        The district that the sources name; `geo.pipeline.locating` checks it against the point.
    validity
        When it existed, by the rule of `geo.evidence.validity`.
    confirmed
        The latest date on which a source that counts saw it in use; None where none did.
    points
        All coordinates that sources give, best first.
    observations
        The rows that the place is based on, best first.
    evidence
        Per field, why it has its value.
    """

    id: str
    former_ids: tuple[str, ...]
    name: str
    alt_names: tuple[str, ...]
    kind: Kind | None
    initiative: Initiative
    operator: str
    street: str
    house_number: str
    postcode: str
    city: str
    gebied: str
    buurt: str
    website: str
    phone: str
    email: str
    opening_hours: str
    activities: tuple[str, ...]
    programme: tuple[str, ...]
    costs: str
    languages: tuple[str, ...]
    access: Access
    step_free_entrance: Presence
    accessible_toilet: Presence
    hearing_loop: Presence
    osm_id: str
    status: Status
    status_date: PartialDate | None
    validity: Validity
    confirmed: PartialDate | None
    points: tuple[ObservedPoint, ...]
    observations: tuple[Observation, ...]
    evidence: dict[str, Evidence] = field(hash=False)

    @property
    def lacks(self) -> tuple[str, ...]:
        """The fields that no source states and without which it is not published.

        A register that says its kind lists it as such, also where nobody says whose it is.
        """
        known: dict[str, object] = {"kind": self.kind}
        if not any(_is_registered(row) for row in self.observations):
            known["initiative"] = self.initiative
        return tuple(name for name, value in known.items() if value in (None, Initiative.UNKNOWN))

    @property
    def is_lead(self) -> bool:
        """Whether no source says its kind or its initiative: kept, not published."""
        return bool(self.lacks)

    @property
    def first_seen(self) -> PartialDate | None:
        """First date on which a source shows it; None where unknown."""
        return self.validity.seen.date if self.validity.seen else None

    @property
    def valid_from(self) -> PartialDate | None:
        """When it opened; None where no source says."""
        return self.validity.start.date if self.validity.start else None

    @property
    def valid_until(self) -> PartialDate | None:
        """Until when it existed; None where it did not close, or no source says when."""
        return self.validity.end.date if self.validity.end else None


def _is_registered(row: Observation) -> bool:
    """Whether a register lists the place as one of a kind."""
    return row.kind is not None and row.source.kind is SourceType.REGISTER and counts(row)
