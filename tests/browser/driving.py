"""What the browser tests drive: a page with all that it asked for, and a server of its own.

No test supposes how quick the machine is. What a click, a key or a script brings about is awaited
with Playwright's `expect` (or a locator's `wait_for`), which looks again until it is so; only what
came with the page may be counted at once. What must *not* happen is looked at after something that
comes later than it would have.
"""

import re
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
from made_up_release import HOSTILE_NAME
from serving import served

from api.app import create_app
from api.site import layout
from api.web.cache import cache
from geo.model.settings import Settings

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""What Chromium is started with: it asks nothing of its own of the network."""
LIGHT_FLAGS = ("--in-process-gpu", "--no-zygote", "--renderer-process-limit=1")
"""Fewer processes: a page opens for two thirds of the work. Not for measuring."""
HOSTILE_TEXTS = (
    HOSTILE_NAME,
    "</script><img src=x onerror=hacked=1>",
    "`${hacked=1}`",
    "{{ 7 * 7 }}{% endraw %}",
    "%(name)s",
)
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""For axe: what a dark page may have wrong that a light one has not."""
LAYOUT = {"runOnly": ["color-contrast", "target-size", "scrollable-region-focusable"]}
"""For axe: what a page may have wrong on one screen and not on another."""
NO_WORKER = "Service Worker registration blocked by Playwright"
"""What the console says of a visit without the worker that keeps pages for later."""
PATIENCE_MS = 90_000
"""How long something may stay away before a test fails: long, for a machine that is busy."""
CLUSTER = re.compile(r"^(\d+) \w+\. Huizen van de Wijk: (\d+)\. Huiskamers: (\d+)\.$")
_CHOSEN = []
_AS_SET = layout.settings


class Visit:
    """A page of the browser, with all that it asked for and complained about."""

    def __init__(self, page):
        self.page = page
        self.requests = []
        self.complaints = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text)
                if message.type in {"error", "warning"} and message.text != NO_WORKER
                else None
            ),
        )

    def open(self, address):
        self.page.goto(address)
        return self

    def with_map(self):
        """Wait until the pins stand on the map."""
        self.page.locator(".leaflet-marker-pane .leaflet-marker-icon").first.wait_for()
        return self

    def see_everything(self):
        """Zoom out as far as it goes, so that no pin lies outside."""
        zoom_out = self.page.locator(".leaflet-control-zoom-out")
        while zoom_out.get_attribute("aria-disabled") != "true":
            zoom_out.click()
            self.settle()
        return self

    def settle(self):
        self.until("!document.querySelector('.leaflet-zoom-anim, .leaflet-cluster-anim')")

    def until(self, expression):
        """Wait until an expression holds; the page's own policy forbids Playwright's way."""
        end = time.monotonic() + PATIENCE_MS / 1000
        while not self.page.evaluate(expression):
            assert time.monotonic() < end, f"Did not come true: {expression}"
            self.page.wait_for_timeout(20)

    def until_complaint(self, part):
        """Wait until the browser has complained of something."""
        end = time.monotonic() + PATIENCE_MS / 1000
        while not any(part in complaint for complaint in self.complaints):
            assert time.monotonic() < end, (part, self.complaints)
            self.page.wait_for_timeout(20)

    def until_pins(self, hubs, rooms):
        """Wait until as many places of each kind stand on the map, each once."""
        end = time.monotonic() + PATIENCE_MS / 1000
        while (counted := self.counted_pins()) != (hubs, rooms):
            assert time.monotonic() < end, (counted, (hubs, rooms))
            self.page.wait_for_timeout(20)

    def counted_pins(self):
        """Count what stands on the map by kind, from what the pins say."""
        hubs = rooms = 0
        for name in self.page.locator(".leaflet-marker-pane [aria-label]").evaluate_all(
            "pins => pins.map(pin => pin.getAttribute('aria-label'))"
        ):
            several = CLUSTER.match(name)
            if several:
                assert int(several[1]) == int(several[2]) + int(several[3])
                hubs += int(several[2])
                rooms += int(several[3])
            elif ". Huis van de Wijk" in name:
                hubs += 1
            else:
                assert ". Huiskamer" in name
                rooms += 1
        return hubs, rooms

    def violations(self, part="html", **asked):
        """Let axe-core judge the page, or a part of it, with every rule of its default set.

        It tells of each element only what is wrong, which takes half the time of telling all.
        """
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        asked = {"resultTypes": ["violations"]} | asked
        found = self.page.evaluate("([part, asked]) => axe.run(part, asked)", [part, asked])
        found = found["violations"]
        return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found]

    def is_scrolling_sideways(self):
        return self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )


@contextmanager
def told(tile_url=""):
    """Let pages be written as an operator sets it, whatever is set here.

    All servers of a process share these settings: the last that began hold, and after them those
    before, in whatever order they end.
    """
    own = Settings(tile_url=tile_url, tile_attribution="Kaart & <b>meer</b>")
    _CHOSEN.append(own)
    layout.settings = lambda: _CHOSEN[-1]
    try:
        yield
    finally:
        _CHOSEN.remove(own)
        if not _CHOSEN:
            layout.settings = _AS_SET


@contextmanager
def with_tiles(address, tiles):
    """Let a server that runs draw a background map from a server of tiles; yield its address."""
    with told(f"{tiles}/{{z}}/{{x}}/{{y}}.png"):
        cache().clear()  # the pages that were kept know no tiles
        try:
            yield address
        finally:
            cache().clear()


@contextmanager
def serving(release, tile_url=""):
    """Serve a release, and the frozen ones before it, in a thread; yield its address."""
    app = create_app(release, archive=Settings().city_folder() / "releases")
    with told(tile_url), served(app) as address:
        # As some seconds after a start: whatever a search needs has been read.
        httpx.get(f"{address}/?q=Kipstraat", timeout=60)
        yield address
