"""How much a page may weigh, as it goes over the line."""

import gzip
import re

import httpx

MAX_HTML = 30_000
MAX_ASSETS = 90_000
GZIP = {"Accept-Encoding": "gzip"}


def weight(client, path):
    """The compressed bytes of an answer."""
    with client.stream("GET", path, headers=GZIP) as answer:
        assert answer.status_code == 200, path
        return sum(len(part) for part in answer.iter_raw())


def test_twenty_results_weigh_at_most_30_kilobytes(site):
    with httpx.Client(base_url=site) as client:
        page = client.get("/?q=Delfshaven").text
        assert page.count('class="place"') == 20
        for path in ("/", "/?q=Delfshaven", "/ar/?page=1", "/places/wijkgebouw-de-bron-rubroek"):
            assert weight(client, path) <= MAX_HTML


def test_all_script_and_style_with_leaflet_weigh_at_most_90_kilobytes(visit, site):
    with httpx.Client(base_url=site) as client:
        visitor = visit(service_workers="allow").open(f"{site}/?page=1").with_map()
        visitor.page.wait_for_load_state("networkidle")
        wanted = {
            url.removeprefix(site) for url in visitor.requests if re.search(r"\.(js|css)$", url)
        }
        assert any("leaflet.js" in path for path in wanted)
        assert any("site.css" in path for path in wanted)
        total = sum(
            min(weight(client, path), len(gzip.compress(client.get(path).content)))
            for path in wanted
        )
        assert total <= MAX_ASSETS, sorted(wanted)
