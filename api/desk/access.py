"""Who may do what at the desk: the session in a cookie, roles, and the token of a form.

Follows OWASP ASVS 4.0 for level 2: tokens of 256 random bits of which only digests are stored
(V3.2), cookies that scripts and other sites can't use (V3.4), sessions that end (V3.3), each route
checked (V4.1), and a token in each form (V4.2.2).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request, Response
from starlette.exceptions import HTTPException

from api.desk.desk import Desk, desk_of
from api.web.http import api_url
from api.web.i18n import PREFIX
from api.web.own_forms import from_own_page
from api.web.served import base
from geo.model.said import Said
from geo.model.settings import settings
from geo.model.vocabulary import Language
from geo.store.desk_users import DeskRole, DeskUser
from geo.store.sessions import LONGEST
from geo.store.store import Author, Role

DeskOf = Annotated[Desk, Depends(desk_of)]
ROOT = "/desk"


class NotSignedIn(Exception):  # noqa: N818 - reads as the state it tells
    """The request has no session, or one that has ended; it is led to the page to sign in."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who makes a request at the desk.

    Parameters
    ----------
    user
        Who it is.
    csrf
        The token that their forms send back.
    """

    user: DeskUser
    csrf: str

    @property
    def author(self) -> Author:
        """Who writes, for the log."""
        return Author(Role.MAINTAINER, self.user.id)

    @property
    def may_change(self) -> bool:
        """Whether they may do more than look."""
        return self.user.role is DeskRole.MAINTAINER


def signed_in(request: Request, desk: DeskOf) -> SignedIn:
    """Find who is signed in, as a dependency.

    Raises
    ------
    NotSignedIn
        Nobody is, or they may not use the desk any more.
    """
    session = desk.sessions.find(request.cookies.get(cookie_name(request), ""))
    user = desk.users.get(session.person_id) if session else None
    if session is None or user is None:
        raise NotSignedIn
    return SignedIn(user, session.csrf)


Viewer = Annotated[SignedIn, Depends(signed_in)]


async def maintainer(request: Request, who: Viewer) -> SignedIn:
    """Allow only a maintainer, and only a form of this site, as a dependency.

    Raises
    ------
    HTTPException
        With 403: they may only look, or the form was not sent from their own page.
    """
    if not who.may_change:
        raise HTTPException(
            HTTPStatus.FORBIDDEN, Said("You may look at the desk, and not change it.")
        )
    await from_own_form(request, who.csrf)
    return who


Maintainer = Annotated[SignedIn, Depends(maintainer)]


async def from_own_form(request: Request, csrf: str) -> None:
    """Refuse a form that another site sent.

    Raises
    ------
    HTTPException
        With 403.
    """
    sent = (await request.form()).get("csrf", "")
    if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), csrf.encode()):
        raise HTTPException(
            HTTPStatus.FORBIDDEN,
            Said("This form is too old, or came from elsewhere. Open it again."),
        )
    from_own_page(request)


def set_cookie(request: Request, response: Response, token: str) -> None:
    """Keep a session in a cookie that scripts and other sites cannot use."""
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


def begin_session(request: Request, response: Response, desk: Desk, user: DeskUser) -> None:
    """Sign somebody in; a session in this browser ends, and a new token is drawn (ASVS V3.2.1)."""
    desk.sessions.end(request.cookies.get(cookie_name(request), ""))
    set_cookie(request, response, desk.sessions.start(user.id))


def clear_cookie(request: Request, response: Response) -> None:
    """Forget a session in the browser."""
    response.delete_cookie(
        cookie_name(request), path="/", secure=is_secure(request), httponly=True, samesite="lax"
    )


def cookie_name(request: Request) -> str:
    """Name the cookie; behind TLS under a name that only this host may set (RFC 6265bis).

    Each city has a desk of its own, so its cookie ends with what its addresses begin with.
    """
    name = f"desk{base().replace('/', '-')}"
    return f"__Host-{name}" if is_secure(request) else name


def desk_path(language: Language, path: str = "") -> str:
    """Return the path of a page of the desk in a language."""
    return f"{PREFIX[language]}{ROOT}{path}"


def is_secure(request: Request) -> bool:
    """Return whether the desk is reached over TLS."""
    return api_url(request).startswith("https:") or settings().public_url.startswith("https:")
