"""Who may use the desk, what residents report, and how both can be carried over or erased."""

from datetime import UTC, datetime, timedelta

import pytest
from observation_rows import cells

from geo.model.errors import InputError, StoreError
from geo.store.backup import restore_backup, write_backup
from geo.store.desk_users import DeskRole, DeskUsers
from geo.store.opening import open_database
from geo.store.reports import MAX_TEXT, ReportKind, Reports, ReportState
from geo.store.store import Author, Batch, Role


@pytest.fixture
def people(store):
    return DeskUsers(store.log)


@pytest.fixture
def reports(store):
    store.append(Batch([cells("a--1"), cells("b--1")]), Author(Role.SEED))
    return Reports(store)


def test_a_person_is_found_by_name_or_address(people):
    jo = people.add("Jo", "jo@example.org", DeskRole.MAINTAINER)
    assert people.find("JO") == people.find("Jo@Example.org") == people.get(jo.id) == jo
    assert people.find("somebody") is None


@pytest.mark.parametrize(
    ("name", "mail", "field"),
    [("", "x@example.org", "name"), ("jo", "x@example.org", "name"),
     ("X", "jo@example.org", "mail"), ("X", "x example.org", "mail"),
     ("X", "x@example.org>,y@example.org", "mail")],
)  # fmt: skip
def test_a_name_and_an_address_belong_to_one_person(people, name, mail, field):
    people.add("Jo", "jo@example.org", DeskRole.MAINTAINER)
    with pytest.raises(InputError) as raised:
        people.add(name, mail, DeskRole.VIEWER)
    assert {problem.field for problem in raised.value.problems} == {field}


def test_who_has_no_role_any_more_may_not_use_the_desk(people):
    jo = people.add("Jo", "jo@example.org", DeskRole.MAINTAINER)
    assert people.change_role(jo, DeskRole.VIEWER).role is DeskRole.VIEWER
    people.change_role(jo, DeskRole.NONE)
    assert people.all() == []


def test_the_log_tells_who_did_what_until_that_person_is_erased(store, people):
    jo = people.add("Jo Hermans", "jo@example.org", DeskRole.MAINTAINER)
    store.append(Batch([cells("a--1")], why="A call."), Author(Role.MAINTAINER, jo.id))
    assert [entry.person_id for entry in store.history("a")] == [jo.id]
    people.erase(jo.id)
    (entry,) = store.history("a")
    assert (entry.person_id, entry.role, entry.why) == (None, Role.MAINTAINER, "A call.")
    assert store.log.verify() == []
    with store.log.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT content FROM record").scalars().all()
    assert not any("Jo" in (content or "") for content in stored)
    assert people.add("Sam", "sam@example.org", DeskRole.VIEWER).id != jo.id
    with pytest.raises(StoreError, match="erased already"):
        people.erase(jo.id)


def test_a_report_is_found_by_its_number_however_it_is_typed(reports):
    report = reports.add(ReportKind.HOURS, place_id="a", proposed={"opening_hours": "Mo 9-12"})
    typed = f" {report.number.lower().replace('-', ' ')} "
    assert reports.find(typed) == report
    assert reports.find("0000-0000") is None
    assert reports.open_ones() == [report]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": ReportKind.OTHER, "place_id": "a"}, "expected what should be changed"),
        ({"kind": ReportKind.CLOSED, "place_id": "z"}, "the id of a place that is known"),
        ({"kind": ReportKind.OTHER, "place_id": "a", "text": "x" * (MAX_TEXT + 1)}, "at most"),
        ({"kind": ReportKind.NAME, "place_id": "a", "proposed": {"name": "x" * 201}}, "at most"),
    ],
)
def test_a_report_that_says_nothing_or_too_much_is_refused(reports, asked, found):
    with pytest.raises(InputError, match=found):
        reports.add(**asked)
    assert reports.all() == []


def test_an_accepted_report_becomes_an_observation_in_one_go(store, reports):
    report = reports.add(ReportKind.NAME, place_id="a", proposed={"name": "De Aal"})
    batch = Batch([cells("a--2", name="De Aal")], why="A report.")
    reports.settle(report.number, ReportState.ACCEPTED, "Bedankt.", Author(Role.MAINTAINER), batch)
    settled = reports.find(report.number)
    assert (settled.state, settled.outcome) == (ReportState.ACCEPTED, "Bedankt.")
    assert [seen.id for seen in store.observations()] == ["a--1", "b--1", "a--2"]
    with pytest.raises(StoreError, match="settled already"):
        reports.settle(report.number, ReportState.DECLINED, "", Author(Role.MAINTAINER), Batch())


def test_a_report_stays_open_when_what_follows_from_it_is_wrong(reports):
    report = reports.add(ReportKind.NAME, place_id="a", text="Het heet De Aal.")
    batch = Batch([cells("a--1", name="De Aal")])
    with pytest.raises(InputError):
        reports.settle(report.number, ReportState.ACCEPTED, "", Author(Role.MAINTAINER), batch)
    assert reports.open_ones() == [report]


def test_the_text_of_a_settled_report_is_erased_after_its_time(store, reports):
    old = reports.add(ReportKind.OTHER, place_id="a", text="Bel mij op 06 12345678.")
    still_open = reports.add(ReportKind.OTHER, place_id="a", text="De deur klemt.")
    reports.settle(
        old.number, ReportState.DECLINED, "Dat kan niet.", Author(Role.MAINTAINER), Batch()
    )
    assert reports.erase_texts(settled_before=datetime.now(UTC) + timedelta(hours=1)) == 1
    assert reports.find(old.number).text == ""
    assert reports.find(old.number).outcome == "Dat kan niet."
    assert reports.find(still_open.number).text == "De deur klemt."
    assert store.log.verify() == []


def test_a_backup_holds_everything_for_either_database(store, people, tmp_path):
    people.add("Jo", "jo@example.org", DeskRole.MAINTAINER)
    store.append(Batch([cells("a--1", name="Één")], why="A call."), Author(Role.MAINTAINER, 1))
    assert write_backup(store, tmp_path / "backup.gz") == 2
    again = open_database(f"sqlite:///{tmp_path / 'again.sqlite'}")
    assert restore_backup(again, tmp_path / "backup.gz") == 2
    assert again.observations() == store.observations()
    assert again.log.entries() == store.log.entries()
    assert again.fingerprint() == store.fingerprint()
    again.append(Batch([cells("b--1")]), Author(Role.MAINTAINER))
    assert again.log.verify() == []
    with pytest.raises(StoreError, match="into an empty one"):
        restore_backup(again, tmp_path / "backup.gz")
    again.log.engine.dispose()


@pytest.mark.parametrize("damage", ["cut", "byte", "other"])
def test_a_damaged_backup_fills_nothing(store, tmp_path, damage):
    store.append(Batch([cells("a--1")]), Author(Role.MAINTAINER))
    write_backup(store, tmp_path / "backup.gz")
    whole = (tmp_path / "backup.gz").read_bytes()
    broken = tmp_path / "broken.gz"
    broken.write_bytes(
        {"cut": whole[:-20], "byte": whole[:60] + b"\0" + whole[61:], "other": b"PK"}[damage]
    )
    again = open_database(f"sqlite:///{tmp_path / 'again.sqlite'}")
    with pytest.raises(StoreError, match=r"broken\.gz is"):
        restore_backup(again, broken)
    assert again.log.entries() == []
    again.log.engine.dispose()
