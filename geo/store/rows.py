"""Making the row of an observation from what a maintainer, an owner or a resident says."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from geo.evidence.observations import COLUMNS
from geo.model.text import fold
from geo.model.vocabulary import Attribution, SourceType
from geo.store.store import Cells

OWN_LICENCE = "own observation"
"""The terms of what was seen or heard for this directory."""

_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
_MAX_ID = 80


class Channel(StrEnum):
    """How something came to be known."""

    CALL = "call"
    VISIT = "visit"
    WEBSITE = "website"
    LETTER = "letter"
    OWNER = "owner"
    REPORT = "report"


SOURCES: Mapping[Channel, tuple[str, SourceType]] = {
    Channel.CALL: ("Telephone call with the organisation", SourceType.ORGANISATION),
    Channel.VISIT: ("Visit", SourceType.RESEARCH),
    Channel.WEBSITE: ("Website of the organisation", SourceType.ORGANISATION),
    Channel.LETTER: ("Letter or mail of the organisation", SourceType.ORGANISATION),
    Channel.OWNER: ("Confirmed by the organisation", SourceType.ORGANISATION),
    Channel.REPORT: ("Report of a resident, checked by a maintainer", SourceType.RESEARCH),
}
"""The title and the sort of source of each channel."""


def new_observation(
    place_id: str, values: Mapping[str, str], channel: Channel, on: date, *, url: str = ""
) -> Cells:
    """Make the row of what was said about a place.

    Parameters
    ----------
    place_id
        The place.
    values
        By column of an observation; a column that is not given says nothing.
    channel
        How it came to be known.
    on
        When it was said or seen: the date of the source.
    url
        The page, where it was read on one.

    Returns
    -------
    Cells
        With an id that nothing else has.

    Examples
    --------
    >>> row = new_observation("pier-80", {"access": "no"}, Channel.CALL, date(2026, 11, 27))
    >>> row["source_date"], row["access"], row["source_type"]
    ('2026-11-27', 'no', 'organisation')
    """
    title, kind = SOURCES[channel]
    mark = "".join(secrets.choice(_SIGNS) for _ in range(5))
    return dict.fromkeys(COLUMNS, "") | {
        "observation_id": f"{place_id}--{on:%Y%m%d}{mark}",
        "place_id": place_id,
        "source_title": title,
        "source_url": url,
        "source_date": on.isoformat(),
        "retrieved": on.isoformat(),
        "source_type": kind.value,
        "licence": OWN_LICENCE,
        "attribution": Attribution.DIRECT.value,
        **{name: value.strip() for name, value in values.items()},
    }


def new_place_id(name: str, taken: Iterable[str], prefix: str = "") -> str:
    """Make the id of a new place from its name.

    Parameters
    ----------
    name
        As people call it.
    taken
        The ids that are used, or were.
    prefix
        What the ids of the city begin with.

    Returns
    -------
    str
        Lower case letters, digits and hyphens; a number is added where the id is taken.

    Examples
    --------
    >>> new_place_id("'t Café", ["t-cafe"])
    't-cafe-2'
    """
    used = set(taken)
    folded = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:_MAX_ID].strip("-") or "place"
    folded = prefix + folded
    number, candidate = 1, folded
    while candidate in used:
        number += 1
        candidate = f"{folded}-{number}"
    return candidate
