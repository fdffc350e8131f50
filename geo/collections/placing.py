"""In which reference system the coordinates of a file are, and whether they can be.

Nothing is guessed: what a file says is taken, what looks wrong is told, and what is given on the
command line (``--crs``) counts where a file says nothing, or says what cannot be.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.model.crs import NETHERLANDS, RD, WGS84
from geo.model.errors import InputError, Problem
from geo.model.reference_systems import reference_system

Box = tuple[float, float, float, float]
"""West, south, east, north, in the system of the file."""

_GLOBE: Box = (-180.0, -90.0, 180.0, 90.0)
_ROUNDING = 1e-6
_DUTCH_GRID: Box = (-7_000.0, 289_000.0, 300_000.0, 629_000.0)
"""Where EPSG:28992 is meant to be used, in metres."""


@dataclass(frozen=True, slots=True)
class Placement:
    """The reference system of the coordinates of a file.

    Parameters
    ----------
    crs
        By authority and code, or as text that pyproj reads where it has none.
    """

    crs: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What a user says about the coordinates of a file.

    Parameters
    ----------
    crs
        Reference system by authority and code; None if not given.
    """

    crs: str | None = None
    option: str = "--crs"


def place(said: str | None, bounds: Box | None, given: Given, file: str) -> Placement:
    """Decide in which reference system the coordinates of a file are.

    Parameters
    ----------
    said
        What the file says, as pyproj reads it; None for nothing.
    bounds
        The box around all its coordinates; None where it has none.

    Returns
    -------
    Placement
        What the file says if that is possible, or else what was given.

    Raises
    ------
    InputError
        It is not known, or the coordinates cannot be in it.
    """
    system = _system(said)
    chosen = given.crs or ""
    if system is None:
        if not chosen:
            raise InputError(
                [Problem("no reference system", _give(bounds, given.option), file, field="crs")]
            )
        return Placement(chosen, _swapped(chosen, bounds, file))
    name = _name(system)
    if bounds is not None and system.is_geographic and not _within(bounds, _GLOBE):
        if chosen and chosen != name:
            return Placement(chosen)
        found = f"coordinates up to {_corner(bounds)}, which are no degrees"
        raise InputError([Problem(found, _give(bounds, given.option), file, field="crs")])
    if bounds is not None and system.is_projected and _within(bounds, _GLOBE):
        if chosen and chosen != name:
            return Placement(chosen, _swapped(chosen, bounds, file))
        note = (
            f"{file}: its coordinates, up to {_corner(bounds)}, look like degrees, and it says "
            f"that they are in {name}. If they are degrees, give {given.option} {WGS84}."
        )
        return Placement(name, (note,))
    return Placement(name, _swapped(name, bounds, file))


def check_given(crs: str | None) -> str | None:
    """Read a reference system given by the user.

    Raises
    ------
    InputError
        It is not a two-dimensional reference system.
    """
    if crs is None:
        return None
    system = reference_system(crs)
    if system is None:
        expected = "a reference system with two axes by authority and code, such as EPSG:28992"
        raise InputError([Problem(f"'{crs}'", expected, field="crs")])
    return WGS84 if system.code == "OGC:CRS84" else system.code


def _give(bounds: Box | None, option: str) -> str:
    """Say what to specify."""
    if bounds is not None and _within(bounds, _GLOBE):
        return f"one; its coordinates look like degrees, so give {option} {WGS84}"
    if bounds is not None and _within(bounds, _DUTCH_GRID):
        return f"one that fits; its coordinates look like {RD} (RD), so give {option} {RD}"
    return f"one that fits; give it by authority and code, such as {option} {RD}"


def _swapped(crs: str, bounds: Box | None, file: str) -> tuple[str, ...]:
    """Say so where latitude seems to come before longitude."""
    if bounds is None or not _is_geographic(crs) or _touches(bounds, NETHERLANDS):
        return ()
    west, south, east, north = bounds
    if not _within((south, west, north, east), NETHERLANDS):
        return ()
    note = (
        f"{file}: latitude seems to stand before longitude, as in {_corner(bounds)}; it is read as "
        "longitude, latitude. If that is wrong, swap them in the file."
    )
    return (note,)


def _within(box: Box, around: Box) -> bool:
    west, south, east, north = around
    return (
        box[0] >= west - _ROUNDING
        and box[1] >= south - _ROUNDING
        and box[2] <= east + _ROUNDING
        and box[3] <= north + _ROUNDING
    )


def _touches(box: Box, other: Box) -> bool:
    return box[0] <= other[2] and other[0] <= box[2] and box[1] <= other[3] and other[1] <= box[3]


def _corner(bounds: Box) -> str:
    return f"{bounds[2]:.10g}, {bounds[3]:.10g}"


def _system(said: str | None) -> CRS | None:
    """Read what a file says; None for coordinates that are not on earth, as in a building plan."""
    if not said:
        return None
    try:
        system = CRS.from_user_input(said)
    except CRSError:
        return None
    if system.is_engineering or not (system.is_geographic or system.is_projected):
        parts = system.sub_crs_list
        return parts[0] if parts and (parts[0].is_projected or parts[0].is_geographic) else None
    return system


@cache
def _is_geographic(crs: str) -> bool:
    return bool(CRS.from_user_input(crs).is_geographic)


def _name(system: CRS) -> str:
    """Return authority and code of the two-dimensional system, or else its full definition."""
    flat = system.to_2d()
    found = flat.to_authority()
    name = ":".join(found) if found else ""
    if name in {"OGC:CRS84", "EPSG:4326"}:
        return WGS84  # the same, in the order that all files here have
    return name if name and reference_system(name) else flat.to_wkt()
