"""Answers of an online service kept on disk, so that no request is sent twice.

One SQLite file in write-ahead mode (https://www.sqlite.org/wal.html): a process that is killed
while writing loses at most what it was writing, and the file stays whole. Several processes may use
it at once.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

MAX_AGE_S = 90 * 24 * 3600.0
"""How long an answer is used, in seconds: the register changes daily, a front door seldom."""
_BUSY_TIMEOUT_S = 10.0


class AnswerCache:
    """Texts by key, with the time at which they were stored.

    Parameters
    ----------
    path
        The file; made, with its folder, when absent. A file that is not a database is renamed to
        end in ``.broken`` and started anew, since everything in it can be requested again.
    max_age_s
        Older texts, in seconds, are ignored.
    now
        The clock, in seconds since 1970.
    """

    def __init__(
        self,
        path: Path,
        *,
        max_age_s: float = MAX_AGE_S,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._path = path
        self._max_age_s = max_age_s
        self._now = now
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._prepare()
        except sqlite3.DatabaseError:
            path.replace(path.with_name(path.name + ".broken"))
            self._prepare()

    def get(self, key: str) -> str | None:
        """Return the text stored under a key, unless it is too old."""
        with self._connection() as connection:
            row = connection.execute(
                "SELECT body FROM answers WHERE key = ? AND kept_at > ?",
                (key, self._now() - self._max_age_s),
            ).fetchone()
        return None if row is None else str(row[0])

    def put(self, key: str, body: str) -> None:
        """Store a text under a key, replacing an earlier one."""
        with self._connection() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (key, body, self._now())
            )

    def _prepare(self) -> None:
        with self._connection() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS answers"
                " (key TEXT PRIMARY KEY, body TEXT NOT NULL, kept_at REAL NOT NULL)"
            )

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """Open, commit and close: a connection per call is safe between threads and cheap here."""
        connection = sqlite3.connect(self._path, timeout=_BUSY_TIMEOUT_S)
        try:
            with connection:
                yield connection
        finally:
            connection.close()
