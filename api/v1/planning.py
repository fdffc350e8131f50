"""The one place where questions about coverage are answered, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from anyio import CapacityLimiter, to_thread

if TYPE_CHECKING:
    from api.v1.coverage_questions import CityData

Result = TypeVar("Result")


class Planner:
    """Answers questions about coverage; the city is read when the first one comes."""

    def __init__(self, reference: Path) -> None:
        self._reference = reference
        self._one_at_a_time = CapacityLimiter(1)

    @classmethod
    @cache
    def of(cls, reference: Path) -> Planner:
        """Return the planner of a city, by its reference tables; the same one each time."""
        return cls(reference)

    async def run(self, work: Callable[[CityData], Result]) -> Result:
        """Run work outside the event loop, after all earlier work is done."""
        return await to_thread.run_sync(
            lambda: work(self._city_data()), limiter=self._one_at_a_time
        )

    def _city_data(self) -> CityData:
        from api.v1.coverage_questions import CityData

        return CityData.open(self._reference)
