"""Answers in plain text: the three nearest places, for a phone desk, a text message or a reader.

Requested with ``Accept: text/plain`` at the URL of the list. Short lines without marks or columns,
so that it can be read aloud and copied as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request

from api.site.notices import notice
from api.site.shared import descriptions
from api.site.summing_up import heading
from api.site.wording import distance_of
from api.web.i18n import translations
from geo.directory.directory import Directory
from geo.hours import OpeningState, in_words
from geo.model.vocabulary import Language, Status
from geo.search import Entry, SearchResult

PLACES = 3
"""This many places fit in a few text messages, and in the memory of a listener."""
MEDIA_TYPE = "text/plain; charset=utf-8"


def wants_plain_text(request: Request) -> bool:
    """Return whether a client prefers plain text to a page.

    Browsers name pages, so only clients that name text and do not prefer pages get text.
    """
    text, page = -1.0, -1.0
    for part in request.headers.get("accept", "").split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = _quality(parameters)
        if media_type == "text/plain":
            text = quality
        elif media_type in {"text/html", "application/xhtml+xml"}:
            page = max(page, quality)
    return text > 0 and text > page


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def plain_text(
    answer: SearchResult | None, directory: Directory, language: Language, most: int = PLACES
) -> str:
    """Write an answer as plain text.

    Parameters
    ----------
    answer
        What was found; None where there was no question.
    most
        Most places.
    """
    _ = translations(language).gettext
    if answer is None:
        help_text = _(
            "Type a street with its number, a postcode, a district or the name of a place "
            "after '?q=', and you get the three nearest meeting places."
        )
        return f"{help_text}\n"
    blocks = [notice(answer, language, directory.city.name)]
    if answer.notice is not None and answer.notice.refuses:
        blocks.append(_alternatives(answer, language))
    else:
        blocks.append(heading(answer, directory, language))
        places = list(_places(answer, directory, language, most))
        blocks += places or [_("No place was found.")]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _alternatives(answer: SearchResult, language: Language) -> str:
    if not answer.alternatives:
        return ""
    _ = translations(language).gettext
    names = [
        f"{one.text} ({one.detail})" if one.detail else one.text for one in answer.alternatives
    ]
    return _("Did you mean: %(names)s?") % {"names": "; ".join(names)}


def _places(
    answer: SearchResult, directory: Directory, language: Language, most: int
) -> Iterator[str]:
    """Write the first places that one can go to, leaving out those closed or not open yet."""
    gone = {Status.CLOSED.value, Status.PLANNED.value}
    status = directory.places["status"]
    # Whoever asks for a closed place by name must be told that it is closed.
    asked_for = None if answer.start is None else answer.start.place
    usable = [
        entry
        for entry in answer.entries
        if entry.position == asked_for or status.iloc[entry.position] not in gone
    ]
    for number, entry in enumerate(usable[:most], start=1):
        lines = _lines(entry, directory, language, is_start=entry.position == asked_for)
        yield f"{number}. " + "\n".join(lines)


def _lines(entry: Entry, directory: Directory, language: Language, *, is_start: bool) -> list[str]:
    place = descriptions(directory, language)[entry.position]
    hours = in_words(entry.opening, language, has_website=bool(place.website))
    far = distance_of(entry, language)
    status = directory.places["status"].iloc[entry.position]
    # Say only once that it is not known whether it is open.
    told = status == Status.OPEN.value or (
        status == Status.UNKNOWN.value and entry.opening.state is OpeningState.UNKNOWN
    )
    lines = [
        place.name,
        f"{place.kind}. {place.address}",
        f"{far}." if far and not is_start else "",
        "" if told else f"{place.status}.",
        " ".join(filter(None, (hours.answer, hours.advice))),
        place.website,
    ]
    return [line for line in lines if line]
