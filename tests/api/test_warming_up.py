"""What the first question would wait for is done ahead, and stops nothing when it fails."""

import functools
import logging
import shutil
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from made_up_release import place, write_release
from serving import served

from api import app as application_module
from api.app import create_app
from api.site.shared import network
from api.web import finder as finder_module
from api.web.finder import finder
from geo.city.walking.shared import shared_network
from geo.model.settings import settings
from geo.planning.coverage import City
from geo.search.finder import Finder

SOON_S = 90.0


class RecordingFinder:
    """Remembers what it was told to prepare; fails where it is told to."""

    def __init__(self, error=None):
        self.prepared = []
        self.error = error
        self.called = threading.Event()

    def prepare(self, directory):
        self.prepared.append(directory.version)
        self.called.set()
        if self.error:
            raise self.error


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(application_module, "WARM_UP_AFTER_SECONDS", 0.0)


@pytest.fixture
def release(tmp_path):
    return write_release(tmp_path / "release")


def with_finder(monkeypatch, stand_in):
    monkeypatch.setattr(application_module, "finder", lambda: stand_in)
    return stand_in


def another_release(folder):
    return write_release(folder / "other", [place("nieuw", 4.41, 51.91)], version="two")


def within(seconds, happened):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_the_finder_is_prepared_after_the_start(release, monkeypatch):
    stand_in = with_finder(monkeypatch, RecordingFinder())
    application = create_app(release)
    assert stand_in.prepared == [], "making the application must not wait for it"
    with served(application):
        assert stand_in.called.wait(SOON_S)
    assert stand_in.prepared == [application.state.directory.current.version]


def test_another_release_is_prepared_too(release, tmp_path, monkeypatch):
    monkeypatch.setattr(application_module, "REFRESH_SECONDS", 0.05)
    stand_in = with_finder(monkeypatch, RecordingFinder())
    application = create_app(release)
    with served(application):
        other = another_release(tmp_path)
        shutil.move(release, tmp_path / "old")
        shutil.move(other, release)
        within(SOON_S, lambda: len(stand_in.prepared) > 1)
    first, second = stand_in.prepared
    assert first != second == application.state.directory.current.version


def test_a_failing_preparation_is_logged_and_stops_nothing(release, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(application_module, "REFRESH_SECONDS", 0.05)
    stand_in = with_finder(monkeypatch, RecordingFinder(ValueError("a broken table")))
    application = create_app(release)
    with caplog.at_level(logging.ERROR), served(application) as address:
        assert stand_in.called.wait(SOON_S)
        assert httpx.get(f"{address}/v1/collections").status_code == 200
        other = another_release(tmp_path)
        shutil.move(release, tmp_path / "old")
        shutil.move(other, release)
        # Releases are still followed.
        within(SOON_S, lambda: len(stand_in.prepared) > 1)
        assert httpx.get(f"{address}/v1/collections/places/items/nieuw").status_code == 200
    assert "a broken table" in caplog.text


def test_finding_pictures_and_coverage_share_one_network_in_memory():
    reference = settings().reference
    shared = shared_network(reference)
    assert network() is shared
    assert City.open(reference).network is shared
    assert finder()._walker.network() is shared  # noqa: SLF001 - what it measures on


def test_a_network_that_nobody_holds_is_let_go(tmp_path):
    shutil.copy(settings().reference / "walking.parquet", tmp_path)
    held = shared_network(tmp_path)
    assert shared_network(tmp_path / ".") is held
    gone = weakref.ref(held)
    del held
    assert gone() is None


def test_who_asks_during_the_preparation_waits_for_the_one_finder(monkeypatch):
    opened = []

    def slow(_reference):
        time.sleep(0.2)
        opened.append(object())
        return opened[-1]

    monkeypatch.setattr(Finder, "open", slow)
    monkeypatch.setattr(finder_module, "_finder", functools.cache(lambda _: Finder.open(None)))
    with ThreadPoolExecutor(4) as threads:
        given = list(threads.map(lambda _: finder_module.finder(), range(4)))
    assert len(opened) == 1
    assert given == opened * 4
