"""Seats for dear work: so many at a time, and a queue with an end.

A request that costs too much for the event loop waits for a seat. The queue is measured in work
that waits, not in requests: one that would wait too long is told at once when to come back.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException

from api.web.budget import SECOND

LONGEST_WAIT_S: Final = 20.0
"""A request for which more work is waiting than this is refused."""
_SHORTEST_RETRY_S: Final = 2


class BusyError(HTTPException):
    """More work is waiting than can be done soon.

    Parameters
    ----------
    seconds
        After how long a new attempt makes sense.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = max(_SHORTEST_RETRY_S, math.ceil(seconds))
        super().__init__(
            HTTPStatus.SERVICE_UNAVAILABLE,
            f"Too much is being asked at the moment. Try again in {self.seconds} seconds.",
            {"retry-after": str(self.seconds)},
        )


class Seats:
    """So many pieces of work at a time, in the order in which they came.

    Parameters
    ----------
    number
        How many run at a time.
    longest_wait_s
        The end of the queue: how many seconds of work may wait per seat.

    Attributes
    ----------
    waiting, taken
        How many wait for a seat, and how many have one.
    refused
        How many were refused since the start.
    """

    def __init__(self, number: int, longest_wait_s: float = LONGEST_WAIT_S) -> None:
        self.number = number
        self.waiting = self.taken = self.refused = 0
        self._longest_us = longest_wait_s * SECOND
        self._work_us = 0.0
        self._free = asyncio.Semaphore(number)

    @asynccontextmanager
    async def seat(self, cost_us: float) -> AsyncIterator[None]:
        """Wait for a seat, and keep it for as long as the work lasts.

        Parameters
        ----------
        cost_us
            What the work will cost, in microseconds.

        Raises
        ------
        BusyError
            Too much work is waiting. Work that finds a free seat is never refused.
        """
        ahead_us = self._work_us / self.number
        if self.taken >= self.number and ahead_us > self._longest_us:
            self.refused += 1
            raise BusyError((ahead_us - self._longest_us) / SECOND)
        self._work_us += cost_us
        self.waiting += 1
        try:
            await self._free.acquire()
        except BaseException:
            self._work_us -= cost_us
            raise
        finally:
            self.waiting -= 1
        self.taken += 1
        try:
            yield
        finally:
            self._work_us -= cost_us
            self.taken -= 1
            self._free.release()
