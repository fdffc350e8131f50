"""Pairs of places that a maintainer wants to decide about later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from geo.store import reasons
from geo.store.log import Log, NewRecord
from geo.store.store import Author

FOR = timedelta(days=90)
"""How long a pair stays away."""

_POSTPONED = "postponed"


class PostponedPairs:
    """The pairs in a log.

    Parameters
    ----------
    log
        Of the store.
    """

    def __init__(self, log: Log) -> None:
        self._log = log

    def add(self, place_id: str, other_id: str, author: Author) -> None:
        """Put off the decision about a pair."""
        record = NewRecord(_POSTPONED, _key(place_id, other_id), {})
        with self._log.writing() as writing:
            writing.write("postpone", author, places=(), why=reasons.LATER,
                          records=[record])  # fmt: skip

    def all(self, now: datetime | None = None) -> set[frozenset[str]]:
        """Return the pairs that are put off at a moment in UTC, or now."""
        since = (now or datetime.now(UTC)) - FOR
        at = {entry.number: entry.at for entry in self._log.entries()}
        records = self._log.records(_POSTPONED)
        return {frozenset(one.key.split(" ")) for one in records if at[one.number] > since}


def _key(place_id: str, other_id: str) -> str:
    return " ".join(sorted((place_id, other_id)))
