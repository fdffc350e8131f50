"""Take the pictures of the docs: `make screenshots`.

Starts the site on the committed data without background tiles, and photographs its pages on a
desktop and on a phone, each sort of page at five widths, by day, in the dark and from right to left
on one sheet, the desk on a database of its own, the map that `meetingplaces map` writes,
and the report and map of coverage. Pictures are kept small: few colours, and no more pixels than
are looked at. All are taken, or those of the groups that are named:

    python docs/take_screenshots.py desk
"""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import uvicorn
from desk_for_pictures import made_up_desk, sign_in, take_in_list
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from starlette.types import ASGIApp

from api.app import create_app
from api.serving import listen
from geo.city.areas import Areas
from geo.directory.directory import Directory
from geo.maps.directory_map import write_map
from geo.model.settings import settings
from geo.pipeline.current import current_release
from geo.planning.coverage import City
from geo.planning.coverage.maps import coverage_map
from geo.planning.coverage.view import CoverageView
from geo.planning.report import report

IMAGES = Path(__file__).parent / "images"
DESKTOP = {"width": 1440, "height": 900}
ONE_PAGE = {"width": 860, "height": 1240}
TWO_PAGES = {"width": 860, "height": 2040}
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 960}
WIDE = {"width": 1920, "height": 1080}
PAPER = {"width": 718, "height": 1016}
PRINTED = ("planner-print",)
"""Pictures of what a printer gets."""
COLOURS = 96
"""Of a picture: enough for flat pages with smooth letters, a third of the bytes."""
ROAD = "q=Schiedamseweg"
SITE = {
    "site-desktop": ("/", DESKTOP),
    "results-desktop": (f"/?{ROAD}", DESKTOP),
    "results-phone": (f"/?{ROAD}", PHONE),
    "map-phone": (f"/?{ROAD}", PHONE),
    "results-arabic": (f"/ar/?{ROAD}", DESKTOP),
    "place-phone": ("/places/wijkgebouw-de-bron-rubroek", PHONE),
    "place-english": ("/en/places/huis-van-de-wijk-prinsenland", DESKTOP),
    "paper": ("/print?gebied=WK059903", ONE_PAGE),
    "planner-desktop": ("/planner", LAPTOP),
    "planner-wide": ("/planner?fill=walk", WIDE),
    "planner-where-next": ("/planner?gebied=WK059916&sites=3&fill=reach", LAPTOP),
    "planner-print": ("/planner", PAPER),
    "planner-phone": ("/planner", PHONE),
}
"""The pages of the site: the name of the picture, the address and the size of the window."""
WIDTHS = (
    {"width": 360, "height": 640},
    PHONE,
    {"width": 768, "height": 1024},
    {"width": 1280, "height": 900},
    WIDE,
)
SHEETS = {
    "start": "/",
    "results": f"/?{ROAD}",
    "place": "/places/wijkgebouw-de-bron-rubroek",
    "planner": "/planner",
    "embed": "/embed?gebied=WK059903",
    "paper": "/print?gebied=WK059903",
}
"""The sorts of pages that are taken at every width, on a sheet for each."""
ROWS: tuple[tuple[str, Literal["light", "dark"]], ...] = (
    ("", "light"), ("", "dark"), ("/ar", "light"), ("/ar", "dark"),
)  # fmt: skip
"""Language and setting of each row of a sheet; the planners' page has no Arabic."""
ON_SHEET = 240
"""Height of a picture on a sheet, in pixels."""
CLICKS = {"map-phone": "#toggle-map"}
"""What is clicked before the picture is taken: the map, which then stands at the top."""
DESK = {
    "desk-inbox": "",
    "desk-place": "/places/huis-van-de-wijk-prinsenland",
    "desk-confirm": "/confirm",
    "desk-duplicates": "/duplicates",
    "desk-publish": "/publish",
}
"""The pages of the desk; each is taken on a desktop and on a phone."""
DESK_SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": PHONE}


@contextmanager
def site(app: ASGIApp) -> Iterator[str]:
    """Serve the site on a free port of this machine, and give its address."""
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def photograph(
    browser: Browser | BrowserContext,
    address: str,
    name: str,
    size: dict[str, int],
    *,
    click: str = "",
) -> None:
    """Save what a visitor sees first; on a phone that is the list."""
    page = browser.new_page()
    page.set_viewport_size(size)
    page.emulate_media(reduced_motion="reduce")
    page.goto(address, wait_until="networkidle")
    if name in PRINTED:
        page.emulate_media(media="print")
    if click:
        page.click(click)
        page.locator("#map-panel").evaluate("one => one.scrollIntoView({ block: 'start' })")
    page.wait_for_timeout(1500)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = picture.quantize(COLOURS, kmeans=1, dither=Image.Dither.NONE)
    few.save(IMAGES / f"{name}.png", optimize=True)
    page.close()


def sheet(browser: Browser, home: str, name: str, path: str) -> None:
    """Save one page at every width, by day, in the dark, and from right to left, on one sheet."""
    gap = 8
    wide = [size["width"] * ON_SHEET // size["height"] for size in WIDTHS]
    rows = ROWS if name != "planner" else ROWS[:2]
    across, down = sum(wide) + gap * (len(wide) - 1), len(rows) * (ON_SHEET + gap) - gap
    paper = Image.new("RGB", (across, down), "#8595a5")
    for row, (prefix, scheme) in enumerate(rows):
        context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
        page = context.new_page()
        for column, size in enumerate(WIDTHS):
            page.set_viewport_size(size)
            page.goto(f"{home}{prefix}{path}", wait_until="networkidle")
            page.wait_for_timeout(600)
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            small = picture.resize((wide[column], ON_SHEET), Image.Resampling.LANCZOS)
            paper.paste(small, (sum(wide[:column]) + gap * column, row * (ON_SHEET + gap)))
        context.close()
    paper.save(IMAGES / f"widths-{name}.webp", quality=50, method=6)


def take_widths(browser: Browser, release: Path) -> None:
    """Take each sort of page at every width."""
    with site(create_app(release)) as home:
        for name, path in SHEETS.items():
            sheet(browser, home, name, path)


def coverage(release: Path, folder: Path) -> tuple[str, str]:
    """Write the report of Delfshaven and the map of coverage, and give their addresses."""
    reference = settings().reference
    areas = Areas.open(reference)
    view = CoverageView.measure(City.open(reference, areas), areas, Directory.open(release))
    pages = {
        "report.html": report(view, areas.find_gebied("Delfshaven") or ""),
        "coverage-map.html": coverage_map(view),
    }
    for name, page in pages.items():
        (folder / name).write_text(page, encoding="utf-8")
    first, second = ((folder / name).as_uri() for name in pages)
    return first, second


def take_site(browser: Browser, release: Path) -> None:
    """Take the pages of the site."""
    with site(create_app(release)) as home:
        for name, (path, size) in SITE.items():
            photograph(browser, f"{home}{path}", name, size, click=CLICKS.get(name, ""))


def take_maps(browser: Browser, release: Path) -> None:
    """Take what is written as a file: the map, and the report and map of coverage."""
    with TemporaryDirectory() as folder:
        standalone = Path(folder) / "map.html"
        write_map(Directory.open(release), standalone)
        photograph(browser, standalone.as_uri(), "folium-map", DESKTOP)
        of_gebied, of_city = coverage(release, Path(folder))
        photograph(browser, of_gebied, "report-delfshaven", TWO_PAGES)
        photograph(browser, of_city, "coverage-map", DESKTOP)


def take_desk(browser: Browser, release: Path) -> None:
    """Take the pages of the desk, as a maintainer sees them."""
    with TemporaryDirectory() as folder:
        store = made_up_desk(Path(folder))
        with site(create_app(release, store=lambda: store)) as home:
            context = browser.new_context(locale="nl-NL")
            sign_in(context, home, store)
            pages = {**DESK, "desk-import": take_in_list(context, home)}
            for name, path in pages.items():
                for on, size in DESK_SIZES.items():
                    photograph(context, f"{home}/desk{path}", f"{name}-{on}", size)
            context.close()
        store.log.engine.dispose()


GROUPS = {"site": take_site, "widths": take_widths, "maps": take_maps, "desk": take_desk}


def main() -> None:
    """Take the pictures of the groups that are named, or all."""
    release = current_release()
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--lang=nl-NL"],
        )
        for name in sys.argv[1:] or GROUPS:
            GROUPS[name](browser, release)
        browser.close()


if __name__ == "__main__":
    main()
