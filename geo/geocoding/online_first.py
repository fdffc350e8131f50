"""The gazetteer, helped by a register online where it does not know a house.

A visitor waits: so the register is asked only for houses that the gazetteer does not know, gets
`LIMIT_S`, and after a failure is left alone for a while. What comes too late is still kept by the
register's own cache, for the next time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLateError

from geo.geocoding.addresses import Address
from geo.geocoding.answers import NO_HINT, Geocoder, GeocodingResult, Hint
from geo.geocoding.gazetteer import Gazetteer
from geo.model.errors import GeocodingError
from geo.model.vocabulary import Precision

LIMIT_S = 1.0
"""How long a visitor waits for the register, in seconds; then the gazetteer answers."""
PAUSE_S = 30.0
"""How long the register is left alone after it failed or came too late, in seconds."""


class OnlineFirst:
    """A geocoder; safe to share between threads.

    Parameters
    ----------
    gazetteer
        Answers what it knows, and all that the register does not.
    register
        Finds single houses, over the network.
    limit_s
        How long to wait for the register, in seconds.
    clock
        Seconds that never run back; a test replaces it.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        register: Geocoder,
        *,
        limit_s: float = LIMIT_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.city = gazetteer.city
        self.name = gazetteer.name
        self._gazetteer = gazetteer
        self._register = register
        self._limit_s = limit_s
        self._clock = clock
        self._waiting = ThreadPoolExecutor(max_workers=2, thread_name_prefix="geocoder")
        self._lock = threading.Lock()
        self._again_at = clock()

    def geocode(self, address: Address, hint: Hint = NO_HINT) -> GeocodingResult:
        """Find an address; see `geo.geocoding.Geocoder`.

        Returns
        -------
        GeocodingResult
            That of the register only where it knows the house; its provider says which.
        """
        known = self._gazetteer.geocode(address, hint)
        elsewhere = any(one.code == "outside-municipality" for one in known.findings)
        if known.precision is Precision.ADDRESS or address.house_number is None or elsewhere:
            return known
        found = self._asked(address, hint)
        return found if found is not None and found.precision is Precision.ADDRESS else known

    def _asked(self, address: Address, hint: Hint) -> GeocodingResult | None:
        """Ask the register within the limit; None where it does not answer."""
        with self._lock:
            if self._clock() < self._again_at:
                return None
        asking = self._waiting.submit(self._register.geocode, address, hint)
        try:
            return asking.result(timeout=self._limit_s)
        except (TooLateError, GeocodingError):
            with self._lock:
                self._again_at = self._clock() + PAUSE_S
            return None
