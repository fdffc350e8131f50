"""Sessions that end by themselves, and links that work once, for one purpose and some time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from geo.store.sessions import IDLE, LONGEST, VALID, Links, Purpose, Sessions


class Clock:
    """A clock that a test sets."""

    def __init__(self):
        self.now = datetime.now(UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_session_is_found_by_its_token_only(store, clock):
    sessions = Sessions(store.log, clock)
    token = sessions.start(7)
    assert sessions.find(token).person_id == 7
    assert sessions.find("") is None
    assert sessions.find(token + "x") is None
    assert sessions.find(token).csrf != token
    with store.log.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT digest FROM session").scalars().all()
    assert token not in stored


def test_a_session_ends_when_it_is_not_used(store, clock):
    sessions = Sessions(store.log, clock)
    token = sessions.start(1)
    clock.now += IDLE - timedelta(seconds=1)
    assert sessions.find(token)
    clock.now += IDLE + timedelta(seconds=1)
    assert sessions.find(token) is None


def test_a_session_ends_however_much_it_is_used(store, clock):
    sessions = Sessions(store.log, clock)
    token = sessions.start(1)
    for _ in range(int(LONGEST / timedelta(minutes=20))):
        clock.now += timedelta(minutes=20)
        assert sessions.find(token)
    clock.now += timedelta(minutes=20)
    assert sessions.find(token) is None


def test_signing_out_ends_one_session_or_all_of_a_person(store, clock):
    sessions = Sessions(store.log, clock)
    here, there, other = sessions.start(1), sessions.start(1), sessions.start(2)
    sessions.end(here)
    assert sessions.find(here) is None
    assert sessions.find(there)
    sessions.end_all(1)
    assert sessions.find(there) is None
    assert sessions.find(other)


def test_a_link_works_once_for_its_purpose(store, clock):
    links = Links(store.log, clock)
    token = links.make(Purpose.OWNER, "pier-80")
    assert links.look(Purpose.OWNER, token) == "pier-80"
    assert links.look(Purpose.SIGN_IN, token) is None
    assert links.use(Purpose.SIGN_IN, token) is None
    assert links.use(Purpose.OWNER, token) == "pier-80"
    assert links.use(Purpose.OWNER, token) is None
    assert links.look(Purpose.OWNER, token) is None


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_expires(store, clock, purpose):
    links = Links(store.log, clock)
    token = links.make(purpose, "a")
    clock.now += VALID[purpose] + timedelta(minutes=1)
    assert links.look(purpose, token) is None
    assert links.use(purpose, token) is None


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: "x" + t, lambda t: t.swapcase(), lambda _: ""]
)
def test_a_link_that_was_changed_does_not_work(store, clock, spoil):
    links = Links(store.log, clock)
    token = links.make(Purpose.OWNER, "a")
    assert links.use(Purpose.OWNER, spoil(token)) is None


def test_of_two_who_use_a_link_at_once_one_does(store, clock):
    links = Links(store.log, clock)
    token = links.make(Purpose.SIGN_IN, "1")
    with ThreadPoolExecutor(8) as pool:
        used = list(pool.map(lambda _: links.use(Purpose.SIGN_IN, token), range(8)))
    assert sorted(used, key=str) == ["1", *[None] * 7]
