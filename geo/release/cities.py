"""The cities that a release is of: it carries the profile of each, and tells of them by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import orjson

from geo.city.credits import credited
from geo.city.profile import CityProfile
from geo.model.errors import ReleaseError
from geo.model.schema import Table
from geo.model.settings import settings


def read_cities(release: Path) -> tuple[CityProfile, ...]:
    """Read of which cities a release is.

    Parameters
    ----------
    release
        Folder of the release.

    Returns
    -------
    tuple of CityProfile
        In the order in which they are served; the default city where the release carries none, as
        those made before there were several do not.

    Raises
    ------
    ReleaseError
        A profile that it lists is missing.
    InputError
        A profile is wrong.
    """
    about = orjson.loads((release / "release.json").read_bytes())
    slugs = about.get("cities") or []
    try:
        texts = [(release / f"{slug}.toml").read_text(encoding="utf-8") for slug in slugs]
    except OSError as error:
        raise ReleaseError(f"Cannot read {error.filename}: {error.strerror}.") from error
    if not texts:
        return (CityProfile.open(settings().city_folder()),)
    pairs = zip(texts, slugs, strict=True)
    return tuple(CityProfile.parse(text, f"{slug}.toml") for text, slug in pairs)


def together(words: Iterable[str], last: str = "and") -> str:
    """Name several things in one sentence: ``one, another and a third``."""
    *first, end = dict.fromkeys(words)
    return f"{', '.join(first)} {last} {end}" if first else end


def told_of(table: Table, cities: Sequence[CityProfile]) -> Table:
    """Fill the names of the cities in what a table says, and who is to be credited.

    Parameters
    ----------
    table
        Its descriptions may hold ``{cities}``, ``{upper}`` and ``{lower}``: the names of the
        cities, and what they call the districts of both levels.
    cities
        At least one.

    Returns
    -------
    Table
        The same table; its credit is that of the cities, where it is made from their data.
    """
    names, upper, lower = (
        {
            "nl": together(words[0], "en"),
            "en": together(words[1]),
        }
        for words in (
            ([city.name for city in cities],) * 2,
            (
                [city.levels.upper.nl.many for city in cities],
                [city.levels.upper.en.many for city in cities],
            ),
            (
                [city.levels.lower.nl.many for city in cities],
                [city.levels.lower.en.many for city in cities],
            ),
        )
    )
    nl, en = (
        text.replace("{cities}", names[language])
        .replace("{upper}", upper[language])
        .replace("{lower}", lower[language])
        for text, language in ((table.nl, "nl"), (table.en, "en"))
    )
    return credited(replace(table, nl=nl, en=en), cities)
