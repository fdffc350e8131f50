"""Take the pictures of the docs: `make screenshots`.

Starts the site on the committed data without background tiles, and photographs the page on a
desktop and on a phone, the map that `meetingplaces map` writes, and the report and map of coverage.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from api.app import create_app
from api.serving import listen
from geo.areas import Areas
from geo.coverage import City
from geo.coverage.maps import coverage_map
from geo.coverage.view import CoverageView
from geo.directory import Directory
from geo.maps.directory_map import write_map
from geo.release.building import current_release
from geo.report import report
from geo.settings import settings

IMAGES = Path(__file__).parent / "images"
DESKTOP = {"width": 1440, "height": 900}
ONE_PAGE = {"width": 860, "height": 1240}
TWO_PAGES = {"width": 860, "height": 2040}
PHONE = {"width": 390, "height": 844}


@contextmanager
def site(release: Path) -> Iterator[str]:
    """Serve a release on a free port of this machine, and give its address."""
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(release), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def photograph(browser: Browser, address: str, name: str, size: dict[str, int]) -> None:
    """Save what a visitor sees first; on a phone that is the list."""
    page = browser.new_page(viewport=size, device_scale_factor=1)
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(800)
    page.screenshot(path=IMAGES / name)
    page.close()


def coverage(release: Path, folder: Path) -> tuple[str, str]:
    """Write the report of Delfshaven and the map of coverage, and give their addresses."""
    reference = settings().data / "reference"
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


def main() -> None:
    """Take all pictures."""
    release = current_release()
    IMAGES.mkdir(exist_ok=True)
    with (
        site(release) as home,
        TemporaryDirectory() as folder,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        standalone = Path(folder) / "map.html"
        write_map(Directory.open(release), standalone)
        photograph(browser, f"{home}/", "site-desktop.png", DESKTOP)
        photograph(browser, f"{home}/", "site-phone.png", PHONE)
        photograph(browser, f"{home}/?q=Schiedamseweg", "results-desktop.png", DESKTOP)
        photograph(browser, f"{home}/?q=Schiedamseweg", "results-phone.png", PHONE)
        photograph(browser, f"{home}/places/wijkgebouw-de-bron-rubroek", "place-phone.png", PHONE)
        photograph(browser, f"{home}/planner", "planner-desktop.png", DESKTOP)
        photograph(browser, f"{home}/planner", "planner-phone.png", PHONE)
        photograph(
            browser, f"{home}/en/places/huis-van-de-wijk-prinsenland", "place-english.png", DESKTOP
        )
        photograph(browser, f"{home}/print?gebied=WK059903", "paper.png", ONE_PAGE)
        photograph(browser, f"{home}/ar/?q=Schiedamseweg", "results-arabic.png", DESKTOP)
        photograph(browser, standalone.as_uri(), "folium-map.png", DESKTOP)
        of_gebied, of_city = coverage(release, Path(folder))
        photograph(browser, of_gebied, "report-delfshaven.png", TWO_PAGES)
        photograph(browser, of_city, "coverage-map.png", DESKTOP)
        browser.close()


if __name__ == "__main__":
    main()
