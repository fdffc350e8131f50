"""Sending mail: links to sign in, and questions to owners."""

from __future__ import annotations

from email.message import EmailMessage
from urllib.parse import urlsplit

from fastapi import Request

from api.desk.access import desk_path
from api.web.http import API_ROOT, api_url
from api.web.i18n import translations
from geo.model.errors import MeetingplacesError
from geo.model.said import Said
from geo.model.settings import settings
from geo.model.vocabulary import Language


class NotSentError(MeetingplacesError):
    """A mail was not sent, for sure: the server cannot be reached, or refuses it."""


def can_send() -> bool:
    """Return whether the operator has set a server for mail."""
    return bool(settings().smtp_url and settings().mail_from)


async def send_sign_in(to: str, request: Request, token: str, language: Language) -> None:
    """Send somebody a link to sign in."""
    _ = translations(language).gettext
    site = api_url(request).removesuffix(API_ROOT)
    await send(
        to,
        _("Sign in at the desk"),
        _(
            "With this link you sign in at the desk of Meeting places. "
            "It works once, for 15 minutes.\n\n%(link)s\n\n"
            "Did you not ask for it? Then you need not do anything."
        )
        % {"link": f"{site}{desk_path(language, f'/sign-in/{token}')}"},
    )


async def send(to: str, subject: str, text: str, headers: dict[str, str] | None = None) -> None:
    """Send a mail through the server that the operator has set.

    Parameters
    ----------
    to
        Address.
    subject, text
        Plain text.
    headers
        Further headers.

    Raises
    ------
    NotSentError
        The server cannot be reached or refuses the mail.
    aiosmtplib.SMTPException
        The connection broke, so nobody knows whether the mail was taken.
    """
    import aiosmtplib

    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings().mail_from, to, subject
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(text)
    server = urlsplit(settings().smtp_url)
    try:
        await aiosmtplib.send(
            message,
            hostname=server.hostname,
            port=server.port or (465 if server.scheme == "smtps" else 587),
            username=server.username,
            password=server.password,
            use_tls=server.scheme == "smtps",
            start_tls=None,
            timeout=20,
        )
    except (
        aiosmtplib.SMTPConnectError,
        aiosmtplib.SMTPRecipientsRefused,
        aiosmtplib.SMTPResponseException,
    ) as error:
        raise NotSentError(
            Said("The server for mail cannot be reached, or refuses the mail.")
        ) from error
