"""Errors as problem documents (RFC 9457), all problems of a request together.

Bad input is always 400, never 422, as the NL GOV API Design Rules require. No document reveals
anything about the internals of the service.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, cast

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from geo.model.errors import MAX_QUOTE as LONGEST_QUOTE
from geo.model.errors import DatabaseUnavailable, GeocodingError, InputError, Problem

PROBLEM_JSON = "application/problem+json"
RETRY_SECONDS = 30
"""Seconds after which to try again when a geocoding provider does not answer."""

DATABASE_RETRY_SECONDS = 10
"""Seconds after which to try again when a database does not answer, or took too long."""

_log = logging.getLogger("meetingplaces")


class NotFound(HTTPException):
    """The requested resource does not exist.

    Parameters
    ----------
    detail
        One sentence that says what does not exist.
    """

    def __init__(self, detail: str) -> None:
        super().__init__(HTTPStatus.NOT_FOUND, detail)


class Gone(HTTPException):
    """The requested resource existed, and was removed.

    Parameters
    ----------
    removed
        Date on which it was removed; empty where unknown.
    reason
        Why, in one sentence.
    successor
        URL of its successor; empty where there is none.
    """

    def __init__(self, feature_id: str, removed: str, reason: str, successor: str) -> None:
        self.successor = successor
        when = f" on {removed}" if removed else ""
        detail = f"{quoted(feature_id)} was removed{when}. {reason}"
        headers = {"link": f'<{successor}>; rel="successor-version"'} if successor else {}
        super().__init__(HTTPStatus.GONE, detail, headers)


def install(app: FastAPI) -> None:
    """Make an application return its errors as problem documents.

    Unexpected errors are handled by `api.web.http.CommonHeaders`.
    """
    app.add_exception_handler(InputError, _bad_input)
    app.add_exception_handler(RequestValidationError, _bad_framework_input)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(GeocodingError, _no_geocoder)
    app.add_exception_handler(DatabaseUnavailable, _no_database)


def problem(
    status: int,
    detail: str,
    *,
    errors: Sequence[dict[str, str]] = (),
    headers: dict[str, str] | None = None,
    successor: str = "",
) -> Response:
    """Make a problem document.

    Parameters
    ----------
    status
        HTTP status.
    detail
        One sentence about this specific problem.
    successor
        URL of the successor of the requested resource, if there is one.

    Returns
    -------
    Response
        A document with ``type``, ``title``, ``status`` and ``detail``, and ``errors`` if any.
    """
    document: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        document["errors"] = list(errors)
    if successor:
        document["successor"] = successor
    return Response(
        orjson.dumps(document),
        status,
        {"cache-control": "no-store", **(headers or {})},
        PROBLEM_JSON,
    )


async def refused(request: Request, error: HTTPException | InputError) -> Response:
    """Say in front of the router what is wrong as it would: by a page or a problem document."""
    kind = HTTPException if isinstance(error, HTTPException) else InputError
    answer = request.app.exception_handlers[kind](request, error)
    response: Response = answer if isinstance(answer, Response) else await answer
    if isinstance(error, HTTPException):
        response.status_code = error.status_code
        response.headers.update(error.headers or {})
    return response


def unforeseen() -> Response:
    """Respond to an unexpected error; only the log says what it was."""
    return problem(500, "Something went wrong inside the service. It has been logged.")


def quoted(text: str) -> str:
    """Quote what a client sent, shortened where it is long."""
    short = text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
    return f"'{short}'"


def _bad_input(_: Request, error: Exception) -> Response:
    return _bad_request(cast("InputError", error).problems)


def _bad_request(found: Sequence[Problem]) -> Response:
    detail = (
        "The request has an error." if len(found) == 1 else f"The request has {len(found)} errors."
    )
    return problem(400, detail, errors=[_error(problem_found) for problem_found in found])


def _error(found: Problem) -> dict[str, str]:
    shown = found.found
    if len(shown) > LONGEST_QUOTE:
        shown = shown[: LONGEST_QUOTE - 1] + "…"
    where = f"{found.field}, {found.file}" if found.file else found.field
    error = {
        "in": "query",
        "parameter": found.field,
        "found": shown,
        "expected": found.expected,
        "detail": f"{where}: found {shown}, expected {found.expected}.",
    }
    return error | {"position": found.file} if found.file else error


def _bad_framework_input(_: Request, error: Exception) -> Response:
    """Report in our own form what FastAPI found wrong with a declared parameter."""
    found: Sequence[dict[str, Any]] = cast("RequestValidationError", error).errors()
    return _bad_request(
        [
            Problem(quoted(str(one.get("input", ""))), str(one["msg"]), field=str(one["loc"][-1]))
            for one in found
        ]
    )


def _http_error(request: Request, error: Exception) -> Response:
    http_error = cast("HTTPException", error)
    status = http_error.status_code
    headers = dict(http_error.headers or {})
    detail = str(http_error.detail)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"allow": "GET, HEAD, OPTIONS"}
        detail = (
            f"Nothing can be changed here: {quoted(request.method)} is not GET, HEAD or OPTIONS."
        )
    elif detail == HTTPStatus(status).phrase:
        detail = f"There is nothing at {quoted(request.url.path)}."
    successor = error.successor if isinstance(error, Gone) else ""
    return problem(status, detail, headers=headers, successor=successor)


def _no_geocoder(_: Request, error: Exception) -> Response:
    _log.warning("Geocoding failed: %s", error)
    return problem(
        503,
        "Addresses cannot be looked up at the moment. Searching by lat and lon still works.",
        headers={"retry-after": str(RETRY_SECONDS)},
    )


def _no_database(_: Request, error: Exception) -> Response:
    return problem(503, str(error), headers={"retry-after": str(DATABASE_RETRY_SECONDS)})
