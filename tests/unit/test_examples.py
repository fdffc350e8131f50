"""The examples of the documentation of the library: what they show is what comes out."""

import doctest
import importlib.util
import re
from pathlib import Path

import pytest
from source_tree import ROOT, files_of, text_of


def modules(*, with_release: bool) -> list[str]:
    """Name the modules with examples: those that need a built release, or the others."""
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in files_of("geo", ".py")
        if ">>> " in text_of(path)
        and with_release
        == bool(re.search(r"^ *(?:>>>|\.\.\.) .*\brelease\b", text_of(path), re.MULTILINE))
    ]


def failing(name: str, **known) -> list[str]:
    """Name the examples of a module that do not show what comes out."""
    return [
        test.name
        for test in doctest.DocTestFinder().find(importlib.import_module(name), extraglobs=known)
        if doctest.DocTestRunner().run(test).failed
    ]


def reading_tables() -> list:
    """Mark the modules whose examples read the tables of a city: those take seconds."""
    names = modules(with_release=False)
    text = {name: text_of(Path(importlib.util.find_spec(name).origin)) for name in names}
    reads = re.compile(r"^ *>>> .*\breference\b", re.MULTILINE)
    return [
        pytest.param(name, marks=pytest.mark.slow) if reads.search(text[name]) else name
        for name in names
    ]


@pytest.mark.parametrize("name", reading_tables())
def test_examples_show_what_comes_out(name):
    assert failing(name) == []


@pytest.mark.parametrize("name", modules(with_release=True))
def test_examples_that_use_a_release_show_what_comes_out(name, release):
    assert failing(name, release=release) == []
