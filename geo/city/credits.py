"""Who published what, of when and on which terms: the only place that words a credit.

Pages, maps, reports, files and the catalogue name the publishers of the data by what stands under
``credits`` in the ``city.toml`` of each city.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from geo.city.profile import CityProfile
from geo.city.profile_tables import Credit, CreditOf
from geo.i18n.languages import format_partial_date, translations
from geo.model.partial_date import PartialDate
from geo.model.schema import Table
from geo.model.vocabulary import Language

FIGURES_REST_ON: tuple[CreditOf, ...] = ("people", "network", "boundaries")
"""What figures of coverage are calculated from, beside the places."""

MADE_FROM: Final[Mapping[str, tuple[CreditOf, ...]]] = {
    "gebieden": ("boundaries",),
    "buurten": ("boundaries",),
    "gemeente": ("boundaries",),
    "districts": ("boundaries", "squares"),
    "population": ("people",),
    "people": ("people", "squares", "network", "streets"),
    "streets": ("streets", "postcode6"),
    "postcode6": ("postcode6",),
    "addresses": ("addresses",),
    "postcodes": ("postcodes",),
    "stops": ("stops",),
    "walking": ("network",),
    "water": ("network",),  # cut from the same extract
    **dict.fromkeys(("coverage", "gaps", "losses", "changes", "sites"), FIGURES_REST_ON),
}
"""What the tables of a city are made from, by their name."""


def credit_line(credit: Credit, language: Language = "en") -> str:
    """Name who published some data, of when they are and on which terms.

    Examples
    --------
    >>> people = Credit(publisher="CBS", title="Wijken", date="2025-08", licence="CC BY 4.0")
    >>> credit_line(people), credit_line(people, "nl")
    ('CBS, Wijken, August 2025 (CC BY 4.0)', 'CBS, Wijken, augustus 2025 (CC BY 4.0)')
    """
    names = [credit.publisher]
    if credit.title not in credit.publisher:
        names.append(credit.title)
    date = PartialDate.parse(credit.date)
    words = [*names, format_partial_date(date, language) if date else credit.date]
    if credit.remark:
        words.append(credit.remark)
    return f"{', '.join(words)} ({_licence(credit.licence, language)})"


def credit_lines(
    cities: Iterable[CityProfile], of: Iterable[CreditOf], language: Language = "en"
) -> str:
    """Name the publishers of several kinds of data in one line, each once."""
    wanted = tuple(of)
    lines = [
        credit_line(city.credits[one], language)
        for city in cities
        for one in wanted
        if one in city.credits
    ]
    return "; ".join(dict.fromkeys(lines))


def credit_sentences(
    city: CityProfile, of: Iterable[CreditOf] = FIGURES_REST_ON, language: Language = "en"
) -> list[str]:
    """Name the publishers in a sentence for each kind of data that the city credits."""
    _ = translations(language).gettext
    sentences: dict[CreditOf, str] = {
        "people": _("People: %(credit)s."),
        "network": _("Streets and paths: %(credit)s."),
        "boundaries": _("Borders of the districts: %(credit)s."),
    }
    return [
        sentences[one] % {"credit": credit_line(city.credits[one], language)}
        for one in of
        if one in city.credits
    ]


def credited(table: Table, cities: Sequence[CityProfile], language: Language = "en") -> Table:
    """Return the table with the credit of the data of these cities that it is made from.

    A table that is made from none of them keeps what it says itself.
    """
    line = credit_lines(cities, MADE_FROM.get(table.name, ()), language)
    return replace(table, credit=line or table.credit)


def _licence(licence: str, language: Language) -> str:
    """Translate what a profile says where there is no licence; names of licences stay."""
    _ = translations(language).gettext
    unnamed = {
        "open data, no licence stated": _("open data, no licence stated"),
        "open data, no licence stated; to be confirmed": _(
            "open data, no licence stated; to be confirmed"
        ),
        "no licence stated": _("no licence stated"),
        "CC0 as far as known": _("CC0 as far as known"),
    }
    return unnamed.get(licence, licence)
