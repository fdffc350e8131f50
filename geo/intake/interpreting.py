"""What each row of a list says, in the columns of an observation.

What is not sure is not guessed: it is left out, or kept in the words of the source, and told.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import get_args

from geo.city.profile import CityProfile
from geo.evidence.observations import COLUMNS
from geo.geocoding.addresses import Address, parse_cell
from geo.hours.calendar_nl import Calendar
from geo.hours.programme import Activity
from geo.i18n.spoken import language_code
from geo.intake.hours_in_words import hours_in_notation
from geo.intake.incoming import IncomingList, IncomingRow
from geo.intake.mapping import SourceMapping, Target, Word
from geo.model.contacts import GENERAL_MAIL, GENERAL_PHONE, mail_problem, written_phone
from geo.model.crs import RD_NEW
from geo.model.errors import InputError
from geo.model.partial_date import PartialDate
from geo.model.said import Said
from geo.model.text import fold
from geo.model.vocabulary import Precision

_HOUSE_NUMBER = re.compile(r"[1-9]\d{0,4}(?:[0-9A-Za-z /-]{0,12})")
_POSTCODE = re.compile(r"[1-9]\d{3}[A-Z]{2}")
_URL = re.compile(r"https?://[^\s/]+\.[^\s]+")
_DUTCH_DATE = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")
_TEXTS: tuple[Target, ...] = ("operator", "city", "gebied", "buurt", "costs", "osm_id")
_WORDS: tuple[Word, ...] = get_args(Word)
_DECIMALS = 7
_HIDDEN = Said("(left out)")
"""Shown in place of a value that may belong to a person."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """Something in a row that has no sure meaning, for a person to look at.

    Parameters
    ----------
    field
        The column of an observation.
    text
        What the list says.
    why
        In a few words.
    """

    field: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class RowReading:
    """What one row says.

    Parameters
    ----------
    number
        Its line, or the number of its feature.
    key
        What names it within its own list, from year to year.
    content
        A digest of all that it says, in its own words.
    values
        By column of an observation.
    address
        The same address in parts.
    point
        Longitude and latitude (EPSG:4326, degrees); None where the list has none.
    telephone
        Digits only, for comparison.
    unsure
        What could not be taken over.
    """

    number: int
    key: str
    content: str
    values: dict[str, str]
    address: Address
    point: tuple[float, float] | None
    telephone: str
    unsure: tuple[Unsure, ...] = field(default=())


def read_rows_of(
    incoming: IncomingList,
    mapping: SourceMapping,
    city: CityProfile,
    calendar: Calendar,
    since: date,
) -> Iterator[RowReading]:
    """Read the rows that a mapping takes.

    Parameters
    ----------
    since
        The day from which holidays matter: that of the list.

    Yields
    ------
    RowReading
        Of each row with a name, in order.
    """
    for row in incoming.rows:
        if mapping.takes(row.cells) and mapping.raw(row.cells, "name"):
            yield _Interpreter(row, mapping, city, calendar, since).read()


class _Interpreter:
    """Reads one row."""

    def __init__(
        self,
        row: IncomingRow,
        mapping: SourceMapping,
        city: CityProfile,
        calendar: Calendar,
        since: date,
    ) -> None:
        self._row = row
        self._mapping = mapping
        self._city = city
        self._calendar = calendar
        self._since = since
        self._unsure: list[Unsure] = []

    def read(self) -> RowReading:
        """Read all values of the row."""
        values = {"name": self._raw("name")}
        address = self._address()
        values |= self._address_values(address)
        values |= {name: self._raw(name) for name in _TEXTS if self._raw(name)}
        for name in ("alt_names", "activities"):
            parts = re.split(r"[;\n]|, ", self._raw(name))
            values[name] = ";".join(dict.fromkeys(filter(None, map(str.strip, parts))))
        values |= {name: self._word(name) for name in _WORDS}
        values["website"] = self._website()
        values["phone"], values["email"] = self._phone(), self._mail()
        values["languages"], values["programme"] = self._languages(), self._programme()
        values["opening_hours"] = self._hours()
        values["opened"] = self._opened()
        values["note"] = self._raw("note")
        point = self._point()
        if point is not None:
            lon, lat = (f"{number:.{_DECIMALS}f}" for number in point)
            precision = self._raw("point_precision") or Precision.ADDRESS.value
            values |= {"lat": lat, "lon": lon, "point_precision": precision}
        values = {name: text for name, text in values.items() if text and name in COLUMNS}
        address = replace(address, city=address.city or values.get("city", ""))
        return RowReading(
            self._row.number,
            self._key(address),
            self._content(),
            values,
            address,
            point,
            re.sub(r"^(?:0031|31)", "0", re.sub(r"\D", "", self._raw("phone"))),
            tuple(self._unsure),
        )

    def _raw(self, target: Target) -> str:
        return self._mapping.raw(self._row.cells, target)

    def _doubt(self, name: str, text: str, why: str) -> str:
        self._unsure.append(Unsure(name, text, why))
        return ""

    def _key(self, address: Address) -> str:
        """Name the row: by its own id, or by name and address."""
        return self._raw("row_id") or fold(f"{self._raw('name')} {address}")

    def _content(self) -> str:
        """Digest what the row says; the order of its columns does not matter."""
        said = sorted((target, self._raw(target)) for target in self._mapping.columns)
        said += sorted((target, text) for target, text in self._mapping.constants.items())
        said += sorted(
            (target, text) for target, text in self._mapping.known_of(self._row.cells).items()
        )
        place = self._row.point
        where = "" if place is None else f"{place[0]:.6f} {place[1]:.6f}"
        text = "\n".join([*(f"{target}={value}" for target, value in said if value), where])
        return hashlib.sha256(text.encode()).hexdigest()

    def _address(self) -> Address:
        """Read the address, whether it stands in one column or in several."""
        street, number = self._raw("street"), self._raw("house_number")
        text = f"{street} {number}".strip() if street else self._raw("address")
        postcode = re.sub(r"\s", "", self._raw("postcode")).upper()
        address = Address()
        if text:
            try:
                address = parse_cell(text, self._city.written_towns)
            except InputError as error:
                found = error.problems[0]
                self._doubt("street", text, Said("expected %(expected)s", expected=found.expected))
        if street and address.street:
            address = replace(address, street=street)
        if postcode and not _POSTCODE.fullmatch(postcode):
            self._doubt("postcode", postcode, Said("not a postcode of four digits and two letters"))
        elif postcode:
            address = replace(address, postcode=postcode)
        return address

    def _address_values(self, address: Address) -> dict[str, str]:
        house = address.house
        if house and not _HOUSE_NUMBER.fullmatch(house):
            house = self._doubt("house_number", house, Said("not a house number"))
        full = _POSTCODE.fullmatch(address.postcode)
        return {
            "street": address.street,
            "house_number": house,
            "postcode": address.postcode if full else "",
            "city": address.city,
        }

    def _word(self, name: Word) -> str:
        text = self._raw(name)
        if not text:
            return ""
        found = self._mapping.word(name, text)
        return found or self._doubt(name, text, Said("not a word that is known for it"))

    def _website(self) -> str:
        text = self._raw("website").split(";")[0].strip()
        if not text:
            return ""
        address = text if "://" in text else f"https://{text}"
        if _URL.fullmatch(address):
            return address
        return self._doubt("website", text, Said("not an address of a page"))

    def _phone(self) -> str:
        """Read the number of the organisation; a personal one is left out everywhere."""
        text = re.split(r"[;/,]| of ", self._raw("phone"))[0].strip()
        return written_phone(text) or (self._doubt("phone", _HIDDEN, GENERAL_PHONE) if text else "")

    def _mail(self) -> str:
        text = re.split(r"[;,\s]", self._raw("email"))[0]
        if not text or not mail_problem(text):
            return text
        return self._doubt("email", _HIDDEN, GENERAL_MAIL)

    def _languages(self) -> str:
        spoken = list(filter(None, map(str.strip, re.split(r"[;,/\n]", self._raw("languages")))))
        codes = [language_code(one) for one in spoken]
        if all(codes):
            return ";".join(dict.fromkeys(codes))
        return self._doubt(
            "languages", self._raw("languages"), Said("not languages by name or code")
        )

    def _programme(self) -> str:
        """Read the programme; an entry that does not say when is left for a person."""
        entries = []
        for text in filter(None, map(str.strip, re.split(r"[;\n]", self._raw("programme")))):
            one = Activity.read(text)
            when = hours_in_notation(one.when, self._calendar, self._since) if one.when else None
            if when is None or ";" in when:
                return self._doubt(
                    "programme", text, Said("not 'activity | when | cost | for whom'")
                )
            entries.append(str(replace(one, when=when)))
        return ";".join(entries)

    def _hours(self) -> str:
        """Read the hours; what is not sure stays in the words of the list."""
        text = self._raw("opening_hours")
        if not text:
            return ""
        found = hours_in_notation(text, self._calendar, self._since)
        if found is None:
            self._doubt("opening_hours", text, Said("no one meaning; kept as text"))
            return " ".join(text.split())
        return found

    def _opened(self) -> str:
        text = self._raw("opened")
        if not text:
            return ""
        if dutch := _DUTCH_DATE.fullmatch(text):
            day, month, year = map(int, dutch.groups())
            text = f"{year}-{month:02d}-{day:02d}"
        with suppress(ValueError):
            PartialDate.parse(text)
            return text
        return self._doubt("opened", text, Said("not a date"))

    def _point(self) -> tuple[float, float] | None:
        """Read where the place lies: its shape, degrees, or metres in EPSG:28992."""
        point = self._row.point
        lon, lat, x, y = (self._number(name) for name in ("lon", "lat", "x", "y"))
        if point is None and lon is not None and lat is not None:
            point = (lon, lat)
        if point is None and x is not None and y is not None:
            there = RD_NEW.lon_lat(x, y)
            point = (float(there[0]), float(there[1]))
        if point is None:
            return None
        problem = self._city.point_problem(*point)
        if problem is not None:
            self._doubt(
                "point",
                f"{point[0]:g}, {point[1]:g}",
                Said("expected %(expected)s", expected=problem.expected),
            )
            return None
        return point

    def _number(self, name: Target) -> float | None:
        text = self._raw(name).replace(",", ".")
        try:
            return float(text) if text else None
        except ValueError:
            self._doubt(name, text, Said("not a number"))
            return None


def day_of(text: str) -> date:
    """Return the first day of a date that may be a year or a month; today where empty."""
    return PartialDate.parse(text).first if text else datetime.now().date()  # noqa: DTZ005 - a day
