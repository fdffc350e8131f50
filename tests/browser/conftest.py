"""A real browser before a real server: Debian's Chromium, driven by Playwright, on loopback."""

import shutil
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from commands import run  # noqa: F401 - a fixture
from driving import FLAGS, HOSTILE_TEXTS, LIGHT_FLAGS, PATIENCE_MS, Visit, told
from made_up_release import MADE_UP_PLACES, place, write_release
from playwright.sync_api import expect, sync_playwright
from serving import served

from api.app import create_app
from geo.model.settings import Settings

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def program():
    """Return the path of Chromium."""
    found = shutil.which("chromium")
    assert found, "Chromium is missing. Install it (Debian, Ubuntu: apt-get install chromium)."
    return found


@pytest.fixture(scope="session")
def chromium():
    """The browser of a worker: Chromium without windows, which opens a page for half the work."""
    shell = shutil.which("chromium-headless-shell")
    assert shell, "Install it (Debian, Ubuntu: apt-get install chromium-headless-shell)."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shell, args=FLAGS + LIGHT_FLAGS)
        yield browser
        browser.close()


@contextmanager
def visiting(chromium):
    """Make visits; whatever the browser complains about fails the test.

    Without the service worker, unless a test asks for it: it fetches all files and two pages anew
    for each visitor.
    """
    visits = []

    def make(**options):
        usual = {
            "viewport": {"width": 1440, "height": 900},
            "reduced_motion": "reduce",
            "service_workers": "block",
        }
        context = chromium.new_context(**usual | options)
        context.set_default_timeout(PATIENCE_MS)
        visits.append(Visit(context.new_page()))
        return visits[-1]

    yield make
    complaints = [complaint for one in visits for complaint in one.complaints]
    for one in visits:
        one.page.context.close()
    assert complaints == []


@pytest.fixture
def visit(chromium):
    with visiting(chromium) as make:
        yield make


@pytest.fixture(scope="module")
def visit_for_all(chromium):
    """As `visit`, for a page that several tests of a module look at without changing it."""
    with visiting(chromium) as make:
        yield make


@pytest.fixture(scope="session")
def standing(release):
    """A server of the real release, for all modules."""
    app = create_app(release, archive=Settings().city_folder() / "releases")
    with served(app) as address:
        yield address


@pytest.fixture(scope="module")
def site(standing):
    """The real release, without a background map."""
    with told():
        # As some seconds after a start: whatever a search needs has been read.
        httpx.get(f"{standing}/?q=Kipstraat", timeout=60)
        yield standing


@pytest.fixture(scope="session")
def hostile_release(tmp_path_factory):
    places = [
        *MADE_UP_PLACES,
        *(
            place(
                f"hostile-{number}",
                4.43 + number / 1000,
                51.92,
                name=text,
                address=text,
                house_number="1",
                operator=text,
                activities=[text],
                opening_hours=text,
                website="javascript:hacked=1",
                alt_names=[text],
                sources=[{"title": text, "url": "javascript:hacked=1", "date": "2024"}],
            )
            for number, text in enumerate(HOSTILE_TEXTS)
        ),
    ]
    return write_release(tmp_path_factory.mktemp("hostile") / "release", places)


@pytest.fixture(scope="session")
def hostile_standing(hostile_release):
    with served(create_app(hostile_release)) as address:
        yield address


@pytest.fixture(scope="module")
def hostile_site(hostile_standing):
    """A release with names that try to be more than text."""
    with told():
        yield hostile_standing


@pytest.fixture(scope="module")
def tile_server():
    """A stand-in for the background map: every tile is the same grey pixel."""
    asked = []

    class Tiles(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/svg+xml")
            self.end_headers()
            self.wfile.write(
                b'<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256">'
                b'<rect width="256" height="256" fill="#eee"/></svg>'
            )

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()
