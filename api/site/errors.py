"""Error pages for browsers; programs get a problem document."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import cast

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from api.site.layout import render, respond_page
from api.web.http import API_ROOT, STATIC_ROOT, pages_of
from api.web.i18n import PATHS, translations
from geo.directory.directory import Directory
from geo.i18n.languages import LANGUAGES
from geo.model.errors import InputError
from geo.model.vocabulary import Language

Handler = Callable[[Request, Exception], Response | Awaitable[Response]]


def install(app: FastAPI) -> None:
    """Answer browsers with a page where the application would return a problem document.

    Parameters
    ----------
    app
        The application, after `api.web.problems.install`.
    """
    for error, status in ((HTTPException, None), (InputError, HTTPStatus.BAD_REQUEST)):
        app.add_exception_handler(
            error, _for_browsers(cast("Handler", app.exception_handlers[error]), status)
        )


def _for_browsers(otherwise: Handler, status: HTTPStatus | None) -> Handler:
    async def handle(request: Request, error: Exception) -> Response:
        if not _wants_page(request):
            answer = otherwise(request, error)
            return answer if isinstance(answer, Response) else await answer
        code = status or HTTPStatus(cast("HTTPException", error).status_code)
        answer = page(request, pages_of(request), language_of(request.url.path), code)
        answer.headers.update(getattr(error, "headers", None) or {})
        return answer

    return handle


def page(
    request: Request,
    directory: Directory,
    language: Language,
    status: HTTPStatus,
    *,
    of_place: bool = False,
) -> Response:
    """Return a page that says what is wrong and how to continue.

    Parameters
    ----------
    status
        HTTP status.
    of_place
        Whether a place was requested.
    """
    _ = translations(language).gettext
    heading, sentence = _("Nothing here"), _("There is no page at this address.")
    if of_place and status == HTTPStatus.GONE:
        sentence = _("This place is no longer on the list.")
    elif of_place:
        sentence = _("There is no place at this address. It may have moved.")
    if status == HTTPStatus.BAD_REQUEST:
        heading = _("That question is not clear")
        sentence = _("The address of this page contains something that we do not understand.")
    elif status == HTTPStatus.TOO_MANY_REQUESTS:
        heading = _("That was too often")
        sentence = _("This was done very often from your network. Try again later.")
    elif status not in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        heading = _("That did not work")
        sentence = _("Something went wrong. Try again, or begin at the start page.")
    body = render(
        "missing.html",
        directory,
        language,
        sprite="",
        path="/",
        heading=heading,
        sentence=sentence,
    )
    return respond_page(request, body, language, status=status)


def language_of(path: str) -> Language:
    """Return the language of a URL from its first part."""
    first = f"/{path.split('/')[1]}" if path.count("/") else ""
    return next((one for one in LANGUAGES if PATHS[one] == first and first), LANGUAGES[0])


def _wants_page(request: Request) -> bool:
    path = request.url.path
    if path.startswith((f"{API_ROOT}/", STATIC_ROOT)) or path == API_ROOT:
        return False
    return "text/html" in request.headers.get("accept", "")
