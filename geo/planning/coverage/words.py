"""How coverage is worded in Dutch: in reports, on maps, in council papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import pandas as pd

from geo.i18n.languages import format_partial_date
from geo.model.partial_date import PartialDate
from geo.model.vocabulary import Kind
from geo.planning.coverage import KINDS, SPEEDS
from geo.planning.coverage.view import CoverageView

WHO = MappingProxyType(
    {
        "all": "inwoners",
        "0-15": "kinderen tot 15 jaar",
        "15-25": "inwoners van 15 tot 25 jaar",
        "25-45": "inwoners van 25 tot 45 jaar",
        "45-65": "inwoners van 45 tot 65 jaar",
        "65+": "inwoners van 65 jaar en ouder",
        "one-person": "eenpersoonshuishoudens",
    }
)
"""Which people; one for each of `geo.city.people.COLUMNS`."""

WHAT = MappingProxyType(
    {
        Kind.HUIS_VAN_DE_WIJK.value: "een Huis van de Wijk",
        Kind.HUISKAMER.value: "een huiskamer",
        KINDS[-1]: "een Huis van de Wijk of een huiskamer",
    }
)
"""To which kind of place."""

DRIVERS = MappingProxyType(
    {
        "none": "",
        "location": "van een of meer plekken is de ligging niet precies bekend",
        "status": "van een of meer plekken is niet bekend of ze nog open zijn",
        "hours": "van een of meer plekken zijn de openingstijden niet bekend",
    }
)
"""What makes a range wide."""

BASES = MappingProxyType(
    {
        "network": "",
        "mixed": "Waar hier geen wandelnet is, zijn de afstanden geschat.",
        "straight_line": "Hier is geen wandelnet; de afstanden zijn geschat.",
    }
)
"""What the distances are based on."""

_TEMPO = MappingProxyType(
    {"rollator": "met rollator", "older": "oudere wandelaar", "walk": "", "fast": "flink door"}
)
_ROUND_TO = 10
DASH = "\N{EN DASH}"
NONE = DASH
"""Shown where there is no figure."""


def whole(number: float) -> str:
    """Write a number with a point between thousands: ``75.250``; a dash for none."""
    return NONE if pd.isna(number) else f"{number:,.0f}".replace(",", ".")


def about(number: float) -> str:
    """Write an estimated number of people, rounded to tens: ``3.690``."""
    return whole(round(number / _ROUND_TO) * _ROUND_TO) if not pd.isna(number) else NONE


def decimal(number: float) -> str:
    """Write a number with one decimal: ``7,5``; a dash for none."""
    return NONE if pd.isna(number) else f"{number:.1f}".replace(".", ",")


def share(row: Mapping[str, Any], joint: str = DASH) -> str:
    """Write a share as a range: ``67-74 %`` with a dash; one figure where that is certain.

    Parameters
    ----------
    row
        With ``share``, ``share_low`` and ``share_high``, between 0 and 1.
    """
    if pd.isna(row["share"]):
        return NONE
    low, high = (round(100 * row[name]) for name in ("share_low", "share_high"))
    ends = f"{low}" if low == high else f"{low}{joint}{high}"
    return f"{ends}\N{NO-BREAK SPACE}%"


def speed(view: CoverageView) -> str:
    """Word the walking speed: ``4,8 km per uur``."""
    kmh = view.question.speed_kmh
    name = next((_TEMPO[one] for one, at in SPEEDS.items() if at == kmh), "")
    return f"{kmh:g} km per uur".replace(".", ",") + (f" ({name})" if name else "")


def date(view: CoverageView) -> str:
    """Word the date of the places: ``22 november 2026``."""
    return format_partial_date(PartialDate.parse(view.date), "nl") if view.date else "onbekend"


def band(minutes: Iterable[float]) -> list[str]:
    """Word bands of minutes: ``tot 5 minuten``, ``5 tot 10 minuten``, ``meer dan 15 minuten``."""
    limits = [f"{one:g}" for one in minutes]
    return [
        f"tot {limits[0]} minuten",
        *(f"{a} tot {b} minuten" for a, b in pairwise(limits[:-1])),
        f"meer dan {limits[-2]} minuten",
    ]


SOURCES = (
    "Plekken: Meetingplaces, stand van %(date)s (versie %(version)s), met de bronnen per plek.",
    "Inwoners: CBS, Kerncijfers wijken en buurten 2025 (Hoek van Holland 2024), CC BY 4.0.",
    "Wandelnet: © OpenStreetMap-bijdragers, augustus 2026, ODbL 1.0.",
    "Grenzen: gemeente Rotterdam, april 2026.",
)
"""The sources of every picture of coverage."""


def sources(view: CoverageView) -> list[str]:
    """Name the sources with their dates and licences."""
    filled = {"date": date(view), "version": view.version}
    return [sentence % filled for sentence in SOURCES]
