"""Two worker processes measure what one does, also if one of them or all of it is killed."""

import os
import signal
import subprocess
import sys
import time

import httpx
import pandas as pd
import pytest
from country_on_disk import make_country

from geo.model.errors import InputError, MeetingplacesError
from geo.planning.coverage import CoverageQuestion, Level
from geo.planning.tiled.country import cover_country
from geo.planning.tiled.grid import TileGrid
from geo.planning.tiled.workers import DaskWorkers, OneProcess, open_workers

QUESTION = CoverageQuestion(by=Level.BUURT)
GRID = TileGrid(1_500.0)


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    """Make 3.5 by 3.5 km with 4,000 crossings, and people in three batches."""
    folder = tmp_path_factory.mktemp("country")
    return make_country(folder, nodes=4_000, places=12, people=5_000, row_group=2_000)


@pytest.fixture(scope="module")
def alone(country):
    return cover_country(
        country, QUESTION, country.places.parent / "alone", OneProcess(), grid=GRID
    )


@pytest.fixture(scope="module")
def distributed():
    import distributed  # takes a second to import

    return distributed


@pytest.fixture(scope="module")
def cluster(distributed):
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0"
    ) as here:
        yield here


def files_in(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


@pytest.mark.slow
def test_two_workers_write_the_same_bytes_as_one_process(
    country, alone, distributed, cluster, tmp_path
):
    with distributed.Client(cluster) as client:
        workers = DaskWorkers(client)
        found = cover_country(country, QUESTION, tmp_path / "out", workers, grid=GRID)
        assert "Dask" in httpx.get(workers.dashboard).text
    pd.testing.assert_frame_equal(found.figures, alone.figures)
    for made in ("out", "out-tiles"):
        there = country.places.parent / made.replace("out", "alone")
        assert files_in(tmp_path / made) == files_in(there)


@pytest.mark.slow
def test_a_worker_that_is_killed_changes_nothing(country, alone, distributed, cluster, tmp_path):
    killed = []

    def kill_one(done, _):
        if done == 1:
            killed.append(next(iter(cluster.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    with distributed.Client(cluster) as client:
        found = cover_country(
            country, QUESTION, tmp_path / "out", DaskWorkers(client), grid=GRID, progress=kill_one
        )
        assert killed
    pd.testing.assert_frame_equal(found.figures, alone.figures)
    assert files_in(tmp_path / "out") == files_in(country.places.parent / "alone")


def command(country, out, *options):
    """Start the command as an operator does, on two processes of this machine."""
    asked = {"places": country.places, "people": country.people, "network": country.network,
             "districts": country.districts, "out": out}  # fmt: skip
    given = [part for name, value in asked.items() for part in (f"--{name}", value)]
    run = [sys.executable, "-c", "from api.cli import main; main()", "coverage"]
    return subprocess.Popen([*run, *given, *options], stdout=subprocess.PIPE, text=True,
                            stderr=subprocess.PIPE)  # fmt: skip


@pytest.mark.long(job="sweeps")
def test_a_killed_command_leaves_the_old_folder_whole(country, tmp_path):
    out = tmp_path / "out"
    cover_country(country, QUESTION, out, OneProcess(), tiles=tmp_path / "tiles")
    before = files_in(out)
    with command(country, out, "--cluster", "local:2", "--minutes", "5",
                 "--tiles", tmp_path / "tiles") as running:  # fmt: skip
        while not (tmp_path / ".aside-out").exists() and running.poll() is None:
            time.sleep(0.01)
        running.kill()
    assert running.returncode == -signal.SIGKILL
    assert files_in(out) == before
    again = cover_country(country, QUESTION, out, OneProcess(), tiles=tmp_path / "tiles")
    assert again.tiles
    assert files_in(out) == before
    assert not (tmp_path / ".aside-out").exists()


@pytest.mark.slow
@pytest.mark.parametrize("cluster_option", ["two", "local:0", "http://host:8786"])
def test_an_address_that_is_none_is_refused(cluster_option):
    with pytest.raises(InputError, match="expected local:2 for two processes here"), (
        open_workers(cluster_option)
    ):  # fmt: skip
        pass


@pytest.mark.slow
def test_without_dask_a_cluster_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MeetingplacesError, match=r"pip install 'meetingplaces\[cluster\]'"), (
        open_workers("local:2")
    ):  # fmt: skip
        pass
