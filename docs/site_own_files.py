"""A hook of MkDocs: whatever the built site fetches from elsewhere is an error."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

FETCHED = {"src", "srcset", "data", "poster"}
"""Attributes whose address is fetched with the page, whatever the element."""
LEADING = {"a", "area"}
"""Elements whose `href` is only followed by a reader."""
_IN_A_STYLE = re.compile(r"(?:url\(|@import)\s*['\"]?((?:https?:)?//[^'\")\s]+)")


def on_post_build(config: MkDocsConfig) -> None:
    """Look through every page and style of the site."""
    site = Path(config.site_dir)
    found = [
        f"{path.relative_to(site)}: {address}"
        for path in sorted(site.rglob("*"))
        if path.suffix in {".html", ".css", ".svg"}
        for address in foreign(path)
    ]
    if found:
        raise PluginError("The site fetches files from elsewhere:\n" + "\n".join(found))


def foreign(path: Path) -> list[str]:
    """List the addresses of other sites that a file fetches."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        return _IN_A_STYLE.findall(text)
    page = _Page()
    page.feed(text)
    return page.foreign


class _Page(HTMLParser):
    """Collects what a page fetches from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            fetched = name in FETCHED or (name == "href" and tag not in LEADING)
            if fetched and re.match(r"(https?:)?//", value or ""):
                self.foreign.append(str(value))
            if name == "style":
                self.foreign += _IN_A_STYLE.findall(value or "")
