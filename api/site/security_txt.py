"""``/.well-known/security.txt`` (RFC 9116): where to report a security problem."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response

from api.web.http import respond
from api.web.problems import problem
from geo.model.settings import Settings, settings

PATH: Final = "/.well-known/security.txt"
VALID: Final = timedelta(days=90)
"""How long a copy is valid; RFC 9116 recommends less than a year."""

router = APIRouter(include_in_schema=False)


@router.get(PATH)
def security_txt(request: Request) -> Response:
    """Return the contact of this service, or say that none is set."""
    body = document(settings(), datetime.now(UTC))
    if body is None:
        return problem(
            HTTPStatus.NOT_FOUND, "The operator of this service names no contact for security."
        )
    return respond(request, body.encode(), "text/plain; charset=utf-8")


def document(chosen: Settings, now: datetime) -> str | None:
    """Write the file.

    Parameters
    ----------
    chosen
        The settings; ``security_contact`` takes precedence over ``contact_email``.
    now
        Moment in UTC from which it is valid.

    Returns
    -------
    str | None
        The fields of RFC 9116, one per line; None where no contact is set, since a file without one
        is not allowed.
    """
    contact = chosen.security_contact
    if not contact and chosen.contact_email:
        contact = f"mailto:{chosen.contact_email}"
    if not contact:
        return None
    fields = {
        "Contact": contact,
        "Expires": f"{now + VALID:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages": "nl, en",
    }
    if chosen.public_url:
        fields["Canonical"] = f"{chosen.public_url.rstrip('/')}{PATH}"
    return "".join(f"{name}: {value}\n" for name, value in fields.items())
