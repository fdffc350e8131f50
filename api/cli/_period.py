"""Periods as people type them: ``90d``, ``12m``, ``1y``."""

from __future__ import annotations

import re
from datetime import timedelta

from geo.model.errors import InputError, Problem

_PERIOD = re.compile(r"(\d{1,4})([dwmy])")
_DAYS = {"d": 1.0, "w": 7.0, "m": 365.25 / 12, "y": 365.25}


def read_period(text: str, field: str) -> timedelta:
    """Read a period that an option gives."""
    match = _PERIOD.fullmatch(text.strip())
    if match is None:
        raise InputError([Problem(f"'{text}'", "a period such as 90d, 12m or 1y", field=field)])
    return timedelta(days=int(match[1]) * _DAYS[match[2]])
