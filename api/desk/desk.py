"""What the desk works with: the store of a city, and the release that is served from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar, cast

from fastapi import Request

from api.web.limits import NetworkLimit
from api.web.served import reference
from geo.city.areas import Areas
from geo.evidence.decisions import parse_decisions
from geo.evidence.differences import (
    FieldDifference,
    PlaceDifference,
    differences,
    field_differences,
)
from geo.evidence.observations import parse_observations
from geo.evidence.place import Place
from geo.evidence.resolve import resolve
from geo.geocoding import Gazetteer
from geo.io.tables import TableRow
from geo.model.errors import InputError, Problem
from geo.model.said import Said
from geo.pipeline.duplicates import PossibleDuplicate, possible_duplicates
from geo.pipeline.locating import locate
from geo.planning.dependence import Dependence
from geo.store.desk_users import DeskUsers
from geo.store.publication import Published, publish, published_store
from geo.store.reports import Reports
from geo.store.sessions import Links, Sessions
from geo.store.sql_store import SqlStore
from geo.store.store import Author, Batch, Cells

Made = TypeVar("Made")


@dataclass(frozen=True)
class Desk:
    """The desk of one city.

    Parameters
    ----------
    store
        Of the city.
    take_into_use
        Makes the published release the one that is served.
    depend
        Tells how many people depend on each place; None while that is worked out.
    asking, trying
        How often one network may ask for a link to sign in, and try one.
    """

    store: SqlStore
    take_into_use: Callable[[], object]
    depend: Callable[[], Mapping[str, Dependence] | None] = lambda: None
    asking: NetworkLimit = field(default_factory=lambda: NetworkLimit(times=5, seconds=900))
    trying: NetworkLimit = field(default_factory=lambda: NetworkLimit(times=30, seconds=900))
    _made: dict[str, tuple[str, object]] = field(default_factory=dict)

    @property
    def users(self) -> DeskUsers:
        """Who may use the desk."""
        return DeskUsers(self.store.log)

    @property
    def sessions(self) -> Sessions:
        """Who is signed in."""
        return Sessions(self.store.log)

    @property
    def links(self) -> Links:
        """Links that work once."""
        return Links(self.store.log)

    @property
    def reports(self) -> Reports:
        """What residents reported."""
        return Reports(self.store)

    def places(self) -> dict[str, Place]:
        """Resolve all places as the store has them now, leads too."""
        return self._kept("places", lambda: {place.id: place for place in _resolved(self.store)})

    def waiting(self) -> list[PlaceDifference]:
        """Compare what would be published with what is."""
        return self._kept(
            "waiting",
            lambda: differences(_resolved(published_store(self.store)), self.places().values()),
        )

    def pairs(self) -> list[PossibleDuplicate]:
        """List the pairs of places that may be one, the most likely first."""
        return self._kept("pairs", lambda: _pairs(list(self.places().values()), self.store))

    def _kept(self, name: str, make: Callable[[], Made]) -> Made:
        """Make something of the whole store, and keep it until an entry is written."""
        state = self.store.fingerprint()
        known = self._made.get(name)
        if known is None or known[0] != state:
            known = (state, make())
            self._made[name] = known
        return cast("Made", known[1])

    def preview(self, place_id: str, rows: Sequence[Cells]) -> tuple[FieldDifference, ...]:
        """Tell which fields of a place would change with further observations.

        Raises
        ------
        InputError
            With every problem of the rows.
        """
        before = self.places()
        after = {place.id: place for place in _resolved(self.store, rows)}
        if place_id not in after:
            raise InputError([Problem(f"'{place_id}'", Said("the id of a place that is known"))])
        return field_differences(before.get(place_id), after[place_id])

    def publish(self, author: Author, why: str, upto: int | None = None) -> Published:
        """Publish the store as it is now, or go back, and take the release into use."""
        state = publish(self.store, author, why, upto)
        self.take_into_use()
        return state

    def append(
        self, rows: Sequence[Cells], author: Author, why: str, expected: Mapping[str, int]
    ) -> None:
        """Write observations of one or more places, if nobody changed those in the meantime."""
        self.store.append(Batch(rows, why=why, expected=expected), author)


def _pairs(places: Sequence[Place], store: SqlStore) -> list[PossibleDuplicate]:
    areas, gazetteer = _tables(reference())
    decisions = store.decisions()
    located, _ = locate(places, gazetteer, areas, decisions=decisions)
    return possible_duplicates(located, decisions, areas.city)


@cache
def _tables(reference: Path) -> tuple[Areas, Gazetteer]:
    """Read the tables that places are located by once: they change with the program only."""
    return Areas.open(reference), Gazetteer.open(reference)


def desk_of(request: Request) -> Desk:
    """Return the desk of the application, as a dependency."""
    return cast("Desk", request.app.state.desk)


def today() -> date:
    """Return the day of today where the server is."""
    return date.today()  # noqa: DTZ011 - a calendar day


def _resolved(store: SqlStore, further: Sequence[Cells] = ()) -> list[Place]:
    tables = store.tables()
    gone = {row["subject_id"] for row in tables.withdrawals}
    rows = [row for row in tables.observations if row["observation_id"] not in gone]
    lines = [TableRow(line, dict(row)) for line, row in enumerate([*rows, *further], start=1)]
    observations = parse_observations(lines, "observations")
    decisions = [
        TableRow(line, dict(row)) for line, row in enumerate(tables.decisions, start=1)
        if f"{row['place_id']} {row['other_id']}" not in gone
    ]  # fmt: skip
    return resolve(observations, parse_decisions(decisions, observations, "decisions"))
