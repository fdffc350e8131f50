"""The index of the places of one release, for searching; made once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.city.walking.snapping import Floats
from geo.directory.activities import GROUPS, groups_of_all
from geo.directory.directory import SEARCHED, Directory
from geo.directory.symbology import DRAWN
from geo.evidence.names import core_name
from geo.geocoding.addresses import normalise_street
from geo.hours import ZONE, Hours, Opening
from geo.hours.calendar_nl import Calendar
from geo.model.partial_date import PartialDate
from geo.model.text import fold
from geo.model.vocabulary import Precision, Status

Texts = NDArray[np.object_]
Truths = NDArray[np.bool_]

_SHORT = (
    (re.compile(r"\bhvd?w\b"), "huis van de wijk"),
    (re.compile(r"\bv ?d\b"), "van de"),
    (re.compile(r"\bvdr\b"), "van der"),
)
_BRACKETS = re.compile(r"\(([^)]*)\)")
_REMARK = re.compile(r"\([^)]*\)|\s-\s.*$")
_BEFORE = re.compile(r"^(?:huis van de wijk |huiskamer |wijkrestaurant |stichting |de |het |t )")


def plain_words(text: str) -> str:
    """Write a text in the form that is compared: folded, with common abbreviations in full.

    Parameters
    ----------
    text
        As typed: ``Huis vd Wijk``.

    Returns
    -------
    str
        ``huis van de wijk``.
    """
    words = fold(text)
    for short, full in _SHORT:
        words = short.sub(full, words)
    return words


def name_key(name: str) -> str:
    """Reduce the name of a place to what distinguishes it.

    Parameters
    ----------
    name
        ``Huis van de Wijk De Kip``.

    Returns
    -------
    str
        Letters and digits only, here ``kip``; never empty for a name with letters or digits.

    Examples
    --------
    >>> name_key("Huis van de Wijk De Kip")
    'kip'
    """
    words = plain_words(_REMARK.sub(" ", name)) or plain_words(name)
    while (shorter := _BEFORE.sub("", words)) != words:
        words = shorter
    return words.replace(" ", "").replace("ij", "y")


@dataclass(frozen=True, eq=False)
class PlaceIndex:
    """The places of one release, prepared; make one with `PlaceIndex.of`.

    Attributes
    ----------
    names
        Name of each place, by position.
    x, y
        In the reference system of the city, by position; NaN without a point.
    located
        Which have a point.
    exact
        Which have the point of their address.
    drawn
        Which have a point that is near enough to stand on a map.
    gone
        Which are closed for good, or not open yet.
    kind, status, access, gebied
        The properties of that name, by position; None for unknown.
    hours
        Opening hours, by position.
    groups
        Keys of the groups of activities, by position.
    by_name
        Positions by the key of each name (`name_key`).
    """

    directory: Directory
    names: tuple[str, ...]
    x: Floats
    y: Floats
    located: Truths
    exact: Truths
    drawn: Truths
    gone: Truths
    kind: Texts
    status: Texts
    access: Texts
    gebied: Texts
    buurt: Texts
    hours: tuple[Hours, ...]
    groups: tuple[frozenset[str], ...]
    by_name: dict[str, tuple[int, ...]]
    _openings: dict[int, Opening] = field(default_factory=dict, repr=False)
    _cores: dict[frozenset[str], tuple[frozenset[str], ...]] = field(
        default_factory=dict, repr=False
    )

    @classmethod
    def of(cls, directory: Directory, calendar: Calendar) -> PlaceIndex:
        """Prepare a release."""
        frame = directory.places
        geometries = frame.geometry.to_numpy()
        located = ~shapely.is_missing(geometries)
        x, y = (np.full(len(frame), np.nan) for _ in range(2))
        if located.any():
            lon, lat = shapely.get_x(geometries[located]), shapely.get_y(geometries[located])
            x[located], y[located] = directory.city.projected.xy(lon, lat)
        status = _column(frame, "status")
        return cls(
            directory=directory,
            names=tuple(str(name) for name in _column(frame, "name")),
            x=x,
            y=y,
            located=located,
            exact=located & (_column(frame, "precision") == Precision.ADDRESS.value),
            drawn=located & np.isin(_column(frame, "precision").astype(str), list(DRAWN)),
            gone=np.isin(status.astype(str), [Status.CLOSED.value, Status.PLANNED.value]),
            kind=_column(frame, "kind"),
            status=status,
            access=_column(frame, "access"),
            gebied=_column(frame, "gebied_code"),
            buurt=_column(frame, "buurt_code"),
            hours=tuple(
                Hours.parse(text, observed=_date(observed), calendar=calendar)
                for text, observed in zip(
                    _column(frame, "opening_hours"),
                    _column(frame, "opening_hours_date"),
                    strict=True,
                )
            ),
            groups=tuple(groups_of_all(one or ()) for one in _column(frame, "activities")),
            by_name=_names(frame),
        )

    def __len__(self) -> int:
        """Count the places."""
        return len(self.x)

    def opening(self, position: int, moment: datetime) -> Opening:
        """Return whether a place is open at a moment, reusing the last answer while it holds.

        Evaluating hours takes milliseconds, and most questions are about now.
        """
        last = self._openings.get(position)
        if (
            last is not None
            and last.moment.date() == moment.astimezone(ZONE).date()
            and last.moment <= moment
            and (last.until is None or moment < last.until)
        ):
            return replace(last, moment=moment.astimezone(ZONE))
        found = self.hours[position].at(moment)
        self._openings[position] = found
        return found

    def name(self, position: int) -> str:
        """Return the name of a place."""
        return self.names[position]

    @cached_property
    def used_groups(self) -> tuple[str, ...]:
        """Keys of the groups that some place belongs to, in the order in which they are offered."""
        used = frozenset().union(*self.groups)
        return tuple(key for key in GROUPS if key in used)

    @cached_property
    def by_address(self) -> dict[tuple[str, int], tuple[int, ...]]:
        """Positions by the key of the street (`normalise_street`) and the house number."""
        positions: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        frame = self.directory.places
        houses = zip(_column(frame, "street"), _column(frame, "house_number"), strict=True)
        for position, (street, house) in enumerate(houses):
            number = re.match(r"\d+", house or "")
            if street and number:
                positions[normalise_street(street), int(number[0])].append(position)
        return {key: tuple(found) for key, found in positions.items()}

    def cores(self, apart: frozenset[str]) -> tuple[frozenset[str], ...]:
        """Return what is particular to the names of each place, and to remarks in brackets.

        Parameters
        ----------
        apart
            Words that say nothing here, such as the names of districts.

        Returns
        -------
        tuple of frozenset of str
            By position.
        """
        if apart not in self._cores:
            others = _column(self.directory.places, "alt_names")
            self._cores[apart] = tuple(
                _cores_of((name, *(more or ())), apart)
                for name, more in zip(self.names, others, strict=True)
            )
        return self._cores[apart]

    def says(self, words: str) -> Truths:
        """Return which places say some words themselves, whole or as the beginning of one.

        Parameters
        ----------
        words
            In the form of `plain_words`.
        """
        wanted = words.split()
        return np.array(
            [
                all(any(one.startswith(word) for one in said) for word in wanted)
                for said in self._words
            ],
            dtype=bool,
        )

    @cached_property
    def _words(self) -> tuple[frozenset[str], ...]:
        """The words of the names and activities of each place, by position."""
        frame = self.directory.places
        rows = zip(
            self.names, _column(frame, "alt_names"), _column(frame, "activities"), strict=True
        )
        return tuple(
            frozenset(
                word
                for text in (name, *(others or ()), *(activities or ()))
                for word in plain_words(text).split()
            )
            for name, others, activities in rows
        )

    @cached_property
    def _activities(self) -> frozenset[str]:
        told = _column(self.directory.places, "activities")
        return frozenset(plain_words(one) for activities in told for one in activities or ())

    @cached_property
    def _vocabulary(self) -> list[str]:
        """Every word that a place can be found by, sorted."""
        frame = self.directory.places
        texts = (
            part
            for column in SEARCHED
            for value in _column(frame, column)
            for part in (value if isinstance(value, list) else [value])
            if isinstance(part, str)
        )
        return sorted({word for text in texts for word in fold(text).split()})

    def is_activity(self, words: str) -> bool:
        """Return whether some place has an activity with this name, or one that begins this way."""
        return any(
            activity == words or activity.startswith(f"{words} ") for activity in self._activities
        )

    def has_word(self, word: str) -> bool:
        """Return whether a place can be found by this word, or by one that begins with it."""
        at = bisect_left(self._vocabulary, word)
        if at == len(self._vocabulary):
            return False
        found = self._vocabulary[at]
        # A number is not the beginning of another number.
        return found == word or (found.startswith(word) and not word.isdigit())


def _cores_of(names: Iterable[str], apart: frozenset[str]) -> frozenset[str]:
    written = [
        part for name in names for part in (_BRACKETS.sub(" ", name), *_BRACKETS.findall(name))
    ]
    return frozenset(core_name(plain_words(one), apart) for one in written) - {""}


def _column(frame: Any, name: str) -> Texts:  # noqa: ANN401 - geopandas has no types
    if name not in frame:
        return np.full(len(frame), None, dtype=object)
    values: Texts = frame[name].to_numpy(dtype=object)
    return values


def _date(text: object) -> PartialDate | None:
    return PartialDate.parse(text) if isinstance(text, str) and text else None


def _names(frame: Any) -> dict[str, tuple[int, ...]]:  # noqa: ANN401
    positions: defaultdict[str, list[int]] = defaultdict(list)
    others = _column(frame, "alt_names")
    for position, (name, alternatives) in enumerate(
        zip(_column(frame, "name"), others, strict=True)
    ):
        for key in {name_key(str(one)) for one in (name, *(alternatives or ()))} - {""}:
            positions[key].append(position)
    return {key: tuple(found) for key, found in positions.items()}
