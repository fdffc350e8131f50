"""What the site of the documentation may fetch, and how it leads links."""

import re
import sys
from pathlib import Path

import pytest
import yaml

DOCS = Path(__file__).parents[2] / "docs"
MENU = DOCS.parent / "mkdocs.yml"


@pytest.fixture
def foreign(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(DOCS))
    import site_own_files

    def found(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return site_own_files.foreign(path)

    yield found
    sys.modules.pop("site_own_files")


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/a.js"></script>',
        '<link rel="stylesheet" href="//fonts.example/a.css">',
        '<link rel="preconnect" href="https://fonts.example">',
        '<img alt="" src="https://example.org/a.png">',
        '<p style="background: url(https://example.org/a.png)">',
    ],
)
def test_what_a_page_fetches_from_elsewhere_is_found(foreign, text):
    assert len(foreign("page.html", text)) == 1


def test_a_style_that_fetches_from_elsewhere_is_found(foreign):
    text = "@import 'https://a.example/x.css'; p { background: url(//b.example/y.png) }"
    assert foreign("style.css", text) == ["https://a.example/x.css", "//b.example/y.png"]


def test_links_that_a_reader_follows_and_own_files_are_fine(foreign):
    text = '<a href="https://example.org">there</a><img alt="" src="images/a.png">'
    assert foreign("page.html", text) == []
    assert foreign("style.css", "p { background: url(data:image/png;base64,AAAA) }") == []


def in_menu(entry):
    """List the pages below an entry of the menu."""
    if isinstance(entry, str):
        return [entry]
    parts = entry.values() if isinstance(entry, dict) else entry
    return [page for part in parts for page in in_menu(part)]


def test_every_page_has_a_place_in_the_menu():
    listed = in_menu(yaml.safe_load(MENU.read_text(encoding="utf-8"))["nav"])
    assert sorted(listed) == sorted(path.name for path in DOCS.glob("*.md"))


def test_each_decision_has_a_number_of_its_own_and_stands_in_the_index_in_order():
    folder = DOCS / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    files = sorted(path.name for path in folder.glob("0*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    listed = re.findall(r"^\| \[(\d+)\]\((\S+?)\)", index, re.MULTILINE)
    assert listed == [(str(int(name[:4])), name) for name in files]
    for name in files:
        assert (folder / name).read_text(encoding="utf-8").startswith(f"# {int(name[:4])}. "), name
