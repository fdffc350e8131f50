"""Names that do not meet: of columns, where capitals do not count, and of collections in a URL."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LONGEST_ADDRESS = 60


def free_name(name: str, taken: Iterable[str]) -> str:
    """Return a name that no column has, ignoring case; a taken one gets a number appended."""
    used = {one.casefold() for one in taken}
    free, number = name, 1
    while free.casefold() in used:
        number += 1
        free = f"{name}_{number}"
    return free


def free_names(names: Iterable[str], reserved: Iterable[str] = ()) -> list[str]:
    """Rename columns to differ by more than case, and from the names that are reserved."""
    free = list(reserved)
    begin = len(free)
    for name in names:
        free.append(free_name(name, free))
    return free[begin:]


def free_address(title: str, taken: set[str]) -> str:
    """Make a name that fits in a URL: lower case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")[:_LONGEST_ADDRESS] or "layer"
    number = 1
    free = name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
