"""What the tests share: the real release, built once."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as hypothesis_settings
from once_per_run import made_once

from geo.model.settings import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgresql import Server

pytest_plugins = ("conformance_record", "tiers")

# What the tests write stands in memory where there is plenty: a store waits for its disk at every
# change, and a disk may take ten milliseconds.
MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own there
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4 * 2**30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# How long an example takes is for benchmarks to say; on a busy machine it says nothing.
hypothesis_settings.register_profile("untimed", deadline=None, max_examples=25)
# The same few examples each time: for `make mutants`, which runs every test hundreds of times.
hypothesis_settings.register_profile(
    "same_each_time", deadline=None, max_examples=10, derandomize=True
)
hypothesis_settings.register_profile("fast", deadline=None, max_examples=15)
hypothesis_settings.load_profile("untimed")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Look for no garbage among the tests: there are thousands, and they stay."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the committed data, built once per run; nobody changes it."""

    def make(out: Path) -> None:
        # Imported here: the process that only hands out tests needs none of it.
        from geo.pipeline.building import build

        build(settings().city_folder(), out)

    return made_once(tmp_path_factory, "release", make)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server, started once per run and worker; each test makes its own databases."""
    from postgresql import server

    with server() as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what commands cache and store out of the home folder."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    os.environ["XDG_DATA_HOME"] = str(tmp_path_factory.mktemp("stored"))


@contextmanager
def _own_loop(item: pytest.Item) -> Iterator[None]:
    """Hide the loop that Playwright keeps in a worker after its first test in a browser.

    It stands still, but asyncio takes it for running, and starts no other in the same thread.
    """
    kept = None if "chromium" in item.fixturenames else asyncio._get_running_loop()  # noqa: SLF001 - no public name
    if kept is None:
        yield
        return
    asyncio._set_running_loop(None)  # noqa: SLF001
    try:
        yield
    finally:
        asyncio._set_running_loop(kept)  # noqa: SLF001


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item):
    """Let a test start a loop, whatever ran before in its worker."""
    with _own_loop(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item):
    """The same, while it runs."""
    with _own_loop(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Take a skipped test for a failure in CI: what is not checked there is not checked at all."""
    report = yield
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped; in CI every component must be there."
    return report
