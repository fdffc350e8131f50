"""Following every address that a site writes, as a browser and a program do."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

_ATTRIBUTES = {"href", "src", "action", "formaction", "data-offline"}
_IN_TEXT = re.compile(r"https?://[^\s\"'<>)\\]+")
_IN_STYLE = re.compile(r"url\(['\"]?([^'\")]+)")
_IMPORTED = re.compile(r"(?:from|import\() ?\"([^\"]+)\"")
_KEPT = re.compile(r"const FILES = (\[.*?\]);")
_GIVEN = re.compile(r"/?v1/")
MOST_QUERIES = 2


class _Page(HTMLParser):
    """Gathers the addresses in the attributes of a page, and in the JSON of its attributes."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.in_scripts = []

    def handle_starttag(self, tag, attrs):
        method = dict(attrs).get("method", "get").lower()
        for name, value in attrs:
            if name in _ATTRIBUTES and value and not (tag == "form" and method == "post"):
                self.found.append(value)
            elif name.startswith("data-") and (value or "").startswith("{"):
                self.in_scripts += [one for one in _texts(json.loads(value)) if _GIVEN.match(one)]


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def addresses(kind, text, root):
    """Find the addresses in an answer of a media type."""
    if kind == "text/html":
        page = _Page()
        page.feed(text)
        # What scripts are told stands below the root of the site, which they know by themselves.
        return page.found + [
            f"{root}{one}{'' if '?' in one else '?q=kade'}" for one in page.in_scripts
        ]
    if kind == "text/css":
        return [one for one in _IN_STYLE.findall(text) if not one.startswith("data:")]
    if kind == "text/javascript":
        kept = _KEPT.search(text)
        return _IMPORTED.findall(text) + (json.loads(kept[1]) if kept else [])
    if kind == "application/manifest+json":
        manifest = json.loads(text)
        icons = [icon["src"] for icon in manifest["icons"]]
        return [manifest["start_url"], manifest["scope"], *icons]
    if "json" in kind or kind in {"application/xml", "text/plain"}:
        return _IN_TEXT.findall(text)
    return []


def crawl(http, start, leave_out="#"):
    """Follow every address on the host of `start`, beginning there.

    Parameters
    ----------
    leave_out
        Regular expression: what is found in the paths that are not followed.

    Returns
    -------
    dict
        The answer of each address that was asked for, and where it stood.
    """
    host = urlsplit(start).netloc
    waiting, answers, asked = [(start, "")], {}, Counter()
    while waiting:
        address, source = waiting.pop()
        parts = urlsplit(address)
        if address in answers or parts.netloc != host or re.search(leave_out, parts.path):
            continue
        asked[parts.path] += 1
        if asked[parts.path] > MOST_QUERIES:
            continue
        answer = http.get(address)
        answers[address] = (answer, source)
        if "location" in answer.headers:
            waiting.append((urljoin(address, answer.headers["location"]), address))
            continue
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if "/vendor/" in parts.path and kind == "text/javascript":
            continue  # code of others holds texts that only look like imports
        for one in addresses(kind, answer.text, start):
            target = urldefrag(urljoin(address, one)).url
            if "{" not in target and target.startswith("http"):
                waiting.append((target, address))
    return answers
