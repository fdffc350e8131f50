"""The BAG 2.0 extract, as Kadaster delivers it: a zip of zips of XML, with history.

Read in one pass over each kind of object, never more than one object in memory. Names of towns and
streets are few enough to keep; the ten million house numbers wait in a SQLite file in the folder
for temporary files until the object comes by that has them.

The format: https://imbag.github.io/praktijkhandleiding/artikelen/hoe-is-het-bag-extract-opgebouwd
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

from geo.model.crs import RD
from geo.model.errors import InputError, Problem
from geo.registers.source_address import SourceAddress, is_in_use

_PART = re.compile(r"(?:^|/)\d{4}(NUM|VBO|OPR|WPL|LIG|STA)\d{8}(?:-\d+)?\.(?:zip|xml)$")
_OBJECTS = {
    "WPL": "Woonplaats",
    "OPR": "OpenbareRuimte",
    "NUM": "Nummeraanduiding",
    "VBO": "Verblijfsobject",
    "LIG": "Ligplaats",
    "STA": "Standplaats",
}
_BATCH = 10_000


class BagExtract:
    """The addresses of an extract that are in use.

    Parameters
    ----------
    path
        The outer zip.

    Raises
    ------
    InputError
        If it is no zip, or lacks a kind of object that addresses are made of.
    """

    crs = RD

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with zipfile.ZipFile(path) as outer:
                self._parts = {
                    match[1]: name
                    for name in outer.namelist()
                    if (match := _PART.search(name)) is not None
                }
        except zipfile.BadZipFile:
            raise InputError([Problem("no zip", "a BAG 2.0 extract", file=path.name)]) from None
        missing = [kind for kind in ("WPL", "OPR", "NUM", "VBO") if kind not in self._parts]
        if missing:
            raise InputError(
                [
                    Problem(
                        "no such file",
                        f"9999{kind}<date>.zip ({_OBJECTS[kind]})",
                        file=path.name,
                        field=kind,
                    )
                    for kind in missing
                ]
            )

    def __iter__(self) -> Iterator[SourceAddress]:
        """Go through the addresses: main ones and others, of houses, berths and pitches."""
        towns = {_id(one): _text(one, "naam") for one in self._current("WPL")}
        streets = {
            _id(one): (_text(one, "naam"), towns.get(_ref(one, "ligtIn"), ""))
            for one in self._current("OPR")
        }
        with tempfile.TemporaryDirectory() as folder:
            numbers = self._numbers(Path(folder) / "numbers.sqlite", towns)
            for kind in ("VBO", "LIG", "STA"):
                for one in self._current(kind):
                    point = _point(one)
                    if point is None:
                        continue
                    for number in _refs(one, ("heeftAlsHoofdadres", "heeftAlsNevenadres")):
                        row = numbers.execute(
                            "SELECT * FROM number WHERE id = ?", (number,)
                        ).fetchone()
                        if row is None:
                            continue
                        _, street, house, letter, addition, postcode, town = row
                        name, own_town = streets.get(street, ("", ""))
                        if name:
                            yield SourceAddress(
                                name, house, letter, addition, postcode, town or own_town, *point
                            )
            numbers.close()

    def _numbers(self, path: Path, towns: dict[str, str]) -> sqlite3.Connection:
        """Keep the house numbers on disk, by id."""
        database = sqlite3.connect(path)
        database.executescript(
            """
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;
            CREATE TABLE number (
                id TEXT PRIMARY KEY, street TEXT, house INTEGER, letter TEXT, addition TEXT,
                postcode TEXT, town TEXT
            ) WITHOUT ROWID;
            """
        )
        batch = []
        for one in self._current("NUM"):
            number = _text(one, "huisnummer")
            if not number.isdigit():
                continue
            batch.append(
                (
                    _id(one),
                    _ref(one, "ligtAan"),
                    int(number),
                    _text(one, "huisletter").upper(),
                    _text(one, "huisnummertoevoeging"),
                    _text(one, "postcode"),
                    towns.get(_ref(one, "ligtIn"), ""),
                )
            )
            if len(batch) == _BATCH:
                database.executemany("INSERT OR REPLACE INTO number VALUES (?,?,?,?,?,?,?)", batch)
                batch.clear()
        database.executemany("INSERT OR REPLACE INTO number VALUES (?,?,?,?,?,?,?)", batch)
        database.commit()
        return database

    def _current(self, kind: str) -> Iterator[ET.Element]:
        """Go through the objects of a kind that exist today; others are history."""
        if kind not in self._parts:
            return
        with zipfile.ZipFile(self._path) as outer, outer.open(self._parts[kind]) as part:
            if not self._parts[kind].endswith(".zip"):
                yield from self._objects(kind, part, self._parts[kind])
                return
            with zipfile.ZipFile(part) as inner:
                for name in sorted(inner.namelist()):
                    # A Mac adds files of its own, whose names begin with a dot.
                    if name.endswith(".xml") and not Path(name).name.startswith("."):
                        with inner.open(name) as xml:
                            yield from self._objects(kind, xml, name)

    def _objects(self, kind: str, xml: IO[bytes], name: str) -> Iterator[ET.Element]:
        wanted = _OBJECTS[kind]
        try:
            # Expat bounds what entities may grow to, and the file is the operator's own.
            steps = ET.iterparse(xml, events=("start", "end"))  # noqa: S314
            holder: ET.Element | None = None
            for event, one in steps:
                tag = _local(one.tag)
                if tag == "stand" and event == "start":
                    holder = one
                if tag != wanted or event == "start":
                    continue
                if _is_current(one):
                    yield one
                if holder is not None:
                    holder.clear()
        except ET.ParseError as error:
            raise InputError(
                [Problem(f"XML that is broken ({error})", "the XML of the BAG", file=name)]
            ) from None


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _find(one: ET.Element, name: str) -> Iterator[ET.Element]:
    return (child for child in one.iter() if _local(child.tag) == name)


def _text(one: ET.Element, name: str) -> str:
    return next(((child.text or "").strip() for child in _find(one, name)), "")


def _id(one: ET.Element) -> str:
    return _text(one, "identificatie")


def _refs(one: ET.Element, names: tuple[str, ...]) -> Iterator[str]:
    """Go through the ids that an object refers to."""
    for name in names:
        for holder in _find(one, name):
            for child in holder:
                yield (child.text or "").strip()


def _ref(one: ET.Element, name: str) -> str:
    return next(_refs(one, (name,)), "")


def _is_current(one: ET.Element) -> bool:
    ended = any(_text(one, name) for name in ("eindGeldigheid", "eindRegistratie"))
    return not ended and is_in_use(_text(one, "status"))


def _point(one: ET.Element) -> tuple[float, float] | None:
    """Read the point of a house, or the first corner of a berth or a pitch."""
    for name in ("pos", "posList"):
        numbers = _text(one, name).split()
        if len(numbers) > 1:
            return float(numbers[0]), float(numbers[1])
    return None
