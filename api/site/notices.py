"""Notices about a question: why it was not answered, what may be meant, what to loosen."""

from __future__ import annotations

from api.site.asked import SearchRequest
from api.site.searching import Link
from api.web.i18n import translations
from api.web.search_words import filter_name, notice_sentence
from geo.directory.directory import Directory
from geo.model.vocabulary import Language
from geo.search import SearchResult


def notice(answer: SearchResult, language: Language, city: str) -> str:
    """Word the notice about the question; empty for none."""
    return "" if answer.notice is None else notice_sentence(answer.notice, answer, language, city)


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
        "status": ("status", _("status")),
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
