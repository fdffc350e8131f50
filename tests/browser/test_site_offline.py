"""Without a network: the worker keeps what was read last, and the list of all places."""

import pytest
from driving import serving
from serving import served
from stores import fresh_store

from api.app import create_app
from geo.store.desk_users import DeskRole, DeskUsers
from geo.store.sessions import Links, Purpose


@pytest.fixture
def kept(visit, release):
    """A visitor whose browser has the worker, on the results of Delfshaven."""
    with serving(release) as address:
        visitor = visit().open(f"{address}/")
        visitor.until("navigator.serviceWorker.controller !== null")
        until_kept(visitor, "/offline")
        visitor.open(f"{address}/?q=Delfshaven")
        until_kept(visitor, "/?q=Delfshaven")
        visitor.page.wait_for_load_state("networkidle")  # its styles too
        yield visitor, address


def until_kept(visitor, path):
    """Wait until the worker has kept a page, which it does after the page was shown."""
    visitor.until(
        "caches.open('pages')"
        f".then((kept) => kept.match('{path}', {{ ignoreVary: true }})).then(Boolean)"
    )


def without_network(visitor):
    visitor.page.context.set_offline(True)


def forget_network_errors(visitor):
    visitor.complaints[:] = [text for text in visitor.complaints if "ERR_" not in text]


def test_the_last_results_are_read_again(kept):
    visitor, address = kept
    without_network(visitor)
    visitor.open(f"{address}/?q=Delfshaven")
    assert visitor.page.locator(".place").count() == 20
    color = visitor.page.locator("button[type=submit]").first.evaluate(
        "one => getComputedStyle(one).backgroundColor"
    )
    assert color == "rgb(255, 200, 69)"  # the styles are kept too
    forget_network_errors(visitor)


def test_another_page_gives_the_list_of_all_places(kept):
    visitor, address = kept
    without_network(visitor)
    visitor.open(f"{address}/?q=Kralingen")
    assert visitor.page.locator("h1").inner_text() == "Geen internet"
    assert visitor.page.locator(".brief li").count() > 100
    forget_network_errors(visitor)


def test_where_somebody_is_is_never_kept(kept):
    visitor, address = kept
    visitor.open(f"{address}/?lat=51.9100&lon=4.4600")
    visitor.open(f"{address}/?q=Kralingen")
    until_kept(visitor, "/?q=Kralingen")  # a page that was read later
    addresses = visitor.page.evaluate(
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
        visitor = visit().open(f"{address}/")
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
