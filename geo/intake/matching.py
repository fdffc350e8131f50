"""Whether a row of a list is a place that we know: a score with reasons, and three heaps.

The model is that of Fellegi and Sunter (1969), as in Splink: each comparison adds a weight,
``log2(m / u)``, where *m* is how often it turns out so for one and the same place, *u* for two
different ones. The start is ``-log2(number of places)``, as at most one of them is meant. The sum
gives a probability. The weights (`NAME`, `ADDRESS`, `DISTANCE`, …) are a judgement;
``docs/importing.md`` lists them and ``docs/decisions/0031-weights-of-matching.md`` measures them.

Address, distance and district speak of one thing: of those that point the same way only the
strongest counts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from geo.evidence.names import core_name, is_same_name, name_similarity
from geo.geocoding.addresses import Address, normalise_street
from geo.model.crs import ProjectedCrs
from geo.model.said import Said
from geo.model.text import fold

SAME_NAME = 12.0
"""Weight of one name, letter by letter but for capitals, accents and articles: two places of a city
hardly ever share one."""
NAME = ((0.92, 7.5), (0.80, 3.5), (0.60, 0.5), (0.0, -4.0))
"""Weight by likeness of the names, 0 to 1: at least so alike, and the weight."""
ADDRESS = {"number": 8.0, "letter": 6.0, "street": 0.5, "other": -3.5}
"""Weight of the address: street and number, all but the letter, street only, another street."""
POSTCODE = (4.0, -3.0)
"""Weight of the same postcode of six characters, and of another, where a street is not known."""
DISTANCE = ((30.0, 7.5), (100.0, 4.0), (300.0, 0.0), (1_000.0, -3.0), (math.inf, -4.5))
"""Weight by distance between two points of buildings: at most so many metres, and the weight."""
TELEPHONE = (8.0, -1.0)
"""Weight of the same telephone number, and of another."""
GEBIED = (2.0, -3.0)
"""Weight of the same gebied, and of another, where both name one."""
BUURT = (3.5, -2.0)
"""Weight of the same buurt, and of another, where both name one."""
WEBSITE = (7.0, -1.0)
"""Weight of the same page, less where more places have it, and of another site."""
SAME = 0.90
"""From this probability on a row is the place."""
NEW = 0.03
"""Up to this probability of the best match a row is a new place."""

_LEAST = 1e-12


class Heap(StrEnum):
    """Where a row goes."""

    SAME = "same"
    NEW = "new"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Comparable:
    """What is compared of a row or a place.

    Parameters
    ----------
    id
        Of the place; empty for a row.
    names
        All its names.
    point
        x and y of the building in the reference system of the city, in metres; None where unknown.
    telephone
        Digits only.
    gebied, buurt
        As the row or a source of the place names it.
    """

    id: str
    names: tuple[str, ...]
    address: Address
    point: tuple[float, float] | None = None
    telephone: str = ""
    website: str = ""
    gebied: str = ""
    buurt: str = ""


@dataclass(frozen=True, slots=True)
class WeighedReason:
    """What speaks for or against a row and a place being one.

    Parameters
    ----------
    text
        In one sentence.
    weight
        In bits; above 0 where it speaks for it.
    """

    text: Said
    weight: float

    def __str__(self) -> str:
        """Write the sentence with its weight."""
        return f"{self.text} ({self.weight:+.1f})"


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """How well a row fits a place.

    Parameters
    ----------
    place_id
        The place.
    probability
        That the two are one, 0 to 1.
    reasons
        What speaks for and against it.
    """

    place_id: str
    probability: float
    reasons: tuple[WeighedReason, ...]


class Matcher:
    """Compares rows with places.

    Parameters
    ----------
    places
        All that are known.
    crs
        In which their points are, in metres.
    besides
        Words that say nothing in a name, such as the name of the city.
    """

    def __init__(
        self, places: Iterable[Comparable], crs: ProjectedCrs, besides: Iterable[str] = ()
    ) -> None:
        self.crs = crs
        self._places = list(places)
        self._besides = tuple(fold(word) for word in besides)
        self._pages = Counter(page for one in self._places if (page := _page(one.website)[1]))

    def add(self, place: Comparable) -> None:
        """Add a place, so that later rows are compared with it too."""
        self._places.append(place)

    def matches(self, row: Comparable) -> list[PlaceMatch]:
        """Compare a row with all places.

        Returns
        -------
        list of PlaceMatch
            The likeliest first; at most three.
        """
        found = [self._match(row, place) for place in self._places]
        return sorted(found, key=lambda one: (-one.probability, one.place_id))[:3]

    def _match(self, row: Comparable, place: Comparable) -> PlaceMatch:
        found = [*self._name(row, place), *_where(row, place), *self._contact(row, place)]
        total = sum(one.weight for one in found) - math.log2(max(len(self._places), 2))
        reasons = tuple(one for one in found if one.weight)
        return PlaceMatch(place.id, 1.0 / (1.0 + 2.0 ** min(-total, 500.0)), reasons)

    def _name(self, row: Comparable, place: Comparable) -> Iterable[WeighedReason]:
        """Weigh the names: the pair that is most alike; names of common words say nothing."""
        pairs = [
            (name_similarity(one, other, besides=self._besides), one, other)
            for one in row.names
            for other in place.names
            if core_name(one, self._besides) and core_name(other, self._besides)
        ]
        if not pairs:
            return
        if same := next((one for _, one, other in pairs if is_same_name(one, other)), ""):
            yield WeighedReason(Said("They have one name: '%(name)s'.", name=same), SAME_NAME)
            return
        likeness, one, other = max(pairs)
        weight = next(weight for least, weight in NAME if likeness >= least)
        if weight > 0:
            text = Said("The names are alike: '%(one)s' and '%(other)s'.", one=one, other=other)
        else:
            text = Said("The names are not alike: '%(one)s' and '%(other)s'.", one=one, other=other)
        yield WeighedReason(text, weight)

    def _contact(self, row: Comparable, place: Comparable) -> Iterable[WeighedReason]:
        """Weigh telephone and website."""
        if row.telephone and place.telephone:
            if row.telephone == place.telephone:
                yield WeighedReason(Said("The same telephone number."), TELEPHONE[0])
            else:
                yield WeighedReason(Said("Another telephone number."), TELEPHONE[1])
        (host, page), (other_host, other_page) = _page(row.website), _page(place.website)
        if not host or not other_host:
            return
        if page == other_page:
            shared = max(self._pages[page], 1)
            weight = max(WEBSITE[0] - 2 * math.log2(shared), 0.0)
            yield WeighedReason(Said("The same website: %(page)s.", page=page), weight)
        elif host != other_host:
            text = Said("Another website: %(one)s and %(other)s.", one=host, other=other_host)
            yield WeighedReason(text, WEBSITE[1])


def heap_of(matches: Sequence[PlaceMatch]) -> Heap:
    """Say where a row goes.

    Parameters
    ----------
    matches
        Of `Matcher.matches`.

    Returns
    -------
    Heap
        ``same`` only where one place is likely, also beside the others: at most one of them is
        meant.
    """
    if not matches or matches[0].probability <= NEW:
        return Heap.NEW
    odds = [one.probability / max(1.0 - one.probability, _LEAST) for one in matches]
    return Heap.SAME if odds[0] / (1.0 + sum(odds)) >= SAME else Heap.DOUBTFUL


def _where(row: Comparable, place: Comparable) -> Iterable[WeighedReason]:
    """Weigh address, distance and district; of those that point the same way only the strongest."""
    found = [
        *_address(row.address, place.address),
        *_distance(row, place),
        *_district(row, place),
    ]
    for same_way in (
        [one for one in found if one.weight > 0],
        [one for one in found if one.weight <= 0],
    ):
        if same_way:
            yield max(same_way, key=lambda one: abs(one.weight))


def _address(one: Address, other: Address) -> Iterable[WeighedReason]:
    if one.street and other.street:
        street = one.street
        if normalise_street(street) != normalise_street(other.street):
            pattern = Said("Another street: %(one)s and %(other)s.", one=street, other=other.street)
            yield WeighedReason(pattern, ADDRESS["other"])
        elif one.house_number is None or one.house_number != other.house_number:
            yield WeighedReason(
                Said("The same street: %(street)s.", street=street), ADDRESS["street"]
            )
        else:
            same = one.letter == other.letter or not one.letter or not other.letter
            text = Said("The same address: %(address)s.", address=f"{street} {one.house}")
            yield WeighedReason(text, ADDRESS["number" if same else "letter"])
    elif one.postcode and other.postcode:
        if one.postcode == other.postcode:
            text = Said("The same postcode: %(postcode)s.", postcode=one.postcode)
            yield WeighedReason(text, POSTCODE[0])
        else:
            text = Said("Another postcode: %(postcode)s.", postcode=one.postcode)
            yield WeighedReason(text, POSTCODE[1])


def _distance(row: Comparable, place: Comparable) -> Iterable[WeighedReason]:
    if row.point is None or place.point is None:
        return
    metres = math.dist(row.point, place.point)
    weight = next(weight for most, weight in DISTANCE if metres <= most)
    yield WeighedReason(Said("The points lie %(metres)s m apart.", metres=f"{metres:,.0f}"), weight)


def _district(row: Comparable, place: Comparable) -> Iterable[WeighedReason]:
    """Weigh the smaller of the districts that both name."""
    for one, other, (same, different) in (
        (row.buurt, place.buurt, BUURT),
        (row.gebied, place.gebied, GEBIED),
    ):
        if one and other:
            if fold(one) == fold(other):
                yield WeighedReason(Said("The same district: %(name)s.", name=one), same)
            else:
                text = Said("Another district: %(one)s and %(other)s.", one=one, other=other)
                yield WeighedReason(text, different)
            return


def _page(website: str) -> tuple[str, str]:
    """Return host and page of a website, as people compare them."""
    parts = urlsplit(website.lower())
    host = parts.netloc.removeprefix("www.")
    return host, f"{host}{parts.path.rstrip('/')}"
