"""Signing in at the desk by a link that works once, and signing out.

A link changes nothing when it is opened: programs that look at mail open every link. The page
behind it has one button, and only its form signs in.
"""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.background import BackgroundTask

from api.desk.access import (
    DeskOf,
    Viewer,
    begin_session,
    clear_cookie,
    cookie_name,
    desk_path,
    from_own_form,
)
from api.desk.layout import language, page, see_other
from api.desk.mail import NotSentError, can_send, send_sign_in
from api.desk.oidc import is_configured
from api.web.own_forms import from_own_page
from geo.store.sessions import Purpose

router = APIRouter(include_in_schema=False)

_log = logging.getLogger("meetingplaces")


@router.get("/sign-in")
def ask(request: Request) -> Response:
    """Show the page to ask for a link."""
    return page(request, "sign_in.html", sent=False, can_send=can_send(),
                oidc=is_configured(), refused=False)  # fmt: skip


@router.post("/sign-in")
async def send(
    request: Request, desk: DeskOf, mail: Annotated[str, Form(max_length=200)]
) -> Response:
    """Send a link to somebody who may use the desk; who may not is answered alike."""
    from_own_page(request)
    desk.asking.count(request)
    response = page(
        request, "sign_in.html", sent=True, can_send=can_send(), oidc=False, refused=False
    )
    user = desk.users.find(mail)
    if user is not None and can_send():
        # Sent after the answer, so that neither its time nor a failure says who has an account.
        token = desk.links.make(Purpose.SIGN_IN, str(user.id))
        response.background = BackgroundTask(_send, user.mail, request, token)
    return response


@router.get("/sign-in/{token}")
def show(request: Request, desk: DeskOf, token: str) -> Response:
    """Show the button that signs in; the link is not used up by looking."""
    desk.trying.count(request)
    works = desk.links.look(Purpose.SIGN_IN, token) is not None
    return page(request, "sign_in_link.html", works=works, status=200 if works else 404)


@router.post("/sign-in/{token}")
def use(request: Request, desk: DeskOf, token: str) -> Response:
    """Sign in with a link."""
    from_own_page(request)
    desk.trying.count(request)
    subject = desk.links.use(Purpose.SIGN_IN, token)
    user = desk.users.get(int(subject)) if subject else None
    if user is None:
        return page(request, "sign_in_link.html", works=False, status=404)
    response = see_other(request, "")
    begin_session(request, response, desk, user)
    return response


@router.post("/sign-out")
async def sign_out(request: Request, desk: DeskOf, who: Viewer) -> Response:
    """End the session."""
    await from_own_form(request, who.csrf)
    desk.sessions.end(request.cookies.get(cookie_name(request), ""))
    response = see_other(request, "/sign-in")
    clear_cookie(request, response)
    return response


async def _send(mail: str, request: Request, token: str) -> None:
    """Send a link, and log that it was not sent."""
    try:
        await send_sign_in(mail, request, token, language(request))
    except (NotSentError, OSError) as error:
        _log.warning("A link to sign in was not sent: %s", error)


def link_path(token: str, spoken: str) -> str:
    """Return the path of a link to sign in."""
    return desk_path("en" if spoken == "en" else "nl", f"/sign-in/{token}")
