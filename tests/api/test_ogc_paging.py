"""Pages: none loses or repeats a feature, also while data change between two of them."""

import json
from itertools import chain

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_release import MADE_UP_PLACES, place, write_release
from ogc_classes import ids, link
from serving import served

from api.app import create_app
from api.v1.ogc.answers import Answers, CachedResponse
from api.v1.ogc.forms import AS_JSON
from api.web.cache import Cache
from geo.collections.layer import Layer
from geo.collections.ordering import Cursor, SortKey
from geo.model import place_tables

PLACES = "/v1/collections/places/items"


def follow(client, url):
    """Return the ids of all pages from an address on."""
    seen = []
    while url:
        answer = client.get(url)
        seen.append(ids(answer))
        url = link(answer.json(), "next")
    return seen


@pytest.mark.parametrize("limit", [1, 2, 3, 6])
@pytest.mark.parametrize("sortby", [None, "name", "-name", "gebied,-id", "-uncertainty_m,name"])
def test_pages_together_are_the_whole_in_one_order(client, limit, sortby):
    question = {"limit": limit} | ({"sortby": sortby} if sortby else {})
    pages = follow(client, str(httpx.URL(PLACES, params=question)))
    whole = ids(client.get(PLACES, params={**question, "limit": 100}))
    assert list(chain.from_iterable(pages)) == whole
    assert all(len(page) == limit for page in pages[:-1])
    assert sorted(whole) == sorted(one["id"] for one in MADE_UP_PLACES)


def test_a_page_ends_at_a_feature_and_not_at_a_number(tmp_path):
    """The release is swapped between two pages: one place is gone, one is new before the cursor."""
    release = write_release(tmp_path / "release", [place(f"plek-{letter}") for letter in "bcdef"])
    app = create_app(release)
    with served(app) as address, httpx.Client(base_url=address) as client:
        first = client.get(PLACES, params={"limit": 2})
        assert ids(first) == ["plek-b", "plek-c"]
        write_release(release, [place(f"plek-{letter}") for letter in "acdefg"], version="two")
        app.state.directory.refresh()
        rest = follow(client, link(first.json(), "next"))
    assert list(chain.from_iterable(rest)) == ["plek-d", "plek-e", "plek-f", "plek-g"]


NAMES = st.sampled_from(["aal", "baars", "Bot", "één", "zalm", ""])
ROWS = st.dictionaries(
    st.integers(0, 40).map(lambda number: f"plek-{number}"),
    st.tuples(NAMES, st.one_of(st.none(), st.integers(-3, 3))),
    max_size=15,
)


def layer_of(folder, rows):
    features = [
        place(name, name=text or "x", uncertainty_m=metres) for name, (text, metres) in rows.items()
    ]
    path = folder / "places.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return Layer.open(path, place_tables.PLACES)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=ROWS,
    after=ROWS,
    kept=st.integers(0, 15),
    limit=st.integers(1, 5),
    keys=st.sampled_from(
        [
            (),
            (SortKey("name"),),
            (SortKey("name", descending=True),),
            (SortKey("uncertainty_m", descending=True), SortKey("name")),
            (SortKey("uncertainty_m"),),
        ]
    ),
)
def test_what_stays_is_given_once_whatever_else_changes(  # noqa: PLR0913, PLR0917 - drawn
    tmp_path, before, after, kept, limit, keys
):
    staying = dict(list(before.items())[:kept])
    first = layer_of(tmp_path, before)
    second = layer_of(tmp_path, {**after, **staying})
    ordered = first.ordered(first.positions, keys)
    page = ordered[:limit]
    seen = [first.ids[position] for position in page]
    if len(page) < len(ordered):
        cursor = Cursor.decode(first.cursor(int(page[-1]), keys).encode())
        ordered = second.ordered(second.positions, keys)
        begin = second.begin_after(ordered, cursor)
        seen += [second.ids[position] for position in ordered[begin:]]
    for name in staying:
        assert seen.count(name) == 1, (name, seen)


def test_ids_that_are_numbers_are_in_the_order_of_numbers(tmp_path):
    features = [place(str(number)) for number in (10, 9, 2, 1, 100)]
    path = tmp_path / "places.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    layer = Layer.open(path, place_tables.PLACES)
    assert layer.ids == ("1", "2", "9", "10", "100")
    assert layer.begin_after(layer.positions, Cursor((), (), "9")) == 3
    assert layer.begin_after(layer.positions, Cursor((), (), "50")) == 4


@pytest.mark.parametrize(
    "question",
    [
        {"cursor": "x"},
        {"cursor": ""},
        {"cursor": "W10"},
        {"cursor": "é"},
        {"cursor": Cursor((SortKey("name"),), ("x",), "y").encode()},
        {"cursor": Cursor((SortKey("name"),), (3,), "y").encode(), "sortby": "name"},
        {"cursor": Cursor((), (), "y").encode(), "sortby": "name"},
        {"cursor": Cursor((), (), "y").encode(), "offset": "1"},
        {"cursor": "A" * 9000},
    ],
)
def test_a_cursor_of_another_question_is_refused(client, question):
    answer = client.get(PLACES, params=question)
    assert answer.status_code in {400, 431}
    if answer.status_code == 400:
        assert answer.json()["errors"][0]["parameter"] == "cursor"


def test_an_answer_is_kept_and_never_outlives_its_release(tmp_path):
    release = write_release(tmp_path / "release", [place("een")])
    app = create_app(release)
    with served(app) as address, httpx.Client(base_url=address) as client:
        first = client.get(PLACES)
        assert client.get(PLACES).content == first.content
        write_release(release, [place("twee")], version="two")
        app.state.directory.refresh()
        assert ids(client.get(PLACES)) == ["twee"]


def test_what_is_kept_stays_within_bounds():
    answers = Answers(Cache(800))
    for number in range(20):
        for _ in range(2):
            answers.keep(number, CachedResponse(bytes(100), AS_JSON))
    kept = [number for number in range(20) if answers.get(number)]
    assert kept == list(range(12, 20))
    for _ in range(2):
        answers.keep("large", CachedResponse(bytes(101), AS_JSON))
    assert answers.get("large") is None


def test_what_is_asked_once_is_not_kept():
    answers = Answers(Cache(800))
    answers.keep("once", CachedResponse(b"{}", AS_JSON))
    assert answers.get("once") is None
    answers.keep("once", CachedResponse(b"{}", AS_JSON))
    assert answers.get("once").body == b"{}"


def test_a_question_that_runs_in_a_thread_is_answered_as_one_on_the_event_loop(client, monkeypatch):
    question = f"{PLACES}?filter=kind='huiskamer'&sortby=-name&limit=3"
    answer = client.get(question)
    monkeypatch.setattr("api.web.budget.ON_THE_LOOP_US", 0.0)
    beside = client.get(f"{question}&f=json")
    assert ids(beside) == ids(answer)
    refused = client.get(f"{PLACES}?filter=nothing>1")
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["parameter"] == "filter"
