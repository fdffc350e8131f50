"""Texts as people compare them."""

from __future__ import annotations

import re
import unicodedata


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
