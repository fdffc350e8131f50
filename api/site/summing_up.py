"""What one line sums up of a list, and the heading over each of its parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.web.i18n import translations
from geo.directory.directory import Directory
from geo.hours import OpeningState
from geo.model.vocabulary import Language, Status
from geo.search import Entry, Part, SearchResult, StartKind
from geo.search.parts import DISTRICTS, MAIN, MINUTES


@dataclass(frozen=True, slots=True)
class Tally:
    """How many places of the main parts are open, closed or not known to be either."""

    open: int
    closed: int
    unknown: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.open + self.closed + self.unknown


def tally(
    entries: Iterable[Entry], statuses: Sequence[Status], *, parts: tuple[Part, ...] = MAIN
) -> Tally:
    """Count how many of the places in some parts are open, closed or unknown.

    Parameters
    ----------
    statuses
        The status of each place, by position: one that is gone or not there yet is closed.
    """
    counts = Counter(
        OpeningState.CLOSED
        if statuses[one.position] in {Status.CLOSED, Status.PLANNED}
        else one.opening.state
        for one in entries
        if one.part in parts
    )
    return Tally(*(counts[state] for state in OpeningState))


def summary(answer: SearchResult, counted: Tally, directory: Directory, language: Language) -> str:
    """Sum up the list in one line: how many places, and where."""
    words = translations(language)
    _, start, total = words.gettext, answer.start, counted.total
    of_point = start is not None and start.what not in DISTRICTS
    district = ""
    if not of_point:
        district = gebied_name(answer, directory) if start is None else start.label
    if answer.notice is not None and answer.notice.refuses:
        sentence = _("Search again")
    elif of_point and not total:
        sentence = _("No place within %(minutes)s minutes on foot")
    elif not total and district:
        sentence = _("No place in %(district)s")
    elif not total:
        sentence = _("No places found.")
    elif of_point:
        sentence = words.ngettext(
            "%(num)s place within %(minutes)s minutes on foot",
            "%(num)s places within %(minutes)s minutes on foot",
            total,
        )
    elif district:
        sentence = words.ngettext(
            "%(num)s place in %(district)s", "%(num)s places in %(district)s", total
        )
    elif answer.words:
        sentence = words.ngettext(
            "%(num)s place for: %(words)s", "%(num)s places for: %(words)s", total
        )
    else:
        sentence = words.ngettext("%(num)s place", "%(num)s places", total)
    return sentence % {
        "num": total,
        "minutes": MINUTES,
        "district": district,
        "words": answer.words,
    }


def heading(answer: SearchResult, directory: Directory, language: Language) -> str:
    """Describe the list in one line."""
    _ = translations(language).gettext
    if answer.notice is not None and answer.notice.refuses:
        return _("Search again")
    if answer.start is not None:
        if answer.start.what is StartKind.HERE:
            return _("Places near you")
        return _("Places near %(start)s") % {"start": answer.start.label}
    if answer.words:
        return _("Places for: %(words)s") % {"words": answer.words}
    if answer.question.gebied:
        return _("Places in %(district)s") % {"district": gebied_name(answer, directory)}
    return _("All places")


def gebied_name(answer: SearchResult, directory: Directory) -> str:
    """Name the gebied that was chosen; empty for none."""
    if not answer.question.gebied:
        return ""
    codes = directory.gebieden.set_index("code")["name"]
    return str(codes[answer.question.gebied])


def part_headings(answer: SearchResult, language: Language) -> dict[Part, tuple[str, str]]:
    """Return the heading over each part of a list, and what explains it; empty for nothing."""
    _ = translations(language).gettext
    start = answer.start
    said = {
        "district": start.label if start is not None and start.what in DISTRICTS else "",
        "minutes": MINUTES,
    }
    roughly = _("So the distance to these places is only known roughly.")
    return {
        Part.NEAR: (_("Nearest first"), ""),
        Part.NEARLY: (_("Only the street or neighbourhood is known"), roughly),
        Part.INSIDE: (_("In %(district)s") % said, ""),
        Part.ALL: (_("The list"), ""),
        Part.UNSURE: (
            _("Opening hours not known"),
            _("These places may be open. Find out before you go."),
        ),
        Part.FARTHER: (_("More than %(minutes)s minutes on foot") % said, ""),
        Part.BEYOND: (
            _("Outside %(district)s") % said,
            _("Distances are measured from the middle of %(district)s.") % said,
        ),
        Part.VAGUE: (_("Only the street or neighbourhood is known"), roughly),
        Part.UNKNOWN: (_("Farther, and opening hours not known"), ""),
    }
