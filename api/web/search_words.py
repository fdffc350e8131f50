"""What is to be told about a question, in the words of the pages and of the API."""

from __future__ import annotations

from datetime import datetime

from api.web.i18n import translations
from geo.city.kinds import kind_label
from geo.directory.activities import GROUPS
from geo.directory.descriptions import capital
from geo.directory.directory import Directory
from geo.hours.words import clock_time
from geo.i18n.languages import format_weekday
from geo.model.vocabulary import Kind, Language
from geo.search import FilterKind, Notice, NoticeKind, SearchResult, TextFilter


def told(
    answer: SearchResult, directory: Directory, language: Language
) -> tuple[tuple[Notice, str], ...]:
    """Word all notices about a question, in their order."""
    filters = iter(answer.filters)
    return tuple(
        (
            one,
            filter_sentence(next(filters), directory, language)
            if one.code is NoticeKind.FILTER_SET
            else notice_sentence(one, answer, language, directory.city.name),
        )
        for one in answer.notices
    )


def notice_sentence(one: Notice, answer: SearchResult, language: Language, city: str) -> str:
    """Word one notice about the question; empty for a filter that words set."""
    _ = translations(language).gettext
    sentences = {
        NoticeKind.OUTSIDE_CITY: _(
            "%(detail)s is not in %(city)s. This list has only places in %(city)s."
        ),
        NoticeKind.NO_SUCH_POSTCODE: _(
            "The postcode %(detail)s does not exist in %(city)s. Check the four numbers."
        ),
        NoticeKind.ONLY_A_NUMBER: _(
            "%(detail)s is only a number. Type a street as well, or a postcode."
        ),
        NoticeKind.NO_WORDS: _(
            "There are no letters or numbers in your question. Type a street, a postcode, a "
            "district or a name."
        ),
        NoticeKind.TOO_LONG: _(
            "Your question is longer than %(detail)s characters. Type a street, a postcode, a "
            "district or a name."
        ),
        NoticeKind.NOT_UNDERSTOOD: _(
            "Nothing was found for '%(detail)s'. Check the spelling, or type a street, a postcode "
            "or a district."
        ),
        NoticeKind.HOUSE_NUMBER_UNKNOWN: _(
            "We do not know the house number of '%(detail)s'. Distances are measured from "
            "the middle of: %(start)s."
        ),
        NoticeKind.NO_SUCH_NUMBER: _(
            "As far as we know '%(detail)s' does not exist: the street has no such number. "
            "Distances are measured from: %(start)s."
        ),
        NoticeKind.STREET_UNKNOWN: _(
            "We know no street for '%(detail)s'. Perhaps you mean one of these."
        ),
        NoticeKind.SEVERAL: _("There are several streets with that name. Choose one."),
        NoticeKind.SPELLED_OTHERWISE: _("You see the places for: %(detail)s."),
        NoticeKind.PARTLY: _("You see the places for: %(detail)s."),
        NoticeKind.POSTCODE_DIFFERS: _(
            "The street and the postcode in '%(detail)s' do not belong together. Leave one of the "
            "two out."
        ),
        NoticeKind.POINT_OUTSIDE: _(
            "Your location is far from %(city)s. This list has only places in %(city)s."
        ),
        NoticeKind.LOCATION_NEEDED: _(
            "We do not know where you are. Use your location, or type your street or postcode."
        ),
        NoticeKind.NOT_RECORDED: _(
            "Of no place do we know about: %(detail)s. You see all places. Ask them before you go."
        ),
        NoticeKind.NONE_FIT: _(
            "We know no place that fits all of '%(detail)s'. Leave a part of it out."
        ),
        NoticeKind.FILTER_SET: "",
    }
    return sentences[one.code] % {
        "city": city,
        "detail": one.detail,
        "start": answer.start.label if answer.start else "",
    }


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
        case FilterKind.SAYS:
            return _("Mentions '%(word)s'") % {"word": said.value}


def filter_sentence(said: TextFilter, directory: Directory, language: Language) -> str:
    """Say that a filter was set by words of the question."""
    _ = translations(language).gettext
    name = filter_name(said, directory, language)
    return _("From '%(words)s' this filter was set: %(filter)s.") % {
        "words": said.words,
        "filter": name,
    }
