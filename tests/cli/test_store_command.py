"""`meetingplaces store`: where the store is, whether it is whole, and how it is carried over."""

import pytest

from geo.model.settings import settings
from geo.store.opening import open_store

SEED = settings().city_folder() / "observations"


@pytest.fixture
def database(tmp_path, monkeypatch):
    address = f"sqlite:///{tmp_path / 'store-{city}.sqlite'}"
    monkeypatch.setenv("MEETINGPLACES_DATABASE", address)
    settings.cache_clear()
    yield tmp_path / "store-rotterdam.sqlite"
    settings.cache_clear()


def test_the_first_use_makes_a_store_of_the_seed(run, database):
    done = run("store", "status")
    assert f"sqlite:///{database}" in done.out
    assert "523 observations, 7 decisions, 0 withdrawn; 2 entries" in done.out
    assert database.is_file()


@pytest.mark.usefixtures("database")
def test_an_export_is_what_the_repository_holds(run, tmp_path):
    assert run("store", "export", "--out", tmp_path / "out").status == 0
    for path in SEED.glob("*.csv"):
        assert (tmp_path / "out" / path.name).read_bytes() == path.read_bytes()
    assert "0 new observations; 0 rows differ" in run("store", "import", tmp_path / "out").out


@pytest.mark.usefixtures("database")
def test_verify_tells_a_changed_byte(run):
    assert run("store", "verify").status == 0
    store = open_store(settings().city_folder(), settings().database)
    with store.log.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE record SET content = content || ' ' WHERE id = 7")
    store.log.engine.dispose()
    done = run("store", "verify")
    assert done.status == 1
    assert "of entry 1 was changed" in done.out


def test_a_backup_fills_an_empty_store_only(run, database, tmp_path):
    assert run("store", "backup", "--out", tmp_path / "b.gz").out.endswith(": 2 entries.\n")
    refused = run("store", "restore", tmp_path / "b.gz")
    assert (refused.status, "into an empty one" in refused.err) == (1, True)
    for path in database.parent.glob("store-rotterdam.sqlite*"):
        path.unlink()
    assert run("store", "restore", tmp_path / "b.gz").out == "2 entries restored.\n"
    assert run("store", "verify").status == 0


def test_a_store_that_cannot_be_opened_is_named(run, monkeypatch):
    monkeypatch.setenv("MEETINGPLACES_DATABASE", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    settings.cache_clear()
    done = run("store", "status")
    settings.cache_clear()
    assert done.status == 1
    assert "postgresql+psycopg://nobody@127.0.0.1:1/none cannot be opened" in done.err


@pytest.mark.usefixtures("database")
def test_what_was_written_in_reports_is_erased_in_time_and_the_log_still_verifies(run):
    done = run("store", "erase", "--older-than", "12m", "--dry-run")
    assert "0 reports would be erased" in done.out
    assert "0 reports are erased" in run("store", "erase").out
    assert run("store", "verify").status == 0
    assert run("store", "erase", "--older-than", "long").status == 2
