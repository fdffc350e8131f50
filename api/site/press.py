"""Rendering PDFs, and keeping recent ones.

A browser is started for each PDF, which takes a second or two and some memory, so they take turns:
`api.prices` gives one at a time.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from api.web.cache import cache
from geo.maps.printing import print_pdf

RETRY_SECONDS: Final = 60
"""Seconds after which to try again where no PDF can be made."""


def pdf(page: bytes, *, keep: bool = True) -> bytes:
    """Print a page.

    Parameters
    ----------
    keep
        Whether to keep the result for later requests for the same page.

    Raises
    ------
    geo.maps.printing.PrintingError
        There is no browser, or printing fails.
    """
    key = "pdf", blake2b(page, digest_size=16).digest()
    kept: bytes | None = cache().get(key)
    if kept is not None:
        return kept
    with TemporaryDirectory() as folder:
        out = Path(folder) / "page.pdf"
        print_pdf(page.decode(), out)
        made = out.read_bytes()
    if keep:
        cache().keep(key, made, len(made))
    return made
