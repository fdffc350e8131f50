"""What is said of the whole data set: its title and description, by the names of its cities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.city.profile import CityProfile
from geo.model.vocabulary import Kind
from geo.release.cities import together


@dataclass(frozen=True, slots=True)
class About:
    """Texts about the data of some cities, by language.

    Attributes
    ----------
    title, description
        By language, ``nl`` and ``en``.
    keywords
        By language; the names of the cities come last.
    """

    title: Mapping[str, str]
    description: Mapping[str, str]
    keywords: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, cities: Sequence[CityProfile]) -> About:
        """Word the texts for the cities of a release."""
        names = [city.name for city in cities]
        nl, en = together(names, "en"), together(names)
        kinds = [[city.kinds[kind] for city in cities] for kind in Kind]
        (hubs_nl, rooms_nl) = (together((one.nl.many for one in kind), "en") for kind in kinds)
        (hubs_en, rooms_en) = (together(one.en.many for one in kind) for kind in kinds)
        words = tuple(dict.fromkeys(one.nl.one.casefold() for kind in kinds for one in kind))
        return cls(
            title={"nl": f"Ontmoetingsplekken in {nl}", "en": f"Meeting places in {en}"},
            description={
                "nl": f"{hubs_nl} (groot, van de gemeente) en {rooms_nl} (klein, meestal "
                f"particulier initiatief) in {nl}, met per gegeven de bron en de datum, en wie er "
                "te voet kan komen.",
                "en": f"{hubs_en} (large, municipal) and {rooms_en} (small, mostly private "
                f"initiatives) in {en}, with the source and date of every fact, and who can walk "
                "there.",
            },
            keywords={
                "nl": ("ontmoetingsplek", *words, "buurthuis", *names),
                "en": (
                    "meeting place",
                    "community centre",
                    "living room",
                    "neighbourhood",
                    *names,
                ),
            },
        )
