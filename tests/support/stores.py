"""Stores for tests, each a copy of one whose tables were made once."""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from geo.store.opening import open_database
from geo.store.sql_store import SqlStore


def _empty(_: SqlStore) -> None:
    """Put nothing into it."""


@cache
def _content(fill: Callable[[SqlStore], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        store = open_database(f"sqlite:///{path}")
        fill(store)
        store.log.engine.dispose()
        return path.read_bytes()


def fresh_store(folder: Path, fill: Callable[[SqlStore], None] = _empty) -> SqlStore:
    """Open a store of its own in a folder, with what a function puts into it."""
    path = folder / "store.sqlite"
    path.write_bytes(_content(fill))
    return open_database(f"sqlite:///{path}")
