"""Telephone numbers and mail addresses of organisations: those of persons are refused.

The rules are simple, so that everybody can foresee them: a mobile or personal number (by the
numbering plan, as `phonenumbers` knows it) is taken to be somebody's own, and so is a mail address
that reads as a name, such as ``jo.jansen@``.
"""

from __future__ import annotations

import re

from geo.model.checks import Checks
from geo.model.said import Said

PHONE_REGION = "NL"
"""Where a number without a country code is taken to be from."""

GENERAL_MAIL = Said("a general address of the organisation such as info@, not that of a person")
GENERAL_PHONE = Said("a number of the organisation such as +31 10 123 4567, not a mobile one")

_ADDRESS = re.compile(r"[^@\s<>,;\"|]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_PERSONAL = re.compile(r"[a-z]+[._][a-z-]+", re.IGNORECASE)
"""How the address of a person begins: ``jo.jansen``, ``j_jansen``."""


def mail_problem(mail: str) -> str:
    """Say what was expected in place of a mail address; empty where it is a general one.

    Examples
    --------
    >>> mail_problem("info@example.org"), mail_problem("info")
    ('', 'a mail address such as info@example.org')
    """
    if not _ADDRESS.fullmatch(mail):
        return Said("a mail address such as info@example.org")
    return GENERAL_MAIL if _PERSONAL.fullmatch(mail.partition("@")[0]) else ""


def written_phone(text: str) -> str:
    """Write a telephone number of an organisation in the international form.

    Returns
    -------
    str
        As `E.123 <https://www.itu.int/rec/T-REC-E.123>`_ has it; empty where it is no number, or
        a mobile or personal one.

    Examples
    --------
    >>> written_phone("010-412 34 56"), written_phone("06 12345678")
    ('+31 10 412 3456', '')
    """
    import phonenumbers
    from phonenumbers import PhoneNumberFormat, PhoneNumberType

    try:
        number = phonenumbers.parse(text, PHONE_REGION)
    except phonenumbers.NumberParseException:
        return ""
    personal = {PhoneNumberType.MOBILE, PhoneNumberType.PERSONAL_NUMBER, PhoneNumberType.PAGER}
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) in personal:
        return ""
    return str(phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL))


def general_phone(checks: Checks, field: str, value: str) -> str:
    """Check a telephone number of an organisation, in the international form."""
    if value and written_phone(value) != value:
        checks.add(field, value, GENERAL_PHONE)
    return value


def general_mail(checks: Checks, field: str, value: str) -> str:
    """Check a mail address of an organisation."""
    problem = mail_problem(value) if value else ""
    if problem:
        checks.add(field, value, problem)
    return value
