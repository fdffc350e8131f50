"""Deciding what a question means: what is wanted, where, and when.

The question is taken apart; the words of the lexicon say what is wanted, and what is left says
where. Words that are neither must occur in the texts of a place; where that leaves nothing they are
put aside, and the notice says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from rapidfuzz import fuzz

from geo.model.text import fold
from geo.search.interpretation import MOST_ALTERNATIVES, QueryInterpretation, unusable
from geo.search.known import PlaceIndex
from geo.search.lexicon import Lexicon, WordSense, word_key
from geo.search.question import (
    FilterKind,
    Notice,
    NoticeKind,
    Suggestion,
    TextFilter,
)
from geo.search.starting import StartReader
from geo.search.suggesting import Names
from geo.search.taking_apart import Apart, take_apart
from geo.search.wishes import Wishes, wishes_in

_ELSEWHERE = frozenset(
    {
        NoticeKind.OUTSIDE_CITY,
        NoticeKind.NO_SUCH_POSTCODE,
        NoticeKind.POSTCODE_DIFFERS,
        NoticeKind.SEVERAL,
        NoticeKind.STREET_UNKNOWN,
    }
)
"""Why there is nothing to start from, although it was understood."""
_UNSURE = frozenset({NoticeKind.NOT_UNDERSTOOD, NoticeKind.SPELLED_OTHERWISE, NoticeKind.SEVERAL})
_QUOTED = 120
_PLUS = re.compile(r"(?<=\d)\s?\+")
"""The sign in *55+*."""


@dataclass(frozen=True, slots=True)
class QuestionReading:
    """What a question was understood to mean.

    Parameters
    ----------
    start
        Where to start from, and what else the words that say where mean.
    wishes
        What is wanted.
    within
        Codes of the districts that places must lie in; empty for all.
    filters
        The filters that words set, that of the district included.
    """

    start: QueryInterpretation
    wishes: Wishes
    within: frozenset[str] = frozenset()
    filters: tuple[TextFilter, ...] = ()


class Interpreter:
    """Interprets questions; made once, safe to share."""

    def __init__(self, lexicon: Lexicon, starts: StartReader) -> None:
        self._lexicon = lexicon
        self._starts = starts
        self._districts = starts.districts

    def read(self, known: PlaceIndex, names: Names, text: str, now: datetime) -> QuestionReading:
        """Read a question.

        Parameters
        ----------
        now
            Zone-aware; *zondag* is the first one from then.
        """
        text = _PLUS.sub(" plus", text.strip())
        refused = unusable(text) if text else None
        if not text or refused is not None:
            return QuestionReading(refused or QueryInterpretation(), Wishes())
        apart = self._apart(known, text)
        if apart.wishes:
            return self._wanted(known, names, apart, now)
        start = self._read_where(known, names, apart)
        respelt = self._respelt(known, apart, start)
        if respelt is None:
            return QuestionReading(start, Wishes())
        apart, word = respelt
        reading = self._wanted(known, names, apart, now)
        said = Notice(NoticeKind.SPELLED_OTHERWISE, word)
        return replace(reading, start=replace(reading.start, notice=reading.start.notice or said))

    def _apart(self, known: PlaceIndex, text: str) -> Apart:
        seen: dict[str, bool] = {}

        def is_name(words: str) -> bool:
            if words not in seen:
                seen[words] = self._starts.is_name(known, words)
            return seen[words]

        return take_apart(text, self._lexicon, is_name)

    def _wanted(
        self, known: PlaceIndex, names: Names, apart: Apart, now: datetime
    ) -> QuestionReading:
        """Read a question with a wish in it."""
        wishes = wishes_in(apart, self._lexicon, now)
        where = apart.where
        start = self._read_where(known, names, apart) if where else QueryInterpretation()
        proposed = start.notice is not None and start.notice.code is NoticeKind.SEVERAL
        if _elsewhere(start) and (apart.named or not proposed):
            return QuestionReading(_with_words(start, wishes.words), wishes)
        if start.notice is not None and start.notice.refuses:
            start = QueryInterpretation(notice=_partly(wishes.words))
        elif start.matches is not None:
            kept = start.matches.by_position(len(known)) > 0
            if start.matches.scores is not None and not (kept & wishes.mask(known)).any():
                start = QueryInterpretation(notice=_partly(wishes.words))
        within = start.districts if self._districts.are_gebieden(start.districts) else frozenset()
        rest = _without_says(apart) if wishes.says else ""
        if rest and not _some_fit(known, wishes, within):
            # A word that no place here says may be true of each of them all the same.
            wishes = wishes.without_says()
            start = replace(start, notice=start.notice or _partly(rest))
        filters = wishes.filters
        if within and start.start is not None:
            said = TextFilter(
                FilterKind.DISTRICT, ",".join(sorted(within)), where, _without_where(apart)
            )
            filters = (*filters, said)
        return QuestionReading(start, wishes, within, filters)

    def _read_where(self, known: PlaceIndex, names: Names, apart: Apart) -> QueryInterpretation:
        """Read the words that say where; several names as one in the other, or else the longest."""
        text = apart.where if apart.wishes or apart.named else apart.text
        reading = self._starts.read(known, names, text)
        named = [apart.words(part) for part in apart.parts if part.known and part.meaning is None]
        if not _certain(reading) and (district := self._narrower(named)) is not None:
            return district
        if not named or reading.start is not None or _elsewhere(reading):
            return reading
        if len(named) == 2:  # noqa: PLR2004
            one, other = named
            for found in (
                self._starts.street_in(one, other),
                self._starts.street_in(other, one),
                self._districts.read(f"{one}; {other}"),
                self._starts.read(known, names, f"{one}, {other}"),
                self._starts.read(known, names, f"{other}, {one}"),
            ):
                if found is not None and (_elsewhere(found) or found.start is not None):
                    left_out = _partly(f"{one}, {other}") if apart.unknown else None
                    return replace(found, notice=found.notice or left_out)
        if reading.notice is None or reading.notice.code is not NoticeKind.NOT_UNDERSTOOD:
            return reading
        longest = max(named, key=len)
        found = self._starts.read(known, names, longest)
        if found.start is None:
            return found if _elsewhere(found) else reading
        return replace(found, notice=found.notice or _partly(longest))

    def _narrower(self, named: list[str]) -> QueryInterpretation | None:
        """Read two names of districts as the narrower: *Cool zuid* is in Cool."""
        if len(named) != 2 or not all(map(self._districts.knows, named)):  # noqa: PLR2004
            return None
        one, other = (self._districts.read(name) for name in named)
        if one is None or other is None or one.start is None or other.start is None:
            return None
        wide = (
            self._districts.are_gebieden(one.districts),
            self._districts.are_gebieden(other.districts),
        )
        if not any(wide):
            return None  # two buurten: both are meant
        if wide[0] != wide[1]:
            kept, name, left = (other, named[1], one) if wide[0] else (one, named[0], other)
        elif len(one.districts) != len(other.districts):
            first = len(one.districts) < len(other.districts)
            kept, name, left = (one, named[0], other) if first else (other, named[1], one)
        else:
            return None
        within = self._districts.lies_in(kept.districts, left.districts)
        return kept if within else replace(kept, notice=_partly(name))

    def _respelt(
        self, known: PlaceIndex, apart: Apart, start: QueryInterpretation
    ) -> tuple[Apart, str] | None:
        """Correct a word of the lexicon, if that is more alike than what was found."""
        if start.notice is None and start.matches is None:
            return None
        if start.notice is not None and start.notice.code not in _UNSURE:
            return None
        for part in apart.unknown:
            typed = word_key(apart.words(part))
            word, likeness = self._lexicon.alike(typed)
            found = start.start.label if start.start is not None else ""
            if not word or fuzz.ratio(typed, fold(found).replace("ij", "y")) > likeness:
                continue
            if start.matches is not None and known.has_word(fold(apart.words(part))):
                continue
            text = f"{apart.text[: part.begin]}{word}{apart.text[part.end :]}"
            respelt = self._apart(known, text)
            if respelt.wishes:
                return respelt, word
        return None


def _elsewhere(reading: QueryInterpretation) -> bool:
    """Whether there is nothing to start from, although it was understood."""
    return reading.notice is not None and reading.notice.code in _ELSEWHERE


def _certain(reading: QueryInterpretation) -> bool:
    return reading.notice is None and reading.start is not None


def _partly(words: str) -> Notice:
    return Notice(NoticeKind.PARTLY, words[:_QUOTED])


def _some_fit(known: PlaceIndex, wishes: Wishes, within: frozenset[str]) -> bool:
    """Whether some place has what is wished, in the districts that were named."""
    mask = wishes.mask(known)
    if within:
        mask &= np.isin(known.gebied.astype(str), sorted(within))
    return bool(mask.any())


def _without_says(apart: Apart) -> str:
    """Return the question without the words that a place must say of itself."""
    said = [part for part in apart.wishes if part.meaning and part.meaning.sense is WordSense.SAYS]
    return apart.without(*said)


def _with_words(start: QueryInterpretation, words: str) -> QueryInterpretation:
    """Keep what is wanted in the alternatives for where."""
    proposed = tuple(
        Suggestion(one.text, one.what, one.detail, f"{words} {one.value}")
        for one in start.alternatives[:MOST_ALTERNATIVES]
    )
    return replace(start, alternatives=proposed)


def _without_where(apart: Apart) -> str:
    """Return the question with only what is wanted."""
    return " ".join(apart.words(part) for part in apart.wishes)
