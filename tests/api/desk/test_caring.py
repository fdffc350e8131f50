"""What to look after first: whom to call, which reports are dearest, and pairs that may be one."""

import re

import pytest
from observation_rows import cells

from api.desk.desk import Desk
from geo.planning.dependence import Dependence
from geo.store.reports import ReportKind, Reports
from geo.store.store import Author, Batch, Role

TWINS = [
    cells("de-schakel--1", name="De Schakel", kind="huiskamer", initiative="private",
          street="Schakelweg", house_number="3", operator="Stichting Schakel"),
    cells("schakel--1", name="Schakel", kind="huiskamer", initiative="private",
          street="Schakelweg", house_number="3"),
]  # fmt: skip


@pytest.fixture
def desk(store, used):
    depend = {"aal": Dependence(0, 900), "brug": Dependence(1234, 5000), "kade": Dependence(10, 20)}
    return Desk(store, lambda: used.append(1), lambda: depend)


@pytest.fixture
def twins(store):
    store.append(Batch(TWINS, why="Two lists."), Author(Role.SEED))


def order_of(page, names):
    return sorted(names, key=page.index)


def test_whom_most_people_depend_on_is_called_first(viewer):
    page = viewer.open("/desk/call")
    names = ["De Kade", "De Aal", "Huis van de Wijk De Brug"]
    assert order_of(page, names) == ["Huis van de Wijk De Brug", "De Kade", "De Aal"]
    assert "1.234 mensen hebben geen andere plek" in page
    assert "https://brug.example" in page


def test_a_place_that_was_called_today_comes_later(jo):
    before = jo.open("/desk/call")
    for place in ("brug", "kade"):
        jo.send("/desk/confirm", channel="call", on="2026-11-20", place=[place])
    assert "november 2026" not in before
    assert "20 november 2026" in jo.open("/desk/call")


def test_the_report_about_the_dearest_place_stands_first(jo, store):
    reports = Reports(store)
    for place in ("aal", "kade", "brug"):
        reports.add(ReportKind.CLOSED, place_id=place)
    page = jo.open("/desk")
    assert order_of(page, ["De Aal", "De Kade", "De Brug"]) == ["De Brug", "De Kade", "De Aal"]


def answer(browser, said, **fields):
    page = browser.open("/desk/duplicates")
    form = dict(re.findall(r'name="((?:place|other)(?:_version)?)" value="([^"]*)"', page))
    return browser.send("/desk/duplicates", answer=said, **form | fields)


def test_a_pair_is_shown_with_reasons_and_merged(jo, store, twins):  # noqa: ARG001
    page = jo.open("/desk/duplicates")
    assert "Ze hebben hetzelfde adres: Schakelweg 3." in page
    assert answer(jo, "same_other", why="Eén deur.").status_code == 303
    (decision,) = store.decisions()
    assert (decision.place_id, decision.other_id, decision.reason) == (
        "schakel", "de-schakel", "Eén deur.",
    )  # fmt: skip
    assert "Stichting Schakel" in jo.open("/desk/places/schakel")
    assert "Ze hebben hetzelfde adres: Schakelweg 3." not in jo.open("/desk/duplicates")


def test_a_pair_that_differs_is_not_shown_again(jo, store, twins):  # noqa: ARG001
    answer(jo, "different")
    assert store.decisions()[0].verdict == "different"
    assert "de-schakel" not in jo.open("/desk/duplicates")


def test_a_pair_put_off_stays_undecided(jo, store, twins):  # noqa: ARG001
    answer(jo, "later")
    assert "Uitgesteld." in jo.open("/desk/duplicates")
    assert store.decisions() == []
    assert store.log.verify() == []


def test_a_pair_that_somebody_changed_meanwhile_is_not_merged(jo, store, twins):  # noqa: ARG001
    assert answer(jo, "same", place_version="1").status_code == 409
    assert store.decisions() == []
