"""A visitor's question, read from the URL of a page and written back into URLs.

A value that means nothing is never dropped silently: the page says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlencode

from api.web.i18n import translations
from api.web.moments import NOW, moment_asked
from geo.directory.activities import GROUPS
from geo.directory.directory import Directory
from geo.hours import ZONE
from geo.model.vocabulary import Access, Kind, Language, Status
from geo.search import Entry, Part, SearchQuestion, SearchResult

NAMES = (
    "q",
    "lat",
    "lon",
    "kind",
    "open",
    "activity",
    "access",
    "status",
    "gebied",
    "unsure",
    "page",
)
"""What the site understands in a URL, in the order in which it writes it."""
UNSURE_HIDDEN = "no"
UNSURE_SHOWN = "yes"
"""``unsure=no`` leaves out places of which it is not known whether they are open then; showing
them is the rule, as hiding what is not known would hide most of a city."""
LONGEST_ECHO = 200
"""Most characters of a text that are put back into the search box and into links."""
_LAST_PAGE = 10_000


class QueryValues(Protocol):
    """The query of a URL, as Starlette provides it."""

    def getlist(self, key: str) -> list[str]:
        """Return all values of a name."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What was asked, and what part of it was not understood.

    Parameters
    ----------
    question
        For `geo.search.Finder.answer`.
    ignored
        A sentence for each value that was not understood.
    """

    question: SearchQuestion
    given: Mapping[str, str]
    ignored: tuple[str, ...]

    @property
    def located(self) -> bool:
        """Whether the URL contains a point: where somebody may be, which must not be stored."""
        return "lat" in self.given

    @property
    def with_unknown(self) -> bool:
        """Whether places are shown of which it is not known whether they are open."""
        return "unsure" not in self.given

    def listed(self, answer: SearchResult) -> tuple[Entry, ...]:
        """Return the places of an answer that the list shows."""
        if self.with_unknown:
            return answer.entries
        return tuple(one for one in answer.entries if one.part not in (Part.UNSURE, Part.UNKNOWN))

    def address(self, **changes: str) -> str:
        """Write the query of a URL: what was asked, with changes; an empty text removes.

        The page number is not kept, because a new question starts at its first page.
        """
        values = {name: value for name, value in self.given.items() if name != "page"} | changes
        return query_of(values)


def this_minute() -> datetime:
    """Return the moment of a page in whole minutes, so that a page can be kept for one."""
    return datetime.now(ZONE).replace(second=0, microsecond=0)


def query_of(values: Mapping[str, str]) -> str:
    """Write values as the query of a URL, in a fixed order; empty for none."""
    kept = [(name, values[name]) for name in NAMES if values.get(name)]
    return f"?{urlencode(kept)}" if kept else ""


def is_question(names: Iterable[str]) -> bool:
    """Return whether a URL requests the list of results, even the list of all places."""
    return not set(names).isdisjoint(NAMES)


def read(
    query: QueryValues, directory: Directory, language: Language, now: datetime
) -> SearchRequest:
    """Read the URL of a page.

    Parameters
    ----------
    language
        Language of the sentences about what was not understood.
    now
        With a time zone; the moment of ``open=now``.

    Returns
    -------
    SearchRequest
        A value that does not exist has no effect, and is reported.
    """
    return _Reader(query, directory, language, now).read()


class _Reader:
    def __init__(
        self, query: QueryValues, directory: Directory, language: Language, now: datetime
    ) -> None:
        self._query = query
        self._directory = directory
        self._now = now
        self._ = translations(language).gettext
        self._given: dict[str, str] = {}
        self._ignored: list[str] = []

    def read(self) -> SearchRequest:
        _ = self._
        text = self._text("q")
        if text:
            self._given["q"] = text[:LONGEST_ECHO]
        lon, lat = self._point()
        gebieden = set(self._directory.layers["gebieden"].values.of("code"))
        kind = self._one("kind", set(Kind), _("'%(value)s' is not a kind of place."))
        moment = self._moment()
        activity = self._one("activity", set(GROUPS), _("'%(value)s' is no activity."))
        access = self._one(
            "access", set(Access), _("'%(value)s' is not an answer about accessibility.")
        )
        status = self._one("status", set(Status), _("'%(value)s' is not a status of a place."))
        if self._text("unsure") not in ("", UNSURE_SHOWN):
            self._given["unsure"] = UNSURE_HIDDEN
        gebied = self._one("gebied", gebieden, _("'%(value)s' is not a district of %(city)s."))
        question = SearchQuestion(
            text=text,
            lon=lon,
            lat=lat,
            kind=Kind(kind) if kind else None,
            status=Status(status) if status else None,
            gebied=gebied,
            moment=moment,
            activity=activity,
            access=Access(access) if access else None,
            page=self._page(),
        )
        return SearchRequest(question, self._given, tuple(self._ignored))

    def _text(self, name: str) -> str:
        """Return the last value that is not empty: a form sends both of two fields of one name."""
        given = (value.replace("\0", " ").strip() for value in self._query.getlist(name))
        return next((value for value in reversed(list(given)) if value), "")

    def _one(self, name: str, allowed: set[str], refused: str) -> str:
        value = self._text(name)
        if not value:
            return ""
        if value not in allowed:
            self._refuse(refused, value)
            return ""
        self._given[name] = value
        return value

    def _point(self) -> tuple[float | None, float | None]:
        _ = self._
        lat, lon = self._text("lat"), self._text("lon")
        if not lat and not lon:
            return None, None
        try:
            x, y = float(lon), float(lat)
        except ValueError:
            x = y = math.nan
        somewhere = math.isfinite(x) and math.isfinite(y)
        if not somewhere or self._directory.city.point_problem(x, y) is not None:
            self._refuse(_("'%(value)s' is not a location in the Netherlands."), f"{lat}, {lon}")
            return None, None
        self._given |= {"lat": f"{y:.4f}", "lon": f"{x:.4f}"}
        return round(x, 4), round(y, 4)

    def _moment(self) -> datetime | None:
        value = self._text("open")
        if not value:
            return None
        moment = moment_asked(value, self._now)
        if moment is None:
            self._refuse(self._("'%(value)s' is not a day and time."), value)
            return None
        self._given["open"] = NOW if value == NOW else f"{moment:%Y-%m-%dT%H:%M}"
        return self._now if value == NOW else moment

    def _page(self) -> int:
        value = self._text("page")
        if not value:
            return 1
        if not (value.isascii() and value.isdecimal()) or not 1 <= int(value[:9]) <= _LAST_PAGE:
            self._refuse(self._("'%(value)s' is not a page of this list."), value)
            return 1
        self._given["page"] = value
        return int(value)

    def _refuse(self, sentence: str, value: str) -> None:
        shown = value if len(value) <= LONGEST_ECHO else value[: LONGEST_ECHO - 1] + "…"
        self._ignored.append(sentence % {"value": shown, "city": self._directory.city.name})
