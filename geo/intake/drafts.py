"""Lists that are being looked at at the desk: kept in files until they are accepted, or for a day.

A draft may hold whatever stands in somebody's workbook, names of persons too. So it is no part of
the log, only its maker can open it, and it goes as soon as it is accepted.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs
from pydantic import TypeAdapter, ValidationError

from geo.intake.incoming import IncomingList
from geo.intake.mapping import SourceMapping
from geo.io.swap import replace_file

KEPT_SECONDS = 24 * 3600
"""How long a draft is kept, in seconds."""
MOST = 50
"""How many drafts are kept; the oldest go first."""


@dataclass(frozen=True, slots=True)
class ImportDraft:
    """A list that is being looked at.

    Parameters
    ----------
    person_id
        Who took it in; nobody else sees it.
    incoming
        The list as it was read.
    mapping
        What its columns mean so far.
    """

    person_id: int
    incoming: IncomingList
    mapping: SourceMapping


class ImportDrafts:
    """The drafts of a server.

    Parameters
    ----------
    folder
        Where they are kept; in the user's cache where None.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or platformdirs.user_cache_path("meetingplaces") / "imports"

    def add(self, draft: ImportDraft) -> str:
        """Keep a draft, and return the name by which it is found."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._expire()
        name = secrets.token_hex(16)
        self._write(name, draft)
        return name

    def find(self, name: str, person_id: int) -> ImportDraft | None:
        """Find a draft of a person; None where there is none, or it is somebody else's."""
        path = self._path(name)
        if path is None or not path.is_file() or _age(path) > KEPT_SECONDS:
            return None
        try:
            draft = TypeAdapter(ImportDraft).validate_json(path.read_bytes())
        except ValidationError:  # of an older version
            return None
        return draft if draft.person_id == person_id else None

    def change(self, name: str, draft: ImportDraft, mapping: SourceMapping) -> None:
        """Keep another meaning of the columns of a draft."""
        self._write(name, replace(draft, mapping=mapping))

    def remove(self, name: str) -> None:
        """Forget a draft."""
        path = self._path(name)
        if path is not None:
            path.unlink(missing_ok=True)

    def _write(self, name: str, draft: ImportDraft) -> None:
        with replace_file(self._folder / f"{name}.json") as aside:
            aside.write_bytes(TypeAdapter(ImportDraft).dump_json(draft))

    def _path(self, name: str) -> Path | None:
        is_ours = name.isascii() and name.isalnum()
        return self._folder / f"{name}.json" if is_ours else None

    def _expire(self) -> None:
        for number, path in enumerate(sorted(self._folder.glob("*.json"), key=_age), start=1):
            if number >= MOST or _age(path) > KEPT_SECONDS:
                path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """Return how many seconds ago a file was written."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
