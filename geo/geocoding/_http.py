"""Requests to a public service, made politely: time-outs, retries with backoff, a rate limit."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx
import tenacity

from geo.model.errors import ProviderUnavailable

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
"""Seconds to wait for a service."""
ATTEMPTS = 4
"""How often a request is tried before giving up."""
LONGEST_WAIT_S = 60.0
"""A service that asks to wait longer than this, in seconds, counts as unavailable."""
_FIRST_BACKOFF_S = 1.0
_TRY_AGAIN = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
_MAX_DETAIL = 200


class Clock:
    """The passing of time; a test replaces it."""

    def monotonic(self) -> float:
        """Seconds that never run back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class RateLimit:
    """Spaces out requests, also those of several threads.

    Parameters
    ----------
    per_second
        Maximum number of requests a second.
    """

    def __init__(self, per_second: float, clock: Clock) -> None:
        self._interval_s = 1.0 / per_second
        self._clock = clock
        self._lock = threading.Lock()
        self._next = clock.monotonic()

    def wait(self) -> None:
        """Wait for a turn."""
        with self._lock:
            now = self._clock.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._interval_s
        if turn > now:
            self._clock.sleep(turn - now)


class _TryAgainError(Exception):
    """A failure worth retrying; `wait_s` is the pause that the service requested."""

    def __init__(self, message: str, wait_s: float | None = None) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class PoliteClient:
    """Fetches texts from one service."""

    def __init__(self, service: str, client: httpx.Client, limit: RateLimit, clock: Clock) -> None:
        self._service = service
        self._client = client
        self._limit = limit
        self._retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_TryAgainError),
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=_pause,
            sleep=clock.sleep,
            reraise=True,
        )

    def get(self, path: str, params: Mapping[str, str | Sequence[str]]) -> str:
        """Fetch a text.

        Returns
        -------
        str
            The body of an answer with status 200.

        Raises
        ------
        ProviderUnavailable
            If the service does not answer in time, refuses, or is broken; the message says which.
        """
        try:
            return self._retrying(self._once, path, params)
        except _TryAgainError as error:
            raise ProviderUnavailable(
                f"{self._service} {error}; tried {ATTEMPTS} times."
            ) from error.__cause__

    def _once(self, path: str, params: Mapping[str, str | Sequence[str]]) -> str:
        self._limit.wait()
        try:
            response = self._client.get(path, params=params)
        except httpx.TimeoutException as error:
            raise _TryAgainError("did not answer in time") from error
        except httpx.TransportError as error:
            raise _TryAgainError(f"cannot be reached ({error})") from error
        if response.status_code == HTTPStatus.OK:
            return response.text
        if response.status_code not in _TRY_AGAIN:
            raise ProviderUnavailable(
                f"{self._service} refused the request with status {response.status_code}"
                f"{_detail(response)}."
            )
        wait_s = _retry_after(response)
        if wait_s is not None and wait_s > LONGEST_WAIT_S:
            raise ProviderUnavailable(
                f"{self._service} asks to come back in {wait_s:.0f} seconds; "
                f"waiting is limited to {LONGEST_WAIT_S:.0f}."
            )
        raise _TryAgainError(f"answered with status {response.status_code}", wait_s)


def _pause(state: tenacity.RetryCallState) -> float:
    """Wait as long as the service asks, or else twice as long each time, with random jitter."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, _TryAgainError) and error.wait_s is not None:
        return error.wait_s
    backoff_s = _FIRST_BACKOFF_S * 2.0 ** (state.attempt_number - 1)
    return backoff_s * random.uniform(1.0, 1.5)  # noqa: S311 - spreads clients, nothing secret


def _retry_after(response: httpx.Response) -> float | None:
    """Read ``Retry-After`` (RFC 9110, 10.2.3): seconds, or a date."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)


def _detail(response: httpx.Response) -> str:
    """Extract why a service refused: problem details (RFC 9457), or Solr's error."""
    try:
        body = response.json()
    except ValueError:
        return ""
    if not isinstance(body, dict):
        return ""
    error = body.get("error")
    told = error.get("msg") if isinstance(error, dict) else body.get("detail") or body.get("title")
    return f": {str(told)[:_MAX_DETAIL]}" if told else ""
