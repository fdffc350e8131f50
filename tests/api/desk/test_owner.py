"""Organisations are asked by mail and answer by a link, without an account."""

import asyncio
import re
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from serving import TLS, served

from api.cli.reminding import remind_command
from api.desk.asking import OwnerAnswer, ask, to_ask
from api.desk.desk import Desk
from api.desk.routes import create_owner_pages
from geo.model.errors import InputError
from geo.model.settings import settings
from geo.store.contacts import Contacts
from geo.store.reports import Reports
from geo.store.rows import Channel, new_observation
from geo.store.sessions import Links, Purpose
from geo.store.store import Author, Batch, Role

JO = Author(Role.MAINTAINER)
YEAR, HALF = timedelta(days=365), timedelta(days=182)


@pytest.fixture
def desk(store):
    return Desk(store, lambda: None)


@pytest.fixture
def contacts(store):
    return Contacts(store.log)


@pytest.fixture
def site(desk):
    with (
        served(create_owner_pages(desk)) as address,
        httpx.Client(base_url=address, timeout=60, verify=TLS) as client,
    ):
        yield client


def link(store, answer, place="aal"):
    return f"/owner/{Links(store.log).make(Purpose.OWNER, f'{place} {answer}')}"


def waiting(desk, now=None):
    return [one.place.id for one in to_ask(desk, YEAR, HALF, now or datetime.now(UTC))]


def statuses(store, place):
    return [seen.status for seen in store.observations() if seen.place_id == place]


def test_a_mail_has_three_links_and_a_way_to_stop(desk, contacts, site, store, post_office):
    contacts.change("aal", "info@aal.example", JO)
    (question,) = to_ask(desk, YEAR, HALF, datetime.now(UTC))
    asyncio.run(ask(desk, question, str(site.base_url).rstrip("/")))
    (mail,) = post_office
    text = mail.get_payload(decode=True).decode()
    assert mail["to"] == "info@aal.example"
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    links = re.findall(r"http://127\.0\.0\.1:\d+(/owner/\S+)", text)
    assert len(links) == 4
    before = store.fingerprint()
    for _ in range(2):  # as programs that look at mail do
        for one in links:
            assert "<button" in site.get(one).text
    assert store.fingerprint() == before
    assert site.post(links[0]).status_code == 200
    assert statuses(store, "aal")[-1] == "open"
    assert site.post(links[0]).status_code == 404
    assert site.get(links[0]).status_code == 404


def test_nobody_is_asked_twice_within_the_time(desk, contacts):
    contacts.change("aal", "info@aal.example", JO)
    contacts.change("brug", "info@brug.example", JO)
    contacts.change("kade", "INFO@aal.example", JO)
    assert set(waiting(desk)) == {"aal", "brug", "kade"}
    contacts.note_asked("aal")
    assert waiting(desk) == ["brug"]
    assert set(waiting(desk, datetime.now(UTC) + HALF)) == {"aal", "brug", "kade"}


def test_a_place_that_was_confirmed_lately_is_not_asked_about(desk, contacts, site, store):
    contacts.change("brug", "info@brug.example", JO)
    site.post(link(store, OwnerAnswer.RIGHT, "brug"))
    assert waiting(desk) == []


def test_that_everything_holds_confirms_every_known_field_today(site, store):
    site.post(link(store, OwnerAnswer.RIGHT, "brug"))
    last = [seen for seen in store.observations() if seen.place_id == "brug"][-1]
    assert (last.website, last.street, last.status) == ("https://brug.example", "Brugweg", "open")
    assert last.source.title == "Confirmed by the organisation"
    assert last.kind is None


def test_that_it_is_gone_waits_for_a_maintainer(site, store, jo):
    site.post(link(store, OwnerAnswer.GONE))
    assert statuses(store, "aal") == ["open"]
    (report,) = Reports(store).open_ones()
    assert report.by_owner
    version = re.search(r'name="version" value="(\d+)"', jo.open("/desk"))[1]
    jo.send(f"/desk/reports/{report.number}/accept", version=version)
    last = [seen for seen in store.observations() if seen.place_id == "aal"][-1]
    assert (last.status, last.source.title) == ("closed", "Confirmed by the organisation")


def test_what_has_changed_waits_with_only_what_differs(site, store):
    where = link(store, OwnerAnswer.CHANGED, "brug")
    page = site.get(where).text
    assert 'value="https://brug.example"' in page
    hours = {"Mo_state": "open", "Mo_from_0": "9", "Mo_to_0": "12"}
    sent = site.post(where, data={"street": "Brugweg", "house_number": "4", "text": "Nieuwe deur."}
                     | hours)  # fmt: skip
    assert sent.status_code == 200
    (report,) = Reports(store).open_ones()
    assert dict(report.proposed) == {
        "house_number": "4",
        "opening_hours": "Mo 09:00-12:00; Tu unknown; We unknown; Th unknown; Fr unknown; "
        "Sa unknown; Su unknown",
    }


def test_a_week_that_is_filled_in_counts_more_than_the_notation_that_stood_there(site, store):
    lunch = 'Mo,Tu 12:00-13:00 "lunch"'
    row = new_observation("aal", {"opening_hours": lunch}, Channel.CALL, date(2026, 11, 1))
    store.append(Batch([row], why="Called."), JO)
    assert "12:00 tot 13:00 (lunch)" in site.get(link(store, OwnerAnswer.RIGHT)).text
    where = link(store, OwnerAnswer.CHANGED)
    assert 'value="Mo,Tu 12:00-13:00 &#34;lunch&#34;"' in site.get(where).text
    site.post(where, data={"opening_hours": lunch, "We_from_0": "9", "We_to_0": "12"})
    (report,) = Reports(store).open_ones()
    assert "We 09:00-12:00" in report.proposed["opening_hours"]
    assert "lunch" not in report.proposed["opening_hours"]


def test_the_command_asks_each_address_once(contacts, store, post_office, monkeypatch):
    for place, mail in (("aal", "info@aal.example"), ("kade", "info@aal.example"),
                        ("brug", "info@brug.example")):  # fmt: skip
        contacts.change(place, mail, JO)
    monkeypatch.setenv("MEETINGPLACES_DATABASE", str(store.log.engine.url))
    settings.cache_clear()
    with pytest.raises(InputError, match="PUBLIC_URL"):
        remind_command()
    monkeypatch.setenv("MEETINGPLACES_PUBLIC_URL", "https://plekken.example")
    settings.cache_clear()
    remind_command(dry_run=True)
    assert post_office == []
    for _ in range(2):
        remind_command()
    assert sorted(mail["to"] for mail in post_office) == ["info@aal.example", "info@brug.example"]
    assert "https://plekken.example/owner/" in post_office[0].get_payload(decode=True).decode()


def test_a_mistake_in_the_form_is_named_and_the_link_still_works(site, store):
    where = link(store, OwnerAnswer.CHANGED)
    assert site.post(where, data={"postcode": "30 11"}).status_code == 400
    assert site.post(where, data={"postcode": "3011 ab"}).status_code == 200
    assert dict(Reports(store).open_ones()[0].proposed) == {"postcode": "3011AB"}


def test_who_wants_no_mail_gets_none_and_is_forgotten(desk, contacts, site, store):
    for place in ("aal", "kade"):
        contacts.change(place, "info@aal.example", JO)
    where = f"/owner/stop/{Links(store.log).make(Purpose.NO_MAIL, 'aal')}"
    assert "<button" in site.get(where).text
    assert contacts.all()
    # As a program for mail does it, by RFC 8058.
    done = site.post(where, data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert (waiting(desk), contacts.all()) == ([], {})
    stored = [one.content for one in store.log.records("contact")]
    assert "info@aal.example" not in str(stored)
    assert store.log.verify() == []
    with pytest.raises(InputError, match="did not ask for no more mail"):
        contacts.change("brug", "Info@aal.example", JO)


@pytest.mark.parametrize(
    "mail", ["jo.jansen@aal.example", "aal", "a@b", "info@aal.example\nBcc: x"]
)
def test_an_address_of_a_person_or_none_is_refused(contacts, jo, mail):
    with pytest.raises(InputError):
        contacts.change("aal", mail, JO)
    assert jo.send("/desk/places/aal/contact", mail=mail).status_code == 400
    assert contacts.all() == {}


def test_a_maintainer_keeps_the_address_on_the_page_of_a_place(contacts, jo):
    assert jo.send("/desk/places/aal/contact", mail="info@aal.example").status_code == 303
    assert contacts.all()["aal"].mail == "info@aal.example"
    assert 'value="info@aal.example"' in jo.open("/desk/places/aal")


def test_a_maintainer_asks_from_the_page_of_a_place_once_in_half_a_year(contacts, jo, post_office):
    assert "Vraag of alles nog klopt" not in jo.open("/desk/places/aal")
    for place in ("aal", "kade"):
        contacts.change(place, "info@aal.example", JO)
    assert "Vraag of alles nog klopt" in jo.open("/desk/places/aal")
    assert jo.send("/desk/places/aal/ask").headers["location"] == "/desk/places/aal?asked=1"
    assert [mail["to"] for mail in post_office] == ["info@aal.example"]
    for place in ("aal", "kade"):
        assert "Vraag of alles nog klopt" not in jo.open(f"/desk/places/{place}")
        assert jo.send(f"/desk/places/{place}/ask").status_code == 409
    assert len(post_office) == 1


def test_a_mail_that_was_not_sent_can_be_sent_later(contacts, jo, monkeypatch):
    contacts.change("aal", "info@aal.example", JO)
    monkeypatch.setenv("MEETINGPLACES_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("MEETINGPLACES_MAIL_FROM", "plekken@example.org")
    settings.cache_clear()
    assert jo.send("/desk/places/aal/ask").status_code == 502
    assert contacts.all()["aal"].asked is None
    settings.cache_clear()


@pytest.mark.parametrize("token", ["x", "a.b.c"])
def test_a_link_that_nobody_made_shows_nothing(site, token):
    assert site.get(f"/owner/{token}").status_code == 404
    assert site.post(f"/owner/{token}").status_code == 404
    assert site.post(f"/owner/stop/{token}").status_code == 404


def test_a_link_for_signing_in_or_stopping_answers_nothing(site, store):
    for purpose in (Purpose.SIGN_IN, Purpose.NO_MAIL):
        token = Links(store.log).make(purpose, "aal right")
        assert site.post(f"/owner/{token}").status_code == 404


def test_a_button_pressed_from_another_site_does_nothing(site, store):
    where = link(store, OwnerAnswer.RIGHT)
    assert site.post(where, headers={"Origin": "https://evil.example"}).status_code == 403
    assert len(statuses(store, "aal")) == 1
    assert "<button" in site.get(where).text
