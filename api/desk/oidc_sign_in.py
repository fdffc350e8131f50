"""The two pages of signing in through an OpenID provider: leaving for it, and coming back.

What must come back (state, nonce, verifier) stands in a signed cookie of ten minutes that works
once. Nobody is let in who is not in the store, and nobody new is added.
"""

from __future__ import annotations

import hmac
import logging
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from api.desk import oidc
from api.desk.access import DeskOf, begin_session, cookie_name, desk_path, is_secure
from api.desk.desk import Desk
from api.desk.layout import language, page
from api.desk.mail import can_send
from api.web.http import API_ROOT, NO_STORE, api_url
from geo.model.said import Said
from geo.store.desk_users import DeskRole, DeskUser
from geo.store.sessions import VALID, Purpose

router = APIRouter(include_in_schema=False, prefix="/sign-in/oidc")

BACK = "/sign-in/oidc/back"
_ROLES = (DeskRole.MAINTAINER, DeskRole.VIEWER)
_log = logging.getLogger("meetingplaces")


@router.get("")
def leave(request: Request, desk: DeskOf) -> Response:
    """Lead somebody to the provider."""
    _check_configured()
    desk.trying.count(request)
    attempt = oidc.Attempt(language=language(request))
    try:
        there = oidc.authorization_url(attempt, _redirect_uri(request))
    except oidc.ProviderError as error:
        return _refused(request, error)
    response = RedirectResponse(there, HTTPStatus.SEE_OTHER)
    response.headers["Cache-Control"] = NO_STORE
    response.set_cookie(
        _cookie(request),
        desk.links.make(Purpose.OIDC, attempt.model_dump_json()),
        max_age=int(VALID[Purpose.OIDC].total_seconds()),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )
    return response


@router.get("/back")
def come_back(
    request: Request,
    desk: DeskOf,
    code: Annotated[str, Query(max_length=4000)] = "",
    state: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Sign in whoever the provider says it is, if the store knows them."""
    _check_configured()
    desk.trying.count(request)
    try:
        attempt = _attempt(request, desk, state)
        user = _known(desk, oidc.identity(attempt, code, _redirect_uri(request)))
    except oidc.ProviderError as error:
        return _refused(request, error)
    home = desk_path("en" if attempt.language == "en" else "nl")
    response = RedirectResponse(home, HTTPStatus.SEE_OTHER)
    response.headers["Cache-Control"] = NO_STORE
    response.delete_cookie(_cookie(request), path="/", secure=is_secure(request), httponly=True)
    begin_session(request, response, desk, user)
    return response


def _attempt(request: Request, desk: Desk, state: str) -> oidc.Attempt:
    """Find what this browser left with, which serves once."""
    sent = desk.links.use(Purpose.OIDC, request.cookies.get(_cookie(request), ""))
    attempt = oidc.Attempt.model_validate_json(sent) if sent else None
    if attempt is None or not hmac.compare_digest(attempt.state.encode(), state.encode()):
        raise oidc.ProviderError("The answer is not to a question of this browser.")
    return attempt


def _known(desk: Desk, who: oidc.Identity) -> DeskUser:
    """Find somebody in the store, with the role that the provider gives where it gives roles."""
    user = desk.users.find_by_mail(who.mail)
    if user is None:
        raise oidc.ProviderError("Somebody signed in at the provider who may not use the desk.")
    if not oidc.gives_roles():
        return user
    role = next((one for one in _ROLES if one.value in who.roles), None)
    if role is None:
        raise oidc.ProviderError("The provider gives somebody no role at the desk.")
    return user if user.role is role else desk.users.change_role(user, role)


def _check_configured() -> None:
    if not oidc.is_configured():
        raise HTTPException(HTTPStatus.NOT_FOUND, Said("There is no such page."))


def _redirect_uri(request: Request) -> str:
    """Return the one address of ours that the provider knows, whatever the language."""
    return f"{api_url(request).removesuffix(API_ROOT)}{desk_path('nl', BACK)}"


def _cookie(request: Request) -> str:
    return f"{cookie_name(request)}-oidc"


def _refused(request: Request, error: oidc.ProviderError) -> Response:
    """Answer every failure alike, and tell the operator which one it was."""
    _log.warning("Nobody was signed in through the OpenID provider: %s", error)
    return page(request, "sign_in.html", sent=False, can_send=can_send(), oidc=True,
                refused=True, status=HTTPStatus.FORBIDDEN)  # fmt: skip
