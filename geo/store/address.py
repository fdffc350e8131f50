"""Where the store of a city is, and a glance at it that needs no database library."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import platformdirs

from geo.model.errors import StoreError

OBSERVATIONS = "observations.csv"
DECISIONS = "decisions.csv"
WITHDRAWALS = "withdrawals.csv"
"""The tables of a store as CSV."""

SEED = "seed"
"""Under which name a store remembers the fingerprint of the seed that it took in last."""

PUBLISHED = "published"
"""Under which name a store remembers which of its states is published, as JSON."""

_SQLITE = "sqlite:///"


def store_address(data: Path, database: str = "") -> str:
    """Return the address of the store of a city.

    Parameters
    ----------
    data
        Folder of the city.
    database
        Address of a database, in which ``{city}`` becomes the name of the folder. Where empty it is
        a file of SQLite in the user's data folder, one for each folder of a city.

    Returns
    -------
    str
        As SQLAlchemy writes it.

    Raises
    ------
    StoreError
        When the user's data folder cannot be made.
    """
    if database:
        return database.replace("{city}", data.name)
    mark = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:8]
    folder = platformdirs.user_data_path("meetingplaces")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{folder} cannot be made ({error.strerror}). "
            "Name another place for the store by MEETINGPLACES_DATABASE=sqlite:///FILE."
        ) from error
    return f"{_SQLITE}{folder / f'{data.name}-{mark}.sqlite'}"


def seed_fingerprint(folder: Path) -> str:
    """Take a checksum over the tables of a folder."""
    digest = hashlib.sha256()
    for name in (OBSERVATIONS, DECISIONS, WITHDRAWALS):
        path = folder / name
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def glance(address: str, seed: str) -> str:
    """Read the fingerprint of the published state of a store in SQLite that has taken in a seed.

    Opening a store costs a third of a second of imports, which a command that only needs the
    release in the cache does without.

    Parameters
    ----------
    address
        As `store_address` returns it.
    seed
        The fingerprint of the seed.

    Returns
    -------
    str
        Empty where the store has to be opened: it is of another kind, is not there yet, has not
        taken in that seed, or cannot be read.
    """
    path = Path(address.removeprefix(_SQLITE))
    if not address.startswith(_SQLITE) or not path.is_file():
        return ""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            remembered = dict(connection.execute("SELECT name, value FROM meta"))
    except sqlite3.Error:
        return ""
    if remembered.get(SEED) != seed or PUBLISHED not in remembered:
        return ""
    return str(json.loads(remembered[PUBLISHED])["hash"])
