"""What a map or a report of coverage shows: one question, measured once, ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.city.areas import Areas
from geo.city.credits import credit_sentences
from geo.city.people import SQUARE_M
from geo.directory.directory import Directory
from geo.directory.symbology import is_drawn
from geo.model.errors import InputError, Problem
from geo.model.vocabulary import Language
from geo.planning.coverage import (
    KINDS,
    City,
    CoverageQuestion,
    Level,
    Scenario,
    Supply,
    Walks,
    When,
    summarise,
)
from geo.planning.coverage.gaps import Gap, find_gaps
from geo.planning.coverage.words import CoverageWords, words_for

BANDS = (5, 10, 15)
"""Minutes of the bands that are drawn; the limit that is asked for comes with them."""
EITHER = KINDS[-1]


@dataclass(frozen=True, slots=True, eq=False)
class CoverageView:
    """Everything drawn for one question.

    Attributes
    ----------
    supply, walks
        The places that count, and how far everybody walks to them.
    places
        The places that count and have a point to draw, EPSG:4326.
    question
        Its minutes are those of the bands.
    minutes
        The limit that the answer is about.
    kind
        Of `geo.planning.coverage.KINDS`: what the answer is about.
    version, date
        Of the release that the places come from.
    words
        Of the language in which it is shown.
    when
        The moment at which places are open; None for any hour.
    """

    city: City
    areas: Areas
    supply: Supply
    walks: Walks
    places: gpd.GeoDataFrame
    question: CoverageQuestion
    minutes: int
    kind: str
    version: str
    date: str
    words: CoverageWords
    when: When | None = None

    @classmethod
    def measure(  # noqa: PLR0913 - one parameter per option
        cls,
        city: City,
        areas: Areas,
        directory: Directory,
        *,
        minutes: int = 10,
        kind: str = EITHER,
        age: str = "all",
        speed: str = "walk",
        when: When | None = None,
        language: Language = "nl",
    ) -> CoverageView:
        """Measure what is asked.

        Parameters
        ----------
        minutes, kind, age, speed
            See `geo.planning.coverage.CoverageQuestion.parse`.
        when
            Only places that are open then count; at any hour, if not given.
        language
            One of `geo.i18n.languages.FOR_PLANNERS`.

        Raises
        ------
        InputError
            With everything that is wrong with the question.
        """
        asked = CoverageQuestion.parse(areas, minutes=str(minutes), kind=kind, age=age, speed=speed)
        bands = tuple(sorted({*BANDS, *asked.minutes}))
        question = replace(asked, minutes=bands, kinds=KINDS)
        supply = Supply.of(directory.places, city.crs, when)
        walks = Walks.of(city, supply, limit_m=question.limit_m)
        counts = directory.places["id"].isin(supply.ids.tolist())
        drawn = directory.places["precision"].map(is_drawn)
        places = directory.places[counts & drawn & ~directory.places.geometry.isna()]
        return cls(
            city, areas, supply, walks, places, question, minutes, kind,
            directory.version, directory.date or "",
            words_for(language, areas.city),
            when,
        )  # fmt: skip

    @property
    def group(self) -> str:
        """Whom it is about, in words."""
        return self.words.group(self.question.age)

    @property
    def place(self) -> str:
        """The kind of place that it is about, in words and with an article."""
        return self.words.kind(self.kind)

    @property
    def moment(self) -> str:
        """Which moment is asked about, and how little is known of it; empty for any hour."""
        if self.when is None:
            return ""
        return f"{self.words.moment(self.when)} {self.words.hours_unknown(self.supply)}"

    @property
    def sources(self) -> list[str]:
        """A sentence about each source, with its date and licence."""
        places = self.words.gettext(
            "Places: Meetingplaces, %(date)s (version %(version)s); each place names its sources.",
            date=self.dated,
            version=self.version,
        )
        return [places, *credit_sentences(self.areas.city, language=self.words.language)]

    @property
    def dated(self) -> str:
        """The date of the places, in words."""
        return self.words.date(self.date) or self.words.gettext("date not known")

    @property
    def limit_m(self) -> float:
        """The limit that the answer is about, in metres."""
        return self.minutes * self.question.metres_per_minute

    def figures(
        self, level: Level, *, codes: frozenset[str] | None = None, minutes: int | None = None
    ) -> pd.DataFrame:
        """Return the figures of `geo.planning.coverage.summarise` for the districts of one level.

        Parameters
        ----------
        codes
            Only these; None for all.
        minutes
            Only this limit, which must be one of the question; the one asked for if not given.
        """
        question = replace(self.question, by=level, codes=codes, minutes=(minutes or self.minutes,))
        return summarise(self.city, self.supply, self.walks, question)

    def within(self, gebied_code: str) -> NDArray[np.bool_]:
        """Mark the entries of the people that lie in this gebied."""
        return np.asarray((self.city.buurten["gebied_code"] == gebied_code).to_numpy())[
            self.city.people.buurt
        ]

    def gaps(self, gebied_code: str | None = None, *, least_people: float = 100.0) -> list[Gap]:
        """Find where people are out of reach; within one gebied, if given, ending at its border."""
        walks = self.walks
        if gebied_code is not None:
            walks = walks.copy()
            walks.metres[:, :, ~self.within(gebied_code)] = 0  # in reach: no gap there
        return find_gaps(
            self.city,
            walks,
            limit_m=self.limit_m,
            kind=self.kind,
            age=self.question.age,
            least_people=least_people,
        )

    def bands(self, gebied_code: str | None = None) -> gpd.GeoDataFrame:
        """Return the inhabited squares of 100 m by walking time, in bands.

        Parameters
        ----------
        gebied_code
            Only the squares of this gebied.

        Returns
        -------
        GeoDataFrame
            ``minutes`` (upper limit of the band; infinite for all beyond), ``residents``, and the
            squares as one shape each; EPSG:28992. At a moment, NaN is the band of the squares
            from which a place may be within the last limit, if it is open then.
        """
        people = np.nan_to_num(self.city.people.group(self.question.age))
        shown = people > 0
        if gebied_code is not None:
            shown &= self.within(gebied_code)
        metres = self.walks.metres[KINDS.index(self.kind)]
        minutes, least = (
            metres[one] / self.question.metres_per_minute
            for one in (Scenario.KNOWN, Scenario.HOURS)
        )
        limits = np.array([*self.question.minutes, np.inf])
        band = np.searchsorted(limits, np.minimum(minutes, np.finfo(float).max))
        if self.when is not None:
            # Few hours are known: that no place is known to be open does not say that none is.
            band[(band == len(limits) - 1) & (least <= limits[-2])] = len(limits)
            limits = np.append(limits, np.nan)
        x, y = self.city.people.x - SQUARE_M / 2, self.city.people.y - SQUARE_M / 2
        shapes = [
            shapely.union_all(
                shapely.box(x[of_band], y[of_band], x[of_band] + SQUARE_M, y[of_band] + SQUARE_M)
            )
            for of_band in (shown & (band == at) for at in range(len(limits)))
        ]
        residents = np.bincount(band[shown], people[shown], minlength=len(limits))
        return gpd.GeoDataFrame(
            {"minutes": limits, "residents": residents}, geometry=shapes, crs=self.city.crs.code
        )


def find_gebied(areas: Areas, name: str) -> str:
    """Find the gebied that a name or code means.

    Raises
    ------
    InputError
        There is none; names the nearest, or the gebied in which a buurt of that name lies.
    """
    code = name if name in areas.gebieden.index else areas.find_gebied(name)
    if code is not None:
        return str(code)
    buurten = sorted(areas.find_buurten(name))
    if buurten:
        around = areas.buurten.loc[buurten, "gebied"].unique()
        expected = "the gebied around it: " + " or ".join(f"'{one}'" for one in around)
        raise InputError([Problem(f"'{name}', a buurt", expected, field="gebied")])
    likely = " or ".join(f"'{one}'" for one in areas.suggest(name))
    city = areas.city
    expected = f"a gebied of {city.name}, such as {likely or repr(city.example_district)}"
    raise InputError([Problem(f"'{name}'", expected, field="gebied")])
