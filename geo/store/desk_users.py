"""The people who may use the desk: name, mail address and what they may do.

What is known of a person stands in records of its own. Erasing them leaves the log whole: it still
says what was done and in what capacity, and no longer by whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geo.model.errors import InputError, Problem, StoreError
from geo.store import reasons
from geo.store.log import ACTOR, Log, NewRecord, records_of
from geo.store.store import Author, Role

_PERSON = "person"
_OPERATOR = Author(Role.OPERATOR)


class DeskRole(StrEnum):
    """What somebody may do at the desk."""

    MAINTAINER = "maintainer"
    """Look and change."""
    VIEWER = "viewer"
    """Look."""
    NONE = "none"
    """Nothing any more."""


@dataclass(frozen=True, slots=True)
class DeskUser:
    """Somebody who may use the desk.

    Parameters
    ----------
    id
        Counted from 1, never reused.
    name, mail
        Unique among those who may use the desk; capitals do not tell two apart.
    role
        What they may do.
    """

    id: int
    name: str
    mail: str
    role: DeskRole


class DeskUsers:
    """The people in a log.

    Parameters
    ----------
    log
        Of the store.
    """

    def __init__(self, log: Log) -> None:
        self._log = log

    def all(self) -> list[DeskUser]:
        """List those who may use the desk, by id; erased ones and those without a role are not."""
        last = {record.key: record.content for record in self._log.records(_PERSON)}
        found = [
            DeskUser(int(key), content["name"], content["mail"], DeskRole(content["role"]))
            for key, content in last.items()
            if content
        ]
        return sorted(
            (one for one in found if one.role is not DeskRole.NONE), key=lambda one: one.id
        )

    def get(self, person_id: int) -> DeskUser | None:
        """Find somebody by id."""
        return next((one for one in self.all() if one.id == person_id), None)

    def find(self, name_or_mail: str) -> DeskUser | None:
        """Find somebody by name or mail address; capitals do not matter."""
        wanted = name_or_mail.strip().casefold()
        return next(
            (one for one in self.all() if wanted in (one.name.casefold(), one.mail.casefold())),
            None,
        )

    def find_by_mail(self, mail: str) -> DeskUser | None:
        """Find somebody by mail address only; capitals do not matter."""
        wanted = mail.strip().casefold()
        return next((one for one in self.all() if one.mail.casefold() == wanted), None)

    def add(self, name: str, mail: str, role: DeskRole, author: Author = _OPERATOR) -> DeskUser:
        """Let somebody use the desk.

        Raises
        ------
        InputError
            When the name or address is empty or taken, or the address is not one.
        """
        name, mail = name.strip(), mail.strip()
        problems = [
            Problem(f"'{value}'" if value else "nothing", expected, field=field)
            for field, value, expected, fine in (
                ("name", name, "a name", bool(name)),
                ("name", name, "a name that nobody has yet", not self.find(name)),
                ("mail", mail, "a mail address such as jo@example.org", _is_mail(mail)),
                ("mail", mail, "an address that nobody has yet", not self.find(mail)),
            )
            if not fine
        ]
        if problems:
            raise InputError(problems)
        with self._log.writing() as writing:
            taken = [int(record.key) for record in records_of(writing.connection, _PERSON)]
            person = DeskUser(max(taken, default=0) + 1, name, mail, role)
            writing.write("person", author, places=(), why=reasons.MAY_USE_DESK,
                          records=[_record(person)])  # fmt: skip
        return person

    def change_role(self, person: DeskUser, role: DeskRole, author: Author = _OPERATOR) -> DeskUser:
        """Let somebody do more or less; `DeskRole.NONE` ends it."""
        changed = DeskUser(person.id, person.name, person.mail, role)
        with self._log.writing() as writing:
            writing.write("person", author, places=(), why=reasons.OTHER_ROLE,
                          records=[_record(changed)])  # fmt: skip
        return changed

    def erase(self, person_id: int, author: Author = _OPERATOR) -> None:
        """Erase all that is known of a person, which cannot be undone.

        Raises
        ------
        StoreError
            When nobody has that number.
        """
        if not self._log.erase(_PERSON, str(person_id)):
            raise StoreError(f"Nobody has the number {person_id}, or they were erased already.")
        self._log.erase(ACTOR, str(person_id))
        with self._log.writing() as writing:
            writing.write("erase", author, places=(), why=reasons.PERSON_ERASED, records=())


def _record(person: DeskUser) -> NewRecord:
    content = {"name": person.name, "mail": person.mail, "role": person.role.value}
    return NewRecord(_PERSON, str(person.id), content)


def _is_mail(text: str) -> bool:
    """Tell whether a text can be a mail address: one @ with something on both sides, no spaces."""
    name, _, host = text.partition("@")
    return bool(name and "." in host and "@" not in host and not set(text) & set(" \t\r\n<>,;"))
