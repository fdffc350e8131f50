"""How the tables of a store are made, and changed for a newer version (Alembic)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from geo.model.errors import StoreError

REVISION = "0002"
"""The revision whose tables this version uses: the last one in ``versions``."""


def migrate(connection: Connection, found: str) -> None:
    """Bring the tables of a database up to date, within the transaction of the connection.

    Parameters
    ----------
    connection
        Of the database.
    found
        The revision that the database has; empty for a new one.

    Raises
    ------
    StoreError
        When a newer version of the program has made the tables.
    """
    # Alembic takes long to import, and most starts need nothing of it.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found and found not in known:
        raise StoreError(
            f"The store has tables of revision {found}, expected {REVISION} or older: "
            "a newer version made it. Use that version, or restore an earlier backup."
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
