"""Signing in at the desk by a link that works once, and signing out.

A link changes nothing when it is opened: programs that look at mail open every link. The page
behind it has one button, and only its form signs in.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.desk.access import (
    DeskOf,
    Viewer,
    clear_cookie,
    cookie_name,
    desk_path,
    from_own_form,
    set_cookie,
)
from api.desk.layout import language, page, see_other
from api.desk.mail import can_send, send_sign_in
from api.web.own_forms import from_own_page
from geo.store.sessions import Purpose

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def ask(request: Request) -> Response:
    """Show the page to ask for a link."""
    return page(request, "sign_in.html", sent=False, can_send=can_send())


@router.post("/sign-in")
async def send(
    request: Request, desk: DeskOf, mail: Annotated[str, Form(max_length=200)]
) -> Response:
    """Send a link to somebody who may use the desk; who may not is answered alike."""
    from_own_page(request)
    desk.asking.count(request)
    user = desk.users.find(mail)
    if user is not None and can_send():
        token = desk.links.make(Purpose.SIGN_IN, str(user.id))
        await send_sign_in(user.mail, request, token, language(request))
    return page(request, "sign_in.html", sent=True, can_send=can_send())


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
    # A session of somebody else in this browser ends, and a new token is drawn (ASVS V3.2.1).
    desk.sessions.end(request.cookies.get(cookie_name(request), ""))
    response = see_other(request, "")
    set_cookie(request, response, desk.sessions.start(user.id))
    return response


@router.post("/sign-out")
async def sign_out(request: Request, desk: DeskOf, who: Viewer) -> Response:
    """End the session."""
    await from_own_form(request, who.csrf)
    desk.sessions.end(request.cookies.get(cookie_name(request), ""))
    response = see_other(request, "/sign-in")
    clear_cookie(request, response)
    return response


def link_path(token: str, spoken: str) -> str:
    """Return the path of a link to sign in."""
    return desk_path("en" if spoken == "en" else "nl", f"/sign-in/{token}")
