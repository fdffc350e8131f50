"""How long a search takes: `pytest benchmarks --benchmark-only`."""

from datetime import datetime

import pytest

from geo.directory.directory import Directory
from geo.hours import ZONE
from geo.model.settings import settings
from geo.pipeline.current import current_release
from geo.search import SearchQuestion
from geo.search.finder import Finder

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=ZONE)
REFERENCE = settings().reference


@pytest.fixture(scope="module")
def directory():
    return Directory.open(current_release())


@pytest.fixture(scope="module")
def finder(directory):
    finder = Finder.open(REFERENCE)
    finder.prepare(directory)
    return finder


def test_open(benchmark):
    assert benchmark(Finder.open, REFERENCE)


def test_prepare_for_the_first_question(benchmark, directory):
    benchmark.pedantic(
        lambda finder: finder.prepare(directory),
        setup=lambda: ((Finder.open(REFERENCE),), {}),
        rounds=3,
    )


@pytest.mark.parametrize("text", ["Kipstraat 37", "Delfshaven", "3011", "koffie", "kipstrat 37"])
def test_answer(benchmark, finder, directory, text):
    assert benchmark(finder.answer, directory, SearchQuestion(text=text), NOW).entries


@pytest.mark.parametrize("text", ["n", "nieuwe b", "delfhaven", "kipstrat 3", "301"])
def test_suggest(benchmark, finder, directory, text):
    assert benchmark(finder.suggest, directory, text)
