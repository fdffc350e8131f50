"""The house of the project: one word for one thing, in the English that a reader expects."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("api", "benchmarks", "data", "docs", "geo", "notebooks", "tests")
STIFF = re.compile(
    r"\b(?:mended|tell all|for who|a like system|on what evidence|a hair)\b", re.IGNORECASE
)


def _written(*extensions):
    """Return every file of the project with these extensions, except this one and the vendored."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    return [
        path
        for path in (*found, *ROOT.glob("*"))
        if path.suffix in extensions and "_vendor" not in path.parts and path != Path(__file__)
    ]


def _docstrings(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def test_no_public_class_name_stands_for_two_things():
    where = defaultdict(set)
    for top in ("geo", "api"):
        for path in (ROOT / top).rglob("*.py"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    where[node.name].add(str(path.relative_to(ROOT)))
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


def test_no_docstring_begins_with_give():
    given = [
        f"{path.relative_to(ROOT)}: {text.splitlines()[0]}"
        for path in _written(".py")
        for text in _docstrings(path)
        if re.match(r"Gives?\b", text)
    ]
    assert given == []


def test_no_stiff_phrase_stands_in_code_or_documentation():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in _written(".py", ".md", ".js", ".html", ".toml")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if STIFF.search(line)
    ]
    assert found == []
