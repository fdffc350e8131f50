"""Where sources that count disagree on the most important fields, for a maintainer to review."""

from __future__ import annotations

from geo.evidence.choices import Statement
from geo.evidence.place import Place
from geo.evidence.reasons import Reason
from geo.model.findings import Finding, Severity

_FIELDS = ("kind", "initiative", "house_number", "street", "access", "status")
"""The fields that are compared; for an address only the number, which represents both."""

_SETTLED = (Reason.REJECTED, Reason.UNDATED, Reason.STATUS_DATE)
"""Reasons for which a statement is not a contradiction: it does not count, or is about another
day."""


def conflicts(place: Place) -> list[Finding]:
    """List where sources that count contradict what is published.

    Returns
    -------
    list of Finding
        One per field, ``sources-disagree``; it names what is published, what contradicts it, by
        which rows and of which dates. The rule has decided, so no action is required.
    """
    findings: list[Finding] = []
    for field in _FIELDS:
        evidence = place.evidence.get(field)
        against = (
            [one for one in evidence.against if one.reason not in _SETTLED] if evidence else []
        )
        if not evidence or not against or (field == "street" and "house_number" in place.evidence):
            continue
        published = " and ".join(_said(one) for one in evidence.chosen) or "unknown"
        others = ", ".join(_said(one) for one in against)
        findings.append(
            Finding(
                "sources-disagree",
                place.id,
                f"{field}: {published} is published; against it: {others}.",
                Severity.INFO,
            )
        )
    return findings


def _said(one: Statement) -> str:
    """Write what a row says, with its date."""
    return f"'{one.value}' ({one.observation_id}, {one.confirmed or 'undated'})"
