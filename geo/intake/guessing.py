"""What the columns of a list may mean: guessed from their names and from what stands in them.

A guess is only a proposal: it is shown with examples, and a person decides. Names are compared as
people write them (`geo.model.text.fold`), with rapidfuzz for those that differ in a letter or two;
what stands in a column can confirm or refuse what its name suggests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from rapidfuzz import fuzz, process

from geo.intake.incoming import IncomingList
from geo.intake.mapping import SourceMapping, Target
from geo.model.contacts import mail_problem
from geo.model.text import fold
from geo.model.vocabulary import SourceType

NAMES: Mapping[Target, tuple[str, ...]] = MappingProxyType(
    {
        "row_id": ("id", "objectid", "fid", "source id", "nummer stembureau", "uuid", "code",
                   "globalid", "identificatie", "mvzn id", "stembureau nummer"),
        "name": ("naam", "name", "naam locatie", "locatie", "locatienaam", "naam stembureau",
                 "naam accommodatie", "accommodatie", "titel", "title", "organisatie naam",
                 "naam voorziening", "gebouw", "venue", "plek", "naam plek"),
        "alt_names": ("alternatieve naam", "ook bekend als", "andere naam", "alt name", "old name",
                      "bijnaam"),
        "kind": ("soort", "type", "kind", "categorie", "category", "soort locatie"),
        "operator": ("beheerder", "operator", "organisatie", "exploitant", "aanbieder",
                     "welzijnsorganisatie", "uitvoerder"),
        "address": ("adres", "address", "bezoekadres", "volledig adres", "adresgegevens",
                    "locatie adres", "straat en huisnummer", "straat huisnummer",
                    "adres en huisnummer"),
        "street": ("straat", "straatnaam", "street", "openbare ruimte", "openbare ruimte naam",
                   "straat naam", "addr street", "adres straat"),
        "house_number": ("huisnummer", "nummer", "nr", "huisnr", "house number", "housenumber",
                         "addr housenumber", "adres nr", "adres nummer", "adres huisnummer"),
        "postcode": ("postcode", "pc", "pc6", "postal code", "zip", "addr postcode",
                     "adres postcode"),
        "city": ("plaats", "woonplaats", "stad", "city", "woonplaats naam", "plaatsnaam", "town",
                 "addr city", "gemeente", "adres plaats"),
        "gebied": ("gebied", "stadsdeel", "wijk", "gebiedsnaam", "district"),
        "buurt": ("buurt", "buurtnaam", "neighbourhood"),
        "website": ("website", "url", "web", "site", "webadres", "internet", "homepage",
                    "contact website", "webpagina"),
        "phone": ("telefoon", "telefoonnummer", "tel", "phone", "telephone", "contact phone",
                  "tel nr", "telefoon algemeen", "telefoonnummer locatie"),
        "email": ("e mail", "email", "mail", "mailadres", "e mailadres", "emailadres",
                  "algemeen mailadres", "contact email"),
        "opening_hours": ("openingstijden", "opening hours", "openingsuren", "openingstijd", "open",
                          "geopend", "tijden", "openingstijden stembureau"),
        "activities": ("activiteiten", "activities", "aanbod"),
        "programme": ("programma", "weekprogramma", "programme", "activiteiten per dag"),
        "costs": ("kosten", "prijs", "tarief", "costs", "price", "fee"),
        "languages": ("talen", "taal", "gesproken talen", "languages", "language"),
        "access": ("toegankelijk", "rolstoeltoegankelijk", "toegankelijkheid", "wheelchair",
                   "mindervaliden toegankelijk", "rolstoel", "mindervaliden",
                   "toegankelijk voor mindervaliden"),
        "step_free_entrance": ("drempelvrij", "ingang zonder drempel", "drempelloze ingang",
                               "step free entrance", "gelijkvloers"),
        "accessible_toilet": ("mindervalidentoilet", "invalidentoilet", "rolstoeltoilet",
                              "toilet voor mindervaliden", "accessible toilet",
                              "gehandicaptentoilet", "toilets wheelchair"),
        "hearing_loop": ("ringleiding", "hearing loop"),
        "osm_id": ("osm id", "openstreetmap"),
        "status": ("status",),
        "opened": ("geopend sinds", "opened", "start date", "startdatum", "sinds"),
        "lon": ("lon", "longitude", "lengtegraad", "lng", "long", "lengte"),
        "lat": ("lat", "latitude", "breedtegraad", "breedte"),
        "x": ("x", "x coordinaat", "rd x", "xcoord", "x rd", "x coord"),
        "y": ("y", "y coordinaat", "rd y", "ycoord", "y rd", "y coord"),
    }
)  # fmt: skip
"""What each value is called in Dutch and English lists, folded.

A column of remarks is never guessed to be a note: it may name persons. One of mail addresses is
guessed only where most are general ones.
"""

SUFFIXES = (
    "huisletter", "toevoeging", "huisnummertoevoeging", "huisnummer toevoeging", "toev", "letter",
    "house letter", "addition", "adres toevoeging",
)  # fmt: skip
"""Columns that belong behind the house number."""

OSM: Mapping[Target, tuple[str, ...]] = MappingProxyType(
    {
        "row_id": ("osm_id",),
        "name": ("name",),
        "alt_names": ("alt_name", "short_name", "official_name", "old_name"),
        "operator": ("operator",),
        "street": ("addr:street",),
        "house_number": ("addr:housenumber",),
        "postcode": ("addr:postcode",),
        "city": ("addr:city",),
        "website": ("website", "contact:website", "url"),
        "phone": ("phone", "contact:phone"),
        "email": ("email", "contact:email"),
        "opening_hours": ("opening_hours",),
        "costs": ("charge",),
        "access": ("wheelchair",),
        "accessible_toilet": ("toilets:wheelchair",),
        "hearing_loop": ("hearing_loop", "audio_loop"),
        "osm_id": ("osm_id",),
    }
)
"""Tags of OpenStreetMap that say something, in order of preference."""

ALIKE = 90.0
"""Likeness of a name of a column, 0 to 100 (rapidfuzz), below which it is another name."""
_WEEKDAYS = {
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
}  # fmt: skip
_MOST_DAYS = 5
"""With so many columns named as a day, they are the opening hours."""
_MOST_EXAMPLES = 3
_LEAST_TRUE = 0.6
_POSTCODE = re.compile(r"[1-9]\d{3}\s?[A-Za-z]{2}")
_NUMBER = re.compile(r"\d{1,5}\s?[\w/ -]{0,8}")
_ENDS_IN_NUMBER = re.compile(r"[^\W\d_].*\s\d+\s?[\w-]{0,4}$")
_DIGITS = re.compile(r"\d")


def _within(low: float, high: float) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        try:
            return low <= float(text.replace(",", ".")) <= high
        except ValueError:
            return False

    return check


_CONTENT: Mapping[Target, Callable[[str], bool]] = MappingProxyType(
    {
        "postcode": lambda text: bool(_POSTCODE.fullmatch(text)),
        "house_number": lambda text: bool(_NUMBER.fullmatch(text)),
        "street": lambda text: not text[:1].isdigit() or bool(re.search(r"[a-z]{3}", text)),
        "lon": _within(-180, 180),
        "lat": _within(-90, 90),
        "x": _within(-10_000, 300_000),
        "y": _within(289_000, 640_000),
        "website": lambda text: "." in text and " " not in text,
        "phone": lambda text: len(_DIGITS.findall(text)) >= 9,  # noqa: PLR2004 - digits
        "email": lambda text: "@" in text and not mail_problem(text),
        "osm_id": lambda text: bool(re.fullmatch(r"(?:node|way|relation)/\d+", text)),
        "name": lambda text: bool(re.search(r"[^\W\d_]{2}", text)),
    }
)
"""What at least most values of a column look like, if it means this."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What one column may mean.

    Parameters
    ----------
    column
        As the list calls it.
    target
        What it seems to mean; None where nothing that is taken over.
    examples
        Some of its values.
    """

    column: str
    target: Target | None
    examples: tuple[str, ...]


def guess_mapping(incoming: IncomingList, title: str) -> SourceMapping:
    """Propose what the columns of a list mean.

    Parameters
    ----------
    title
        What the source is called.

    Returns
    -------
    SourceMapping
        With the licence that the list itself states.
    """
    if incoming.is_osm:
        tags = {
            target: tuple(name for name in names if name in incoming.columns)
            for target, names in OSM.items()
        }
        return SourceMapping(
            title=title,
            url="https://www.openstreetmap.org",
            licence=incoming.licence,
            columns={target: names for target, names in tags.items() if names},
        )
    found: dict[Target, str] = {}
    scores: dict[Target, float] = {}
    for column in incoming.columns:
        target, score = _meaning(column, _values(incoming, column))
        if target is not None and score > scores.get(target, 0.0):
            found[target], scores[target] = column, score
    columns_of: dict[Target, str | tuple[str, ...]] = dict(found)
    if "house_number" in found:
        behind = [one for one in incoming.columns if fold(one) in SUFFIXES]
        if behind:
            columns_of["house_number"] = (found["house_number"], *behind)
    elif "street" in found and _hold_numbers(_values(incoming, found["street"])):
        columns_of["address"] = columns_of.pop("street")
    if "street" in columns_of:
        columns_of.pop("address", None)
    days = [one for one in incoming.columns if fold(one) in _WEEKDAYS]
    if len(days) >= _MOST_DAYS:
        columns_of["opening_hours"] = tuple(days)
    return SourceMapping(
        title=title,
        licence=incoming.licence,
        source_type=SourceType.LISTING,
        columns={target: columns_of[target] for target in NAMES if target in columns_of},
    )


def explain(incoming: IncomingList, mapping: SourceMapping) -> list[Guess]:
    """Show what each column of a list is taken to mean, with examples."""
    meaning = {
        column: target for target in mapping.columns for column in mapping.sources_of(target)
    }
    return [
        Guess(
            column,
            meaning.get(column),
            tuple(dict.fromkeys(_values(incoming, column)))[:_MOST_EXAMPLES],
        )
        for column in incoming.columns
    ]


def _values(incoming: IncomingList, column: str) -> Sequence[str]:
    return [row.cells[column] for row in incoming.rows if column in row.cells]


def _meaning(column: str, values: Sequence[str]) -> tuple[Target | None, float]:
    """Find what a column means by its name; None where its values contradict it."""
    plain = fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column))
    best: tuple[Target | None, float] = (None, 0.0)
    for target, names in NAMES.items():
        match = process.extractOne(plain, names, scorer=fuzz.ratio, score_cutoff=ALIKE)
        # Short names differ by a letter from much else: "pc" from "pcs", "x" from "y".
        if match is None or (len(plain) < len("straat") and match[1] < 100):  # noqa: PLR2004
            continue
        # Names are listed from the most to the least certain.
        score = match[1] - names.index(match[0]) / 10
        if score > best[1] and _fits(target, values):
            best = (target, score)
    return best


def _fits(target: Target, values: Sequence[str]) -> bool:
    """Whether most values look like what they would mean."""
    check = _CONTENT.get(target)
    if check is None or not values:
        return check is None
    return sum(map(check, values)) >= _LEAST_TRUE * len(values)


def _hold_numbers(values: Sequence[str]) -> bool:
    """Whether a street stands with its house number."""
    ends = sum(
        bool(re.search(r"[a-z].*\s\d+\s?[\w-]{0,4}$", value, re.IGNORECASE)) for value in values
    )
    return bool(values) and ends >= _LEAST_TRUE * len(values)
