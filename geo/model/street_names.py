"""Names of streets as people compare them: one key for all spellings of a name."""

from __future__ import annotations

import re
from functools import lru_cache

from geo.model.text import fold

_WORDS = {
    "st": "sint",
    "sainte": "sint",
    "burg": "burgemeester",
    "burgem": "burgemeester",
    "bgm": "burgemeester",
    "dr": "dokter",
    "doctor": "dokter",
    "ds": "dominee",
    "mr": "meester",
    "ir": "ingenieur",
    "prof": "professor",
    "past": "pastoor",
    "mgr": "monseigneur",
    "jhr": "jonkheer",
    "gen": "generaal",
    "adm": "admiraal",
    "pres": "president",
    "weth": "wethouder",
    "mw": "mevrouw",
    "mevr": "mevrouw",
    "nw": "nieuwe",
    "nwe": "nieuwe",
    "eerste": "1e",
    "1ste": "1e",
    "tweede": "2e",
    "2de": "2e",
    "derde": "3e",
    "3de": "3e",
    "vierde": "4e",
    "4de": "4e",
    "noordzijde": "nz",
    "oostzijde": "oz",
    "zuidzijde": "zz",
    "westzijde": "wz",
}
"""Words of street names that have more than one spelling."""
_ENDINGS = {
    "str": "straat",
    "strt": "straat",
    "ln": "laan",
    "pl": "plein",
    "pln": "plein",
    "wg": "weg",
    "sngl": "singel",
    "kd": "kade",
    "dk": "dijk",
}
"""Abbreviated endings of street names."""
_ENDING = re.compile(f"({'|'.join(sorted(_ENDINGS, key=len, reverse=True))})$")
_PARTICLE = re.compile(r"\b(?:van|v) ?(?:der|den|de|d)\b|\bvdr\b")


@lru_cache(maxsize=16_384)
def normalise_street(name: str) -> str:
    """Reduce a street name to a key that is equal for all its spellings.

    Capitals, accents, spaces, dots, hyphens and apostrophes are dropped; ij and y are equal;
    abbreviations (``str.``, ``ln``, ``Burg.``, ``St.``, ``v.d.``) and ordinals (``Eerste``, ``1e``)
    take one form. Text in square or round brackets is a remark of the source and is dropped.

    Parameters
    ----------
    name
        A street name such as ``'s-Gravendijkwal``.

    Returns
    -------
    str
        Letters and digits only. The function is idempotent: the key of a key is that key.

    Examples
    --------
    >>> normalise_street("1e Middellandstr.")
    '1emiddellandstraat'
    >>> normalise_street("Eerste Middellandstraat") == normalise_street("1e Middellandstr.")
    True
    """
    key = _normalise_once(re.sub(r"\[[^\]]*\]|\([^)]*\)", " ", name))
    # Joining words can form a word that has other spellings itself: repeat until it is stable.
    while (again := _normalise_once(key)) != key:
        key = again
    return key


def _normalise_once(name: str) -> str:
    words = _PARTICLE.sub("vd", fold(name)).split()
    words = [_WORDS.get(word, word) for word in words]
    if words:
        words[-1] = _ENDING.sub(lambda ending: _ENDINGS[ending[1]], words[-1])
    return "".join(words).replace("ij", "y")
