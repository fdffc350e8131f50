"""The quality report: what the directory has, what it lacks, and what a maintainer should do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from geo.evidence.unused import UnusedRow, unused_rows
from geo.geocoding.located_place import SOURCE_PROVIDER, LocatedPlace
from geo.model.findings import Finding, Severity
from geo.model.vocabulary import Access, Kind, Status

YEAR_DAYS = 365.25
"""Days in a year, on average."""
STALE_YEARS = (1, 2, 3, 5)
"""Limits of the table of staleness, in years since a source last saw the place in use."""

_FIELDS: dict[str, Callable[[LocatedPlace], bool]] = {
    "street": lambda one: bool(one.place.street),
    "house_number": lambda one: bool(one.place.house_number),
    "postcode": lambda one: bool(one.place.postcode),
    "point": lambda one: one.location.lon is not None,
    "operator": lambda one: bool(one.place.operator),
    "website": lambda one: bool(one.place.website),
    "phone": lambda one: bool(one.place.phone),
    "email": lambda one: bool(one.place.email),
    "opening_hours": lambda one: bool(one.place.opening_hours),
    "activities": lambda one: bool(one.place.activities),
    "programme": lambda one: bool(one.place.programme),
    "access": lambda one: one.place.access is not Access.UNKNOWN,
    "status": lambda one: one.place.status is not Status.UNKNOWN,
    "status_date": lambda one: one.place.status_date is not None,
    "confirmed": lambda one: one.place.confirmed is not None,
}


@dataclass(frozen=True, slots=True)
class Stale:
    """A place and when a source last saw it in use.

    Parameters
    ----------
    confirmed
        The date as the source gives it; empty where no dated source saw it in use.
    years
        Years since then, counted from the last day that the date can mean; None where unknown.
    """

    place_id: str
    name: str
    confirmed: str
    years: float | None


@dataclass(frozen=True, slots=True)
class UnpublishedPlace:
    """A place that is kept but not published.

    Parameters
    ----------
    why
        Why not, in one sentence.
    """

    place_id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class QualityReport:
    """What `meetingplaces check` prints.

    Parameters
    ----------
    on
        The day from which staleness is counted.
    open_houses
        Huizen van de Wijk whose last known status is open.
    counts
        Per property, how many published places have each value.
    missing
        Per field, how many published places do not have it.
    staleness
        Published places by years since they were last confirmed.
    stalest
        The same, place by place, longest ago first; unknown dates come first.
    findings
        What the pipeline noticed, errors first.
    unpublished
        The leads, each with the reason why it is not published.
    """

    on: date
    published: int
    leads: int
    open_houses: int
    counts: dict[str, dict[str, int]]
    missing: dict[str, int]
    staleness: dict[str, int]
    stalest: tuple[Stale, ...]
    findings: tuple[Finding, ...]
    unpublished: tuple[UnpublishedPlace, ...]
    unused: tuple[UnusedRow, ...]

    @property
    def errors(self) -> int:
        """Number of findings that make the check fail."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def warnings(self) -> int:
        """Number of findings that a maintainer should look at."""
        return sum(finding.severity is Severity.WARNING for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values, for JSON."""
        return {**asdict(self), "errors": self.errors, "warnings": self.warnings}


def report(
    located: Sequence[LocatedPlace],
    findings: Iterable[Finding],
    *,
    on: date,
) -> QualityReport:
    """Compile the quality report.

    Returns
    -------
    QualityReport
        Counts are of published places; leads are only counted as such.
    """
    published = [one for one in located if not one.place.is_lead]
    stalest = sorted((_stale(one, on) for one in published), key=_longest_ago)
    order = list(Severity)
    return QualityReport(
        on=on,
        published=len(published),
        leads=len(located) - len(published),
        open_houses=sum(
            one.place.kind is Kind.HUIS_VAN_DE_WIJK and one.place.status is Status.OPEN
            for one in published
        ),
        counts={
            "kind": _count(str(one.place.kind) for one in published),
            "initiative": _count(one.place.initiative for one in published),
            "status": _count(one.place.status for one in published),
            "precision": _count(one.location.precision for one in published),
            "gebied": _count(one.location.gebied or "unknown" for one in published),
        },
        missing={
            name: sum(not present(one) for one in published) for name, present in _FIELDS.items()
        },
        staleness=_bands(stalest),
        stalest=tuple(stalest),
        findings=tuple(
            sorted(findings, key=lambda one: (order.index(one.severity), one.code, one.place_id))
        ),
        unpublished=tuple(
            UnpublishedPlace(one.place.id, one.place.name, _why_not(one))
            for one in located
            if one.place.is_lead
        ),
        unused=tuple(row for one in located for row in _unused(one)),
    )


_LACKING = {"kind": "what kind of place it is", "initiative": "whose initiative it is"}


def _why_not(one: LocatedPlace) -> str:
    """Say why a place is not published."""
    return f"No source says {' or '.join(_LACKING[name] for name in one.place.lacks)}."


def _unused(one: LocatedPlace) -> list[UnusedRow]:
    by_source = one.location.provider == SOURCE_PROVIDER
    return unused_rows(one.place, located_by=one.location.matched if by_source else "")


def _count(values: Iterable[str]) -> dict[str, int]:
    counted = Counter(str(value) for value in values)
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _stale(one: LocatedPlace, on: date) -> Stale:
    confirmed = one.place.confirmed
    years = None
    if confirmed is not None:
        years = round(max((on - confirmed.last).days, 0) / YEAR_DAYS, 1)
    return Stale(one.place.id, one.place.name, str(confirmed or ""), years)


def _longest_ago(stale: Stale) -> tuple[bool, float, str]:
    return (stale.years is not None, -(stale.years or 0.0), stale.place_id)


def _bands(stalest: Sequence[Stale]) -> dict[str, int]:
    """Count places by years since they were last confirmed; unknown is a band of its own."""
    bands = {_band_name(index): 0 for index in range(len(STALE_YEARS) + 1)}
    bands["date unknown"] = 0
    for stale in stalest:
        if stale.years is None:
            bands["date unknown"] += 1
            continue
        index = sum(stale.years >= limit for limit in STALE_YEARS)
        bands[_band_name(index)] += 1
    return bands


def _band_name(index: int) -> str:
    if index == 0:
        return f"less than {STALE_YEARS[0]} year"
    if index == len(STALE_YEARS):
        return f"{STALE_YEARS[-1]} years or more"
    return f"{STALE_YEARS[index - 1]} to {STALE_YEARS[index]} years"
