"""Asking the organisation of a place by mail whether what is published still holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from api.desk.desk import Desk
from api.desk.mail import NotSentError, send
from api.web.i18n import translations
from geo.evidence.place import Place
from geo.model.partial_date import order
from geo.model.vocabulary import Language, Status
from geo.store.contacts import Contact, Contacts
from geo.store.sessions import Purpose

QUIET = timedelta(days=182)
"""Nobody is asked twice within this time from the desk."""


class OwnerAnswer(StrEnum):
    """What a link in the mail is for."""

    RIGHT = "right"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Question:
    """A place whose organisation is asked."""

    place: Place
    contact: Contact


def to_ask(desk: Desk, older_than: timedelta, quiet: timedelta, now: datetime) -> list[Question]:
    """List whom to ask, the longest unconfirmed first.

    Parameters
    ----------
    older_than
        Places that were confirmed more recently are not asked about.
    quiet
        Nobody is asked twice within this time, for whatever place.
    now
        In UTC.
    """
    places = desk.places()
    contacts = Contacts(desk.store.log).all()
    asked_lately = _asked_since(contacts, now - quiet)
    found: list[Question] = []
    for place_id, contact in contacts.items():
        place = places.get(place_id)
        if place is None or place.is_lead or place.status is Status.CLOSED:
            continue
        if (
            _is_older(place, now.date() - older_than)
            and contact.mail.casefold() not in asked_lately
        ):
            found.append(Question(place, contact))
    return sorted(found, key=lambda one: (order(one.place.confirmed), one.place.id))


def was_asked_lately(desk: Desk, mail: str) -> bool:
    """Return whether an address was asked about any place in the last half year."""
    asked = _asked_since(Contacts(desk.store.log).all(), now_utc() - QUIET)
    return mail.casefold() in asked


async def ask(desk: Desk, question: Question, site: str, language: Language = "nl") -> None:
    """Send the mail with three links and a way to stop.

    It is noted before it is sent: somebody may miss a mail, and never gets it twice.

    Raises
    ------
    NotSentError
        The server for mail cannot be reached or refuses the mail; they can be asked again.
    """
    _ = translations(language).gettext
    place_id = question.place.id
    name = " ".join(question.place.name.split())  # a subject is one line
    Contacts(desk.store.log).note_asked(place_id)
    links = {
        answer.value: f"{site}/owner/{desk.links.make(Purpose.OWNER, f'{place_id} {answer}')}"
        for answer in OwnerAnswer
    }
    stop = f"{site}/owner/stop/{desk.links.make(Purpose.NO_MAIL, place_id)}"
    text = _(
        "Hello,\n\n"
        "%(name)s is on our list of meeting places. Does it still hold what the list says?\n\n"
        "Everything still holds:\n%(right)s\n\n"
        "Something has changed:\n%(changed)s\n\n"
        "This place does not exist any more:\n%(gone)s\n\n"
        "You need no password. Each link works once, for 60 days.\n\n"
        "No more mail from us:\n%(stop)s\n"
    ) % {"name": name, "stop": stop, **links}
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    subject = _("Does this still hold? %(name)s") % {"name": name}
    try:
        await send(question.contact.mail, subject, text, headers)
    except NotSentError:
        Contacts(desk.store.log).forget_asked(place_id)
        raise


def now_utc() -> datetime:
    """Return the time of now."""
    return datetime.now(UTC)


def _asked_since(contacts: Mapping[str, Contact], moment: datetime) -> set[str]:
    return {one.mail.casefold() for one in contacts.values() if one.asked and one.asked > moment}


def _is_older(place: Place, limit: date) -> bool:
    return place.confirmed is None or place.confirmed.last < limit
