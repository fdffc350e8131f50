"""The walks in the docs name functions that exist, in files that exist, at most ten each."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WALKS = {"geocoding.md": "Follow an address", "pipeline.md": "Follow an observation"}
_STEP = re.compile(r"^\d+\. `([\w.]+)`(?: \(`([\w/]+\.py)`\))?", re.MULTILINE)


@pytest.mark.parametrize(("page", "heading"), WALKS.items())
def test_a_walk_names_at_most_ten_functions_that_exist(page, heading):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    walk = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    steps = _STEP.findall(walk)
    assert 5 <= len(steps) <= 10
    assert len(steps) == len(re.findall(r"^\d+\. ", walk, re.MULTILINE))
    file = ""
    for name, named in steps:
        file = named or file
        code = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"def {name.split('.')[-1]}\(", code), (name, file)
