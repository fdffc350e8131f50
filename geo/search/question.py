"""The questions to the search box, and its results.

Nothing here is in words: a page turns these values into sentences in its own language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from geo.hours import Opening
from geo.model.vocabulary import Access, Kind, Precision, Status

MOST_SUGGESTIONS = 8
"""Suggestions that are given where no number is asked."""


class StartKind(StrEnum):
    """What distances are measured from."""

    ADDRESS = "address"
    POSTCODE = "postcode"
    STREET = "street"
    BUURT = "buurt"
    GEBIED = "gebied"
    STOP = "stop"
    LANDMARK = "landmark"
    PLACE = "place"
    HERE = "here"


class Part(StrEnum):
    """The parts of a result, in the order in which they are shown."""

    NEAR = "near"
    """Within a walk, and exactly known."""
    NEARLY = "nearly"
    """Within a walk, roughly: only the street or postcode is known."""
    INSIDE = "inside"
    """In the district that was asked for."""
    ALL = "all"
    """Where nothing was asked about a place to start from."""
    UNSURE = "unsure"
    """A moment was asked for, and it is not known whether these are open then."""
    FARTHER = "farther"
    BEYOND = "beyond"
    """Outside the district that was asked for."""
    VAGUE = "vague"
    """Known only to their street or neighbourhood: they may be nearer than they seem."""
    UNKNOWN = "unknown"
    """The same as `UNSURE`, farther away."""


class SuggestionKind(StrEnum):
    """What a suggestion is."""

    ADDRESS = "address"
    POSTCODE = "postcode"
    STREET = "street"
    BUURT = "buurt"
    GEBIED = "gebied"
    STOP = "stop"
    LANDMARK = "landmark"
    PLACE = "place"
    ACTIVITY = "activity"


class NoticeKind(StrEnum):
    """Why a question was not, or only partly, answered."""

    OUTSIDE_CITY = "outside_city"
    """An address in another town; ``detail`` is that town, or the postcode."""
    NO_SUCH_POSTCODE = "no_such_postcode"
    """No postcode of this number exists in Rotterdam; ``detail`` is the postcode."""
    ONLY_A_NUMBER = "only_a_number"
    """A house number without a street; ``detail`` is the number."""
    NO_WORDS = "no_words"
    """Only punctuation or pictures, nothing to search for."""
    TOO_LONG = "too_long"
    """More characters than are read; ``detail`` is how many are."""
    NOT_UNDERSTOOD = "not_understood"
    """No address, district or place is similar; ``detail`` is what was asked."""
    HOUSE_NUMBER_UNKNOWN = "house_number_unknown"
    """The street is known but not the house, so distances count from the street; ``detail`` is the
    address as asked. Places are returned too."""
    NO_SUCH_NUMBER = "no_such_number"
    """The street has no house of this number, as far as is known; otherwise as
    `HOUSE_NUMBER_UNKNOWN`."""
    STREET_UNKNOWN = "street_unknown"
    """No street of this name is known; ``detail`` is the address as asked, ``alternatives`` are
    streets with a similar name. None was chosen."""
    SEVERAL = "several"
    """Several streets may be meant: see ``alternatives``. None was chosen."""
    SPELLED_OTHERWISE = "spelled_otherwise"
    """Read as something with a different spelling; ``detail`` is what it was read as. Places are
    returned too."""
    PARTLY = "partly"
    """Only some of the words were used; ``detail`` lists them. Places are returned too."""
    POSTCODE_DIFFERS = "postcode_differs"
    """Street and postcode contradict each other; ``detail`` is what was asked."""
    POINT_OUTSIDE = "point_outside"
    """The given point lies so far outside the city that nothing can be near it."""
    FILTER_SET = "filter_set"
    """Words of the question were taken as a filter; ``detail`` is those words. See
    `SearchResult.filters`. Places are returned too."""
    LOCATION_NEEDED = "location_needed"
    """The question is about where the visitor is, which is not known; ``detail`` is the words that
    say so. Places are returned too."""
    NOT_RECORDED = "not_recorded"
    """It is recorded of no place whether it has what was asked; ``detail`` is the word. Places are
    returned too."""
    NONE_FIT = "none_fit"
    """The question was understood, and no place fits all of it; ``detail`` is the words that
    exclude each other."""


@dataclass(frozen=True, slots=True)
class SearchQuestion:
    """What a visitor asks.

    Parameters
    ----------
    text
        What was typed in the search box; empty asks nothing.
    lon, lat
        A point to measure distances from, EPSG:4326 degrees; a place in the text takes precedence.
    kind, status
        Only these; None for all.
    gebied
        Code of a gebied (``WK0599..``); empty for all.
    moment
        Only places known to be open then, with those that may be open listed apart; zone-aware.
    activity
        Key of a group of `geo.directory.activities.GROUPS`; empty for all.
    access
        `Access.YES` for places that are accessible; `Access.LIMITED` for those and the partly
        accessible; `Access.NO` or `Access.UNKNOWN` for exactly those; None for all.
    page
        Which page of the result is shown, from 1; does not change the result.
    """

    text: str = ""
    lon: float | None = None
    lat: float | None = None
    kind: Kind | None = None
    status: Status | None = None
    gebied: str = ""
    moment: datetime | None = None
    activity: str = ""
    access: Access | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Start:
    """Where distances are measured from.

    Parameters
    ----------
    lon, lat
        The point, EPSG:4326 degrees.
    label
        What it is: the address, street, district or place. Empty for `StartKind.HERE`.
    uncertainty_m
        Radius in metres that holds the true point in nine of ten cases; 0 for a given point.
    place
        Position of the place that is the start; None for any other start.
    """

    lon: float
    lat: float
    label: str
    precision: Precision
    what: StartKind
    uncertainty_m: float = 0.0
    place: int | None = None

    @property
    def vague(self) -> bool:
        """Whether the start is not a single point: a whole street, postcode area or district."""
        return self.precision is not Precision.ADDRESS


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in a result.

    Parameters
    ----------
    position
        Row in `geo.directory.directory.Directory.places`.
    straight_m
        Straight line from the start in metres; None without a start or a point.
    walk_m
        Walk along the network in metres; None where the network does not reach, or it is beyond the
        limit.
    minutes
        Whole minutes that the walk takes at the ordinary speed of `geo.planning.coverage`, at
        least 1; None where `walk_m` is.
    vague
        Whether the place, or the start, is known only to its street, postcode or district: the
        distance is approximate at best.
    opening
        Whether it is open at the requested moment, or else now.
    text_score
        How well it matches the words, from 0 to 1; 1 where there were no words.
    inside
        Where the start is a district: whether the place lies in it. These come first. True for any
        other start.
    order_m
        Sort key in metres: `walk_m`, or where unknown an estimate from the straight line; None
        without a start or a point.
    part
        The part of the result that it stands in.
    """

    position: int
    straight_m: float | None
    walk_m: float | None
    minutes: int | None
    vague: bool
    opening: Opening
    text_score: float = 1.0
    inside: bool = True
    order_m: float | None = None
    part: Part = Part.ALL


@dataclass(frozen=True, slots=True)
class Removed:
    """What one filter took away.

    Parameters
    ----------
    filter
        Field of `SearchQuestion`: ``kind``, ``status``, ``gebied``, ``moment``, ``activity``,
        ``access`` or ``text`` (words that places are matched with).
    count
        How many more places would be found without this filter, keeping all others.
    """

    filter: str
    count: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be meant.

    Parameters
    ----------
    detail
        Where it is, such as the district of a street; may be empty.
    place
        Id of the place, for `SuggestionKind.PLACE`; else empty.
    activity
        Key of the group, for `SuggestionKind.ACTIVITY`; else empty.
    """

    text: str
    what: SuggestionKind
    detail: str
    value: str
    place: str = ""
    activity: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to say about the question.

    Parameters
    ----------
    detail
        The part of the question that it is about, as typed (at most 120 characters).
    """

    code: NoticeKind
    detail: str = ""

    @property
    def refuses(self) -> bool:
        """Whether no places are returned along with the notice."""
        return self.code not in {
            NoticeKind.HOUSE_NUMBER_UNKNOWN,
            NoticeKind.NO_SUCH_NUMBER,
            NoticeKind.SPELLED_OTHERWISE,
            NoticeKind.PARTLY,
            NoticeKind.FILTER_SET,
            NoticeKind.LOCATION_NEEDED,
            NoticeKind.NOT_RECORDED,
        }


class FilterKind(StrEnum):
    """What words of a question can set."""

    KIND = "kind"
    ACTIVITY = "activity"
    ACCESS = "access"
    MOMENT = "moment"
    DISTRICT = "district"
    SAYS = "says"
    """A word that places say of themselves."""


@dataclass(frozen=True, slots=True)
class TextFilter:
    """A filter that words of the question set.

    Parameters
    ----------
    value
        A `Kind`, the key of a group, an `Access`, a moment (ISO 8601), the codes of districts
        with a comma between them, or a word.
    words
        The words, as typed.
    without
        The question without these words, to undo the filter.
    """

    filter: FilterKind
    value: str
    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a question was understood to ask, beside where it starts.

    Parameters
    ----------
    kinds
        The kinds of place; empty for both.
    activities
        Keys of the groups; a place must belong to all of them.
    districts
        Codes of the districts, of either level.
    open_at
        When it must be open; None for any time.
    access
        Which answers about access are wanted; empty for all.
    words
        Words that the texts of a place must contain.
    """

    kinds: tuple[Kind, ...] = ()
    activities: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    open_at: datetime | None = None
    access: tuple[Access, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What is found.

    Parameters
    ----------
    start
        Where distances are counted from; None where the text names no place to start from.
    words
        The words that places were matched with; empty where the text is a place to start from.
    entries
        All places in the order in which they are shown: by part (`Part`), and within a part the
        nearest first; without a start in the order of fit, then name. A place that was asked for by
        name stands first. Where the start is vague, so is every distance: see `Entry.vague`.
    removed
        For each filter that takes any away: how many more there would be without it.
    notice
        What is to be told; None for nothing.
    alternatives
        What else may be meant.
    notices
        All that is to be told, `notice` first.
    filters
        The filters that words of the question set.
    understood
        What was asked, by the text and by the filters of the question together.
    """

    question: SearchQuestion
    start: Start | None
    words: str
    entries: tuple[Entry, ...]
    removed: tuple[Removed, ...]
    notice: Notice | None
    alternatives: tuple[Suggestion, ...]
    now: datetime
    notices: tuple[Notice, ...] = ()
    filters: tuple[TextFilter, ...] = ()
    understood: Understanding = Understanding()
