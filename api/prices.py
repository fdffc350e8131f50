"""What is dear: the addresses that need a seat, and what each of them costs.

The rates are microseconds of processor time, measured on the machine of docs/speed.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from starlette.datastructures import QueryParams

from api.site.asked import is_question
from api.web import budget
from api.web.background import IDLE_S, BackgroundProcess, Make
from api.web.budget import MS
from api.web.dear import Lane, Lanes, Price
from api.web.seats import Seats
from api.web.served import reference
from geo.city.walking.speeds import SPEEDS
from geo.directory.directory import Directory
from geo.i18n.languages import LANGUAGES
from geo.model.settings import settings

PAGES: Final = "pages"
PRINTING: Final = "printing"
PLANNING: Final = "planning"
FILES: Final = "files"

_LANGUAGE: Final = f"(/({'|'.join(LANGUAGES)}))?"


def lanes(background: Make | None = None) -> Lanes:
    """Make the lanes: what one asks for on a phone does not wait for what a planner asks.

    Parameters
    ----------
    background
        Makes what answers in processes of lower priority; without it, threads answer.
    """

    def process(idle_s: float = IDLE_S) -> BackgroundProcess | None:
        return BackgroundProcess(background, idle_s=idle_s) if background else None

    idle_min = settings().planner_idle_min

    return {
        # One at a time: threads of one process take turns anyway, and each that works is one more
        # that an answer from the cache waits for.
        PAGES: Lane(Seats(1)),
        PRINTING: Lane(Seats(1, longest_wait_s=10)),
        PLANNING: Lane(Seats(1), process(idle_min * 60 if idle_min else math.inf)),
        FILES: Lane(Seats(1), process()),
    }


# Coverage -----------------------------------------------------------------------------------------

_SQUARES: Final = 10_256
"""Of the city on which the rates below were measured; another one costs in proportion."""
_EVERY_HOUR_MS, _THEN_MS = 300.0, 105.0
"""Reaching every place at any hour, or only those that are open at a moment."""
_REACH_MS: Final = 66.0
_SUM_MS: Final = 9.0
_CELL_MS: Final = {"xlsx": 0.45}
_LEAST_CELL_MS: Final = 0.05
"""For a kilometre of the farthest walk (to the power 0.7), for each limit and kind of place, and
for each row of the answer."""
_LOSS_MS, _LOSS_REACH_MS, _LOSS_LIMIT_MS = 307.0, 115.0, 28.0
"""Losses: once, for a kilometre of the farthest walk (to the power 1.6), and for each limit."""
_EARLIER_MS: Final = 900.0
"""To read an earlier release."""
_GROUPS: Final = 7
_EQUITY_MS: Final = 40.0
_CAPACITY_MS: Final = 60.0
"""Equity, for each group and kind of place; capacity, for each limit and kind."""
_SQUARES_MS: Final = {"xlsx": 2200.0, "geojson": 600.0}
_LEAST_SQUARES_MS: Final = 400.0
_GAP_REACH_MS: Final = 141.0
_GAP_MS: Final = {"geojson": 550.0}
_LEAST_GAP_MS: Final = 154.0
_GAP_KM: Final = 2.5
"""Gaps: for a kilometre of the farthest walk (to the power 0.7), and for each kind of place and
each limit of almost nothing; a walk that is so many kilometres longer leaves out a third as much.
"""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What decides how dear a question about coverage is.

    Attributes
    ----------
    limits_km
        The walks.
    districts
        How many the answer is about.
    size
        The size of the city, compared with that on which the rates were measured.
    earlier
        Whether it compares with an earlier time.
    """

    limits_km: tuple[float, ...]
    kinds: int
    districts: int
    at_any_hour: bool
    form: str
    size: float
    earlier: bool = False

    @classmethod
    def read(cls, query: QueryParams, directory: Directory) -> _Asked:
        """Read a question leniently: what is wrong with it is said when it is answered."""
        minutes = [min(limit, _MINUTES) for limit in _numbers(query.get("minutes", ""))]
        named = SPEEDS.get(query.get("speed", "walk"))
        given = named or next(iter(_numbers(query.get("speed", ""))), SPEEDS["walk"])
        buurten = len(directory.layers["buurten"])
        of = {"buurt": buurten, "gemeente": 1}
        return cls(
            limits_km=tuple(limit * min(given, _KMH) / 60 for limit in minutes or _LIMITS),
            kinds=1 if query.get("kind") else _KINDS,
            districts=of.get(query.get("by", ""), len(directory.layers["gebieden"])),
            at_any_hour=not (query.get("at") or query.get("block")),
            form=query.get("f", "json"),
            size=_squares(reference()) / _SQUARES,
            earlier=bool(query.get("before")),
        )

    @property
    def km(self) -> float:
        """The farthest walk."""
        return max(self.limits_km)

    @property
    def sums(self) -> int:
        """How often people are counted."""
        return len(self.limits_km) * self.kinds

    @property
    def start_ms(self) -> float:
        """The places that count."""
        return _EVERY_HOUR_MS if self.at_any_hour else _THEN_MS

    @property
    def figures_ms(self) -> float:
        """The figures per district."""
        cells = self.sums * self.districts * _CELL_MS.get(self.form, _LEAST_CELL_MS)
        return self.start_ms + _REACH_MS * math.pow(self.km, 0.7) + _SUM_MS * self.sums + cells

    @property
    def changes_ms(self) -> float:
        """The figures before and after; the places before may have to be read."""
        return 2 * self.figures_ms + (_EARLIER_MS if self.earlier else 0)

    @property
    def equity_ms(self) -> float:
        """The figures of every group, and walks of up to an hour."""
        reach = _REACH_MS * math.pow(_KMH, 0.7)
        return self.figures_ms + reach + _GROUPS * (_SUM_MS * self.sums + _EQUITY_MS * self.kinds)

    @property
    def capacity_ms(self) -> float:
        """The routes to and from every place, some of which may be far from their point."""
        return self.figures_ms + self.losses_ms + _CAPACITY_MS * self.sums

    @property
    def squares_ms(self) -> float:
        """The figures, and a row for each square."""
        return self.figures_ms + _SQUARES_MS.get(self.form, _LEAST_SQUARES_MS)

    @property
    def losses_ms(self) -> float:
        """What each place adds: the routes to and from it grow with the area."""
        reach = _LOSS_REACH_MS * math.pow(self.km, 1.6)
        return _LOSS_MS + reach + _LOSS_LIMIT_MS * len(self.limits_km)

    @property
    def gaps_ms(self) -> float:
        """The gaps of every kind and limit."""
        left_out = self.kinds * sum(math.exp(-km / _GAP_KM) for km in self.limits_km)
        reach = _GAP_REACH_MS * math.pow(self.km, 0.7)
        return self.start_ms + reach + left_out * _GAP_MS.get(self.form, _LEAST_GAP_MS)


_KINDS: Final = 3
_LIMITS: Final = (5.0, 10.0, 15.0)
_MINUTES: Final = 60.0
_KMH: Final = 10.0


@cache
def _squares(tables: Path) -> int:
    """Count the squares with people of a city, without reading them."""
    people = tables / "people.csv"
    return people.read_bytes().count(b"\n") if people.is_file() else _SQUARES


def _numbers(text: str) -> list[float]:
    """Return the numbers of a list with commas; what is none is left out."""
    return [
        float(one) for one in text.split(",") if re.fullmatch(r" *[0-9]{1,4}(\.[0-9]{1,4})? *", one)
    ]


_PARTS: Final = ("", "/gaps", "/squares", "/losses", "/changes", "/equity", "/capacity")


def coverage_us(query: QueryParams, path: Mapping[str, str], directory: Directory) -> float:
    """Estimate what a question about coverage costs: walks, kinds, limits, rows and the format.

    Raises
    ------
    InputError
        It costs more than it may.
    """
    asked = _Asked.read(query, directory)
    of = {
        "/gaps": asked.gaps_ms,
        "/squares": asked.squares_ms,
        "/losses": asked.losses_ms,
        "/changes": asked.changes_ms,
        "/equity": asked.equity_ms,
        "/capacity": asked.capacity_ms,
    }
    cost_us = of.get(path["part"], asked.figures_ms) * asked.size * MS
    budget.require(
        cost_us,
        budget.MOST_FOR_COVERAGE_US,
        field="minutes",
        found=f"{len(asked.limits_km)} limits for {asked.kinds} kinds, up to {asked.km:.1f} km",
        instead="fewer or shorter limits, one kind of place, or another format",
    )
    return cost_us


_SITES_MS: Final = ((950.0, 1600.0), (430.0, 190.0))
"""Sites in a city, or in one district: once, and for a kilometre of the walk (to the power 1.6)."""
_STEPS: Final = 2


def sites_us(query: QueryParams, _: Mapping[str, str], directory: Directory) -> float:
    """Estimate what a search for sites costs, without the proof, which hardly ever takes long.

    Raises
    ------
    InputError
        It costs more than it may where each step of the proof takes all its time.
    """
    asked = _Asked.read(query, directory)
    cost_us, km = _of_sites(query, asked)
    seconds = next(iter(_numbers(query.get("seconds", "1"))), 1.0)
    budget.require(
        cost_us + _STEPS * 1000 * seconds * MS,
        budget.MOST_FOR_COVERAGE_US,
        field="minutes",
        found=f"sites within {km:.1f} km, with {seconds:g} s for each step of the proof",
        instead="a shorter walk or less time, or only one gebied",
    )
    return cost_us


def _of_sites(query: QueryParams, asked: _Asked) -> tuple[float, float]:
    """Return what a search for sites costs without the proof, and how far people walk."""
    km = asked.limits_km[0] if query.get("minutes") else asked.limits_km[0] * 2
    all_over, here = _SITES_MS
    once, reach = here if query.get("gebied") or query.get("candidates") else all_over
    return (once + reach * math.pow(km, 1.6)) * asked.size * MS, km


def planner_us(query: QueryParams, _: Mapping[str, str], directory: Directory) -> float:
    """Estimate what the planners' page costs: figures, losses, and the gaps of one limit.

    A plan is measured beside them, and where next is a search for sites: the page itself says so
    where that would be too dear.
    """
    asked = replace(_Asked.read(query, directory), kinds=1, form="json")
    plan_ms = asked.figures_ms if query.get("plan") else 0.0
    page_us = (asked.figures_ms + asked.losses_ms + _LEAST_GAP_MS + plan_ms) * asked.size * MS
    sites_us = _of_sites(query, asked)[0] if query.get("sites") else 0.0
    return page_us + min(sites_us, budget.MOST_FOR_COVERAGE_US)


# Files and pages ----------------------------------------------------------------------------------

_FILE_MS: Final = {
    "csv": (5.0, 0.065),
    "fgb": (7.0, 0.025),
    "geojson": (7.0, 0.04),
    "gpkg": (20.0, 0.06),
    "kml": (6.0, 0.09),
    "parquet": (10.0, 0.03),
    "xlsx": (10.0, 0.25),
}
"""Once, and for each 1,000 bytes of the features as GeoJSON, by format."""
_SAMPLE: Final = 20


def file_us(_: QueryParams, path: Mapping[str, str], directory: Directory) -> float:
    """Estimate what a file costs: the size of the collection and the format.

    A table in a database is no layer, and waits for a seat of its own.
    """
    layer = directory.layers.get(path["collection"])
    if layer is None:
        return 0.0
    once, for_kb = _FILE_MS.get(path["form"], _FILE_MS["csv"])
    if not len(layer):
        return once * MS
    sample = layer.features[:: max(1, len(layer) // _SAMPLE)][:_SAMPLE]
    kb = len(layer) * sum(map(len, sample)) / len(sample) / 1000
    return (once + for_kb * kb) * MS


def search_us(query: QueryParams, *_: object) -> float:
    """Estimate what a page of results costs; the start page is free."""
    return 90 * MS if is_question(query) else 0.0


def found_us(query: QueryParams, *_: object) -> float:
    """Estimate what an answer of the search service costs: to walk from a point takes most."""
    return (80 if query.get("lat") else 25) * MS


PRICES: Final = (
    Price(re.compile(f"{_LANGUAGE}/"), PAGES, search_us, each_minute=True),
    Price(re.compile("/v1/search"), PAGES, found_us, each_minute=True),
    Price(re.compile("/v1/opening"), PAGES, lambda *_: 2.5 * MS, each_minute=True),
    Price(re.compile(f"{_LANGUAGE}/embed"), PAGES, lambda *_: 240 * MS, each_minute=True),
    Price(re.compile(f"{_LANGUAGE}/print"), PAGES, lambda *_: 250 * MS, each_minute=True),
    Price(re.compile(f"{_LANGUAGE}/print.pdf"), PRINTING, lambda *_: 2500 * MS, each_minute=True),
    Price(re.compile(f"{_LANGUAGE}/data"), PAGES, lambda *_: 60 * MS),
    Price(re.compile(f"{_LANGUAGE}/places/[^/]+"), PAGES, lambda *_: 80 * MS, each_minute=True),
    Price(
        re.compile(r"/v1/coverage(?P<part>|/gaps|/squares|/losses|/changes|/equity|/capacity)"),
        PLANNING,
        coverage_us,
    ),
    Price(re.compile("/v1/coverage/sites"), PLANNING, sites_us),
    Price(re.compile("(/en)?/planner"), PLANNING, planner_us),
    Price(
        re.compile(r"/v1/exports/(?P<collection>[^/]+)\.(?P<form>[a-z]+)"),
        FILES,
        file_us,
    ),
    Price(re.compile("/v1/catalogue"), FILES, lambda *_: 900 * MS),
)
"""What is dear, in the order of the site."""
