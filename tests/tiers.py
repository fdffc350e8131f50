"""Each test belongs to one tier: `fast`, `full` or `long`. docs/tests.md says what they are for.

- `long`: what a test marked `@pytest.mark.long(job=…)` needs is minutes to hours or gigabytes; the
  job is its row in docs/tests.md. The job `sweeps` is what `make test` has a sample of; CI runs it.
- `fast`: the tests of `tests/unit` that take neither a server nor a browser nor more than a second
  or so (those are marked `slow`).
- `full`: all others. `make test` runs fast and full.
"""

from __future__ import annotations

from pathlib import Path

import pytest

TIERS = ("fast", "full", "long")
UNIT = Path(__file__).parent / "unit"
SERVED = frozenset(
    {"client", "service", "api", "site", "visit", "release", "built_reference", "withheld"}
)
"""Fixtures behind which stand a server, a browser, a whole build or a whole evaluation."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the marks known."""
    for line in (
        "fast: tier of what runs in a minute, without server or browser (given by tests/tiers.py)",
        "full: tier of what runs before a change lands (given by tests/tiers.py)",
        "long(job): tier of what runs now and then; the job is its row in docs/tests.md",
    ):
        config.addinivalue_line("markers", line)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Return each test its tier; a test that was given one by hand, or two, is an error."""
    for item in items:
        by_hand = [tier for tier in TIERS if item.get_closest_marker(tier)]
        if by_hand == ["long"]:
            if item.get_closest_marker("slow"):
                raise pytest.UsageError(f"{item.nodeid} is marked slow and long; long says it all.")
            continue
        if by_hand:
            raise pytest.UsageError(
                f"{item.nodeid} is marked {by_hand}; only `slow` and `long` are given by hand."
            )
        item.add_marker(tier_of(item))


def tier_of(item: pytest.Item) -> str:
    """Tell the tier of a test that is not marked `long`."""
    is_slow = item.get_closest_marker("slow")
    is_served = SERVED.intersection(getattr(item, "fixturenames", ()))
    return "fast" if UNIT in item.path.parents and not is_slow and not is_served else "full"
