"""Notices about a question: why it was not answered, what may be meant, what to loosen."""

from __future__ import annotations

from api.site.asked import SearchRequest
from api.site.searching import Link
from api.web.i18n import translations
from geo.model.vocabulary import Language
from geo.search import Notice, NoticeKind, SearchResult


def notice(answer: SearchResult, language: Language, city: str) -> str:
    """Word the notice about the question; empty for none."""
    return "" if answer.notice is None else sentence(answer.notice, answer, language, city)


def sentence(one: Notice, answer: SearchResult, language: Language, city: str) -> str:
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


def alternatives(answer: SearchResult, asked: SearchRequest) -> tuple[Link, ...]:
    """Link to what else may be meant."""
    return tuple(
        Link(one.text, asked.address(q=one.value, lat="", lon=""), one.detail)
        for one in answer.alternatives
    )


def loosen(answer: SearchResult, asked: SearchRequest, language: Language) -> tuple[Link, ...]:
    """Say for each filter how many places there would be without it."""
    words = translations(language)
    _ = words.gettext
    names = {
        "text": ("q", _("words")),
        "kind": ("kind", _("kind of place")),
        "status": ("status", _("in use or not")),
        "gebied": ("gebied", _("district")),
        "moment": ("open", _("open now") if asked.given.get("open") == "now" else _("open then")),
        "activity": ("activity", _("activity")),
        "access": ("access", _("accessibility")),
    }
    found = len(answer.entries)
    links = []
    for removed in answer.removed:
        name, said = names[removed.filter]
        total = found + removed.count
        links.append(
            Link(
                words.ngettext(
                    "Without the filter '%(filter)s': %(num)s place",
                    "Without the filter '%(filter)s': %(num)s places",
                    total,
                )
                % {"filter": said, "num": total},
                asked.address(**{name: ""}) or "?q=",
            )
        )
    return tuple(links)
