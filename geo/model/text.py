"""Texts as people compare them."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but tab and new line, and what turns the direction of the text after it."""


def visible(text: str) -> str:
    r"""Leave out what nobody sees: control characters, and overrides of the direction of text.

    Some databases refuse the first; with the second a text can pose as another one.

    Examples
    --------
    >>> visible("De\x00 Kip")
    'De Kip'
    """
    return _UNSEEN.sub("", text)


def fold(text: str) -> str:
    """Reduce a text to what people compare: no accents, no capitals, no punctuation.

    Parameters
    ----------
    text
        Any text, such as ``'t Klooster`` or ``Café Één``.

    Returns
    -------
    str
        Words of letters and digits with one space between them (``t klooster``, ``cafe een``).

    Examples
    --------
    >>> fold("'t Klooster, Café Één")
    't klooster cafe een'
    """
    plain = text.casefold()
    if not plain.isascii():
        signs = unicodedata.normalize("NFKD", plain)
        plain = "".join(sign for sign in signs if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", plain))
