"""What a request may cost, in microseconds of processor time, estimated before work starts.

Estimates hold for the machine of docs/speed.md; on another one everything takes longer or shorter
in the same proportion.
"""

from __future__ import annotations

from typing import Final

from geo.model.errors import InputError, Problem

MS: Final = 1_000.0
SECOND: Final = 1_000_000.0

ON_THE_LOOP_US: Final = 5 * MS
"""What costs more than this is not done on the event loop, where everyone would wait for it. A
quarter of the 20 ms that nobody should wait: an estimate may be a few times too low."""
MOST_FOR_A_FILTER_US: Final = 2 * SECOND
"""What the filter of one request may cost."""
MOST_FOR_COVERAGE_US: Final = 5 * SECOND
"""What one question about coverage may cost."""


def require(cost_us: float, most_us: float, *, field: str, found: str, instead: str) -> None:
    """Refuse a request that would cost too much.

    Parameters
    ----------
    cost_us, most_us
        What it costs and what it may cost, in microseconds.
    field
        The parameter that makes it dear.
    found
        What was asked, such as ``490 operators``.
    instead
        What to ask instead.

    Raises
    ------
    InputError
        It costs more than it may.
    """
    if cost_us > most_us:
        found = f"{found}, which takes about {cost_us / SECOND:.1f} s"
        expected = f"at most {most_us / SECOND:g} s of work: {instead}"
        raise InputError([Problem(found, expected, field=field)])
