"""A store that is a folder of CSV: the seed, as it stands in git. It can only be read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from geo.evidence.decisions import Decision
from geo.evidence.observations import Observation
from geo.model.errors import ReadOnlyStoreError
from geo.store.address import seed_fingerprint
from geo.store.csv_files import read_folder
from geo.store.store import Author, Batch, LogEntry


class CsvStore:
    """The observations and decisions of a folder.

    Parameters
    ----------
    folder
        With ``observations.csv``, ``decisions.csv`` and, where something was withdrawn,
        ``withdrawals.csv``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def observations(self, as_of: datetime | None = None) -> list[Observation]:
        """Read the observations that count; a folder does not know its past."""
        self._only_now(as_of)
        return read_folder(self.folder).counting_observations()

    def decisions(self, as_of: datetime | None = None) -> list[Decision]:
        """Read the decisions that count; a folder does not know its past."""
        self._only_now(as_of)
        return read_folder(self.folder).counting_decisions()

    def append(self, batch: Batch, author: Author) -> LogEntry:  # noqa: ARG002 - as in `Store`
        """Refuse: the files are changed by hand, or written by `meetingplaces store export`."""
        raise ReadOnlyStoreError(
            f"{self.folder} is a folder of CSV, which is only read. "
            "Give a database by MEETINGPLACES_DATABASE to write."
        )

    def versions(self, place_ids: Iterable[str]) -> dict[str, int]:
        """Return 0 for each place: nothing is ever written."""
        return dict.fromkeys(place_ids, 0)

    def fingerprint(self) -> str:
        """Return a checksum of the files."""
        return seed_fingerprint(self.folder)

    def _only_now(self, as_of: datetime | None) -> None:
        if as_of is not None:
            raise ReadOnlyStoreError(
                f"{self.folder} is a folder of CSV, and does not know its past."
            )
