"""Dutch addresses: parsed from what people write, compared regardless of spelling.

The parts follow the register of addresses (BAG, https://www.kadaster.nl/zakelijk/registraties/bag):
street, house number, one letter, an addition, postcode, city.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from geo.model.errors import InputError, Problem
from geo.model.said import Said
from geo.model.spreadsheets import spreadsheet_damage
from geo.model.street_names import normalise_street
from geo.model.text import fold

__all__ = ["EXAMPLE", "MAX_LENGTH", "Address", "normalise_street", "parse_address", "parse_cell"]

MAX_LENGTH = 300
"""Longest text that is read as an address, in characters."""
_LONGEST_RANGE = 98
"""Largest step of a range: 1-3 and 70-72 are ranges, 5-1203 is flat 1203 at number 5."""

EXAMPLE = "Dorpsstraat 1, 1234 AB Dorp"
"""The best way to write an address; shown in messages."""
NO_TOWNS: Mapping[str, str] = MappingProxyType({})
"""Where no town is known by name."""


@dataclass(frozen=True, slots=True)
class Address:
    """A Dutch address. Parts that are not given are empty.

    Parameters
    ----------
    street
        Name as written, such as ``1e Middellandstraat``; may also be the name of a district.
    house_number
        The number, or the first of a range.
    house_number_end
        The last number of a range such as 1-3.
    letter
        One capital, the A of 63A.
    addition
        What follows, such as ``bis``, ``hs``, ``II`` or ``2``.
    postcode
        ``3011RS``, or only the digits ``3011``.
    """

    street: str = ""
    house_number: int | None = None
    house_number_end: int | None = None
    letter: str = ""
    addition: str = ""
    postcode: str = ""
    city: str = ""

    @property
    def postcode4(self) -> str:
        """The digits of the postcode."""
        return self.postcode[:4]

    @property
    def house(self) -> str:
        """House number with all that belongs to it, such as ``63A``, ``1-3`` or ``72B hs``."""
        if self.house_number is None:
            return ""
        end = "" if self.house_number_end is None else f"-{self.house_number_end}"
        joint = " " if self.addition in _ADDITIONS else "-"
        addition = f"{joint}{self.addition}" if self.addition else ""
        return f"{self.house_number}{self.letter}{end}{addition}"

    def __str__(self) -> str:
        """Write it as on an envelope; `parse_address` reads it back unchanged."""
        postcode = f"{self.postcode[:4]} {self.postcode[4:]}".strip()
        if not self.street:
            return ", ".join(filter(None, (f"{postcode} {self.house}".strip(), self.city)))
        line = f"{self.street} {self.house}".strip()
        return ", ".join(filter(None, (line, f"{postcode} {self.city}".strip())))


_ADDITIONS = frozenset(
    {"bis", "hs", "huis", "boven", "beneden", "bg", "rood", "rd", "zwart", "zw"}
    | {"II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"}
)
"""Additions that are written after a space; any other needs a hyphen to differ from a word."""
_ADDITION_WORDS = "|".join(sorted(_ADDITIONS, key=len, reverse=True))

_POSTCODE6 = re.compile(r"(?<![\w-])([1-9]\d{3})\s?([A-Z]{2}|[a-z]{2}|[A-Z][a-z])(?![\w'])")
_NEVER_ISSUED = frozenset({"SA", "SD", "SS"})
_SMALL_WORDS = frozenset({"te", "in", "op", "en", "de"})
"""Words of two letters that may follow a number of four digits, as in ``1099 te Rotterdam``."""
_POSTCODE4_FIRST = re.compile(r"([1-9]\d{3})(?:\s+(?P<rest>\S.*))?$")
_POSTCODE4_LAST = re.compile(r"(?P<rest>.*[^\W\d_].*\s\d{1,5}\S*)\s+([1-9]\d{3})$")

_STREET_WITH_NUMBER = re.compile(
    # Names that end in a number themselves: Plein 1953, Park 1943, Plein Loods 24.
    r"(?P<street>(?:plein|park)\s(?:1[89]|20)\d\d|plein\sloods\s\d+"
    r"|.*?[^\W\d_].*?)"
    r"(?:(?:\s*(?:\s|(?<=\d)-)|(?<=[^\W\d_]{3}))"
    r"(?:(?:huis\s?)?nr\.?|no\.?|(?:huis)?nummer)?\s*0*(?P<number>[1-9]\d{0,4})(?!\d)(?P<rest>.*))?$",
    re.IGNORECASE,
)
_NUMBER_FIRST = re.compile(
    # 37, or 37 Kipstraat, but not 1e Middellandstraat.
    r"(?:nr\.?\s*)?0*(?P<number>[1-9]\d{0,4})(?!\d|(?:e|de|ste)\s)(?P<rest>.*)$",
    re.IGNORECASE,
)
_REST = re.compile(
    r"(?:\s*[-/.]?\s*(?!t/m)(?P<letter>[a-z])(?![^\W_]))?"
    r"(?:\s*(?:[-/&+]|t/m|tot)\s*0*(?P<second>[1-9]\d{0,4})(?P<second_letter>[a-z]?)(?![^\W_]))?"
    rf"(?:[\s/-]*(?P<word>{_ADDITION_WORDS})(?![^\W_])"
    r"|[-/]\s*(?P<coded>[a-z]{2,4}|\d{1,4}[a-z]?|(?<=[a-z][-/])[a-z])(?![^\W_])"
    r"|(?P<attached>(?<!.)[a-z]{2,4})(?![^\W_]))?"
    r"(?P<tail>.*)$",
    re.IGNORECASE,
)

_COUNTRIES = frozenset({"nederland", "netherlands", "the netherlands", "nl", "holland"})
_COUNTRY_LAST = re.compile(rf",?\s+(?:{'|'.join(_COUNTRIES - {'holland'})})$", re.IGNORECASE)
_NO_CITY = re.compile(
    r"\b(ingang|achter\w*|voor\w*|floor|verdieping|etage|hoek|naast|tegenover|boven\w*|begane"
    r"|zijde|gebouw|kamer|zaal|bij|entree|parkeer\w*|near|entrance|centrum|winkel\w*)\b"
)


def parse_address(text: str, towns: Mapping[str, str] = NO_TOWNS) -> Address:
    """Read an address as people write it.

    Understands postcodes with and without a space, letters, additions (``12-a bis``), ranges
    (``1-3``) and parts in another order (``3011RS 37``), and ignores what is not part of an address
    (``, 3rd floor``, ``(ingang achter)``).

    Returns
    -------
    Address
        Its parts, with at least a street or a postcode.

    Raises
    ------
    InputError
        If it contains neither a street nor a postcode, or is too long.

    Examples
    --------
    >>> address = parse_address("kipstr. 37-a, 3011rs Rotterdam (ingang achter)")
    >>> str(address)
    'kipstr. 37A, 3011 RS Rotterdam'
    >>> address.house_number, address.letter, address.postcode
    (37, 'A', '3011RS')
    """
    if len(text) > MAX_LENGTH:
        raise _not_understood(
            Said("a text of %(count)s characters", count=str(len(text))),
            Said("an address of at most %(limit)s characters", limit=str(MAX_LENGTH)),
        )
    line, postcode = _take_postcode(_clean(text))
    parts = [part for part in (piece.strip(" .-/&+") for piece in line.split(",")) if part]
    while len(parts) > 1 and fold(parts[-1]) in _COUNTRIES:
        parts.pop()
    if not postcode:
        parts, postcode = _take_postcode4(parts, towns)
    address = _assemble(parts, postcode, towns)
    if not address.street and not address.postcode:
        raise _not_understood(
            repr(text),
            Said("a street, a postcode or a district, such as %(example)s", example=f"'{EXAMPLE}'"),
        )
    return address


def parse_cell(text: str, towns: Mapping[str, str] = NO_TOWNS) -> Address:
    """Read an address from a cell of a table, which a spreadsheet may have damaged.

    Raises
    ------
    InputError
        As `parse_address`; also where a spreadsheet made a date of a house number, or a power of
        ten of a postcode. What stood there before cannot be told, so nothing is guessed.
    """
    if damage := spreadsheet_damage(text):
        expected = Said("an address such as %(example)s, not %(damage)s",
                        example=f"'{EXAMPLE}'", damage=damage)  # fmt: skip
        raise _not_understood(repr(text), expected)
    return parse_address(text, towns)


def _not_understood(found: str, expected: str) -> InputError:
    return InputError([Problem(found=found, expected=expected, field="address")])


def _clean(text: str) -> str:
    """Keep letters, digits and the punctuation of an address; drop remarks in brackets."""
    plain = unicodedata.normalize("NFC", text)
    plain = re.sub(r"[‘’‛´`ʼ]", "'", plain)  # noqa: RUF001 - all the apostrophes people type
    plain = re.sub(r"[‐-―−]", "-", plain)  # noqa: RUF001 - all the dashes
    plain = re.sub(r"[\r\n;|•·]+", ",", plain)
    plain = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", plain)
    plain = "".join(
        sign if sign in " ,.'-/&+" or unicodedata.category(sign)[0] in "LNM" else " "
        for sign in plain
    )
    return re.sub(r"\s+", " ", plain).strip()


def _take_postcode(line: str) -> tuple[str, str]:
    """Take the last full postcode out of a line, leaving a comma in its place."""
    for match in reversed(list(_POSTCODE6.finditer(line))):
        letters = match[2]
        if letters.upper() in _NEVER_ISSUED or (letters in _SMALL_WORDS and " " in match[0]):
            continue
        return f"{line[: match.start()]},{line[match.end() :]}", match[1] + letters.upper()
    return line, ""


def _take_postcode4(parts: list[str], towns: Mapping[str, str]) -> tuple[list[str], str]:
    """Take a postcode of digits only: before a city, after a house number, or alone."""
    for index, part in enumerate(parts):
        first = _POSTCODE4_FIRST.match(part)
        if first:
            rest = first["rest"] or ""
            if not rest or index > 0 or fold(rest) in towns or _NUMBER_FIRST.match(rest):
                return [*parts[:index], *filter(None, [rest]), *parts[index + 1 :]], first[1]
        last = _POSTCODE4_LAST.match(part)
        street = _STREET_WITH_NUMBER.match(part)
        if last and street and street["rest"] and fold(street["rest"]) == last[2]:
            return [*parts[:index], last["rest"], *parts[index + 1 :]], last[2]
    return parts, ""


def _assemble(parts: list[str], postcode: str, towns: Mapping[str, str]) -> Address:
    """Find street and number among the parts; what follows them may name the city."""
    for at, part in enumerate(parts):
        match = _STREET_WITH_NUMBER.match(part)
        if match and match["number"]:
            house, tail = _house(match["number"], match["rest"])
            before = [part for part in parts[:at] if fold(part) in towns]
            city = _city([*before, tail, *parts[at + 1 :]], towns)
            return replace(house, street=_street(match["street"]), postcode=postcode, city=city)
    return _assemble_apart(parts, postcode, towns)


def _assemble_apart(parts: list[str], postcode: str, towns: Mapping[str, str]) -> Address:
    """Assemble where no part holds both: ``3011RS 37``, ``Kipstraat, 37`` or ``Pendrecht``."""
    house = Address()
    names: list[str] = []
    for part in parts:
        number = _NUMBER_FIRST.match(part)
        if number and house.house_number is None:
            house, tail = _house(number["number"], number["rest"])
            part = tail  # noqa: PLW2901 - what is left of it may be the city
        if re.search(r"[^\W\d_]", part):
            names.append(part)
    has_street = bool(names) and not (postcode and fold(names[0]) in towns)
    street = _street(names.pop(0)) if has_street else ""
    return replace(house, street=street, postcode=postcode, city=_city(names, towns))


def _house(number: str, rest: str) -> tuple[Address, str]:
    """Read what follows a house number; return the parts and the remaining text."""
    match = _REST.match(rest)
    assert match is not None  # noqa: S101 - every part of the pattern is optional
    first = int(number)
    second = int(match["second"]) if match["second"] else None
    addition = match["word"] or match["coded"] or match["attached"] or ""
    if second is not None and not first < second <= first + _LONGEST_RANGE:
        addition = f"{second}{match['second_letter']}"
        second = None
    is_word = addition.lower() in _ADDITIONS
    addition = addition.lower() if is_word else addition.upper()
    house = Address(
        house_number=first,
        house_number_end=second,
        letter=(match["letter"] or "").upper(),
        addition=addition,
    )
    return house, match["tail"]


def _street(text: str) -> str:
    return text.strip(" ,-/&+")


def _city(parts: list[str], towns: Mapping[str, str]) -> str:
    """Choose the last part that can be a town: letters only, and not a remark on how to get in."""
    for part in reversed(parts):
        name = re.sub(r"^(?:te|in)\s+", "", part.strip(" .,-/&+"), flags=re.IGNORECASE)
        name = _COUNTRY_LAST.sub("", name)
        folded = fold(name)
        if folded in towns:
            return towns[folded]
        if folded and not re.search(r"[\d/&+]", name) and not _NO_CITY.search(folded):
            return name
    return ""
