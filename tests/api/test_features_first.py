"""What is answered in front of the router has the router's answer, to the byte."""

import httpx
import pytest
from made_up_release import MADE_UP_PLACES
from serving import served

from api.app import create_app, create_router
from api.web.http import CommonHeaders

ITEMS = "/v1/collections/places/items"
IDS = sorted(place["id"] for place in MADE_UP_PLACES)
HOST = {"host": "127.0.0.1:8000"}


@pytest.fixture(scope="module")
def services(made_up):
    """The application, and the same with nothing between the headers and the router."""
    router = create_router(made_up)
    router.state.lanes = {}
    router.add_middleware(CommonHeaders)
    with (
        served(create_app(made_up)) as whole,
        served(router) as alone,
        httpx.Client(base_url=whole, timeout=60) as first,
        httpx.Client(base_url=alone, timeout=60) as second,
    ):
        yield first, second


def same(services, method, path, **headers):
    """Ask both; what they answer has to be equal."""
    first, second = (one.request(method, path, headers=HOST | headers) for one in services)
    assert first.status_code == second.status_code
    assert first.content == second.content
    different = {"date"}
    for name in {*first.headers, *second.headers} - different:
        assert first.headers[name] == second.headers[name], name
    return first


@pytest.mark.parametrize("feature", IDS)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_each_feature(services, feature, coding):
    answer = same(services, "GET", f"{ITEMS}/{feature}", **{"accept-encoding": coding})
    assert answer.json()["id"] == feature
    assert answer.headers["content-crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    tag = answer.headers["etag"]
    kept = {"accept-encoding": coding, "if-none-match": tag}
    assert same(services, "GET", f"{ITEMS}/{feature}", **kept).status_code == 304


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("?limit=2", 200),
        ("?limit=1&sortby=-name&f=jsonfg", 200),
        ("?f=html", 200),
        ("?filter=kind%20%3D%20%27huiskamer%27%20AND%20name%20%3C%3E%20%27x%27&limit=1", 200),
        ("?filter=kind%20%3D&limit=0", 400),
        ("?filter=S_OVERLAPS(geometry,geometry", 400),
        ("?nothing=1&bbox=5,52,4", 400),
    ],
)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_page(services, query, status, coding):
    asked = {"accept-encoding": coding}
    answer = same(services, "GET", f"{ITEMS}{query}", **asked)
    assert answer.status_code == status
    assert same(services, "HEAD", f"{ITEMS}{query}", **asked).content == b""
    if status == 200:
        kept = asked | {"if-none-match": answer.headers["etag"]}
        assert same(services, "GET", f"{ITEMS}{query}", **kept).status_code == 304


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/collections/nothing/items", 404),
        ("/v1/collections/nothing/items?limit=1", 404),
        (f"{ITEMS}/", 404),
        (f"{ITEMS}/{IDS[0]}?", 200),
        (f"{ITEMS}/{IDS[0]}?f=json", 200),
        (f"{ITEMS}/{IDS[0]}?f=jsonfg", 200),
        (f"{ITEMS}/{IDS[0]}?crs=EPSG:28992", 200),
        (f"{ITEMS}/{IDS[0]}?nothing=1", 400),
        (f"{ITEMS}/{IDS[0]}/", 404),
        (f"{ITEMS}/nobody-there", 404),
        (f"{ITEMS}/%2e%2e", 404),
        (f"{ITEMS}/%ff", 404),
        (f"/v1/collections/nothing/items/{IDS[0]}", 404),
        (f"/v1/collections/gebieden/items/{IDS[0]}", 404),
    ],
)
def test_whatever_is_not_plain(services, path, status):
    assert same(services, "GET", path).status_code == status


def test_a_page_where_one_is_asked_for(services):
    answer = same(services, "GET", f"{ITEMS}/{IDS[0]}", accept="text/html")
    assert answer.headers["content-type"].startswith("text/html")


def test_the_head_alone_and_another_method(services):
    answer = same(services, "HEAD", f"{ITEMS}/{IDS[0]}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert same(services, "POST", f"{ITEMS}/{IDS[0]}").status_code == 405
    assert same(services, "POST", ITEMS).status_code == 405
