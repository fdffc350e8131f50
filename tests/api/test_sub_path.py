"""Standing below a path of a host that others share."""

import gzip
import re
from urllib.parse import urlsplit

import httpx
import pytest
from crawling import crawl
from made_up_release import write_release
from serving import served

from api.app import create_app
from api.web.addresses import path_below
from api.web.sub_path import below
from geo.geocoding import Gazetteer
from geo.model.errors import InputError
from geo.model.settings import settings

PATH = "/meetingplaces"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_release(tmp_path_factory.mktemp("below") / "release")


@pytest.fixture(scope="module")
def site(folder):
    """The address of a service below a path, as a proxy that keeps the path reaches it."""
    geocoder = Gazetteer.open(settings().reference)
    with served(below(create_app(folder, geocoder=geocoder), PATH)) as address:
        yield f"{address}{PATH}"


@pytest.mark.parametrize(
    "leave_out",
    [
        pytest.param(r"/print\.pdf$|/(en|tr|ar|pap|pl)/", id="in Dutch"),
        pytest.param(r"/print\.pdf$", id="all", marks=pytest.mark.long(job="sweeps")),
    ],
)
def test_every_address_that_is_written_below_a_path_stays_below_it_and_is_there(site, leave_out):
    """Pages, styles, scripts, the worker, the manifest, the API with its OpenAPI and its DCAT."""
    with httpx.Client(timeout=120) as http:
        answers = crawl(http, f"{site}/", leave_out)
    kinds = {answer.headers.get("content-type", "") for answer, _ in answers.values()}
    wanted = ["html", "css", "javascript", "svg", "manifest", "json", "xml", "geopackage", "zip"]
    assert [one for one in wanted if not any(one in kind for kind in kinds)] == []
    outside = [where for where in answers if not f"{urlsplit(where).path}/".startswith(f"{PATH}/")]
    assert outside == []
    broken = {
        where: (answer.status_code, source)
        for where, (answer, source) in answers.items()
        if not (answer.is_success or answer.is_redirect)
    }
    assert broken == {}
    assert len(answers) > 200


def test_the_api_says_its_address_with_the_path(site):
    description = httpx.get(f"{site}/v1/openapi.json").json()
    assert [server["url"] for server in description["servers"]] == [f"{site}/v1"]
    catalogue = httpx.get(f"{site}/v1/catalogue", timeout=60).text
    assert f"{site}/v1/exports/places.gpkg" in catalogue
    assert not re.search(rf"{re.escape(site.removesuffix(PATH))}/(?!meetingplaces)", catalogue)


def test_a_proxy_may_take_the_path_off_or_leave_it(site):
    whole = httpx.get(f"{site}/v1/collections")
    taken_off = httpx.get(f"{site.removesuffix(PATH)}/v1/collections")
    assert taken_off.json() == whole.json()


def test_the_path_itself_leads_to_the_start_page(site):
    answer = httpx.get(site)
    assert (answer.status_code, answer.headers["location"]) == (308, f"{PATH}/")


def test_a_page_below_a_path_is_the_same_compressed_and_knows_its_copies(site):
    plain = httpx.get(f"{site}/", headers={"accept-encoding": "identity"})
    with httpx.stream("GET", f"{site}/", headers={"accept-encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert gzip.decompress(raw) == plain.content
    assert int(answer.headers["content-length"]) == len(raw)
    assert (
        httpx.get(f"{site}/", headers={"if-none-match": plain.headers["etag"]}).status_code == 304
    )
    head = httpx.head(f"{site}/", headers={"accept-encoding": "identity"})
    assert (head.content, head.headers["etag"]) == (b"", plain.headers["etag"])


def test_what_a_visitor_typed_is_shown_as_it_was_typed(site):
    page = httpx.get(f"{site}/", params={"q": '/kade data-x="/y'}).text
    assert 'value="/kade data-x=&#34;/y"' in page


@pytest.mark.parametrize("path", ["meetingplaces", "//elsewhere.example", "/a b", "/a?b", "/../x<"])
def test_a_path_that_is_none_is_refused_in_one_sentence(path):
    with pytest.raises(InputError, match="--root-path"):
        path_below(path)


def test_an_application_with_the_host_to_itself_stays_as_it_is(folder):
    app = create_app(folder)
    assert below(app, "") is app
