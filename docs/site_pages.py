"""What the site of the documentation holds beside the pages of this folder; a hook of MkDocs.

- pages that stand elsewhere in the repository, at the address that they have there;
- the decisions, as they stand in their folder, and a page per room of the library, from its
  docstrings;
- links between all of these, which are written for a reader of the repository. A link to a file
  that is no page becomes its name, since the site does not hold the file.
"""

from __future__ import annotations

import os.path
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File, Files

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
ELSEWHERE = {
    **{
        path.relative_to(ROOT).as_posix(): "For maintainers"
        for path in sorted((ROOT / "data").rglob("README.md"))
    },
    "CONTRIBUTING.md": "For developers",
    "SECURITY.md": "For operators",
    "CHANGELOG.md": "For operators",
}
"""Pages of the repository outside this folder, and the part of the site that they belong to."""
DEVELOPERS = "For developers"
LIBRARY = "library"
_LINK = re.compile(r"(?P<words>!?\[[^\]]*\])\((?P<to>[^)#\s]+)(?P<anchor>#[^)\s]*)?\)")
_FOREIGN = re.compile(r"[a-z]+:|/")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Return the pages that are found, rather than named in mkdocs.yml, their place in the menu."""
    parts = {
        name: pages for part in config.nav if isinstance(part, dict) for name, pages in part.items()
    }
    for path, part in ELSEWHERE.items():
        parts[part].append(path)
    decisions = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("0*.md"))
    parts[DEVELOPERS] += [
        {"Decisions": ["decisions/README.md", *(f"decisions/{name}" for name in decisions)]},
        {"The library": [{room: f"{LIBRARY}/{room}.md"} for room in _rooms()]},
    ]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that do not stand in this folder."""
    for path in ELSEWHERE:
        content = (ROOT / path).read_text(encoding="utf-8")
        files.append(File.generated(config, path, content=content))
    for room in _rooms():
        files.append(File.generated(config, f"{LIBRARY}/{room}.md", content=f"::: geo.{room}\n"))
    return files


def on_page_markdown(markdown: str, *, page: Page, files: Files, **_: Any) -> str:  # noqa: ANN401
    """Lead each link to the page of the site that it means."""
    here = page.file.src_uri
    folder = os.path.dirname(here if here in ELSEWHERE else f"docs/{here}")  # noqa: PTH120

    def led(link: re.Match[str]) -> str:
        words, to, anchor = link["words"], link["to"], link["anchor"] or ""
        if _FOREIGN.match(to):
            return link[0]
        path = os.path.normpath(os.path.join(folder, to))  # noqa: PTH118
        source = path.removeprefix("docs/")
        if files.get_file_from_path(source) is not None:
            return f"{words}({os.path.relpath(source, os.path.dirname(here))}{anchor})"  # noqa: PTH120
        if (ROOT / path).exists():
            return words.strip("![]")
        return link[0]

    return _LINK.sub(led, markdown)


def on_page_content(html: str, **_: Any) -> str:  # noqa: ANN401
    """Leave out what marks a block of text in a docstring, since the block shows itself."""
    return html.replace("<p>::</p>", "")


def _rooms() -> list[str]:
    """Name the packages of the library."""
    return sorted(path.parent.name for path in (ROOT / "geo").glob("[a-z]*/__init__.py"))
