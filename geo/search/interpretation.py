"""What a text was understood to mean, and how each sort of answer is made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geo.directory.text_search import MAX_CHARACTERS
from geo.geocoding import Candidate
from geo.geocoding import GeocodingResult as Located
from geo.geocoding.addresses import Address
from geo.model.text import fold
from geo.model.vocabulary import Precision
from geo.search.known import PlaceIndex
from geo.search.matching import Matches
from geo.search.question import Notice, NoticeKind, Start, StartKind, Suggestion, SuggestionKind
from geo.search.suggesting import Scored

MOST_ALTERNATIVES = 4
WIDEST_M = 2_500.0
"""A street longer than this, in metres, is several streets of the same name."""

_QUOTED = 120
_NUMBER = re.compile(r"(?:nr|no|nummer|huisnummer)?\s*(\d{1,10})\s?[a-z]?")
_POSTCODE4 = re.compile(r"[1-9]\d{3}")
_START_KINDS = {
    Precision.ADDRESS: StartKind.ADDRESS,
    Precision.STREET: StartKind.STREET,
    Precision.POSTCODE: StartKind.POSTCODE,
}


@dataclass(frozen=True, slots=True)
class QueryInterpretation:
    """What a text was understood to mean.

    Parameters
    ----------
    start
        Where to start from; None where the text names no such place.
    districts
        Codes of the gebied or buurten that it names; empty for anything else.
    matches
        The places that match its words; None where it has no such words, so that all places count.
    alternatives
        What else may be meant.
    """

    start: Start | None = None
    districts: frozenset[str] = frozenset()
    matches: Matches | None = None
    notice: Notice | None = None
    alternatives: tuple[Suggestion, ...] = ()


def unusable(text: str) -> QueryInterpretation | None:
    """Refuse a text that cannot be read at all; None for any other."""
    if len(text) > MAX_CHARACTERS:
        return refused(NoticeKind.TOO_LONG, str(MAX_CHARACTERS))
    words = fold(text)
    if not words:
        return refused(NoticeKind.NO_WORDS, text)
    number = _NUMBER.fullmatch(words)
    if number and not _POSTCODE4.fullmatch(words):
        return refused(NoticeKind.ONLY_A_NUMBER, number[1])
    return None


def from_place(known: PlaceIndex, position: int) -> QueryInterpretation:
    """Start from a place; without a point nothing can be near, so it is the only result."""
    if not known.located[position]:
        return QueryInterpretation(matches=Matches.only(position))
    point = known.directory.places.geometry.iloc[position]
    row = known.directory.places.iloc[position]
    uncertainty = float(row.get("uncertainty_m") or 0.0)
    precision = Precision(row.get("precision") or Precision.NONE)
    start = Start(
        point.x,
        point.y,
        known.name(position),
        precision,
        StartKind.PLACE,
        uncertainty if uncertainty == uncertainty else 0.0,  # noqa: PLR0124 - not NaN
        position,
    )
    return QueryInterpretation(start)


def located_start(located: Located) -> Start:
    """Start from an address that was found."""
    assert located.lon is not None  # noqa: S101 - asked before
    assert located.lat is not None  # noqa: S101
    return Start(
        located.lon,
        located.lat,
        located.matched,
        located.precision,
        _START_KINDS[located.precision],
        located.uncertainty_m or 0.0,
    )


def is_several(located: Located) -> bool:
    """Whether one name belongs to streets in different parts of the city."""
    return (located.uncertainty_m or 0) > WIDEST_M and bool(located.candidates)


def note_on(address: Address, located: Located, codes: set[str]) -> Notice | None:
    """Say what differs between an address that was found and what was asked."""
    if address.house_number is not None and located.precision is not Precision.ADDRESS:
        missing = codes & {"no-such-number", "nearest-number"}
        code = NoticeKind.NO_SUCH_NUMBER if missing else NoticeKind.HOUSE_NUMBER_UNKNOWN
        return Notice(code, str(address)[:_QUOTED])
    if codes & {"street-spelled-otherwise", "letter-not-known", "postcode-differs"}:
        return Notice(NoticeKind.SPELLED_OTHERWISE, located.matched)
    return None


def several_streets(
    text: str,
    candidates: Sequence[Candidate],
    address: Address,
    code: NoticeKind = NoticeKind.SEVERAL,
) -> QueryInterpretation:
    """List the streets that may be meant, with the requested number."""
    proposed = []
    for candidate in candidates:
        name, _, district = candidate.matched.partition(" (")
        district = district.rstrip(")")
        line = f"{name} {address.house}".strip() if address.house not in name else name
        value = f"{line}, {district}" if district else line
        proposed.append(Suggestion(line, SuggestionKind.STREET, district, value))
    return refused(code, text, proposed)


def suggestion_of(candidate: Candidate) -> Suggestion:
    """Propose what the gazetteer may have meant."""
    what = {
        Precision.ADDRESS: SuggestionKind.ADDRESS,
        Precision.POSTCODE: SuggestionKind.POSTCODE,
        Precision.NEIGHBOURHOOD: SuggestionKind.BUURT,
    }.get(candidate.precision, SuggestionKind.STREET)
    value = candidate.matched.partition(" (")[0]
    return Suggestion(candidate.matched, what, "", value)


def proposed_of(
    found: Sequence[Scored], kinds: set[SuggestionKind], least: float
) -> tuple[Suggestion, ...]:
    """Keep the suggestions of these kinds that score at least so much."""
    wanted = (one.suggestion for one in found if one.score >= least)
    return tuple(one for one in wanted if one.what in kinds)[:MOST_ALTERNATIVES]


def refused(
    code: NoticeKind, detail: str, alternatives: Sequence[Suggestion] = ()
) -> QueryInterpretation:
    """Choose nothing, and say why."""
    return QueryInterpretation(
        notice=Notice(code, detail[:_QUOTED]), alternatives=tuple(alternatives)[:MOST_ALTERNATIVES]
    )
