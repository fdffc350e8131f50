"""On which ways one may walk or cycle, by the tags of OpenStreetMap: tables, and how to read them.

The tables stand in ``access_tables/`` beside this module, one line per value: ``highways.csv`` the
kinds of way, ``classes.csv`` the same for extracts that know only a class, ``access.csv`` the
values of ``access``, ``foot`` and ``bicycle``, ``barriers.csv`` what stands on a node of a way.
They follow https://wiki.openstreetmap.org/wiki/Key:access and
``Key:barrier`` there.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files

from geo.city.walking.mode import ALL_MODES, Mode

_PRIVATE_KEYS = {Mode.FOOT: "foot", Mode.STEP_FREE: "foot", Mode.BICYCLE: "bicycle"}
_SIDEWALKS = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")
_SIDEWALK_HERE = frozenset({"yes", "both", "left", "right"})


class Rule(StrEnum):
    """Whether a kind of way may be used, where no other tag says so."""

    YES = "yes"
    NO = "no"
    IF_SIGNED = "if_signed"
    """Only where a tag says so."""
    UNLESS_ACCOMPANIED = "unless_accompanied"
    """Not where a street or footway runs along it: `geo.registers.cycleways`."""


def way_rules(tags: Mapping[str, str]) -> dict[Mode, Rule]:
    """Read from the tags of a way who may use it.

    ``foot`` and ``bicycle`` take precedence over ``access``, and both over the default of this kind
    of way. Of a list, such as ``private;permissive``, the most permissive value counts; a value
    that is not in the table says nothing.

    Returns
    -------
    dict
        Per `Mode`; never `Rule.IF_SIGNED`.

    Examples
    --------
    >>> way_rules({"highway": "footway", "access": "private"})[Mode.FOOT]
    <Rule.NO: 'no'>
    >>> way_rules({"highway": "steps"})[Mode.STEP_FREE]
    <Rule.NO: 'no'>
    """
    kinds = _table("highways")
    kind = kinds.get(tags.get("highway", ""))
    if kind is None:
        return dict.fromkeys(_PRIVATE_KEYS, Rule.NO)
    foot = _rule(Rule(kind["foot"]), tags, "foot")
    bicycle = _rule(Rule(kind["bicycle"]), tags, "bicycle")
    no_wheels = tags["highway"] == "steps" or tags.get("wheelchair") == "no"
    step_free = Rule.NO if no_wheels else foot
    return {Mode.FOOT: foot, Mode.STEP_FREE: step_free, Mode.BICYCLE: bicycle}


def class_rules(number: int) -> dict[Mode, Rule]:
    """Return who may use a way of which only the class is known.

    Parameters
    ----------
    number
        Class as in ``network/osm_wegen_<city>.parquet``.
    """
    row = _table("classes")[str(number)]
    foot, bicycle = Rule(row["foot"]), Rule(row["bicycle"])
    return {Mode.FOOT: foot, Mode.STEP_FREE: foot, Mode.BICYCLE: bicycle}


def classes() -> tuple[int, ...]:
    """Return the classes that are known."""
    return tuple(int(number) for number in _table("classes"))


def may_pass(tags: Mapping[str, str]) -> Mode:
    """Read from the tags of a node on a way who may go past it.

    Returns
    -------
    Mode
        All who may; a barrier of an unknown kind stops nobody.

    Examples
    --------
    >>> may_pass({"barrier": "gate", "access": "private"})
    <Mode: 0>
    >>> Mode.FOOT in may_pass({"barrier": "gate", "access": "private", "foot": "yes"})
    True
    """
    row = _table("barriers").get(tags.get("barrier", ""))
    locked = tags.get("locked") == "yes" and row is not None
    passing = Mode(0)
    for mode, key in _PRIVATE_KEYS.items():
        column = "step_free" if mode is Mode.STEP_FREE else key
        stands = row is None or row[column] == "yes"
        said = _allowed(tags.get(key, ""))
        if said is None:
            said = stands and not locked and _allowed(tags.get("access", "")) is not False
        elif said and mode is Mode.STEP_FREE:
            # That one may walk there makes no stile fit for wheels.
            said = stands or _table("barriers")[tags["barrier"]]["foot"] == "no"
        if said:
            passing |= mode
    if tags.get("wheelchair") == "no":
        passing &= ALL_MODES ^ Mode.STEP_FREE
    return passing


def _rule(default: Rule, tags: Mapping[str, str], key: str) -> Rule:
    """Apply the tags for one key to the default of a kind of way."""
    said = _allowed(tags.get(key, ""))
    if said is not None:
        return Rule.YES if said else Rule.NO
    if _allowed(tags.get("access", "")) is False or tags.get("motorroad") == "yes":
        return Rule.NO
    walked = key == "foot"
    if walked and default is not Rule.YES:
        signed = any(tags.get(name) in _SIDEWALK_HERE for name in _SIDEWALKS)
        shared = default is Rule.UNLESS_ACCOMPANIED and tags.get("segregated") in {"yes", "no"}
        if signed or shared:
            return Rule.YES
    return Rule.NO if default is Rule.IF_SIGNED else default


def _allowed(text: str) -> bool | None:
    """Return what a value or a list of values says; None for nothing."""
    known = _table("access")
    said = [known[value]["allowed"] == "yes" for value in _values(text) if value in known]
    return any(said) if said else None


def _values(text: str) -> list[str]:
    return [value.strip() for value in text.split(";")]


@cache
def _table(name: str) -> dict[str, dict[str, str]]:
    """Read a table, by its first column."""
    text = files("geo.registers").joinpath("access_tables", f"{name}.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    first = next(iter(rows[0]))
    return {row[first]: row for row in rows}
