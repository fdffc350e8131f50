"""The routes of the desk, in Dutch at ``/desk`` and in English at ``/en/desk``."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from api.desk import (
    calling,
    confirming,
    contacting,
    importing,
    inbox,
    new_place,
    oidc_sign_in,
    owner,
    places,
    publishing,
    seed,
    sign_in,
    twice,
)
from api.desk.access import ROOT, NotSignedIn, desk_path
from api.desk.desk import Desk
from api.desk.layout import language, page, see_other
from api.desk.words import error_words, form_words, problem_words
from api.web.i18n import FOR_PLANNERS, PATHS, translations
from api.web.own_forms import SmallBody
from geo.model.errors import InputError, StaleVersionError, StoreError
from geo.model.said import say_again

FORM = 100_000
"""Most bytes of a form at the desk: thirty places that are ticked, or a week with its programme."""
UPLOAD = 16_500_000
"""Most bytes of a list that is sent to the desk."""
PARTS = (
    inbox,
    calling,
    places,
    new_place,
    contacting,
    confirming,
    twice,
    importing,
    seed,
    publishing,
    oidc_sign_in,
    sign_in,
)


def create_desk(desk: Desk) -> FastAPI:
    """Make the application of the desk, to be called for every path that begins with its own.

    Parameters
    ----------
    desk
        What it works with.
    """
    app = _application(desk)
    for spoken in FOR_PLANNERS:
        for part in PARTS:
            app.include_router(part.router, prefix=f"{PATHS[spoken]}{ROOT}")
    app.add_api_route("/beheer", _beheer)
    app.add_middleware(SmallBody, most=FORM, larger={"/desk/import": UPLOAD})
    return app


def create_owner_pages(desk: Desk) -> FastAPI:
    """Make the application of the pages on which organisations answer a mail.

    Parameters
    ----------
    desk
        What it works with.
    """
    app = _application(desk)
    for spoken in FOR_PLANNERS:
        app.include_router(owner.router, prefix=PATHS[spoken])
    app.add_middleware(SmallBody)
    return app


def _application(desk: Desk) -> FastAPI:
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.state.desk = desk
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(StaleVersionError, _stale)
    app.add_exception_handler(StoreError, _failed)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _incomplete)
    app.add_exception_handler(InputError, _bad_input)
    return app


def _refused(request: Request, error: Exception) -> Response:
    found = cast("HTTPException", error)
    response = page(
        request, "refused.html", status=found.status_code, code="failed",
        detail=say_again(found.detail, translations(language(request)).gettext),
    )  # fmt: skip
    response.headers.update(found.headers or {})
    return response


def _incomplete(request: Request, error: Exception) -> Response:
    found = cast("RequestValidationError", error).errors()
    names = form_words(language(request))
    fields = ", ".join(sorted({names.get(name := str(one["loc"][-1]), name) for one in found}))
    return page(request, "refused.html", status=HTTPStatus.BAD_REQUEST, code="form", detail=fields)


def _bad_input(request: Request, error: Exception) -> Response:
    problems = cast("InputError", error).problems
    detail = " ".join(problem_words(one, language(request)) for one in problems)
    return page(
        request, "refused.html", status=HTTPStatus.BAD_REQUEST, code="failed", detail=detail
    )


def _beheer() -> Response:
    return RedirectResponse(desk_path("nl"), HTTPStatus.PERMANENT_REDIRECT)


def _not_signed_in(request: Request, _: Exception) -> Response:
    if request.method == "GET":
        return see_other(request, "/sign-in")
    return page(request, "refused.html", status=HTTPStatus.UNAUTHORIZED, code="signed_out")


def _stale(request: Request, _: Exception) -> Response:
    return page(request, "refused.html", status=HTTPStatus.CONFLICT, code="stale")


def _failed(request: Request, error: Exception) -> Response:
    return page(
        request, "refused.html", status=HTTPStatus.CONFLICT, code="failed",
        detail=error_words(error, language(request)),
    )  # fmt: skip
