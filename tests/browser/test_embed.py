"""The embed on somebody else's site: another origin, no script in the frame, a web component."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from driving import HOSTILE_TEXTS
from playwright.sync_api import expect

SWEEP = pytest.mark.long(job="sweeps")
HOST_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A site</title>
<link rel="icon" href="data:,"><style>a {{ color: #600 }} h2 {{ font-size: 99px }}</style></head>
<body><main><h1>Our village</h1>{inside}</main></body></html>"""


@pytest.fixture
def elsewhere():
    """A site of another origin (another port) that shows what it is given."""
    shown = {}

    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            page = HOST_PAGE.format(inside=shown.get("inside", "")).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()

    def show(inside):
        shown["inside"] = inside
        return f"http://127.0.0.1:{server.server_port}/"

    yield show
    server.shutdown()
    thread.join()
    server.server_close()


def component(site, attributes="", inside='<a href="#">The list</a>'):
    return (
        f'<script type="module" src="{site}/static/embed.js"></script>'
        f"<meeting-places {attributes}>{inside}</meeting-places>"
    )


SHOWN = "!!document.querySelector('meeting-places').shadowRoot?.querySelector('h2')"
ROOT = "document.querySelector('meeting-places').shadowRoot"


def hosts(visit):
    return {urlsplit(url).netloc for url in visit.requests if url.startswith("http")}


def test_a_frame_on_another_site_shows_the_filtered_list_and_its_map(visit, site, elsewhere):
    address = elsewhere(
        f'<iframe src="{site}/embed?kind=huis_van_de_wijk" title="Huizen" width="600" height="800">'
        "</iframe>"
    )
    here = visit().open(address)
    frame = here.page.frame_locator("iframe")
    frame.locator("li").first.wait_for()
    expect(frame.locator("figure svg[role=img]")).to_have_count(1)
    texts = frame.locator("li .kind b").all_inner_texts()
    assert texts
    assert set(texts) == {"Huis van de Wijk"}
    assert hosts(here) == {urlsplit(address).netloc, urlsplit(site).netloc}
    assert here.page.context.cookies() == []


def test_the_site_itself_still_refuses_to_be_framed(visit, site, elsewhere):
    here = visit().open(elsewhere(f'<iframe src="{site}/?kind=huiskamer" title="No"></iframe>'))
    here.until_complaint("frame-ancestors")
    here.page.frames[1].wait_for_url("chrome-error:**", wait_until="commit")
    here.complaints.clear()


@pytest.mark.parametrize(
    "language", ["ar", *(pytest.param(one, marks=SWEEP) for one in ("nl", "en"))]
)
def test_the_page_for_a_frame_has_no_violations_and_does_not_scroll_sideways(visit, site, language):
    prefix = "" if language == "nl" else f"/{language}"
    here = visit(viewport={"width": 320, "height": 700}).open(
        f"{site}{prefix}/embed?kind=huiskamer"
    )
    assert here.page.evaluate("document.documentElement.lang") == language
    assert here.violations() == []
    assert not here.is_scrolling_sideways()


def test_the_web_component_shows_the_same_places_in_its_own_root(visit, site, elsewhere):
    here = visit().open(elsewhere(component(site, 'kind="huis_van_de_wijk" lang="en"')))
    here.until(SHOWN)
    names = here.page.evaluate(f"[...{ROOT}.querySelectorAll('li h3 a')].map(a => a.textContent)")
    framed = visit().open(f"{site}/en/embed?kind=huis_van_de_wijk")
    assert names == framed.page.locator("li h3 a").all_inner_texts()
    assert here.page.evaluate(f"{ROOT}.querySelector('section').lang") == "en"
    assert here.page.evaluate(f"getComputedStyle({ROOT}.querySelector('h2')).fontSize") != "99px"
    assert here.page.evaluate(f"{ROOT}.querySelector('figure svg').clientWidth") > 100
    assert here.violations() == []


def test_another_attribute_is_another_question(visit, site, elsewhere):
    here = visit().open(elsewhere(component(site, 'kind="huis_van_de_wijk" lang="nl"')))
    here.until(SHOWN)
    here.page.evaluate("document.querySelector('meeting-places').setAttribute('kind', 'huiskamer')")
    here.until(f"{ROOT}.querySelector('li .kind b')?.textContent === 'Huiskamer'")


def test_what_stands_between_the_tags_stays_where_no_answer_comes(visit, site, elsewhere):
    inside = component(site, 'kind="huiskamer"')
    here = visit()
    asked = []
    here.page.route("**/embed?*", lambda route: (asked.append(route), route.abort()))
    here.open(elsewhere(inside))
    here.until("!!document.querySelector('meeting-places').shadowRoot")
    here.until("!document.querySelector('meeting-places').hasAttribute('aria-busy')")
    assert asked
    expect(here.page.get_by_text("The list")).to_be_visible()
    here.complaints.clear()


def test_hostile_names_stay_text_in_both(visit, hostile_site, elsewhere):
    framed = visit().open(f"{hostile_site}/embed?kind=huiskamer")
    here = visit().open(elsewhere(component(hostile_site, 'kind="huiskamer" lang="nl"')))
    here.until(SHOWN)
    for one, text in (
        (framed, framed.page.locator("ol").inner_text()),
        (here, here.page.evaluate(f"{ROOT}.querySelector('ol').textContent")),
    ):
        for hostile in HOSTILE_TEXTS:
            assert hostile in text
        assert not one.page.evaluate("'hacked' in window")
    assert here.page.evaluate(f"{ROOT}.querySelectorAll('script, img').length") == 0


def test_a_hostile_attribute_is_only_a_question(visit, site, elsewhere):
    attributes = 'q="&quot;><script>hacked=1</script>" kind="&amp;status=closed" lang="../../v1"'
    here = visit().open(elsewhere(component(site, attributes)))
    here.until(SHOWN)
    assert not here.page.evaluate("'hacked' in window")
    assert here.page.evaluate(f"{ROOT}.querySelector('section').lang") == "nl"
