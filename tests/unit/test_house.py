"""The house of the project: one word for one thing, in the English that a reader expects."""

import re
from collections import defaultdict
from pathlib import Path

from source_tree import ROOT, files_of, text_of

FOLDERS = ("api", "benchmarks", "data", "docs", "geo", "notebooks", "tests")
STIFF = re.compile(
    r"\b(?:mended|tell all|for who|a like system|on what evidence|a hair)\b", re.IGNORECASE
)
GIVE = re.compile(r'^\s*(?:"""|\'\'\')\s*Gives?\b.*', re.MULTILINE)


def _written(*extensions):
    """Return every file of the project with these extensions, except this one and the vendored."""
    found = [path for folder in FOLDERS for path in files_of(folder, *extensions)]
    top = [path for path in ROOT.glob("*") if path.suffix in extensions]
    return [path for path in (*found, *top) if path != Path(__file__)]


def test_no_public_class_name_stands_for_two_things():
    where = defaultdict(set)
    for top in ("geo", "api"):
        for path in files_of(top, ".py"):
            for name in re.findall(r"^class ([A-Za-z]\w*)", text_of(path), re.MULTILINE):
                where[name].add(str(path.relative_to(ROOT)))
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


def test_no_docstring_begins_with_give():
    given = [
        f"{path.relative_to(ROOT)}: {found.group().strip()}"
        for path in _written(".py")
        for found in GIVE.finditer(text_of(path))
    ]
    assert given == []


def test_no_stiff_phrase_stands_in_code_or_documentation():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in _written(".py", ".md", ".js", ".html", ".toml")
        if STIFF.search(text_of(path))
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if STIFF.search(line)
    ]
    assert found == []


def test_no_two_modules_of_tests_have_one_name():
    """Pytest imports each by its name alone, so in one process the second can't be read."""
    where = defaultdict(set)
    for path in files_of("tests", ".py"):
        if path.name.startswith("test_"):
            where[path.name].add(str(path.relative_to(ROOT)))
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}
