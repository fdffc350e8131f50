"""A new version on old data: the commands of docs/deploy.md, in their order."""

import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from commands import run  # noqa: F401 - a fixture
from observation_rows import cells

from geo.model.settings import settings
from geo.store.opening import open_store
from geo.store.store import Author, Batch, Role

ROOT = Path(__file__).parents[2]
ROWS_SINCE = 5
"""How many rows the older seed lacks."""
TOOK_AWAY = ("session", "spent")
"""The tables that the version before this one did not have."""


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Data as the version before left them: an older seed, older tables, a row of their own."""
    older = tmp_path / "older"
    data = settings().data
    shutil.copytree(data, older, ignore=shutil.ignore_patterns("releases", "amsterdam"))
    seed = older / "rotterdam" / "observations" / "observations.csv"
    lines = seed.read_text().splitlines(keepends=True)
    seed.write_text("".join(lines[:-ROWS_SINCE]))
    database = f"sqlite:///{tmp_path / 'lib' / '{city}.sqlite'}"
    (tmp_path / "lib").mkdir()
    store = open_store(older / "rotterdam", database)
    typed = cells("typed-here--1", name="De Typed", kind="huiskamer", initiative="private")
    store.append(Batch([typed], why="Typed here."), Author(Role.OPERATOR))
    store.log.engine.dispose()
    with sqlite3.connect(tmp_path / "lib" / "rotterdam.sqlite") as connection:
        for table in TOOK_AWAY:
            connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    monkeypatch.setenv("MEETINGPLACES_DATABASE", database)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commands(heading):
    """The commands of a section of the page that are of the program."""
    page = (ROOT / "docs" / "deploy.md").read_text()
    section = page.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^meetingplaces (.+?)(?:  +#.*)?$", section, re.MULTILINE)


@pytest.fixture
def succeeds(run):  # noqa: F811 - the fixture
    """Run a command as a start of the program would, with the settings as they are then."""

    def command(words):
        settings.cache_clear()
        done = run(*words.split())
        assert done.status == 0, (words, done.err)

    yield command
    settings.cache_clear()


@pytest.mark.long(job="sweeps")
def test_an_upgrade_keeps_what_was_typed_and_takes_in_what_is_new(folders, succeeds):
    for words in commands("Upgrade"):
        succeeds(words)
    succeeds("store export --out exported")
    exported = (folders / "exported" / "observations.csv").read_text()
    seed = (settings().city_folder() / "observations" / "observations.csv").read_text()
    assert set(seed.splitlines()) <= set(exported.splitlines())
    (typed,) = set(exported.splitlines()) - set(seed.splitlines())
    assert typed.startswith("typed-here--1,")


@pytest.mark.slow
def test_a_backup_of_the_old_data_is_restored_by_the_new_version(folders, succeeds, monkeypatch):
    for words in commands("Backup"):
        succeeds(words)
    monkeypatch.setenv("MEETINGPLACES_DATABASE", f"sqlite:///{folders / 'another.sqlite'}")
    for words in commands("Restore"):
        succeeds(words)
    succeeds("store export --out restored")
    assert "typed-here--1," in (folders / "restored" / "observations.csv").read_text()
