"""Without a network: the worker keeps what was read last, and the list of all places."""

from contextlib import contextmanager

import pytest
from serving import served
from stores import fresh_store

from api.app import create_app
from geo.store.desk_users import DeskRole, DeskUsers
from geo.store.sessions import Links, Purpose


@pytest.fixture(scope="module")
def kept(visit_for_all, site):
    """A visitor whose browser has the worker, and who has seen the results of Delfshaven."""
    visitor = visit_for_all(service_workers="allow").open(f"{site}/")
    visitor.until("navigator.serviceWorker.controller !== null")
    until_kept(visitor, "/offline")
    visitor.open(f"{site}/?q=Delfshaven")
    until_kept(visitor, "/?q=Delfshaven")
    visitor.page.wait_for_load_state("networkidle")  # its styles too
    return visitor


def until_kept(visitor, path):
    """Wait until the worker has kept a page, which it does after the page was shown."""
    visitor.until(
        "caches.open('pages')"
        f".then((kept) => kept.match('{path}', {{ ignoreVary: true }})).then(Boolean)"
    )


@contextmanager
def without_network(visitor):
    visitor.page.context.set_offline(True)
    try:
        yield
    finally:
        visitor.page.context.set_offline(False)
    visitor.complaints[:] = [text for text in visitor.complaints if "ERR_" not in text]


def test_the_last_results_are_read_again(kept, site):
    with without_network(kept):
        kept.open(f"{site}/?q=Delfshaven")
        assert kept.page.locator(".place").count() == 20
        color = kept.page.locator("button[type=submit]").first.evaluate(
            "one => getComputedStyle(one).backgroundColor"
        )
        assert color == "rgb(255, 200, 69)"  # the styles are kept too


def test_another_page_gives_the_list_of_all_places(kept, site):
    with without_network(kept):
        kept.open(f"{site}/?q=Charlois")
        assert kept.page.locator("h1").inner_text() == "Geen internet"
        assert kept.page.locator(".brief li").count() > 100


def test_where_somebody_is_is_never_kept(kept, site):
    kept.open(f"{site}/?lat=51.9100&lon=4.4600")
    kept.open(f"{site}/?q=Kralingen")
    until_kept(kept, "/?q=Kralingen")  # a page that was read later
    addresses = kept.page.evaluate(
        """async () => {
          const all = [];
          for (const name of await caches.keys())
            for (const { url } of await (await caches.open(name)).keys()) all.push(url);
          return all;
        }"""
    )
    assert any("q=Delfshaven" in url for url in addresses)
    assert [url for url in addresses if "lat=" in url] == []


def test_the_desk_is_never_kept(visit, release, tmp_path):
    """What a maintainer sees is not left behind on a device that others may use."""
    opened = fresh_store(tmp_path)
    user = DeskUsers(opened.log).add("Jo", "jo@example.org", DeskRole.MAINTAINER)
    token = Links(opened.log).make(Purpose.SIGN_IN, str(user.id))
    with served(create_app(release, store=lambda: opened)) as address:
        visitor = visit(service_workers="allow").open(f"{address}/")
        visitor.until("navigator.serviceWorker.controller !== null")
        visitor.open(f"{address}/desk/sign-in/{token}")
        visitor.page.locator("main button").click()
        visitor.page.locator("h1", has_text="Postvak").wait_for()
        visitor.open(f"{address}/accessibility")
        until_kept(visitor, "/accessibility")  # a page that was read later
        kept = visitor.page.evaluate(
            """async () => {
              const pages = await (await caches.open("pages")).keys();
              return pages.map(({ url }) => new URL(url).pathname);
            }"""
        )
    opened.log.engine.dispose()
    assert kept
    assert [path for path in kept if "desk" in path] == []
