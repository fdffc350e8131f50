"""What the words mean that people type: data of the languages, read once.

``data/words/search/`` holds a table per language (columns ``word``, ``means``, ``first``; described
in docs/finding.md). The names of the kinds of place come from the city, those of the groups of
activities from the catalogues of translations. A word that two languages share means what the
language of the city says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from rapidfuzz import fuzz, process

from geo.city.profile import CityProfile
from geo.directory.activities import GROUPS
from geo.i18n.languages import LANGUAGES
from geo.io.tables import TableRow, read_rows
from geo.model.errors import InputError, Problem
from geo.model.text import fold
from geo.model.vocabulary import Access, Kind
from geo.search.moments import DATE, DAYS

FOLDER = "search"
_MAX_BYTES = 1_000_000
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LEAST_ALIKE = 84.0
"""Lowest similarity, in percent, at which a word is another one with a typing error."""
_SHORTEST_WITH_ERROR = 5
_SHORTEST_TOGETHER = 7
"""Fewer letters are too often part of something else: *in loop* is no *inloop*."""
_SHORTEST_HALF = 4


class WordSense(StrEnum):
    """What sort of thing a word asks for."""

    KIND = "kind"
    """A kind of place; the value is a `Kind`."""
    PLACE = "place"
    """A meeting place of any kind."""
    ACTIVITY = "activity"
    """Something to do, or a need; the value is the key of a group of activities."""
    ACCESS = "access"
    """To get in with a wheelchair or rollator; the value is an `Access`."""
    OPEN = "open"
    """To be open, at the moment that other words say."""
    NOW = "now"
    DAY = "day"
    """A day: the value is as in `geo.search.moments.moment_said`."""
    TIME = "time"
    """A part of the day; the value is an hour in it, such as ``19:30``."""
    HOUR = "hour"
    """The number before it is an hour; the value is what to add to it: 0, or 12 for *pm*."""
    HERE = "here"
    """Where the visitor is."""
    STOP = "stop"
    """The name beside it is that of a stop."""
    SAYS = "says"
    """Something that only some places say of themselves; the value is their word, as *gratis*."""
    UNRECORDED = "unrecorded"
    """Something that is recorded of no place, such as a toilet."""
    SMALL = "small"
    """A word that says nothing about a place when others do."""


_WHEN = frozenset({WordSense.DAY, WordSense.TIME})
_HEADS = frozenset({WordSense.TIME, WordSense.PLACE, WordSense.KIND, WordSense.SMALL})
"""What an activity may stand before in one word: *bingomiddag*, *naaiplek*, *zanggroep*."""


@dataclass(frozen=True, slots=True)
class WordMeaning:
    """What a word means.

    Parameters
    ----------
    value
        Depends on the sense; empty for those that need none.
    first
        Whether the word is narrower than its group, so that places that say it themselves go
        first: *bingo* among the games.
    """

    sense: WordSense
    value: str = ""
    first: bool = False


class Lexicon:
    """Words and phrases with their meaning; immutable and safe to share.

    Parameters
    ----------
    meanings
        By word or phrase, in the form of `word_key`.

    Attributes
    ----------
    longest
        Words of the longest phrase.
    stop_word
        What a stop is called in the language of the city; empty where no word means a stop.
    """

    def __init__(self, meanings: dict[str, WordMeaning]) -> None:
        self._meanings = meanings
        stops = (key for key, meaning in meanings.items() if meaning.sense is WordSense.STOP)
        self.stop_word = next(stops, "")
        self.longest = max((key.count(" ") + 1 for key in meanings), default=0)
        self._together = {
            joined: meaning
            for key, meaning in meanings.items()
            if len(joined := key.replace(" ", "")) >= _SHORTEST_TOGETHER
            and meaning.sense is not WordSense.SMALL
        }
        self._single = [
            key
            for key, meaning in meanings.items()
            if " " not in key
            and len(key) >= _SHORTEST_WITH_ERROR
            and meaning.sense is not WordSense.SMALL
        ]

    @classmethod
    def beside(cls, reference: Path) -> Lexicon:
        """Read the words for the city whose reference tables stand in a folder.

        Parameters
        ----------
        reference
            The folder ``reference`` of a city; ``words`` stands beside the folder of the city.

        Raises
        ------
        InputError
            A table has a word that means nothing known; lists all of them.
        """
        city = CityProfile.beside(reference)
        folder = reference.resolve().parents[1] / "words" / FOLDER
        meanings = dict(_named(city))
        problems: list[Problem] = []
        others = [language for language in LANGUAGES if language not in city.languages]
        for language in (*city.languages, *others):
            path = folder / f"{language}.csv"
            if path.is_file():
                for key, meaning in _read(path, problems):
                    meanings.setdefault(key, meaning)
        if problems:
            raise InputError(problems)
        return cls(meanings)

    def __len__(self) -> int:
        """Count the words and phrases."""
        return len(self._meanings)

    def meaning(self, phrase: str) -> WordMeaning | None:
        """Return what a word or phrase means.

        Parameters
        ----------
        phrase
            In the form of `word_key`.

        Examples
        --------
        >>> from geo.model.settings import settings
        >>> lexicon = Lexicon.beside(settings().reference)
        >>> lexicon.meaning("biljart").value
        'spel'
        """
        found = self._meanings.get(phrase)
        return found or self._compound(phrase)

    def is_small(self, word: str) -> bool:
        """Return whether a word, in the form of `word_key`, says nothing when others do."""
        found = self._meanings.get(word)
        return found is not None and found.sense is WordSense.SMALL

    def loosely(self, phrase: str) -> WordMeaning | None:
        """Return what a phrase means that is written as one word, or a word written as two.

        A word that is none of these may be two of them together: what it is, is said by the last
        (*ouderenlunch* is a lunch), unless that is only when or where (*bingomiddag* is bingo).

        Parameters
        ----------
        phrase
            In the form of `word_key`, and not known to `meaning`.

        Examples
        --------
        >>> from geo.model.settings import settings
        >>> lexicon = Lexicon.beside(settings().reference)
        >>> [lexicon.loosely(one).value for one in ("taal les", "ouderenlunch")]
        ['taal', 'eten']
        """
        words = phrase.split()
        if len(words) > 1:
            known = [self._meanings.get(word) for word in words]
            when = any(one is not None and one.sense in _WHEN for one in known)
            return None if when else self._together.get("".join(words))
        return self._together.get(phrase) or self._two_in_one(phrase)

    def _two_in_one(self, word: str) -> WordMeaning | None:
        for at in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
            first, last = self._meanings.get(word[:at]), self._meanings.get(word[at:])
            if first is None or last is None or first.sense is not WordSense.ACTIVITY:
                continue
            if last.sense is WordSense.ACTIVITY:
                return replace(last, first=True)
            if last.sense in _HEADS:
                return replace(first, first=True)
        return None

    def alike(self, word: str) -> tuple[str, float]:
        """Return the word that another one is with a typing error, and how alike; else empty."""
        if len(word) < _SHORTEST_WITH_ERROR:
            return "", 0.0
        found = process.extractOne(word, self._single, scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE)
        return (found[0], float(found[1])) if found else ("", 0.0)

    def _compound(self, word: str) -> WordMeaning | None:
        """Read *zondagmiddag* as its day; `daytime` reads the rest."""
        day, _ = self.daytime(word)
        return WordMeaning(WordSense.DAY, day) if day else None

    def daytime(self, word: str) -> tuple[str, str]:
        """Split a word into a day and an hour, as *zondagmiddag*; both empty where it is none."""
        for at in range(5, len(word) - 3):
            day, part = self._meanings.get(word[:at]), self._meanings.get(word[at:])
            if day and part and (day.sense, part.sense) == (WordSense.DAY, WordSense.TIME):
                return day.value, part.value
        return "", ""


def word_key(text: str) -> str:
    """Write a word or phrase in the form that is compared: folded, with ij as y.

    Examples
    --------
    >>> word_key("Bij mij!")
    'by my'
    """
    return fold(text).replace("ij", "y")


def _named(city: CityProfile) -> Iterator[tuple[str, WordMeaning]]:
    """Name the kinds as the city does, and the groups in every language."""
    for kind in Kind:
        words = city.kinds[kind]
        for noun in (words.nl, words.en):
            for name in (noun.one, noun.many):
                yield word_key(name), WordMeaning(WordSense.KIND, kind.value)
    for key, group in GROUPS.items():
        for name in sorted(group.called):
            yield name.replace("ij", "y"), WordMeaning(WordSense.ACTIVITY, key)


def _read(path: Path, problems: list[Problem]) -> Iterator[tuple[str, WordMeaning]]:
    for row in read_rows(path, ("word", "means", "first"), max_bytes=_MAX_BYTES):
        meaning = _meaning(row)
        key = word_key(row.cells["word"])
        if meaning is None or not key:
            found, field = (f"'{row.cells['means']}'", "means") if key else ("no word", "word")
            expected = "a meaning of docs/finding.md" if key else "letters or digits"
            problems.append(Problem(found, expected, path.name, row.line, field))
        else:
            yield key, meaning


def _meaning(row: TableRow) -> WordMeaning | None:
    """Read a meaning such as ``activity:koffie``; None for one that does not exist."""
    name, _, value = row.cells["means"].partition(":")
    values = {
        WordSense.KIND: value in set(Kind),
        WordSense.ACTIVITY: value in GROUPS,
        WordSense.ACCESS: value in set(Access),
        WordSense.DAY: value in {*DAYS, "today", "tomorrow", "weekday"} or DATE.fullmatch(value),
        WordSense.TIME: bool(_TIME.fullmatch(value)),
        WordSense.HOUR: value in {"0", "12"},
        WordSense.SAYS: value == fold(value) != "",
    }
    if name not in set(WordSense) or not values.get(WordSense(name), not value):
        return None
    return WordMeaning(WordSense(name), value, first=row.cells["first"] == "yes")
