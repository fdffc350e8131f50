"""The online geocoder, against a stand-in that answers as PDOK documents it."""

import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from locatieserver_stand_in import locatieserver
from own_city import ROTTERDAM

from geo.geocoding import ADDRESS_UNCERTAINTY_M, Hint
from geo.geocoding._http import ATTEMPTS, Clock, RateLimit
from geo.geocoding.addresses import parse_address
from geo.geocoding.cache import AnswerCache
from geo.geocoding.locatieserver import REQUESTS_PER_SECOND, Locatieserver
from geo.model.errors import ProviderUnavailable
from geo.model.vocabulary import Precision


class QuickClock(Clock):
    """Time that passes only when somebody sleeps."""

    def __init__(self):
        self.now = 0.0
        self.slept = []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def server():
    with locatieserver() as running:
        yield running


@pytest.fixture
def clock():
    return QuickClock()


@pytest.fixture
def geocoder(server, clock, tmp_path):
    with Locatieserver.open(
        server.url, ROTTERDAM, cache=tmp_path / "cache.sqlite", clock=clock
    ) as one:
        yield one


def ask(geocoder, text, hint=None):
    return geocoder.geocode(parse_address(text, ROTTERDAM.written_towns), hint or Hint())


def codes(answer):
    return {finding.code for finding in answer.findings}


def test_an_address_is_found_on_its_front_door(geocoder):
    answer = ask(geocoder, "Kipstraat 37, 3011 RS Rotterdam")
    assert (answer.lon, answer.lat) == (4.491278, 51.9229753)
    assert answer.precision is Precision.ADDRESS
    assert answer.uncertainty_m == ADDRESS_UNCERTAINTY_M
    assert answer.matched == "Kipstraat 37, 3011RS Rotterdam"
    assert answer.provider == "pdok-locatieserver"
    assert answer.score == 1.0
    assert answer.findings == ()


def test_only_documented_parameters_are_sent(geocoder, server):
    ask(geocoder, "Kipstraat 37, 3011 RS Rotterdam")
    (query,) = server.asked
    assert set(query) == {"q", "fq", "rows", "fl"}
    assert query["fq"] == ["type:adres", "huisnummer:37", "gemeentecode:0599"]


def test_signs_that_mean_something_to_the_search_engine_are_left_out(geocoder, server):
    ask(geocoder, "Kip-straat +37, Rotterdam")
    ask(geocoder, "'s-Gravenweg/Kade & 5")
    assert all(not set(query["q"][0]) & set('+&|!(){}[]^"~*?:/\\') for query in server.asked)


def test_postcode_and_house_number_are_an_address(geocoder):
    assert ask(geocoder, "3011RS 37").matched == "Kipstraat 37, 3011RS Rotterdam"


def test_an_unknown_house_number_gives_the_street(geocoder):
    answer = ask(geocoder, "Kipstraat 41, Rotterdam")
    assert (answer.precision, answer.matched) == (Precision.STREET, "Kipstraat, Rotterdam")
    assert answer.uncertainty_m > 100


def test_a_full_postcode_is_nearer_than_its_street(geocoder):
    answer = ask(geocoder, "Kipstraat 41, 3011 RS Rotterdam")
    assert answer.precision is Precision.POSTCODE
    assert answer.uncertainty_m < 100


def test_another_letter_widens_the_uncertainty(geocoder):
    exact = ask(geocoder, "Gaffelstraat 63B, Rotterdam")
    either = ask(geocoder, "Gaffelstraat 63, Rotterdam")
    assert exact.matched == "Gaffelstraat 63B, 3014RC Rotterdam"
    assert exact.uncertainty_m == ADDRESS_UNCERTAINTY_M
    assert either.precision is Precision.ADDRESS
    assert either.uncertainty_m > ADDRESS_UNCERTAINTY_M
    assert len(either.candidates) == 2


def test_one_address_in_two_towns_is_told_and_covered(geocoder):
    answer = ask(geocoder, "Julianastraat 5")
    assert answer.precision is Precision.STREET
    assert answer.uncertainty_m > 10_000
    assert codes(answer) == {"several-answers"}
    assert len(answer.candidates) == 2


def test_the_named_district_chooses_between_them(geocoder):
    answer = ask(geocoder, "Julianastraat 5", Hint("WK059927"))
    assert answer.precision is Precision.ADDRESS
    assert answer.matched == "Julianastraat 5, 3181GA Rozenburg"
    assert answer.findings == ()


def test_a_postcode_that_contradicts_the_street_is_never_a_silent_choice(geocoder):
    answer = ask(geocoder, "Kipstraat 37, 3085 EX Rotterdam")
    assert answer.precision is Precision.NONE
    assert codes(answer) == {"postcode-contradicts-street"}
    assert {one.precision for one in answer.candidates} == {Precision.ADDRESS, Precision.POSTCODE}


def test_other_letters_in_the_postcode_are_told(geocoder):
    answer = ask(geocoder, "Kipstraat 37, 3011 AB Rotterdam")
    assert answer.precision is Precision.ADDRESS
    assert codes(answer) == {"postcode-differs"}


@pytest.mark.parametrize("text", ["Pendrecht, Rotterdam", "Charlois, Rotterdam"])
def test_a_district_gives_its_middle(geocoder, text):
    answer = ask(geocoder, text)
    assert (answer.precision, answer.matched) == (Precision.NEIGHBOURHOOD, text)


@pytest.mark.parametrize(
    "text", ["Kipstraat 37, Amsterdam", "Onvindbaarpad 5, Rotterdam", "Rotterdam"]
)
def test_what_is_not_there_gets_no_point(geocoder, text):
    answer = ask(geocoder, text)
    assert answer.precision is Precision.NONE
    assert answer.lon is None
    assert codes(answer) == {"address-not-found"}


def test_a_postcode_that_does_not_exist_is_told(geocoder):
    answer = ask(geocoder, "Kipstraat 41, 3011 ZZ Rotterdam")
    assert answer.precision is Precision.STREET
    assert codes(answer) == {"postcode-unknown"}


def test_documents_without_a_usable_point_are_passed_over(geocoder, server):
    body = b'{"response": {"docs": [{"type": "adres", "centroide_ll": "LINESTRING(1 2)"}, 7, {}]}}'
    server.fail(200, body, times=5)
    assert ask(geocoder, "Kipstraat 37, Rotterdam").precision is Precision.NONE


def test_the_same_question_is_asked_once(server, clock, tmp_path):
    for _ in range(2):
        with Locatieserver.open(
            server.url, ROTTERDAM, cache=tmp_path / "kept", clock=clock
        ) as geocoder:
            assert ask(geocoder, "Kipstraat 37, Rotterdam").precision is Precision.ADDRESS
    assert len(server.asked) == 1


def test_failures_are_not_kept(geocoder, server):
    server.fail(400, b'{"detail": "no"}')
    with pytest.raises(ProviderUnavailable):
        ask(geocoder, "Kipstraat 37, Rotterdam")
    assert ask(geocoder, "Kipstraat 37, Rotterdam").precision is Precision.ADDRESS


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again_after_a_growing_pause(geocoder, server, clock, status):
    server.fail(status, times=ATTEMPTS - 1)
    assert ask(geocoder, "Kipstraat 37, Rotterdam").precision is Precision.ADDRESS
    assert len(server.asked) == ATTEMPTS
    assert clock.slept == sorted(clock.slept)
    assert clock.slept[0] >= 1


def test_a_lasting_failure_is_told_in_one_sentence(geocoder, server):
    server.fail(503, times=ATTEMPTS)
    with pytest.raises(ProviderUnavailable, match=r"^PDOK Locatieserver answered with status 503;"):
        ask(geocoder, "Kipstraat 37, Rotterdam")
    assert len(server.asked) == ATTEMPTS


def test_the_service_is_waited_for_as_long_as_it_asks(geocoder, server, clock):
    server.fail(429, Retry_After="7")
    ask(geocoder, "Kipstraat 37, Rotterdam")
    assert 7.0 in clock.slept


def test_a_date_to_come_back_is_understood(geocoder, server, clock):
    server.fail(503, Retry_After=format_datetime(datetime.now(UTC) + timedelta(seconds=20)))
    ask(geocoder, "Kipstraat 37, Rotterdam")
    assert 15 < max(clock.slept) <= 20


def test_a_service_that_wants_an_hour_is_not_waited_for(geocoder, server, clock):
    server.fail(429, Retry_After="3600")
    with pytest.raises(ProviderUnavailable, match="come back in 3600 seconds"):
        ask(geocoder, "Kipstraat 37, Rotterdam")
    assert clock.slept == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"title": "Bad Request", "detail": "Unknown parameter: x"}', "Unknown parameter: x"),
        (b'{"error": {"msg": "undefined field huisnr", "code": 400}}', "undefined field huisnr"),
        (b"<html>", "status 400."),
    ],
)
def test_a_refusal_is_not_tried_again_and_says_why(geocoder, server, body, told):
    server.fail(400, body)
    with pytest.raises(ProviderUnavailable, match="refused the request") as refused:
        ask(geocoder, "Kipstraat 37, Rotterdam")
    assert told in str(refused.value)
    assert len(server.asked) == 1


def test_the_stand_in_refuses_unknown_parameters_as_the_service_does(server):
    response = httpx.get(f"{server.url}/free", params={"q": "Kipstraat", "limit": "1"})
    assert response.status_code == 400


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"response": 3}', b"", b'{"response": {"docs": 3}}']
)
def test_an_answer_that_is_not_as_documented_is_told_and_not_kept(geocoder, server, body):
    server.fail(200, body)
    with pytest.raises(ProviderUnavailable, match="something other than the documented JSON"):
        ask(geocoder, "Kipstraat 37, Rotterdam")
    assert ask(geocoder, "Kipstraat 37, Rotterdam").precision is Precision.ADDRESS


def test_a_service_that_is_too_slow_is_called_unavailable(server, clock, tmp_path):
    server.slow_s = 0.3
    with (
        Locatieserver.open(
            server.url, ROTTERDAM, cache=tmp_path / "c", clock=clock, timeout=httpx.Timeout(0.05)
        ) as geocoder,
        pytest.raises(ProviderUnavailable, match="did not answer in time; tried 4 times"),
    ):
        ask(geocoder, "Kipstraat 37, Rotterdam")


def test_a_service_that_is_not_there_is_called_unavailable(clock, tmp_path):
    with (
        Locatieserver.open(
            "http://127.0.0.1:9", ROTTERDAM, cache=tmp_path / "c", clock=clock
        ) as geocoder,
        pytest.raises(ProviderUnavailable, match="cannot be reached"),
    ):
        ask(geocoder, "Kipstraat 37, Rotterdam")


@pytest.mark.slow
def test_no_more_than_two_requests_a_second_are_sent(geocoder, server, clock):
    for number in range(11):
        ask(geocoder, f"Onvindbaarpad {number + 1}")
    assert (len(server.asked) - 1) / clock.now <= REQUESTS_PER_SECOND


def test_threads_share_the_rate_limit():
    limit = RateLimit(50.0, Clock())
    began = time.monotonic()
    threads = [threading.Thread(target=limit.wait) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - began >= 5 / 50


def test_kept_answers_grow_old(tmp_path):
    now = [1000.0]
    cache = AnswerCache(tmp_path / "cache", max_age_s=60, now=lambda: now[0])
    cache.put("question", "answer")
    assert cache.get("question") == "answer"
    now[0] += 61
    assert cache.get("question") is None


def test_a_cache_that_is_no_database_is_set_aside(tmp_path):
    path = tmp_path / "cache"
    path.write_bytes(b"this is no database, " * 100)
    cache = AnswerCache(path)
    cache.put("question", "answer")
    assert cache.get("question") == "answer"
    assert (tmp_path / "cache.broken").exists()


@pytest.mark.slow
def test_the_cache_survives_a_process_that_is_killed_while_writing(tmp_path):
    path = tmp_path / "cache"
    writer = (
        "import sys; from pathlib import Path; from geo.geocoding.cache import AnswerCache\n"
        "cache = AnswerCache(Path(sys.argv[1])); number = 0\n"
        "while True:\n"
        "    cache.put(str(number), 'x' * 5000); print(number, flush=True); number += 1\n"
    )
    process = subprocess.Popen([sys.executable, "-c", writer, str(path)], stdout=subprocess.PIPE)
    done = [int(process.stdout.readline()) for _ in range(50)][-1]
    process.kill()
    process.wait()
    process.stdout.close()
    cache = AnswerCache(path)
    assert all(cache.get(str(number)) == "x" * 5000 for number in range(done + 1))
    cache.put("after", "whole")
    assert cache.get("after") == "whole"
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    assert not (tmp_path / "cache.broken").exists()
