"""Finding a place: one search box for address, postcode, street, district, name or activity.

::

    from geo.search.finder import Finder

    finder = Finder.open(reference)
    finder.answer(directory, SearchQuestion(text="nieuwe binnenwg 12"), now)  places, nearest first
    finder.suggest(directory, "nieuwe b")                                 while typing

A text is either a place to start from, or words to match places with; see
`geo.search.interpreting`. Nothing here reads a clock: the caller gives the moment.
"""

from geo.search.question import (
    MOST_SUGGESTIONS,
    Entry,
    FilterKind,
    Notice,
    NoticeKind,
    Part,
    Removed,
    SearchQuestion,
    SearchResult,
    Start,
    StartKind,
    Suggestion,
    SuggestionKind,
    TextFilter,
    Understanding,
)

__all__ = [
    "MOST_SUGGESTIONS",
    "Entry",
    "FilterKind",
    "Notice",
    "NoticeKind",
    "Part",
    "Removed",
    "SearchQuestion",
    "SearchResult",
    "Start",
    "StartKind",
    "Suggestion",
    "SuggestionKind",
    "TextFilter",
    "Understanding",
]
