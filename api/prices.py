"""What is dear: the addresses that need a seat, and what each of them costs.

The rates are microseconds of processor time, measured on the machine of docs/speed.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import QueryParams

from api.site.asked import is_question
from api.web import budget
from api.web.background import BackgroundProcess, Make
from api.web.budget import MS
from api.web.dear import Lane, Lanes, Price
from api.web.seats import Seats
from geo.i18n.languages import LANGUAGES

PAGES: Final = "pages"
PRINTING: Final = "printing"
PLANNING: Final = "planning"
FILES: Final = "files"

_LANGUAGE: Final = f"(/({'|'.join(LANGUAGES)}))?"
_KINDS: Final = 3
_LIMITS: Final = 3
_MOST_LIMITS: Final = 12
_GAPS_MS: Final = {"json": 150.0, "xlsx": 180.0, "csv": 150.0, "geojson": 290.0}
"""For each kind of place and each limit, by format."""
_FILE_MS: Final = {"xlsx": 240.0}
_LARGEST_FILE_MS: Final = 60.0


def lanes(background: Make | None = None) -> Lanes:
    """Make the lanes: what one asks for on a phone does not wait for what a planner asks.

    Parameters
    ----------
    background
        Makes what answers in processes of lower priority; without it, threads answer.
    """

    def process() -> BackgroundProcess | None:
        return BackgroundProcess(background) if background else None

    return {
        PAGES: Lane(Seats(2)),
        PRINTING: Lane(Seats(1, longest_wait_s=10)),
        PLANNING: Lane(Seats(1), process()),
        FILES: Lane(Seats(1), process()),
    }


def _limits(query: QueryParams) -> int:
    minutes = query.get("minutes")
    return _LIMITS if not minutes else min(minutes.count(",") + 1, _MOST_LIMITS)


def coverage_us(query: QueryParams, path: Mapping[str, str]) -> float:
    """Estimate what a question about coverage costs.

    Raises
    ------
    InputError
        It costs more than it may.
    """
    limits, form = _limits(query), query.get("f", "json")
    kinds = 1 if query.get("kind") else _KINDS
    match path["part"]:
        case "/gaps":
            cost = 100 + kinds * limits * _GAPS_MS.get(form, _GAPS_MS["json"])
        case "/losses":
            cost = 100 + 180 * limits
        case _:
            cost = 150 + limits * (100 if form == "xlsx" else 40)
    budget.require(
        cost * MS,
        budget.MOST_FOR_COVERAGE_US,
        field="minutes",
        found=f"{limits} limits for {kinds} kinds of place",
        instead="fewer limits, or one kind of place",
    )
    return cost * MS


def planner_us(query: QueryParams, _: Mapping[str, str]) -> float:
    """Estimate what the planners' page costs."""
    return (400 + 60 * _limits(query)) * MS


def search_us(query: QueryParams, _: Mapping[str, str]) -> float:
    """Estimate what a page of results costs; the start page is free."""
    return 25 * MS if is_question(query) else 0.0


PRICES: Final = (
    Price(re.compile(f"{_LANGUAGE}/"), PAGES, search_us, each_minute=True),
    Price(re.compile("/v1/search"), PAGES, lambda *_: 25 * MS, each_minute=True),
    Price(re.compile("/v1/opening"), PAGES, lambda *_: 6 * MS, each_minute=True),
    Price(re.compile(f"{_LANGUAGE}/embed"), PAGES, lambda *_: 90 * MS, each_minute=True),
    Price(re.compile(f"{_LANGUAGE}/print"), PAGES, lambda *_: 110 * MS, each_minute=True),
    Price(re.compile(f"{_LANGUAGE}/print.pdf"), PRINTING, lambda *_: 2500 * MS, each_minute=True),
    Price(re.compile(f"{_LANGUAGE}/data"), PAGES, lambda *_: 60 * MS),
    Price(re.compile(r"/v1/coverage(?P<part>|/gaps|/losses)"), PLANNING, coverage_us),
    Price(re.compile("(/en)?/planner"), PLANNING, planner_us),
    Price(
        re.compile(r"/v1/exports/[^/]+\.(?P<form>[a-z]+)"),
        FILES,
        lambda _, path: _FILE_MS.get(path["form"], _LARGEST_FILE_MS) * MS,
    ),
    Price(re.compile("/v1/catalogue"), FILES, lambda *_: 900 * MS),
)
"""What is dear, in the order of the site."""
