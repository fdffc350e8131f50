"""The search box and its filters: the options, and those selected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from api.site.asked import SearchRequest
from api.web.i18n import translations
from api.web.moments import NOW
from geo.city.kinds import kind_label
from geo.directory.activities import GROUPS
from geo.directory.directory import Directory
from geo.hours.words import clock_time
from geo.i18n.labels import label
from geo.i18n.languages import format_weekday
from geo.model.vocabulary import Access, Kind, Language, Status
from geo.search import Start, StartKind


@dataclass(frozen=True, slots=True)
class Link:
    """A sentence or name that links to another question."""

    text: str
    address: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FilterOption:
    """One value of a filter."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """The options next to the search box.

    Parameters
    ----------
    now
        Whether "open now" is selected.
    moment
        The selected day and time, in the format of a browser's field; empty for none.
    """

    kinds: tuple[FilterOption, ...]
    activities: tuple[FilterOption, ...]
    access: tuple[FilterOption, ...]
    statuses: tuple[FilterOption, ...]
    gebieden: tuple[FilterOption, ...]
    now: bool
    moment: str


def choices(directory: Directory, asked: SearchRequest, language: Language) -> FilterChoices:
    """List the options, and those selected."""
    _ = translations(language).gettext
    given = asked.given
    access = (
        (Access.YES, _("Accessible")),
        (Access.LIMITED, _("Accessible or partly accessible")),
        (Access.UNKNOWN, _("Not known")),
        (Access.NO, _("Not accessible")),
    )
    moment = given.get("open", "")
    return FilterChoices(
        kinds=_options(
            [(str(kind), kind_label(kind, directory.city, language)) for kind in Kind],
            given.get("kind"),
        ),
        activities=_options(
            ((key, group.label(language)) for key, group in GROUPS.items()), given.get("activity")
        ),
        access=_options(((str(word), text) for word, text in access), given.get("access")),
        statuses=_options(_words(Status, language), given.get("status")),
        gebieden=_options(districts(directory), given.get("gebied")),
        now=moment == NOW,
        moment="" if moment == NOW else moment,
    )


def chips(chosen: FilterChoices, asked: SearchRequest, language: Language) -> tuple[Link, ...]:
    """List the filters in use, each with the URL of the same question without it."""
    _ = translations(language).gettext
    said = {
        name: next((option.text for option in options if option.chosen), "")
        for name, options in (
            ("kind", chosen.kinds),
            ("activity", chosen.activities),
            ("access", chosen.access),
            ("status", chosen.statuses),
            ("gebied", chosen.gebieden),
        )
    }
    if chosen.now:
        said["open"] = _("Open now")
    elif chosen.moment and asked.question.moment is not None:
        moment = asked.question.moment
        day = format_weekday(moment.date(), language, with_date=True)
        said["open"] = _("Open: %(moment)s") % {"moment": f"{day} {clock_time(moment)}"}
    return tuple(
        Link(text, asked.address(**{name: ""}) or "?page=1") for name, text in said.items() if text
    )


def districts(directory: Directory) -> list[tuple[str, str]]:
    """List the gebieden that have a place, by name: code and name."""
    used = set(directory.layers["places"].values.of("gebied_code"))
    gebieden = directory.layers["gebieden"].values
    pairs = zip(gebieden.of("code"), gebieden.of("name"), strict=True)
    return sorted((pair for pair in pairs if pair[0] in used), key=lambda pair: pair[1].casefold())


def start_label(start: Start, language: Language) -> str:
    """Name what distances are measured from."""
    _ = translations(language).gettext
    return _("your location") if start.what is StartKind.HERE else start.label


def _words(words: type[StrEnum], language: Language) -> list[tuple[str, str]]:
    return [(str(word), label(word, language)) for word in words]


def _options(pairs: Iterable[tuple[str, str]], chosen: str | None) -> tuple[FilterOption, ...]:
    return tuple(
        FilterOption(value, text[:1].upper() + text[1:], chosen=value == chosen)
        for value, text in pairs
    )
