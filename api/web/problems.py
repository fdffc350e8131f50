"""Errors as problem documents (RFC 9457), all problems of a request together.

Bad input is always 400, never 422, as the NL GOV API Design Rules ask. No document tells anything
about the inside of the service.
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
from geo.model.errors import GeocodingError, InputError, Problem

PROBLEM_JSON = "application/problem+json"
RETRY_SECONDS = 30
"""After how long to ask again when a geocoding provider does not answer."""

_log = logging.getLogger("meetingplaces")


class NotFound(HTTPException):
    """What was asked for does not exist.

    Parameters
    ----------
    detail
        One sentence that says what does not exist.
    """

    def __init__(self, detail: str) -> None:
        super().__init__(HTTPStatus.NOT_FOUND, detail)


class Gone(HTTPException):
    """What was asked for was there, and was removed.

    Parameters
    ----------
    feature_id
        Its id.
    removed
        Date on which it was removed; empty where that is not known.
    reason
        Why, in one sentence.
    successor
        Address of what carries it on; empty where nothing does.
    """

    def __init__(self, feature_id: str, removed: str, reason: str, successor: str) -> None:
        self.successor = successor
        when = f" on {removed}" if removed else ""
        detail = f"{quoted(feature_id)} was removed{when}. {reason}"
        headers = {"link": f'<{successor}>; rel="successor-version"'} if successor else {}
        super().__init__(HTTPStatus.GONE, detail, headers)


def install(app: FastAPI) -> None:
    """Make an application answer its errors as problem documents.

    Errors that nobody foresaw are answered by `api.web.http.CommonHeaders`.
    """
    app.add_exception_handler(InputError, _bad_input)
    app.add_exception_handler(RequestValidationError, _bad_framework_input)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(GeocodingError, _no_geocoder)


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
        One sentence about this very problem.
    errors
        For bad input each thing that is wrong.
    headers
        Further headers of the response.
    successor
        Address of what carries on what was asked for, if anything does.

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


def unforeseen() -> Response:
    """Answer an error that nobody foresaw; what it was stands in the log only."""
    return problem(500, "Something went wrong inside the service. It has been logged.")


def quoted(text: str) -> str:
    """Quote what somebody sent, shortened where it is long."""
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
    """Say in our own form what FastAPI found wrong with a declared parameter."""
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
