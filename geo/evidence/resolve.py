"""From many observations to one place, by a written rule.

The rule
--------
1. *Which rows count.* Rows of a source that was found to be wrong (``rejected``) are kept and
   shown as said against, but never chosen.
2. *A designation outranks a mention.* Where a source names a place as Huis van de Wijk, the place
   is one, and for every field the rows that name it so come before the rows that only mention it.
3. *The newest source wins.* Among equals the row with the latest date of publication comes first;
   undated rows come last.
4. *Then trust.* Of two rows of the same date the more trusted sort of source comes first, in the
   order of `geo.model.vocabulary.SourceType`.
5. *An address is one thing.* Street and house number come from one row; a row with a number comes
   before one without. A row that says "closed" gives the address only of a closed place: it may
   tell where the place used to be. The name comes from a row that also tells the kind, if there is
   one: a list of polling stations names the building, not the meeting place in it.
6. *Status goes by its own date*, not by that of the publication. Two rows of the same date that
   contradict each other make the status unknown.
7. *Initiative.* A designated house is municipal. Otherwise what the first row says; where no row
   says it, unknown. A place of unknown initiative is a lead: kept, not published.

Every field of the result remembers the observation that it came from, and those against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from geo.evidence.choices import Choices, Evidence, differs
from geo.evidence.decisions import Decision, Verdict
from geo.evidence.observations import Observation, Point
from geo.evidence.ranking import ranked
from geo.evidence.validity import Validity, validity
from geo.model.partial_date import PartialDate, order
from geo.model.vocabulary import Access, Initiative, Kind, SourceType, Status


@dataclass(frozen=True, slots=True)
class ObservedPoint:
    """Coordinates that a source gives, with the address that it gives them for."""

    point: Point
    observation_id: str
    street: str
    house_number: str


@dataclass(frozen=True, slots=True)
class Place:
    """One meeting place, as its observations together say.

    Parameters
    ----------
    id
        Stable, never reused.
    former_ids
        Ids that were found to be the same place.
    name, alt_names, kind, initiative, operator, street, house_number, postcode, city
        As resolved; empty where no source says.
    gebied, buurt
        The district that the sources name; `geo.pipeline.locating` checks it against the point.
    website, opening_hours, activities, access, status, status_date
        As resolved.
    validity
        From when until when it stood, by the rule of `geo.evidence.validity`.
    confirmed
        The latest date on which a source spoke of the place; None where all are undated.
    points
        All coordinates that sources give, best first.
    observations
        The rows that the place rests on, best first.
    evidence
        Per field, why it has its value.
    """

    id: str
    former_ids: tuple[str, ...]
    name: str
    alt_names: tuple[str, ...]
    kind: Kind
    initiative: Initiative
    operator: str
    street: str
    house_number: str
    postcode: str
    city: str
    gebied: str
    buurt: str
    website: str
    opening_hours: str
    activities: tuple[str, ...]
    access: Access
    status: Status
    status_date: PartialDate | None
    validity: Validity
    confirmed: PartialDate | None
    points: tuple[ObservedPoint, ...]
    observations: tuple[Observation, ...]
    evidence: dict[str, Evidence] = field(hash=False)

    @property
    def is_lead(self) -> bool:
        """Whether no source shows who started it, so that it is not published."""
        return self.initiative is Initiative.UNKNOWN

    @property
    def first_seen(self) -> PartialDate | None:
        """First date on which a source shows it; None where not known."""
        return self.validity.seen.date if self.validity.seen else None

    @property
    def valid_from(self) -> PartialDate | None:
        """When it opened; None where no source says."""
        return self.validity.start.date if self.validity.start else None

    @property
    def valid_until(self) -> PartialDate | None:
        """Until when it stood; None where it did not close, or no source says when."""
        return self.validity.end.date if self.validity.end else None


def resolve(observations: Iterable[Observation], decisions: Iterable[Decision] = ()) -> list[Place]:
    """Bring observations together into places.

    Parameters
    ----------
    observations
        Checked rows, as `geo.evidence.observations.read_observations` gives them.
    decisions
        What maintainers decided; pairs that are the ``same`` become one place.

    Returns
    -------
    list of Place
        Sorted by id.
    """
    successor = {d.other_id: d.place_id for d in decisions if d.verdict is Verdict.SAME}
    rows_of: dict[str, list[Observation]] = {}
    for observation in observations:
        place_id = successor.get(observation.place_id, observation.place_id)
        rows_of.setdefault(place_id, []).append(observation)
    former: dict[str, list[str]] = {}
    for old, new in successor.items():
        former.setdefault(new, []).append(old)
    return [
        _place(place_id, tuple(sorted(former.get(place_id, []))), rows)
        for place_id, rows in sorted(rows_of.items())
    ]


def _place(place_id: str, former_ids: tuple[str, ...], rows: list[Observation]) -> Place:
    best = ranked(rows)
    own = [row for row in best if row.place_id == place_id]
    chosen = Choices()
    kind = chosen.pick("kind", best, lambda row: row.kind) or Kind.HUISKAMER
    address = _address(best, chosen, closed=_status(best)[0] is Status.CLOSED)
    status, status_date, status_evidence = _status(best)
    if status_evidence is not None:
        chosen.evidence["status"] = status_evidence
    stood = _validity(best, status, chosen)
    return Place(
        id=place_id,
        former_ids=former_ids,
        name=chosen.pick("name", sorted(own, key=_tells_no_kind), lambda row: row.name) or place_id,
        alt_names=_alt_names(best, chosen),
        kind=kind,
        initiative=_initiative(best, kind, chosen),
        operator=chosen.pick("operator", best, lambda row: row.operator) or "",
        street=address.street if address else "",
        house_number=address.house_number if address else "",
        postcode=_postcode(best, address, chosen),
        city=chosen.pick("city", best, lambda row: row.city) or "",
        gebied=chosen.pick("gebied", best, lambda row: row.gebied) or "",
        buurt=chosen.pick("buurt", best, lambda row: row.buurt) or "",
        website=chosen.pick("website", best, lambda row: row.website) or "",
        opening_hours=chosen.pick("opening_hours", best, lambda row: row.opening_hours) or "",
        activities=_union("activities", best, lambda row: row.activities, chosen),
        access=chosen.pick("access", best, lambda row: row.access) or Access.UNKNOWN,
        status=status,
        status_date=status_date,
        validity=stood,
        confirmed=_confirmed(best),
        points=tuple(
            ObservedPoint(row.point, row.id, row.street, row.house_number)
            for row in best
            if row.point is not None and row.source.kind is not SourceType.REJECTED
        ),
        observations=tuple(best),
        evidence=chosen.evidence,
    )


def _tells_no_kind(row: Observation) -> bool:
    return row.kind is None


def _address(rows: Sequence[Observation], chosen: Choices, *, closed: bool) -> Observation | None:
    """Choose the row that gives street and number."""
    usable = [
        row
        for row in rows
        if row.street
        and row.source.kind is not SourceType.REJECTED
        and (closed or row.status is not Status.CLOSED)
    ]
    if not usable:
        return None
    best = usable[0]
    numbered = (row for row in usable if row.house_number and row.street == best.street)
    if not best.house_number:
        best = next(numbered, best)
    against = tuple(
        (row.id, f"{row.street} {row.house_number}".strip())
        for row in rows
        if row.street
        and row is not best
        and (
            row.street != best.street
            or (row.house_number or best.house_number) != best.house_number
        )
    )
    for name in ("street", "house_number") if best.house_number else ("street",):
        chosen.evidence[name] = Evidence(best.id, against)
    return best


def _postcode(rows: Sequence[Observation], address: Observation | None, chosen: Choices) -> str:
    """Take the postcode of the chosen address; another address's postcode is not borrowed."""
    if address is None:
        return ""
    same = [
        row
        for row in rows
        if row is address
        or (row.street == address.street and row.house_number == address.house_number)
    ]
    return chosen.pick("postcode", same, lambda row: row.postcode) or ""


def _initiative(rows: Sequence[Observation], kind: Kind, chosen: Choices) -> Initiative:
    """Tell who started it: a designation decides, otherwise what the best row says."""
    said = chosen.pick("initiative", rows, lambda row: row.initiative)
    if kind is not Kind.HUIS_VAN_DE_WIJK:
        return said or Initiative.UNKNOWN
    against = tuple(
        (row.id, row.initiative.value)
        for row in rows
        if row.initiative is not None and row.initiative is not Initiative.MUNICIPAL
    )
    chosen.evidence["initiative"] = Evidence(chosen.evidence["kind"].observation_id, against)
    return Initiative.MUNICIPAL


def _status(
    rows: Sequence[Observation],
) -> tuple[Status, PartialDate | None, Evidence | None]:
    """Choose the latest status by the date on which it was true."""
    said = [
        row for row in rows if row.status is not None and row.source.kind is not SourceType.REJECTED
    ]
    if not said:
        return Status.UNKNOWN, None, None
    newest = max(order(row.status_date) for row in said)
    latest = [row for row in said if order(row.status_date) == newest]
    best = latest[0]
    against = tuple(
        (row.id, f"{row.status} {row.status_date or ''}".strip())
        for row in said
        if row.status is not best.status
    )
    agreed = len({row.status for row in latest}) == 1
    status = best.status if agreed and best.status is not None else Status.UNKNOWN
    return status, best.status_date, Evidence(best.id, against)


def _validity(rows: Sequence[Observation], status: Status, chosen: Choices) -> Validity:
    """Tell from when until when it stood, and note which rows say so."""
    taken = chosen.evidence.get("status")
    telling = next((row for row in rows if taken and row.id == taken.observation_id), None)
    stood = validity(rows, status, telling)
    for name, bound in stood.bounds().items():
        chosen.evidence[name] = Evidence(bound.observation_id)
    return stood


def _alt_names(rows: Sequence[Observation], chosen: Choices) -> tuple[str, ...]:
    """Gather every other name under which a source knows the place."""
    names = {
        name: row.id
        for row in reversed(rows)
        if row.source.kind is not SourceType.REJECTED
        for name in (row.name, *row.alt_names)
        if name
    }
    taken = chosen.evidence.get("name")
    current = next((row.name for row in rows if taken and row.id == taken.observation_id), "")
    others = tuple(sorted(name for name in names if differs(name, current)))
    if others:
        parts = tuple((names[other], other) for other in others)
        chosen.evidence["alt_names"] = Evidence(names[others[0]], parts=parts)
    return others


def _union(
    name: str,
    rows: Sequence[Observation],
    value: Callable[[Observation], tuple[str, ...]],
    chosen: Choices,
) -> tuple[str, ...]:
    """Gather lists that add to each other, in the order of the rows, each entry once."""
    entries: dict[str, str] = {}
    for row in rows:
        if row.source.kind is SourceType.REJECTED:
            continue
        for entry in value(row):
            entries.setdefault(entry, row.id)
    if entries:
        parts = tuple((row_id, entry) for entry, row_id in entries.items())
        chosen.evidence[name] = Evidence(parts[0][0], parts=parts)
    return tuple(entries)


def _confirmed(rows: Sequence[Observation]) -> PartialDate | None:
    """Give the latest date on which a usable source spoke of the place."""
    dates = [
        moment
        for row in rows
        if row.source.kind is not SourceType.REJECTED
        for moment in (row.source.published, row.status_date)
        if moment is not None
    ]
    return max(dates, key=order, default=None)
