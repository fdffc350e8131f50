"""The filters that words of a question set: what they are called, and how to undo them."""

from __future__ import annotations

from datetime import datetime

from api.site.asked import SearchRequest
from api.site.searching import Link
from api.web.i18n import translations
from geo.city.kinds import kind_label
from geo.directory.activities import GROUPS
from geo.directory.descriptions import capital
from geo.directory.directory import Directory
from geo.hours.words import clock_time
from geo.i18n.languages import format_weekday
from geo.model.vocabulary import Kind, Language
from geo.search import FilterKind, SearchResult, TextFilter


def filter_name(said: TextFilter, directory: Directory, language: Language) -> str:
    """Name what a filter keeps, as it stands on the page."""
    _ = translations(language).gettext
    match said.filter:
        case FilterKind.KIND:
            return capital(kind_label(Kind(said.value), directory.city, language))
        case FilterKind.ACTIVITY:
            return GROUPS[said.value].label(language)
        case FilterKind.ACCESS:
            return _("Accessible")
        case FilterKind.MOMENT:
            moment = datetime.fromisoformat(said.value)
            day = format_weekday(moment.date(), language, with_date=True)
            return _("Open: %(moment)s") % {"moment": f"{day} {clock_time(moment)}"}
        case FilterKind.DISTRICT:
            names = directory.gebieden.set_index("code")["name"]
            return ", ".join(str(names[code]) for code in said.value.split(","))


def filter_sentence(said: TextFilter, directory: Directory, language: Language) -> str:
    """Say that a filter was set by words of the question."""
    _ = translations(language).gettext
    name = filter_name(said, directory, language)
    return _("From '%(words)s' this filter was set: %(filter)s.") % {
        "words": said.words,
        "filter": name,
    }


def undoing(
    answer: SearchResult, asked: SearchRequest, directory: Directory, language: Language
) -> tuple[Link, ...]:
    """Link from each filter that words set to the same question without those words."""
    return tuple(
        Link(
            filter_name(said, directory, language),
            asked.address(q=said.without) or "?page=1",
        )
        for said in answer.filters
    )
