"""Rendering PDFs: one at a time, keeping recent ones.

A browser is started for each PDF, which takes a second or two and some memory. Requests that come
meanwhile wait for a turn; when too many wait, further ones are told to try again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

from geo.maps.printing import print_pdf
from geo.model.errors import MeetingplacesError

KEPT = 32
"""How many PDFs are kept: the most recently requested ones."""
WAITING = 4
"""How many requests may wait for their turn."""
WAIT_SECONDS = 30.0
BUSY_SECONDS = 60
"""Seconds after which to try again."""


class PrinterBusyError(MeetingplacesError):
    """Too many requests for a PDF at the same time."""


class PdfRenderer:
    """Makes PDFs of pages; shared by all threads of a server."""

    def __init__(self) -> None:
        self._printing = threading.Lock()
        self._seats = threading.Semaphore(WAITING)
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._keeping = threading.Lock()

    def pdf(self, page: bytes, *, keep: bool = True) -> bytes:
        """Print a page.

        Parameters
        ----------
        keep
            Whether to keep the result for later requests for the same page.

        Raises
        ------
        PrinterBusyError
            Too many are waiting, or a turn takes too long to come.
        geo.maps.printing.PrintingError
            There is no browser, or printing fails.
        """
        key = blake2b(page, digest_size=16).digest()
        if (known := self._known(key)) is not None:
            return known
        if not self._seats.acquire(blocking=False):
            raise PrinterBusyError("Too many ask for a PDF.")
        try:
            if not self._printing.acquire(timeout=WAIT_SECONDS):
                raise PrinterBusyError("It takes too long to get a turn.")
            try:
                # Another request may have made the same PDF while this one waited.
                return self._known(key) or self._print(key, page, keep=keep)
            finally:
                self._printing.release()
        finally:
            self._seats.release()

    def _known(self, key: bytes) -> bytes | None:
        with self._keeping:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _print(self, key: bytes, page: bytes, *, keep: bool) -> bytes:
        with TemporaryDirectory() as folder:
            out = Path(folder) / "page.pdf"
            print_pdf(page.decode(), out)
            made = out.read_bytes()
        if keep:
            with self._keeping:
                self._kept[key] = made
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return made
