"""Whom to ask about a place: a general mail address of its organisation, and when it was asked.

Addresses are not published and are no part of an export. Each stands in a record of its own, which
can be erased while the log still verifies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from geo.model.contacts import mail_problem
from geo.model.errors import InputError, Problem
from geo.model.said import Said
from geo.store import reasons
from geo.store.log import Log, NewRecord
from geo.store.store import Author, Role

_CONTACT = "contact"
_ASKED = "asked"
_STOPPED = "no_mail"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask about a place.

    Parameters
    ----------
    mail
        A general address of the organisation.
    asked
        When it was asked last, in UTC; None where never.
    """

    mail: str
    asked: datetime | None = None


class Contacts:
    """The contacts in a log.

    Parameters
    ----------
    log
        Of the store.
    """

    def __init__(self, log: Log) -> None:
        self._log = log

    def all(self) -> Mapping[str, Contact]:
        """Return the contacts by id of the place, without those who want no mail."""
        at = {entry.number: entry.at for entry in self._log.entries()}
        asked = {
            one.key: at[one.number] for one in self._log.records(_ASKED) if one.content is not None
        }
        stopped = {one.key for one in self._log.records(_STOPPED)}
        last = {one.key: one.content for one in self._log.records(_CONTACT)}
        return {
            place_id: Contact(content["mail"], asked.get(place_id))
            for place_id, content in last.items()
            if content and content["mail"] and _digest(content["mail"]) not in stopped
        }

    def change(self, place_id: str, mail: str, author: Author) -> None:
        """Keep the address of the organisation of a place; an empty one removes it.

        Raises
        ------
        InputError
            When it is no address, is that of a person, or wants no mail.
        """
        mail = mail.strip()
        if mail:
            self._check(mail)
        self._log.erase(_CONTACT, place_id)
        with self._log.writing() as writing:
            writing.write("contact", author, places=[place_id], why=reasons.CONTACT,
                          records=[NewRecord(_CONTACT, place_id, {"mail": mail})])  # fmt: skip

    def note_asked(self, place_id: str) -> None:
        """Note that the organisation of a place is being asked."""
        with self._log.writing() as writing:
            writing.write("ask", Author(Role.OPERATOR), places=(), why=reasons.ASKED,
                          records=[NewRecord(_ASKED, place_id, {})])  # fmt: skip

    def forget_asked(self, place_id: str) -> None:
        """Forget that the organisation of a place was asked, because no mail was sent."""
        self._log.erase(_ASKED, place_id)

    def stop(self, place_id: str) -> None:
        """Send the contact of a place no more mail; their address is erased everywhere."""
        contact = self.all().get(place_id)
        if contact is None:
            return
        same = [one for one, other in self.all().items() if other.mail == contact.mail]
        with self._log.writing() as writing:
            writing.write("stop", Author(Role.OWNER), places=(), why=reasons.NO_MAIL,
                          records=[NewRecord(_STOPPED, _digest(contact.mail), {})])  # fmt: skip
        for one in same:
            self._log.erase(_CONTACT, one)

    def _check(self, mail: str) -> None:
        expected = mail_problem(mail)
        if not expected and _digest(mail) in {one.key for one in self._log.records(_STOPPED)}:
            expected = Said("an address that did not ask for no more mail")
        if expected:
            raise InputError([Problem(f"'{mail}'", expected, field="mail")])


def _digest(mail: str) -> str:
    return hashlib.sha256(mail.strip().casefold().encode()).hexdigest()
