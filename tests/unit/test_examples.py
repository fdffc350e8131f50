"""The examples of the documentation of the library: what they show is what comes out."""

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "geo").rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_show_what_comes_out(name, request):
    module = importlib.import_module(name)
    for test in doctest.DocTestFinder().find(module):
        if any("release" in example.source for example in test.examples):
            test.globs["release"] = request.getfixturevalue("release")
        assert not doctest.DocTestRunner().run(test).failed, test.name
