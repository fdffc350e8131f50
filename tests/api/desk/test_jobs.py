"""The jobs of a maintainer: look, change, add, confirm, settle, publish, undo."""

import re
from html import unescape

import pytest

from geo.store.desk_users import DeskRole
from geo.store.publication import published_store
from geo.store.reports import ReportKind, Reports, ReportState

SOURCE = {"channel": "call", "on": "2026-11-20"}


def place(store, place_id, field):
    found = [seen for seen in store.observations() if seen.place_id == place_id]
    return [getattr(seen, field) for seen in found]


def version(browser, place_id):
    return re.search(r'name="version" value="(\d+)"', browser.open(f"/desk/places/{place_id}"))[1]


def websites(store):
    return {seen.website for seen in published_store(store).observations()}


def change(browser, place_id, **values):
    values.setdefault("version", version(browser, place_id))
    return browser.send(f"/desk/places/{place_id}", **SOURCE | values)


def test_hours_are_filled_in_by_day(jo, store):
    day = {"Mo_state": "open", "Mo_from_0": "9", "Mo_to_0": "12.30", "Mo_from_1": "13:30",
           "Mo_to_1": "17", "Tu_from_0": "9", "Tu_to_0": "12", "Su_state": "closed"}  # fmt: skip
    assert change(jo, "aal", **day).headers["location"] == "/desk/places/aal?saved=1"
    assert place(store, "aal", "opening_hours")[-1] == (
        "Mo 09:00-12:30,13:30-17:00; Tu 09:00-12:00; We unknown; Th unknown; Fr unknown; "
        "Sa unknown; Su off"
    )


def test_a_mistake_in_the_form_is_named_and_what_was_typed_stays(jo, store):
    response = change(jo, "aal", postcode="3011", website="www.aal.example", Mo_state="open")
    assert response.status_code == 400
    shown = unescape(response.text)
    assert "Maandag. Gevonden: geen tijden." in shown
    response = change(jo, "aal", postcode="30 11", website="www.aal.example", name="De <Aal>")
    shown = unescape(response.text)
    assert "Postcode. Gevonden: '3011'." in shown
    assert "Website. Gevonden: 'www.aal.example'." in shown
    assert 'value="De &lt;Aal&gt;"' in response.text
    assert len(place(store, "aal", "id")) == 1


def test_what_was_typed_in_the_week_stays_when_the_form_is_refused(jo):
    day = {"Mo_state": "open", "Mo_from_0": "9", "Mo_to_0": "8", "Su_state": "closed"}
    shown = change(jo, "aal", **day).text
    assert re.search(r'name="Mo_from_0" value="9"', shown)
    assert re.search(r'name="Mo_state" value="open" checked', shown)
    assert re.search(r'name="Su_state" value="closed" checked', shown)


def test_a_place_that_was_missed_is_added_with_what_the_resident_said(jo, store):
    reports = Reports(store)
    said = {"name": "De Ketel", "street": "Kade", "house_number": "9"}
    number = reports.add(ReportKind.MISSING, text="Elke dag soep.", proposed=said).number
    assert f"/desk/new?report={number}" in jo.open("/desk")
    page = jo.open(f"/desk/new?report={number}")
    assert 'value="Kade"' in page
    assert "Elke dag soep." in page
    jo.send("/desk/new", report=number, kind="huiskamer", **said, **SOURCE)
    assert place(store, "de-ketel", "street") == ["Kade"]
    assert reports.open_ones() == []


def test_the_second_of_two_maintainers_sees_the_first_ones_change(jo, sign_in, store):
    sam = sign_in("Sam", DeskRole.MAINTAINER)
    seen = version(sam, "aal")
    change(jo, "aal", name="De Grote Aal")
    response = change(sam, "aal", version=seen, name="De Kleine Aal")
    assert response.status_code == 409
    assert "De Grote Aal" in response.text
    assert 'value="De Kleine Aal"' in response.text
    assert "De Kleine Aal" not in place(store, "aal", "name")
    assert change(sam, "aal", name="De Kleine Aal").status_code == 303


def test_who_changed_what_is_shown_and_can_be_undone(jo, store):
    change(jo, "aal", name="De Pier", why="They moved.")
    page = jo.open("/desk/places/aal")
    assert re.search(r"· Jo · They moved\.", page)
    observation = re.search(r'name="observation" value="([^"]+)"', page)[1]
    jo.send("/desk/places/aal/withdraw", observation=observation, why="It was another place.")
    assert place(store, "aal", "name") == ["De Aal"]
    jo.send("/desk/places/aal/withdraw", observation=observation, why="It was not.", undone="true")
    assert place(store, "aal", "name") == ["De Aal", "De Pier"]


def test_a_new_place_is_added_after_a_look_at_its_look_alikes(jo, store):
    fields = SOURCE | {"name": "De Aal 2", "kind": "huiskamer", "initiative": "private"}
    response = jo.send("/desk/new", **fields)
    assert response.status_code == 200
    assert "/desk/places/aal" in response.text
    added = jo.send("/desk/new", **fields, sure="true").headers["location"]
    assert added == "/desk/places/de-aal-2?saved=1"
    assert place(store, "de-aal-2", "name") == ["De Aal 2"]


def test_many_places_are_confirmed_at_once(jo, store):
    sent = jo.send("/desk/confirm", **SOURCE, place=["aal", "brug", "unknown"])
    assert sent.headers["location"] == "/desk/confirm?done=2"
    assert [str(day) for day in place(store, "brug", "status_date")][-1] == "2026-11-20"


def test_a_report_is_accepted_in_one_click(jo, store):
    report = Reports(store).add(ReportKind.CLOSED, place_id="aal", text="De deur is dicht.")
    page = jo.open("/desk")
    assert "De deur is dicht." in page
    seen = re.search(r'name="version" value="(\d+)"', page)[1]
    assert jo.send(f"/desk/reports/{report.number}/accept", version=seen).status_code == 303
    assert place(store, "aal", "status")[-1] == "closed"
    assert Reports(store).find(report.number).state is ReportState.ACCEPTED
    assert jo.send(f"/desk/reports/{report.number}/accept", version=seen).status_code == 409


def test_a_report_is_declined_with_a_reason(jo, store):
    report = Reports(store).add(ReportKind.OTHER, place_id="aal", text="<script>alert(1)</script>")
    assert "<script>alert" not in jo.open("/desk")
    assert jo.send(f"/desk/reports/{report.number}/decline").status_code == 400
    jo.send(f"/desk/reports/{report.number}/decline", outcome="Het is open.")
    assert Reports(store).find(report.number).outcome == "Het is open."
    assert len(place(store, "aal", "id")) == 1


def test_what_will_be_published_is_shown_published_and_taken_back(jo, store, used):
    assert "Alles wat is bewaard" in jo.open("/desk/publish")
    change(jo, "brug", website="https://nieuw.example")
    page = jo.open("/desk/publish")
    assert "https://brug.example" in page
    assert "https://nieuw.example" in page
    assert jo.send("/desk/publish", why="Een nieuwe site.").status_code == 303
    assert used == [1]
    assert published_store(store).fingerprint() != store.fingerprint()
    assert "https://nieuw.example" in {
        seen.website for seen in published_store(store).observations()
    }
    back = re.search(r'name="upto" value="(\d+)"', jo.open("/desk/publish"))[1]
    jo.send("/desk/publish", upto=back)
    assert used == [1, 1]
    assert websites(store) == {"", "https://brug.example"}


@pytest.mark.parametrize("path", ["/desk/places/nowhere", "/desk/reports/0000-0000/decline"])
def test_what_is_not_there_is_said(jo, path):
    response = jo.client.get(path) if "places" in path else jo.send(path, outcome="Er is niets.")
    assert response.status_code in {404, 409}
    assert "Dit is niet gelukt" in response.text


def test_the_desk_speaks_english_too(jo):
    assert "Inbox" in jo.open("/en/desk")
    assert jo.client.get("/beheer").headers["location"] == "/desk"
