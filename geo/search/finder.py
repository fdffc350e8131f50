"""The finder: from a question to a result."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

import numpy as np

from geo.city.areas import Areas
from geo.city.calendar import calendar_of
from geo.city.walking.shared import shared_network
from geo.directory.directory import Directory
from geo.geocoding import Gazetteer, Geocoder
from geo.hours import Opening
from geo.hours.calendar_nl import Calendar
from geo.model.vocabulary import Precision
from geo.search.choosing import removed
from geo.search.distances import Walker
from geo.search.fitting import fitting
from geo.search.interpretation import MOST_ALTERNATIVES, QueryInterpretation
from geo.search.interpreting import Interpreter, QuestionReading
from geo.search.known import PlaceIndex
from geo.search.lexicon import Lexicon
from geo.search.named_points import NamedPoints
from geo.search.ordering import entries_of
from geo.search.parts import in_parts
from geo.search.question import (
    MOST_SUGGESTIONS,
    Entry,
    FilterKind,
    Notice,
    NoticeKind,
    SearchQuestion,
    SearchResult,
    Start,
    StartKind,
    Suggestion,
    SuggestionKind,
    Understanding,
)
from geo.search.starting import StartReader
from geo.search.suggesting import Names, Suggester, names_of
from geo.search.towns import Towns

_SET = NoticeKind.FILTER_SET
_QUOTED = 120
_RELEASES = 2
"""The release in use, and the one that a request may still be using while it is swapped."""
FARTHEST_M = 25_000.0
"""A given point farther than this, in metres, from every place is not in or near the city."""


class Finder:
    """Answers questions about a directory; made once, safe to share between threads.

    The reference tables are read when it is opened, in a quarter of a second; the walking network
    on the first question that needs it.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - one per table
        self,
        gazetteer: Gazetteer,
        areas: Areas,
        calendar: Calendar,
        walker: Walker,
        towns: Towns,
        points: NamedPoints,
        lexicon: Lexicon,
        geocoder: Geocoder,
    ) -> None:
        self.gazetteer = gazetteer
        self._areas = areas
        self._calendar = calendar
        self._walker = walker
        self._towns = towns
        self._points = points
        self._lexicon = lexicon
        self.geocoder = geocoder
        self._preparing = threading.Lock()
        self._prepared: dict[Directory, tuple[PlaceIndex, Names]] = {}

    @classmethod
    def open(
        cls, reference: Path, geocoder_of: Callable[[Gazetteer], Geocoder] = lambda one: one
    ) -> Finder:
        """Read the reference tables.

        Parameters
        ----------
        geocoder_of
            Makes the geocoder of addresses from the gazetteer; the gazetteer itself by default.

        Raises
        ------
        InputError
            A table is missing or malformed.

        Examples
        --------
        >>> from zoneinfo import ZoneInfo
        >>> from geo.directory.directory import Directory
        >>> from geo.model.settings import settings
        >>> finder, directory = Finder.open(settings().reference), Directory.open(release)
        >>> now = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
        >>> question = SearchQuestion(text="Kipstraat 37")
        >>> result = finder.answer(directory, question, now)
        >>> result.start.label
        'Kipstraat 37, 3011 RS Rotterdam'
        >>> [suggestion.text for suggestion in finder.suggest(directory, "nieuwe binn", 1)]
        ['Nieuwe Binnenweg']
        """
        gazetteer, lexicon = Gazetteer.open(reference), Lexicon.beside(reference)
        return cls(
            gazetteer,
            Areas.open(reference),
            calendar_of(reference),
            Walker(lambda: shared_network(reference)),
            Towns.beside(reference),
            NamedPoints.open(reference, gazetteer, lexicon),
            lexicon,
            geocoder_of(gazetteer),
        )

    @property
    def points(self) -> NamedPoints:
        """The stops and landmarks of the city."""
        return self._points

    @cached_property
    def _suggester(self) -> Suggester:
        return Suggester(self.gazetteer, self._areas, self._points)

    @cached_property
    def _interpreter(self) -> Interpreter:
        starts = StartReader(
            self.gazetteer,
            self._areas,
            self._suggester,
            self._towns,
            self._points,
            self._lexicon,
            self.geocoder,
        )
        return Interpreter(self._lexicon, starts)

    def prepare(self, directory: Directory) -> None:
        """Do in advance what the first question would otherwise wait for (about a second)."""
        known, _ = self._about(directory)
        with self._preparing:  # a release that is no longer in use is let go
            self._prepared = {one: of for one, of in self._prepared.items() if one is directory}
        _ = self._interpreter
        if known.located.any():
            position = int(np.flatnonzero(known.located)[0])
            point = directory.places.geometry.iloc[position]
            self._walker.measure(known, point.x, point.y)

    def suggest(
        self, directory: Directory, text: str, limit: int = MOST_SUGGESTIONS
    ) -> tuple[Suggestion, ...]:
        """Suggest what a text being typed may mean.

        Returns
        -------
        tuple of Suggestion
            Best first, each once.
        """
        _, names = self._about(directory)
        found = self._suggester.suggest(names, text, points=True)
        return tuple(one.suggestion for one in found[:limit])

    def answer(self, directory: Directory, question: SearchQuestion, now: datetime) -> SearchResult:
        """Answer a question.

        Parameters
        ----------
        now
            The moment of the question, zone-aware.

        Returns
        -------
        SearchResult
            With a notice and no places where the text cannot be understood.
        """
        known, names = self._about(directory)
        read = self._interpreter.read(known, names, question.text, now)
        reading, wishes = read.start, read.wishes
        start = reading.start or self._here(question)
        notice = reading.notice
        if notice is None and start is not None and self._is_far(known, start):
            notice = Notice(NoticeKind.POINT_OUTSIDE)
        if notice is not None and notice.refuses:
            return _refused(question, notice, reading.alternatives, now)
        moment = question.moment or wishes.moment
        fit = fitting(known, read, question, now)
        if fit.text_fits_none:
            none_fit = Notice(NoticeKind.NONE_FIT, question.text[:_QUOTED])
            return replace(
                _refused(question, none_fit, _without_one(read), now),
                filters=read.filters,
                understood=_understood(question, read),
                removed=removed(fit.kept, len(known)),
            )
        distances = None if start is None else self._walker.measure(known, start.lon, start.lat)
        first = wishes.says_first(known)
        entries = entries_of(
            known, fit.chosen, reading, start, distances, fit.openings, fit.scores, first
        )
        notices = wishes.notices(located=start is not None)
        said = () if notice is None else (notice,)
        main = next((one for one in (*said, *notices) if one.code is not _SET), None)
        words = reading.matches.words if reading.matches is not None else ""
        return SearchResult(
            question=question if moment is None else replace(question, moment=moment),
            start=start,
            words=" ".join(filter(None, (wishes.words, words))),
            entries=in_parts(known, entries, start, at_a_moment=moment is not None),
            removed=removed(fit.kept, len(known)),
            notice=main,
            alternatives=reading.alternatives,
            now=now,
            notices=(*said, *notices, *_district_notices(read)),
            filters=read.filters,
            understood=_understood(question, read),
        )

    def fitting(
        self, directory: Directory, question: SearchQuestion, now: datetime
    ) -> frozenset[int]:
        """Return which places `answer` has, in no order and without distances.

        Parameters
        ----------
        now
            The moment of the question, zone-aware.

        Returns
        -------
        frozenset of int
            Their positions; empty where the text cannot be understood.
        """
        known, names = self._about(directory)
        read = self._interpreter.read(known, names, question.text, now)
        if read.start.notice is not None and read.start.notice.refuses:
            return frozenset()
        chosen = fitting(known, read, question, now).chosen
        return frozenset(np.flatnonzero(chosen).tolist())

    def opening(self, directory: Directory, position: int, moment: datetime) -> Opening:
        """Return whether a place is open at a moment, zone-aware."""
        known, _ = self._about(directory)
        return known.opening(position, moment)

    def near(
        self, directory: Directory, position: int, now: datetime, limit: int = 3
    ) -> tuple[Entry, ...]:
        """Return the places nearest to a place, as alternatives when it is closed.

        Parameters
        ----------
        now
            The moment of the question, zone-aware.

        Returns
        -------
        tuple of Entry
            Nearest first: places in use with a known address, without the place itself. Empty
            for a place without a point.
        """
        known, _ = self._about(directory)
        if not known.located[position]:
            return ()
        point = directory.places.geometry.iloc[position]
        precision = Precision.ADDRESS if known.exact[position] else Precision.NEIGHBOURHOOD
        name = known.name(position)
        start = Start(point.x, point.y, name, precision, StartKind.PLACE, place=position)
        distances = self._walker.measure(known, start.lon, start.lat)
        chosen = known.exact & ~known.gone
        chosen[position] = False
        nearest = np.argsort(np.where(chosen, distances.order_m, np.inf), kind="stable")[:limit]
        few = np.zeros(len(known), dtype=bool)
        few[nearest] = True
        openings = {int(row): known.opening(int(row), now) for row in nearest}
        return tuple(
            entries_of(
                known,
                few & chosen,
                QueryInterpretation(start),
                start,
                distances,
                openings,
                None,
                np.zeros(len(known), dtype=bool),
            )
        )

    def _about(self, directory: Directory) -> tuple[PlaceIndex, Names]:
        """Return what is prepared for a release, made once; older releases are dropped."""
        with self._preparing:
            prepared = self._prepared.get(directory)
            if prepared is None:
                known = PlaceIndex.of(directory, self._calendar)
                prepared = known, names_of(known)
                while len(self._prepared) >= _RELEASES:
                    del self._prepared[next(iter(self._prepared))]
                self._prepared[directory] = prepared
            return prepared

    def _here(self, question: SearchQuestion) -> Start | None:
        if question.lon is None or question.lat is None:
            return None
        if self._areas.city.point_problem(question.lon, question.lat) is not None:
            return Start(question.lon, question.lat, "", Precision.NONE, StartKind.HERE)
        return Start(question.lon, question.lat, "", Precision.ADDRESS, StartKind.HERE)

    @staticmethod
    def _is_far(known: PlaceIndex, start: Start) -> bool:
        """Whether a given point is so far away that distances mean nothing."""
        if start.what is not StartKind.HERE:
            return False
        if start.precision is Precision.NONE:
            return True
        x, y = (float(number) for number in known.directory.city.projected.xy(start.lon, start.lat))
        if not (math.isfinite(x) and math.isfinite(y)):
            return True
        distances = np.hypot(known.x - x, known.y - y)[known.located]
        return bool(len(distances)) and float(distances.min()) > FARTHEST_M


def _refused(
    question: SearchQuestion,
    notice: Notice,
    alternatives: tuple[Suggestion, ...],
    now: datetime,
) -> SearchResult:
    """Answer without places."""
    return SearchResult(question, None, "", (), (), notice, alternatives, now, notices=(notice,))


def _understood(question: SearchQuestion, read: QuestionReading) -> Understanding:
    """Put the text and the filters of a question together."""
    wishes, matches = read.wishes, read.start.matches
    kinds = (*wishes.kinds, *filter(None, (question.kind,)))
    districts = (*sorted(read.start.districts), *filter(None, (question.gebied,)))
    activities = (*wishes.activities, *filter(None, (question.activity,)))
    access = [one for one in (wishes.access, question.access) if one is not None]
    return Understanding(
        kinds=tuple(dict.fromkeys(kinds)),
        activities=tuple(dict.fromkeys(activities)),
        districts=tuple(dict.fromkeys(districts)),
        open_at=question.moment or wishes.moment,
        access=tuple(dict.fromkeys(access)),
        words=" ".join((*wishes.says, *((matches.words,) if matches else ()))),
    )


def _district_notices(read: QuestionReading) -> tuple[Notice, ...]:
    return tuple(
        Notice(_SET, one.words) for one in read.filters if one.filter is FilterKind.DISTRICT
    )


def _without_one(read: QuestionReading) -> tuple[Suggestion, ...]:
    """Propose the question without one of its filters."""
    return tuple(
        Suggestion(one.without, SuggestionKind.ACTIVITY, "", one.without)
        for one in read.filters
        if one.without
    )[:MOST_ALTERNATIVES]
