"""Names of places, compared without the words that many of them share."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz, utils

from geo.model.text import fold

_COMMON_WORDS = re.compile(
    r"\b(huis van de wijk|huiskamer|buurthuis|wijkgebouw|stichting|speeltuinvereniging|"
    r"speeltuin|buurtwinkel|wijkwinkel|wijk en|buurt en|inloophuis|de|het|t|in|van)\b"
)


_ARTICLES = frozenset({"de", "het", "t"})


def name_similarity(one: str, other: str, *, besides: Iterable[str] = ()) -> float:
    """Compare two names, without the words that many places share.

    Parameters
    ----------
    besides
        Further words that say nothing, such as the name of the city and of both districts.

    Returns
    -------
    float
        0 to 1; 0 where either consists only of common words.

    Examples
    --------
    >>> name_similarity("Huis van de Wijk De Banier", "De Banier")
    1.0
    """
    common = {word for name in besides for word in utils.default_process(name).split()}
    first, second = (core_name(name, common) for name in (one, other))
    if not first or not second:
        return 0.0
    return float(fuzz.token_sort_ratio(first, second)) / 100.0


def is_same_name(one: str, other: str) -> bool:
    """Tell whether two names are one, but for capitals, accents, signs and articles.

    Examples
    --------
    >>> is_same_name("Huis van de Wijk De Bánier", "huis van de wijk Banier")
    True
    >>> is_same_name("Huis van de Wijk De Banier", "De Banier")
    False
    """
    return _without_articles(one) == _without_articles(other) != []


def _without_articles(name: str) -> list[str]:
    return [word for word in fold(name).split() if word not in _ARTICLES]


def core_name(name: str, common: Iterable[str] = ()) -> str:
    """Return what is particular to a name; empty where all its words are common."""
    left_out = set(common)
    plain = _COMMON_WORDS.sub(" ", utils.default_process(name))
    return " ".join(word for word in plain.split() if word not in left_out)
