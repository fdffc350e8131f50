"""What a list would change: each row in its heap, and every field before and after."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from geo.city.areas import Areas
from geo.city.profile import CityProfile
from geo.evidence.observations import COLUMNS, parse_observations
from geo.evidence.place import Place
from geo.evidence.resolve import resolve
from geo.geocoding import Gazetteer
from geo.geocoding.addresses import Address, parse_address
from geo.hours.calendar_nl import Calendar
from geo.intake.incoming import IncomingList
from geo.intake.interpreting import RowReading, Unsure, day_of, read_rows_of
from geo.intake.mapping import SourceMapping
from geo.intake.matching import (
    SAME_NAME,
    Comparable,
    Heap,
    Matcher,
    PlaceMatch,
    WeighedReason,
    heap_of,
)
from geo.intake.proposal import DIGITS, KnownPlaces, Proposal, ProposedChange, ProposedRow, row_mark
from geo.io.tables import TableRow
from geo.model.errors import InputError, Problem
from geo.model.said import Said
from geo.model.text import fold
from geo.model.vocabulary import Attribution, Precision
from geo.store.rows import new_place_id
from geo.store.store import Cells

FIELDS = (
    "name", "alt_names", "kind", "initiative", "operator", "street", "house_number", "postcode",
    "city", "gebied", "buurt", "website", "phone", "email", "opening_hours", "activities",
    "programme", "costs", "languages", "access", "step_free_entrance", "accessible_toilet",
    "hearing_loop", "osm_id", "status", "status_date", "point",
)  # fmt: skip
"""The fields of a place that a list may change, in the order in which they are shown."""


def propose(  # noqa: PLR0913 - the list, what is known, and what a person says
    incoming: IncomingList,
    mapping: SourceMapping,
    known: KnownPlaces,
    city_folder: Path,
    *,
    published: str = "",
    licence: str = "",
) -> Proposal:
    """Say what a list would change.

    Parameters
    ----------
    city_folder
        With ``city.toml``, and ``reference`` where it has one.
    published
        The date of the list (ISO 8601); that of the mapping or of the list itself where empty.
    licence
        On what terms it may be used; those of the mapping or of the list itself where empty.

    Raises
    ------
    InputError
        When the list lacks columns that the mapping names, or nothing says which column is the
        name.
    """
    _check_columns(incoming, mapping)
    said = published or mapping.published
    city = CityProfile.open(city_folder)
    calendar = Calendar.open(city_folder.parent / "holidays", city.school_holidays)
    source = _Source(
        mapping, said, said or incoming.published, licence or mapping.licence or incoming.licence
    )
    readings = read_rows_of(incoming, mapping, city, calendar, day_of(source.date))
    return _Proposer(known, source, city, city_folder).propose(list(readings))


@dataclass(frozen=True, slots=True)
class _Source:
    """Who says it: the same for all rows of a list."""

    mapping: SourceMapping
    said_date: str
    date: str
    licence: str

    def cells(self, place_id: str, suffix: str, values: Mapping[str, str]) -> dict[str, str]:
        """Make the observation of a row."""
        return dict.fromkeys(COLUMNS, "") | {
            "observation_id": f"{place_id}--{suffix}",
            "place_id": place_id,
            "source_title": self.mapping.title,
            "source_url": self.mapping.url,
            "source_date": self.date,
            "retrieved": date.today().isoformat(),  # noqa: DTZ011 - a date without a clock time
            "source_type": self.mapping.source_type.value,
            "licence": self.licence or UNKNOWN_TERMS,
            "attribution": Attribution.DIRECT.value,
            **values,
        }


UNKNOWN_TERMS = "terms not known; taken in on the word of the operator"
"""The licence of rows of a source that does not say on what terms it may be used."""


class _Proposer:
    """Puts rows on heaps, one after the other."""

    def __init__(
        self, known: KnownPlaces, source: _Source, city: CityProfile, city_folder: Path
    ) -> None:
        self._known = known
        self._source = source
        self._city = city
        reference = city_folder / "reference"
        has_streets = (reference / "streets.csv").is_file()
        self._gazetteer = Gazetteer.open(reference) if has_streets else None
        has_areas = (reference / "gemeente.geojson").is_file()
        self._areas = Areas.open(reference) if has_areas else None
        self._places = {place.id: place for place in resolve(known.observations, known.decisions)}
        self._now_called = {
            former: place.id for place in self._places.values() for former in place.former_ids
        }
        places = map(self._comparable, self._places.values())
        self._matcher = Matcher(places, city.projected, [city.name, *city.also_called])
        self._marks = {
            suffix[:DIGITS]: place_id
            for place_id, _, suffix in (one.rpartition("--") for one in sorted(known.used_ids))
            if len(suffix) == 2 * DIGITS
        }
        self._taken = {one.rpartition("--")[0] for one in known.used_ids}
        self._new: dict[str, int] = {}

    def propose(self, readings: list[RowReading]) -> Proposal:
        """Put rows on heaps; a row that says again what another said is not counted."""
        readings = list({(one.key, one.content): one for one in readings}.values())
        here = [one for one, inside in zip(readings, self._inside(readings), strict=True) if inside]
        times = Counter(one.key for one in here)
        rows = _one_row_each([self._row(one, repeated=times[one.key] > 1) for one in here])
        self._check([row for row in rows if row.cells])
        rows = [replace(row, changes=self._changes(row)) for row in rows]
        touched = {row.place_id for row in rows}
        touched |= {row.match.place_id for row in rows if row.match}
        return Proposal(
            self._source.mapping.title,
            self._source.licence,
            tuple(rows),
            len(readings) - len(here),
            {one: number for one, number in self._known.versions.items() if one in touched},
        )

    def _inside(self, readings: Sequence[RowReading]) -> list[bool]:
        """Say which rows are of this city: by their point, or else by the town that they name."""
        towns = self._city.written_towns
        named = [not one.address.city or fold(one.address.city) in towns for one in readings]
        if self._areas is None:
            return named
        nan = float("nan")
        points = [one.point or (nan, nan) for one in readings]
        if not points:
            return named
        located = self._areas.locate([x for x, _ in points], [y for _, y in points])
        return [
            bool(inside) if one.point else town
            for one, inside, town in zip(readings, located["inside"], named, strict=True)
        ]

    def _row(self, reading: RowReading, *, repeated: bool) -> ProposedRow:
        """Find the heap of one row: what was decided or accepted before, or else the score."""
        mark = row_mark(self._source.mapping.title, reading.key)
        decided, before = self._known.decided.get(mark), self._marks.get(mark, "")
        row = self._comparable_row(reading)
        matches = self._matcher.matches(row)
        best = matches[0] if matches else None
        unsure = reading.unsure
        if decided is not None and not (decided.heap is Heap.NEW and before):
            heap, place_id = decided.heap, decided.place_id
        elif before:
            heap, place_id = Heap.SAME, before
            taken = WeighedReason(Said("This row was taken for this place before."), SAME_NAME)
            best = PlaceMatch(before, 1.0, (taken,))
        else:
            heap = heap_of(matches)
            place_id = best.place_id if best and heap is not Heap.NEW else ""
            if why := self._doubt(place_id, repeated=repeated):
                heap, unsure = Heap.DOUBTFUL, (*unsure, Unsure("row", reading.key, why))
        if heap is Heap.NEW:
            place_id = new_place_id(reading.values["name"], self._taken, self._city.place_ids)
            self._taken.add(place_id)
            self._new[place_id] = reading.number
            self._matcher.add(replace(row, id=place_id))
        place_id = self._now_called.get(place_id, place_id)
        return ProposedRow(
            reading.number,
            reading.key,
            reading.values["name"],
            heap,
            place_id,
            best,
            self._cells(reading, mark, place_id) if heap is not None else {},
            unsure=unsure,
            was_decided=decided is not None or bool(before),
        )

    def _doubt(self, place_id: str, *, repeated: bool) -> str:
        """Say why a row is to be looked at, whatever its score."""
        if place_id in self._new:
            return Said("may be the same as row %(row)s", row=str(self._new[place_id]))
        return Said("its key occurs twice in the list") if repeated else ""

    def _cells(self, reading: RowReading, mark: str, place_id: str) -> Cells:
        """Make the observation of a row; empty where it is there already."""
        suffix = mark + self._digest(reading)
        ids = {f"{one}--{suffix}" for one in (place_id, self._marks.get(mark, ""))}
        if not place_id or ids & self._known.used_ids:
            return {}
        values = reading.values
        place = self._places.get(place_id)
        unread = any(one.field == "opening_hours" for one in reading.unsure)
        if unread and place and place.opening_hours:
            # Words that nobody could read must not take the place of hours that are known.
            words = f"Openingstijden: {values['opening_hours']}"
            note = " ".join(filter(None, (values.get("note", ""), words)))
            values = {**values, "opening_hours": "", "note": note}
        return self._source.cells(place_id, suffix, values)

    def _digest(self, reading: RowReading) -> str:
        """Digest what a row says, and the date if a person gave one: a newer list confirms."""
        text = f"{reading.content}\n{self._source.said_date}"
        return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]

    def _comparable(self, place: Place) -> Comparable:
        line = f"{place.street} {place.house_number}".strip()
        address = _parsed(line, place.postcode, place.city)
        exact = (one.point for one in place.points if one.point.precision is Precision.ADDRESS)
        seen = next(exact, None)
        point = (seen.lon, seen.lat) if seen else None
        return Comparable(
            place.id,
            (place.name, *place.alt_names),
            address,
            self._metres(point, address),
            re.sub(r"^(?:31)", "0", re.sub(r"\D", "", place.phone)),
            place.website,
            place.gebied,
            place.buurt,
        )

    def _comparable_row(self, reading: RowReading) -> Comparable:
        values = reading.values
        names = (values["name"], *filter(None, values.get("alt_names", "").split(";")))
        return Comparable(
            "",
            names,
            reading.address,
            self._metres(reading.point, reading.address),
            reading.telephone,
            values.get("website", ""),
            values.get("gebied", ""),
            values.get("buurt", ""),
        )

    def _metres(
        self, point: tuple[float, float] | None, address: Address
    ) -> tuple[float, float] | None:
        """Return where a building is in metres, found by its address where no source says."""
        if point is None and self._gazetteer is not None and address.house_number is not None:
            found = self._gazetteer.geocode(address)
            if found.precision is Precision.ADDRESS and found.lon is not None:
                point = (found.lon, float(found.lat or 0.0))
        if point is None:
            return None
        x, y = self._city.projected.xy(*point)
        return float(x), float(y)

    def _check(self, rows: Sequence[ProposedRow]) -> None:
        """See that the observations are valid, naming rows by their number in the list."""
        lines = [TableRow(row.number, dict(row.cells)) for row in rows]
        parse_observations(lines, self._source.mapping.title, self._city)

    def _changes(self, row: ProposedRow) -> tuple[ProposedChange, ...]:
        """Compare what is published of a place with what would be."""
        if not row.cells:
            return ()
        place = self._places.get(row.place_id)
        new = parse_observations([TableRow(1, dict(row.cells))], row.name, self._city)
        # A place keeps the rows of the ids that were merged into it; only those matter here.
        ids = {row.place_id, *(place.former_ids if place else ())}
        rows = [one for one in self._known.observations if one.place_id in ids]
        decisions = [one for one in self._known.decisions if {one.place_id, one.other_id} <= ids]
        after = next(one for one in resolve([*rows, *new], decisions) if one.id == row.place_id)
        pairs = (
            ProposedChange(name, _shown(place, name) if place else "", _shown(after, name))
            for name in FIELDS
        )
        return tuple(one for one in pairs if one.before != one.after)


def _one_row_each(rows: Sequence[ProposedRow]) -> list[ProposedRow]:
    """Keep the best of several rows that match one place; a person looks at the others."""
    best: dict[str, ProposedRow] = {}
    for row in rows:
        rival = best.get(row.place_id)
        if row.heap is Heap.SAME and (rival is None or _certainty(row) > _certainty(rival)):
            best[row.place_id] = row
    kept = []
    for row in rows:
        winner = best.get(row.place_id, row)
        if row.heap is Heap.SAME and winner is not row and _certainty(row) < _CERTAIN:
            why = Unsure(
                "row", row.key, Said("row %(row)s is this place too", row=str(winner.number))
            )
            kept.append(replace(row, heap=Heap.DOUBTFUL, unsure=(*row.unsure, why)))
        else:
            kept.append(row)
    return kept


_CERTAIN = 2.0


def _certainty(row: ProposedRow) -> float:
    """Return the probability of a match, or more where a person decided."""
    if row.was_decided:
        return _CERTAIN
    return row.match.probability if row.match else 0.0


def _parsed(line: str, postcode: str, city: str) -> Address:
    try:
        address = parse_address(line) if line else Address()
    except InputError:
        address = Address()
    return replace(address, postcode=postcode or address.postcode, city=city or address.city)


def _shown(place: Place, name: str) -> str:
    """Write the value of a field as text."""
    if name == "point":
        first = next(iter(place.points), None)
        return f"{first.point.lat:.6f}, {first.point.lon:.6f}" if first else ""
    value = getattr(place, name)
    if isinstance(value, tuple):
        return "; ".join(value)
    return "" if value is None or str(value) == "unknown" else str(value)


def _check_columns(incoming: IncomingList, mapping: SourceMapping) -> None:
    problems = [
        Problem(
            Said("no such column"),
            Said("a column %(name)s", name=f"'{column}'"),
            file=incoming.name,
            field=column,
        )
        for column in mapping.missing(incoming.columns)
    ]
    if not mapping.sources_of("name"):
        known = ", ".join(incoming.columns)
        expected = Said("one of %(known)s, said to be the name", known=known)
        problems.append(Problem(Said("no column for the name"), expected, file=incoming.name))
    if problems:
        raise InputError(problems)
