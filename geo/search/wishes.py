"""What the words of a question ask for, as filters of places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from geo.model.vocabulary import Access, Kind
from geo.search.choosing import accessible
from geo.search.known import PlaceIndex, Truths, plain_words
from geo.search.lexicon import Lexicon, WordMeaning, WordSense, word_key
from geo.search.moments import moment_said
from geo.search.question import FilterKind, Notice, NoticeKind, TextFilter
from geo.search.taking_apart import Apart, TextPart

_TIMES = frozenset({WordSense.OPEN, WordSense.NOW, WordSense.DAY, WordSense.TIME})
_FILTERS = {
    WordSense.KIND: FilterKind.KIND,
    WordSense.ACTIVITY: FilterKind.ACTIVITY,
    WordSense.ACCESS: FilterKind.ACCESS,
    WordSense.SAYS: FilterKind.SAYS,
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the words of a question ask for.

    Parameters
    ----------
    activities
        Keys of the groups.
    says
        Words that a place must say of itself, such as *gratis*.
    moment
        When a place must be open; zone-aware.
    firsts
        Words that are narrower than their group, or than *any place*: places that say them
        themselves go first.
    words
        All the words together, as typed.
    here
        The words that say that it is about where the visitor is; empty for none.
    unrecorded
        What was asked that is recorded of no place; empty for nothing.
    """

    kinds: tuple[Kind, ...] = ()
    activities: tuple[str, ...] = ()
    access: Access | None = None
    says: tuple[str, ...] = ()
    moment: datetime | None = None
    firsts: tuple[str, ...] = ()
    words: str = ""
    here: str = ""
    unrecorded: str = ""
    filters: tuple[TextFilter, ...] = ()

    def mask(self, known: PlaceIndex) -> Truths:
        """Return which places have the kind, the activities and the access that were asked.

        Where no place has all the activities, one is enough.
        """
        kept = np.ones(len(known), dtype=bool)
        if self.kinds:
            kept &= np.isin(known.kind.astype(str), [kind.value for kind in self.kinds])
        if self.access is not None:
            kept &= accessible(known, self.access)
        for word in self.says:
            kept &= known.says(word)
        if self.activities:
            each = [self._has(known, key) for key in self.activities]
            every = np.logical_and.reduce(each)
            kept &= every if every.any() else np.logical_or.reduce(each)
        return kept

    def without_says(self) -> Wishes:
        """Return the rest of what is asked, without the words that a place must say of itself."""
        rest = tuple(one for one in self.filters if one.filter is not FilterKind.SAYS)
        return replace(self, says=(), filters=rest)

    def says_first(self, known: PlaceIndex) -> Truths:
        """Return which places say one of the narrower words themselves."""
        said = np.zeros(len(known), dtype=bool)
        for word in self.firsts:
            said |= known.says(word)
        return said

    @staticmethod
    def _has(known: PlaceIndex, key: str) -> Truths:
        return np.array([key in groups for groups in known.groups], dtype=bool)

    def notices(self, *, located: bool) -> tuple[Notice, ...]:
        """List what is to be said; `located` is whether it is known where the visitor is."""
        said = [Notice(NoticeKind.FILTER_SET, one.words) for one in self.filters]
        if self.unrecorded:
            said.insert(0, Notice(NoticeKind.NOT_RECORDED, self.unrecorded))
        if self.here and not located:
            said.insert(0, Notice(NoticeKind.LOCATION_NEEDED, self.here))
        return tuple(said)


def wishes_in(apart: Apart, lexicon: Lexicon, now: datetime) -> Wishes:
    """Read the wishes in a question that was taken apart.

    Parameters
    ----------
    now
        Zone-aware; *zondag* is the first one from then.
    """
    parts = apart.wishes
    by_sense = {
        sense: [part for part in parts if part.meaning and part.meaning.sense is sense]
        for sense in WordSense
    }

    def values(sense: WordSense) -> list[str]:
        return list(dict.fromkeys(part.meaning.value for part in by_sense[sense] if part.meaning))

    def said(sense: WordSense) -> str:
        return next((apart.words(part) for part in by_sense[sense]), "")

    moment, moment_filter = _moment(apart, lexicon, now)
    return Wishes(
        kinds=tuple(Kind(value) for value in values(WordSense.KIND)),
        activities=tuple(values(WordSense.ACTIVITY)),
        access=Access(values(WordSense.ACCESS)[0]) if by_sense[WordSense.ACCESS] else None,
        says=tuple(values(WordSense.SAYS)),
        moment=moment,
        firsts=tuple(plain_words(apart.words(part)) for part in parts if _first(part.meaning)),
        words=" ".join(apart.words(part) for part in parts),
        here=said(WordSense.HERE),
        unrecorded=said(WordSense.UNRECORDED),
        filters=(*_filters(apart, parts), *moment_filter),
    )


def _first(meaning: WordMeaning | None) -> bool:
    return meaning is not None and meaning.first


def _filters(apart: Apart, parts: Iterable[TextPart]) -> Iterable[TextFilter]:
    for part in parts:
        if part.meaning is not None and part.meaning.sense in _FILTERS:
            yield TextFilter(
                _FILTERS[part.meaning.sense],
                part.meaning.value,
                apart.words(part),
                apart.without(part),
            )


def _moment(
    apart: Apart, lexicon: Lexicon, now: datetime
) -> tuple[datetime | None, tuple[TextFilter, ...]]:
    """Read the day and the hour, and the filter that they are."""
    told = [part for part in apart.wishes if part.meaning and part.meaning.sense in _TIMES]
    if not told:
        return None, ()
    day = hour = ""
    exact = False
    for part in told:
        assert part.meaning is not None  # noqa: S101 - asked above
        compound = lexicon.daytime(word_key(apart.words(part)))
        if part.meaning.sense is WordSense.DAY:
            day, hour = part.meaning.value, compound[1] or hour
        elif part.meaning.sense is WordSense.TIME:
            hour = part.meaning.value
            exact = lexicon.meaning(word_key(apart.words(part))) is None
    moment = moment_said(day, hour, now, exact=exact)
    words = " ".join(apart.words(part) for part in told)
    said = TextFilter(FilterKind.MOMENT, moment.isoformat(), words, apart.without(*told))
    return moment, (said,)
