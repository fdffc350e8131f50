"""Who is signed in at the desk: sessions that end by themselves, and links that work once.

What stands in a cookie or a link is never stored: of a token only the digest is, of a link only
that it was used. Times follow OWASP ASVS 4.0, V3.3, for level 2.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from geo.store.log import Log
from geo.store.tables import SESSION, SPENT

IDLE = timedelta(minutes=30)
"""How long a session lasts without a request."""
LONGEST = timedelta(hours=12)
"""How long a session lasts at most."""
_CLOCKS_DIFFER = timedelta(minutes=1)
"""How far the clocks of two servers may be apart."""
_SECRET = "secret"  # noqa: S105 - the name under which it is kept


class Purpose(StrEnum):
    """What a link is for; one for one purpose does not serve another."""

    SIGN_IN = "sign-in"
    OWNER = "owner"
    NO_MAIL = "no-mail"
    OIDC = "oidc"


VALID: dict[Purpose, timedelta] = {
    Purpose.SIGN_IN: timedelta(minutes=15),
    Purpose.OWNER: timedelta(days=60),
    Purpose.NO_MAIL: timedelta(days=400),
    Purpose.OIDC: timedelta(minutes=10),
}
"""How long a link of each purpose works."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in.

    Parameters
    ----------
    person_id
        Of `geo.store.desk_users.DeskUsers`.
    csrf
        What a form must send back, so that another site cannot send one in their name.
    """

    person_id: int
    csrf: str


class Sessions:
    """The sessions in a store.

    Parameters
    ----------
    log
        Of the store.
    clock
        Gives the time; another one in tests.
    """

    def __init__(self, log: Log, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = log.engine.execution_options(writes=True)
        self._clock = clock

    def start(self, person_id: int) -> str:
        """Sign somebody in, and return the token for their cookie."""
        token, now = secrets.token_urlsafe(32), _text(self._clock())
        row = {
            "digest": _digest(token),
            "person_id": person_id,
            "csrf": secrets.token_urlsafe(32),
            "began": now,
            "seen": now,
        }
        with self._engine.begin() as connection:
            self._forget_old(connection)
            connection.execute(insert(SESSION).values(row))
        return token

    def find(self, token: str) -> Session | None:
        """Find the session of a token; None where there is none, or it has ended."""
        now = self._clock()
        with self._engine.begin() as connection:
            row = connection.execute(
                select(SESSION).where(SESSION.c.digest == _digest(token))
            ).first()
            if row is None or row.began < _text(now - LONGEST) or row.seen < _text(now - IDLE):
                return None
            connection.execute(
                update(SESSION).where(SESSION.c.digest == row.digest).values(seen=_text(now))
            )
        return Session(row.person_id, row.csrf)

    def end(self, token: str) -> None:
        """Sign out."""
        with self._engine.begin() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.digest == _digest(token)))

    def end_all(self, person_id: int) -> None:
        """Sign somebody out everywhere."""
        with self._engine.begin() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.person_id == person_id))

    def _forget_old(self, connection: Connection) -> None:
        connection.execute(delete(SESSION).where(SESSION.c.began < _text(self._clock() - LONGEST)))


class Links:
    """Signed links: each for one purpose and one subject, for some time, and working once.

    Parameters
    ----------
    log
        Of the store, which keeps the key.
    clock
        Gives the time at which a link is used; another one in tests.
    """

    def __init__(self, log: Log, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._log = log
        self._clock = clock

    def make(self, purpose: Purpose, subject: str) -> str:
        """Make the token of a link."""
        return self._signer(purpose).dumps([subject, secrets.token_urlsafe(12)])

    def look(self, purpose: Purpose, token: str) -> str | None:
        """Read the subject of a link that still works, without using it; None for another one."""
        read = self._read(purpose, token)
        if read is None:
            return None
        subject, nonce = read
        with self._log.engine.connect() as connection:
            spent = connection.scalar(select(SPENT.c.nonce).where(SPENT.c.nonce == nonce))
        return None if spent else subject

    def use(self, purpose: Purpose, token: str) -> str | None:
        """Use a link, and return its subject; None where it does not work, or not any more."""
        read = self._read(purpose, token)
        if read is None:
            return None
        subject, nonce = read
        try:
            with self._log.engine.execution_options(writes=True).begin() as connection:
                connection.execute(insert(SPENT).values(nonce=nonce, at=_text(self._clock())))
        except IntegrityError:
            return None
        return subject

    def _read(self, purpose: Purpose, token: str) -> tuple[str, str] | None:
        try:
            content, made = self._signer(purpose).loads(token, return_timestamp=True)
        except BadData:
            return None
        if (
            not made <= self._clock() + timedelta(minutes=1)
            or self._clock() - made > VALID[purpose]
        ):
            return None
        subject, nonce = content
        return str(subject), str(nonce)

    def _signer(self, purpose: Purpose) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._key(), salt=f"meetingplaces.{purpose}")

    def _key(self) -> str:
        key = self._log.remembered(_SECRET)
        if not key:
            with self._log.writing() as writing:
                key = self._log.remembered(_SECRET) or secrets.token_urlsafe(48)
                writing.remember(_SECRET, key)
        return key


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
