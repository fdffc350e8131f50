"""From many observations to one place, by a written rule.

The rule
--------
1. *Which rows count.* Rows of a source that was found to be wrong (``rejected``) are kept and shown
   as contradictions, but never chosen.
2. *A designation decides kind and initiative, and nothing else.* Where a source names a place as
   Huis van de Wijk, the place is one and its initiative is municipal, whatever newer rows say.
3. *The newest source wins.* For every other field the row with the latest date of publication comes
   first; undated rows come last.
4. *Among undated rows the one that was read later wins.*
5. *Then trust.* If dates do not decide between two rows, the more trusted type of source comes
   first, in the order of `geo.model.vocabulary.SourceType`; then the lower id.
6. *An address is one thing.* The best row names the street; the number comes from the best row in
   that street that has one, and the postcode from a row with exactly that street and number. A row
   that says "closed" gives the address only of a closed place: it may say where the place used to
   be.
7. *A name is that of the place.* A register that names no kind, such as a list of polling stations,
   names the building and comes last. A name of an id that was merged into the place becomes another
   name of it.
8. *A status has its own date*: that on which it was true, or else that of the publication. The
   latest one holds. A status without any date says nothing, and contradicting rows of the same date
   make it unknown.
9. *Lists add up.* Activities, languages and other names are those of all rows that count, each
   once. A programme does not: that of the newest source is taken whole, so that what stopped goes.
10. *Who is published.* A place is published when sources say its kind and its initiative. If either
    is unknown it is a lead: kept, not published.
11. *Confirmation.* A field is confirmed on the latest date of a source that counts and says the
    same. A place is confirmed on the latest date on which such a source saw it in use.

Every field of the result remembers the observation it came from, and those that contradict it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geo.evidence.choices import Choices, Evidence, contrary, dated, differs, statement
from geo.evidence.decisions import Decision, Verdict
from geo.evidence.observations import Observation
from geo.evidence.place import ObservedPoint, Place
from geo.evidence.ranking import counts, ranked
from geo.evidence.reasons import Reason, reason
from geo.evidence.validity import Validity, validity
from geo.model.partial_date import PartialDate, order
from geo.model.vocabulary import Access, Initiative, Kind, Presence, SourceType, Status


def resolve(observations: Iterable[Observation], decisions: Iterable[Decision] = ()) -> list[Place]:
    """Combine observations into places.

    Parameters
    ----------
    observations
        Checked rows, from `geo.evidence.observations.parse_observations`.
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
    chosen = Choices()
    kind, initiative = _character(best, chosen)
    status, status_date, telling = _status(best, chosen)
    address = _address(best, chosen, closed=status is Status.CLOSED)
    name = _name([row for row in best if row.place_id == place_id], chosen)
    return Place(
        id=place_id,
        former_ids=former_ids,
        name=name or place_id,
        alt_names=_alt_names(best, name, chosen),
        kind=kind,
        initiative=initiative,
        operator=chosen.pick("operator", best, lambda row: row.operator) or "",
        street=address.street if address else "",
        house_number=address.house_number if address else "",
        postcode=_postcode(best, address, chosen),
        city=chosen.pick("city", best, lambda row: row.city) or "",
        gebied=chosen.pick("gebied", best, lambda row: row.gebied) or "",
        buurt=chosen.pick("buurt", best, lambda row: row.buurt) or "",
        website=chosen.pick("website", best, lambda row: row.website) or "",
        phone=chosen.pick("phone", best, lambda row: row.phone) or "",
        email=chosen.pick("email", best, lambda row: row.email) or "",
        opening_hours=chosen.pick("opening_hours", best, lambda row: row.opening_hours) or "",
        activities=chosen.gather("activities", best, lambda row: row.activities),
        programme=_programme(best, chosen),
        costs=chosen.pick("costs", best, lambda row: row.costs) or "",
        languages=chosen.gather("languages", best, lambda row: row.languages),
        access=chosen.pick("access", best, lambda row: row.access) or Access.UNKNOWN,
        step_free_entrance=_presence("step_free_entrance", best, chosen),
        accessible_toilet=_presence("accessible_toilet", best, chosen),
        hearing_loop=_presence("hearing_loop", best, chosen),
        osm_id=chosen.pick("osm_id", best, lambda row: row.osm_id) or "",
        status=status,
        status_date=status_date,
        validity=_validity(best, status, telling, chosen),
        confirmed=_confirmed(best, chosen),
        points=tuple(
            ObservedPoint(row.point, row.id, row.street, row.house_number)
            for row in best
            if row.point is not None and counts(row)
        ),
        observations=tuple(best),
        evidence=chosen.evidence,
    )


def _programme(rows: Sequence[Observation], chosen: Choices) -> tuple[str, ...]:
    """Take the programme of the best row as a whole; its evidence names each entry."""
    best = next((row for row in rows if row.programme and counts(row)), None)
    if best is None:
        return ()
    against = tuple(
        contrary(row, "; ".join(row.programme), reason(best, row))
        for row in rows
        if row.programme and counts(row) and row.programme != best.programme
    )
    why = against[0].reason if against else Reason.ONLY
    said = tuple(
        statement(best, entry, why, [row for row in rows if entry in row.programme])
        for entry in best.programme
    )
    chosen.evidence["programme"] = Evidence(said, against)
    return best.programme


def _presence(name: str, rows: Sequence[Observation], chosen: Choices) -> Presence:
    """Choose whether there is a provision; a row that says "unknown" says nothing."""

    def said(row: Observation) -> Presence | None:
        value: Presence | None = getattr(row, name)
        return None if value is Presence.UNKNOWN else value

    return chosen.pick(name, rows, said) or Presence.UNKNOWN


def _character(rows: Sequence[Observation], chosen: Choices) -> tuple[Kind | None, Initiative]:
    """Determine the kind and the initiative: a designation decides both (rule 2)."""
    designation = next(
        (row for row in rows if row.kind is Kind.HUIS_VAN_DE_WIJK and counts(row)), None
    )
    if designation is None:
        kind = chosen.pick("kind", rows, lambda row: row.kind)
        initiative = chosen.pick("initiative", rows, _said_initiative)
        return kind, initiative or Initiative.UNKNOWN
    decided = Reason.DESIGNATION
    saying = [row for row in rows if row.kind]
    chosen.choose("kind", designation, saying, lambda row: row.kind, decided=decided)
    saying = [row for row in rows if _designated_initiative(row)]
    chosen.choose("initiative", designation, saying, _designated_initiative, decided=decided)
    return Kind.HUIS_VAN_DE_WIJK, Initiative.MUNICIPAL


def _said_initiative(row: Observation) -> Initiative | None:
    """Read whose initiative a row says it is; "unknown" says nothing."""
    return None if row.initiative is Initiative.UNKNOWN else row.initiative


def _designated_initiative(row: Observation) -> Initiative | None:
    """Read the initiative that follows from a row: a designation means the city."""
    if row.kind is Kind.HUIS_VAN_DE_WIJK:
        return Initiative.MUNICIPAL
    return _said_initiative(row)


def _name(own: Sequence[Observation], chosen: Choices) -> str:
    """Prefer the name of the place to that of the building (rule 7)."""
    return chosen.pick("name", sorted(own, key=_names_the_building), lambda row: row.name) or ""


def _names_the_building(row: Observation) -> bool:
    return row.source.kind is SourceType.REGISTER and row.kind is None


def _address(rows: Sequence[Observation], chosen: Choices, *, closed: bool) -> Observation | None:
    """Choose the row that gives street and number (rule 6)."""
    saying = [row for row in rows if row.street]
    usable = [row for row in saying if counts(row) and (closed or row.status is not Status.CLOSED)]
    if not usable:
        return None
    # The best row names the street; the number may come from another row in that street.
    first = usable[0]
    numbered = (row for row in usable if row.house_number and row.street == first.street)
    best = next(numbered, first)
    against = tuple(
        contrary(row, f"{row.street} {row.house_number}".strip(), reason(best, row))
        for row in saying
        if row.street != best.street or (row.house_number or best.house_number) != best.house_number
    )
    why = against[0].reason if against else Reason.ONLY
    same = [row for row in saying if row.street == best.street]
    chosen.evidence["street"] = Evidence((statement(first, first.street, why, same),), against)
    if best.house_number:
        same = [row for row in same if row.house_number == best.house_number]
        number = statement(best, best.house_number, why, same)
        chosen.evidence["house_number"] = Evidence((number,), against)
    return best


def _postcode(rows: Sequence[Observation], address: Observation | None, chosen: Choices) -> str:
    """Take the postcode of the chosen address, never that of another address."""
    if address is None:
        return ""
    there = (address.street, address.house_number)
    same = [row for row in rows if (row.street, row.house_number) == there]
    return chosen.pick("postcode", same, lambda row: row.postcode) or ""


def _status(
    rows: Sequence[Observation], chosen: Choices
) -> tuple[Status, PartialDate | None, Observation | None]:
    """Choose the latest status by the date on which it was true (rule 8).

    Also returns the row that it was taken from; None where no row says it.
    """
    said = [row for row in rows if row.status is not None]
    timed = [row for row in said if counts(row) and row.status_moment]
    newest = max((order(row.status_moment) for row in timed), default=None)
    latest = [row for row in timed if order(row.status_moment) == newest]
    # A row that says "unknown" does not contradict a row of the same date that knows.
    knowing = [row for row in latest if row.status is not Status.UNKNOWN] or latest
    best = knowing[0] if len({row.status for row in knowing}) == 1 else None
    status = (best and best.status) or Status.UNKNOWN
    against = tuple(
        dated(
            row.id,
            row.status,
            _why_not_status(row, latest, agreed=best is not None),
            row.status_moment if counts(row) else None,
        )
        for row in said
        if row.status is not status
    )
    if best is not None:
        why = against[0].reason if against else Reason.ONLY
        taken = dated(best.id, status, why, best.status_moment)
        chosen.evidence["status"] = Evidence((taken,), against)
    elif against:
        chosen.evidence["status"] = Evidence((), against)
    return status, latest[0].status_moment if latest else None, best


def _why_not_status(row: Observation, latest: Sequence[Observation], *, agreed: bool) -> Reason:
    if not counts(row):
        return Reason.REJECTED
    if row.status_moment is None:
        return Reason.UNDATED
    if row not in latest:
        return Reason.STATUS_DATE
    return Reason.FIELD if agreed else Reason.CONTRADICTED


def _validity(
    rows: Sequence[Observation], status: Status, telling: Observation | None, chosen: Choices
) -> Validity:
    """Determine when it existed, and note which rows say so."""
    stood = validity(rows, status, telling)
    by_id = {row.id: row for row in rows}
    for name, bound in stood.bounds().items():
        why = Reason.EARLIEST if name == "first_seen" else Reason.ONLY
        row = by_id[bound.observation_id]
        chosen.evidence[name] = Evidence((statement(row, bound.date, why, [row]),))
    if stood.opened is not None:
        row = by_id[stood.opened.observation_id]
        against = contrary(row, stood.opened.date, Reason.EARLIEST)
        chosen.evidence["valid_from"] = Evidence(chosen.evidence["valid_from"].chosen, (against,))
    return stood


def _alt_names(rows: Sequence[Observation], name: str, chosen: Choices) -> tuple[str, ...]:
    """Gather every other name under which a source knows the place, in alphabetical order."""

    def others(row: Observation) -> list[str]:
        return [other for other in (row.name, *row.alt_names) if other and differs(other, name)]

    gathered = chosen.gather("alt_names", rows, others)
    if gathered:
        parts = sorted(chosen.evidence["alt_names"].chosen, key=lambda part: part.value)
        chosen.evidence["alt_names"] = Evidence(tuple(parts))
    return tuple(sorted(gathered))


def _confirmed(rows: Sequence[Observation], chosen: Choices) -> PartialDate | None:
    """Find the latest date on which a source that counts saw the place in use (rule 11)."""
    in_use = [
        row for row in rows if counts(row) and row.status is Status.OPEN and row.status_moment
    ]
    latest = max(in_use, key=lambda row: order(row.status_moment), default=None)
    if latest is None:
        return None
    seen = latest.status_moment
    chosen.evidence["confirmed"] = Evidence((dated(latest.id, seen, Reason.LATEST, seen),))
    return seen
