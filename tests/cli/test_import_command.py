"""`meetingplaces import`: what a list would change, writing it, and nothing the second time."""

import json
import shutil

import pytest
from incoming_lists import LAYER_ROWS, WORKBOOK_ROWS, write_overpass, write_workbook
from list_server import list_server

from geo.model.settings import settings
from geo.store.opening import open_store
from geo.store.reports import Reports
from geo.store.store import Role


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    """A store with the seed, made once."""
    path = tmp_path_factory.mktemp("seeded") / "store.sqlite"
    open_store(settings().city_folder(), f"sqlite:///{path}").log.engine.dispose()
    return path


@pytest.fixture(autouse=True)
def _own_store(tmp_path, monkeypatch, seeded):
    own = tmp_path / "store.sqlite"
    shutil.copy(seeded, own)
    monkeypatch.setenv("MEETINGPLACES_DATABASE", f"sqlite:///{own}")
    settings.cache_clear()
    yield
    settings.cache_clear()


def store():
    return open_store(settings().city_folder(), settings().database)


@pytest.fixture
def take_in(run):
    """Run the command with JSON as its answer, and return status, counts and rows by name."""

    def command(*words):
        done = run("import", *words, "--json")
        if done.status:
            return done
        told = json.loads(done.out)
        counts = tuple(told[heap] for heap in ("same", "new", "doubtful"))
        return counts, {row["name"]: row for row in told["rows"]}

    return command


def changed(row):
    return {one["field"]: (one["before"], one["after"]) for one in row["changes"]}


TERMS = ("--licence", "CC0-1.0")


def test_a_workbook_with_a_merged_header_and_dutch_hours(tmp_path, take_in):
    words = (write_workbook(tmp_path), "--source", "Gemeente, lijst", *TERMS)
    counts, rows = take_in(*words, "--dry-run")
    assert counts == (2, 3, 1)
    pier = changed(rows["Pier 80"])
    assert "opening_hours" not in pier  # a list without a date does not outdo that of 2025
    assert pier["website"] == ("", "https://www.pier80.example")
    assert rows["Pier 80"]["place"] == "huis-van-de-wijk-pier-80"
    assert rows["De Kip"]["place"] == "huis-van-de-wijk-de-kip"
    assert changed(rows["De Kip"])["opening_hours"] == ("", "Tu,Th 13:30-16:00")
    linde = changed(rows["Huiskamer De Verzonnen Linde"])
    assert linde["opening_hours"] == ("", "We[1] 10:00-12:00")
    assert (linde["street"], linde["house_number"]) == (("", "Kipstraat"), ("", "112"))
    assert rows["De Verzonnen Boom"]["unsure"][0]["field"] == "opening_hours"
    assert rows["'t Klooster"]["heap"] == "doubtful"
    assert "Ontmoetingsplek Schiedam" not in rows
    before = len(store().observations())

    counts, _ = take_in(*words, "--accept")
    assert counts == (2, 3, 1)
    assert len(store().observations()) == before + 5
    counts, rows = take_in(*words, "--accept")
    assert counts == (5, 0, 1)
    assert not any(row["adds"] for row in rows.values())
    assert len(store().observations()) == before + 5


def test_every_row_carries_its_source_and_terms_and_nothing_of_a_person(tmp_path, take_in):
    take_in(write_workbook(tmp_path), "--source", "Gemeente, lijst", *TERMS, "--accept")
    rows = [one for one in store().observations() if one.source.title == "Gemeente, lijst"]
    assert {one.source.licence for one in rows} == {"CC0-1.0"}
    said = json.dumps(store().tables().observations[-5:], ensure_ascii=False)
    persons = [row[8] for row in WORKBOOK_ROWS if row[8]]
    assert persons
    assert not any(person in said for person in persons)


def test_hours_that_are_unsure_wait_in_the_inbox(tmp_path, take_in):
    take_in(write_workbook(tmp_path), "--source", "Gemeente, lijst", *TERMS, "--accept")
    (waiting,) = Reports(store()).open_ones()
    assert waiting.place_id == "de-verzonnen-boom"
    assert "dinsdag van 2 tot 4" in waiting.text
    entries = store().log.entries("de-verzonnen-boom")
    assert [(one.action, one.role) for one in entries] == [
        ("append", Role.IMPORT),
        ("report", Role.IMPORT),
    ]
    assert store().log.verify() == []


def test_a_layer_of_a_map_server_that_pages_and_fails_once(take_in, monkeypatch, tmp_path):
    mapping = tmp_path / "layer.toml"
    mapping.write_text(
        """title = "Gemeente, kaartlaag"
licence = "CC0-1.0"
source_type = "register"
[columns]
row_id = "OBJECTID"
name = "NAAM"
street = "STRAATNAAM"
house_number = "HUISNUMMER"
kind = "SOORT"
[only]
SOORT = ["Huis van de Wijk"]
""",
        encoding="utf-8",
    )
    with list_server(LAYER_ROWS) as server:
        monkeypatch.setenv("MEETINGPLACES_IMPORT_HOSTS", server.host)
        settings.cache_clear()
        words = (server.layer, "--source", "Gemeente, kaartlaag", "--map", mapping)
        server.failures.extend([200, 200, 503])
        counts, rows = take_in(*words, "--dry-run")
        assert counts == (2, 0, 0)
        assert rows["De Kip"]["place"] == "huis-van-de-wijk-de-kip"
        assert [path.partition("resultOffset=")[2][:1] for path in server.asked][-3:] == [
            "0", "2", "2",
        ]  # fmt: skip
        take_in(*words, "--accept")
        count = len(store().observations())
        _, rows = take_in(*words, "--accept")
        assert not any(row["adds"] for row in rows.values())
        assert len(store().observations()) == count


def test_openstreetmap_keeps_its_terms_on_every_row(tmp_path, take_in):
    words = (write_overpass(tmp_path), "--source", "OpenStreetMap")
    counts, rows = take_in(*words, "--dry-run")
    assert counts == (1, 1, 0)
    assert rows["Huis van de Wijk De Kip"]["place"] == "huis-van-de-wijk-de-kip"
    assert changed(rows["De Verzonnen Ark"])["access"] == ("", "limited")
    take_in(*words, "--accept")
    taken = [one for one in store().observations() if one.source.title == "OpenStreetMap"]
    assert {(one.source.licence, str(one.source.published)) for one in taken} == {
        ("ODbL 1.0", "2026-10-01")
    }
    counts, rows = take_in(*words, "--accept")
    assert counts == (2, 0, 0)
    assert not any(row["adds"] for row in rows.values())


def test_a_source_without_terms_waits_for_the_word_of_an_operator(tmp_path, run):
    words = ("import", write_workbook(tmp_path), "--source", "Een lijst", "--accept")
    refused = run(*words)
    assert (refused.status, "--licence" in refused.err) == (2, True)
    assert run("store", "status").out.count("523 observations") == 1
    assert run(*words, "--without-terms").status == 0
    taken = [one for one in store().observations() if one.source.title == "Een lijst"]
    assert {one.source.licence for one in taken} == {
        "terms not known; taken in on the word of the operator"
    }


def test_what_a_person_decides_about_a_row_in_doubt_is_remembered(tmp_path, take_in):
    words = (write_workbook(tmp_path), "--source", "Gemeente, lijst", *TERMS)
    _, rows = take_in(*words)
    number = rows["'t Klooster"]["row"]
    other = rows["'t Klooster"]["place"]
    counts, rows = take_in(*words, "--new", number)
    assert counts == (2, 4, 0)
    counts, _ = take_in(*words, "--accept")
    assert counts == (2, 4, 0)
    (decision,) = [one for one in store().decisions() if one.place_id == "t-klooster"]
    assert decision.other_id == other
    assert decision.verdict.value == "different"
    counts, rows = take_in(*words, "--same", f"{number}=huis-van-de-wijk-de-kip")
    assert rows["'t Klooster"]["place"] == "huis-van-de-wijk-de-kip"
    _, rows = take_in(*words, "--leave-out", number)
    assert (rows["'t Klooster"]["heap"], rows["'t Klooster"]["adds"]) == ("left out", False)


def test_a_newer_list_confirms_and_adds_only_what_changed_to_the_same_places(tmp_path, take_in):
    path = write_workbook(tmp_path)
    words = (path, "--source", "Gemeente, lijst", *TERMS, "--accept")
    take_in(*words, "--date", "2025-10-01")
    counts, rows = take_in(*words, "--date", "2026-10-01")
    assert counts == (5, 0, 1)
    assert rows["Huiskamer De Verzonnen Linde"]["place"] == "huiskamer-de-verzonnen-linde"
    assert rows["Huiskamer De Verzonnen Linde"]["adds"]
    assert rows["Huiskamer De Verzonnen Linde"]["changes"] == []


def test_the_guess_is_shown_and_written_for_a_person_to_correct(tmp_path, run):
    mapping = tmp_path / "map.toml"
    words = ("import", write_workbook(tmp_path), "--source", "Gemeente, lijst", "--map", mapping)
    done = run(*words)
    assert "Adres Straat" in done.out
    assert 'street = "Adres Straat"' in mapping.read_text(encoding="utf-8")
    text = mapping.read_text(encoding="utf-8").replace('website = "Contact Website"\n', "")
    mapping.write_text(text, encoding="utf-8")
    assert "website:" not in run(*words).out


def test_a_mapping_that_names_a_column_that_is_gone_says_which(tmp_path, run):
    mapping = tmp_path / "map.toml"
    mapping.write_text('title = "A"\n[columns]\nname = "Naam"\nwebsite = "Webadres"\n')
    done = run("import", write_workbook(tmp_path), "--source", "A", "--map", mapping)
    assert (done.status, "'Webadres'" in done.err) == (2, True)


def test_an_address_in_the_private_network_is_refused(run):
    with list_server() as server:
        done = run("import", server.layer, "--source", "A")
        assert (done.status, server.asked) == (2, [])
        assert "MEETINGPLACES_IMPORT_HOSTS" in done.err


@pytest.mark.parametrize(
    "words",
    [("--dry-run", "--accept"), ("--date", "oktober"), ("--same", "99=a"), ("--same", "5=nergens")],
)
def test_what_cannot_be_is_refused_and_nothing_written(tmp_path, run, words):
    path = write_workbook(tmp_path)
    assert run("import", path, "--source", "A", *TERMS, *words).status == 2
    assert "523 observations" in run("store", "status").out
