"""Where sources that count disagree on what matters most, for a maintainer to look at."""

from __future__ import annotations

from geo.evidence.choices import Statement
from geo.evidence.reasons import Reason
from geo.evidence.resolve import Place
from geo.model.findings import Finding, Severity

_FIELDS = ("kind", "initiative", "house_number", "street", "access", "status")
"""The fields that are looked at; of an address the number comes first, as it stands for both."""

_SETTLED = (Reason.REJECTED, Reason.UNDATED, Reason.STATUS_DATE)
"""Reasons by which a statement does not contradict: it does not count, or tells of another day."""


def conflicts(place: Place) -> list[Finding]:
    """List where sources that count say something else than what is published.

    Parameters
    ----------
    place
        As resolved.

    Returns
    -------
    list of Finding
        One per field, ``sources-disagree``; it names what is published, what is said against it,
        by which rows and of which dates. The rule has decided: nothing has to be done.
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
