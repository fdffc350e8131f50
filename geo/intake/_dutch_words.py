"""The words in which Dutch lists write opening hours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
"""The days as OpenStreetMap writes them."""
EVERY_DAY: Final = frozenset(range(7))
HALVES: Final = 30
"""Minutes before the hour that "half" names."""
NUMBERS: Final = (
    "nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf",
    "twaalf",
)  # fmt: skip
"""Hours in words, from 0."""

_DAY_NAMES = (
    ("maandag", "maa", "ma", "mnd"),
    ("dinsdag", "din", "di"),
    ("woensdag", "woe", "wo"),
    ("donderdag", "don", "do"),
    ("vrijdag", "vrij", "vr"),
    ("zaterdag", "zat", "za"),
    ("zondag", "zon", "zo"),
)
_DAY_OF = {name: number for number, names in enumerate(_DAY_NAMES) for name in names}
_LONG = "|".join(names[0] for names in _DAY_NAMES)
_SHORT = "|".join(sorted((n for names in _DAY_NAMES for n in names[1:]), key=len, reverse=True))
_PART_OF = {
    "ochtend": "ochtend", "morgen": "ochtend", "voormiddag": "ochtend", "middag": "middag",
    "namiddag": "middag", "avond": "avond",
}  # fmt: skip
_PART = "|".join(_PART_OF)
_NTH = {
    "eerste": 1, "1e": 1, "1ste": 1, "tweede": 2, "2e": 2, "2de": 2, "derde": 3, "3e": 3, "3de": 3,
    "vierde": 4, "4e": 4, "4de": 4, "laatste": -1,
}  # fmt: skip
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
_NAMED = ("herfstvakantie", "kerstvakantie", "voorjaarsvakantie", "meivakantie", "zomervakantie")

_PATTERNS = {
    "appointment": r"(?:(?:alleen|uitsluitend|enkel) )?(?:op|na|volgens|via) "
    r"(?:telefonische )?afspraak",
    "irregular": r"(?:geen vaste|wisselende|onregelmatige)(?: openings?)? ?-?tijden|wisselend",
    "always": r"24 uur per dag|24/7|altijd(?: open)?|dag en nacht",
    "ofmonth": r"(?:van|in|v/d|vd) ?(?:de|elke|iedere)? ?maand|per maand",
    "everyday": r"(?:elke|iedere) dag|alle dagen(?: van de week)?|dagelijks|7 dagen per week"
    r"|(?:de )?hele week",
    "workdays": r"(?:op |alle )?(?:werk|week|doordeweekse ?)dagen|(?:elke|iedere) werkdag"
    r"|door ?de ?weeks?e?",
    "weekend": r"(?:in )?(?:het )?weekend|weekeinde",
    "holiday": r"(?:(?:alle|officiële|officiele|erkende|nationale|algemene|christelijke) )*"
    r"feestdagen",
    "named": "|".join(_NAMED),
    "schoolholiday": r"(?:alle )?school ?vakanties?",
    "except": r"behalve|m\.?u\.?v\.?|met uitzondering van|uitgezonderd|niet",
    "closed": r"gesloten|dicht",
    "day": rf"(?P<long>{_LONG})(?:s|en)?(?:-?(?P<longpart>{_PART})(?:s|en)?)?"
    rf"|(?P<short>{_SHORT})\.?(?:-?(?P<shortpart>{_PART}))?",
    "nth": "|".join(_NTH),
    "part": rf"(?:in de |'?s )?(?P<only>{_PART})(?:s|en)?",
    "month": "|".join(_MONTHS),
    "number": r"(?P<hour>\d{1,2})(?:(?:[.:]| ?u(?:ur)? ?|h)(?P<minute>\d{2})(?!\d))?"
    r"(?: ?(?:uur|u|h)\b\.?)?",
    "spoken": rf"(?P<word>{'|'.join(NUMBERS[1:])})(?: uur)?",
    "half": r"half",
    "through": r"t/m|t\.?e\.?m\.?|tot en met|tot/met|t&m",
    "until": r"tot",
    "between": r"tussen|vanaf|rond|ongeveer|circa|ca\.?",
    "from": r"van",
    "and": r"en|&|\+",
    "every": r"elke|iedere|alle",
    "on": r"op|in|tijdens|gedurende|de",
    # "om de dinsdag" is every other Tuesday, so "om" is only known before a time.
    "open": r"openingstijden|openingstijd|geopend|open|zijn wij|wij zijn|we zijn|is|zijn"
    r"|om(?= \d)",
    "dash": r"-",
    "comma": r",",
    "slash": r"/",
    "break": r"[;|\n]|\.(?=\s|$)|[•*]",
    "space": r"[ \t()]+|:(?=\s|$)",
}
"""What each sort of word looks like; the first that fits counts."""
_WORD_END = r"(?![a-zà-ÿ0-9])"
_NEEDS_NO_END = {"number", "and", "dash", "comma", "slash", "break", "space", "through"}
_SCANNER = re.compile(
    "|".join(
        f"(?P<{kind}>(?:{pattern}){'' if kind in _NEEDS_NO_END else _WORD_END})"
        for kind, pattern in _PATTERNS.items()
    )
)
_WORKDAYS, _WEEKEND = frozenset(range(5)), frozenset({5, 6})
_SPELLINGS = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u2018\u2019`", "'")
    | {"\u00a0": " "}
)
"""All the dashes and apostrophes that people type."""
_HOUR = 60


@dataclass(frozen=True, slots=True)
class HoursWord:
    """One word of a text.

    Parameters
    ----------
    kind
        What sort of word: ``day``, ``number``, ``until``, … or ``unknown``.
    text
        As it is written, or its usual form.
    days
        Of the week, from 0, for ``day`` and ``everyday``.
    part
        Of the day that is written with a day: ``ochtend``, ``middag``, ``avond`` or empty.
    number
        Of the month or of the day of a month.
    minutes
        Since midnight, of a time.
    is_bare
        Whether a time may be spoken style: without minutes, or with an hour of one digit.
    is_spoken
        Whether a time is in words.
    """

    kind: str
    text: str
    days: frozenset[int] = frozenset()
    part: str = ""
    number: int = 0
    minutes: int = 0
    is_bare: bool = False
    is_spoken: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether a time is certainly on a clock of 24 hours."""
        return not self.is_bare and not self.is_spoken


def tokens(text: str) -> Iterator[HoursWord]:
    """Read a text as words.

    Parameters
    ----------
    text
        Opening hours as a person writes them.

    Yields
    ------
    HoursWord
        In order; what is not known is of the kind ``unknown``.
    """
    plain = text.translate(_SPELLINGS).lower().strip()
    at = 0
    while at < len(plain):
        match = _SCANNER.match(plain, at)
        if match is None:
            yield HoursWord("unknown", plain[at:])
            return
        at = match.end()
        if match.lastgroup is not None and not match["space"]:
            yield _token(match)


def _token(match: re.Match[str]) -> HoursWord:
    """Say what a word means."""
    text = match[0].strip()
    kind = next(kind for kind in _PATTERNS if match[kind] is not None)
    make = _MEANINGS.get(kind)
    return make(text, match) if make else HoursWord(kind, text)


def _day(text: str, match: re.Match[str]) -> HoursWord:
    part = match["longpart"] or match["shortpart"] or ""
    days = frozenset({_DAY_OF[match["long"] or match["short"]]})
    return HoursWord("day", text, days, part=_PART_OF.get(part, ""))


def _number(text: str, match: re.Match[str]) -> HoursWord:
    hour, minute = match["hour"], match["minute"]
    if minute and int(minute) >= _HOUR:
        return HoursWord("unknown", text)
    bare = minute is None or (len(hour) == 1)
    bare = bare and not hour.startswith("0")
    return HoursWord("number", text, minutes=int(hour) * _HOUR + int(minute or 0), is_bare=bare)


def _spoken(text: str, match: re.Match[str]) -> HoursWord:
    minutes = NUMBERS.index(match["word"]) * _HOUR
    return HoursWord("number", text, minutes=minutes, is_spoken=True)


_MEANINGS: Mapping[str, Callable[[str, re.Match[str]], HoursWord]] = {
    "day": _day,
    "number": _number,
    "spoken": _spoken,
    "everyday": lambda text, _: HoursWord("everyday", text, EVERY_DAY),
    "workdays": lambda text, _: HoursWord("everyday", text, _WORKDAYS),
    "weekend": lambda text, _: HoursWord("everyday", text, _WEEKEND),
    "nth": lambda text, _: HoursWord("nth", text, number=_NTH[text]),
    "month": lambda text, _: HoursWord("month", text, number=_MONTHS.index(text)),
    "part": lambda _, match: HoursWord("part", _PART_OF[match["only"]]),
    "named": lambda text, _: HoursWord("named", text.capitalize()),
}
