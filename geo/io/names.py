"""Names of columns that do not meet: for what a format adds, and where capitals do not count."""

from __future__ import annotations

from collections.abc import Iterable


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
