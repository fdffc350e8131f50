"""Coverage of a made-up country: whole, by tile in one process, and by tile on two workers.

``python benchmarks/country_tiles.py FOLDER`` makes 3 million nodes, 5,000 places and 10 million
people in a folder, and runs ``meetingplaces coverage`` on them in a process of its own each time:

1. the whole country as one city, without tiles;
2. the tiling, by one process and by two workers;
3. the tiles, by one process and by two workers in turn, five times each (``--rounds``);
4. two workers of which one is killed in the middle.

All must have the same figures. Say ``--nodes 300000`` for a smaller one.
"""

import argparse
import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from country_on_disk import files_in, make_country  # noqa: E402
from own_city import ROTTERDAM  # noqa: E402

from geo.city.people import GROUPS, People  # noqa: E402
from geo.city.walking.mode import Mode  # noqa: E402
from geo.city.walking.network import SMALL_ISLAND_M, Network  # noqa: E402
from geo.city.walking.table import UNITS_PER_M, read_edges  # noqa: E402
from geo.planning.coverage import City, CoverageQuestion, Level, Walks, summarise  # noqa: E402
from geo.planning.coverage.tables import FIGURES  # noqa: E402
from geo.planning.coverage.writing import rounded  # noqa: E402
from geo.planning.tiled.country import FIGURES_FILE, cover_country  # noqa: E402
from geo.planning.tiled.grid import TileGrid  # noqa: E402
from geo.planning.tiled.inputs import CountryDistricts, PeopleFile, read_places  # noqa: E402
from geo.planning.tiled.tiling import Tiling  # noqa: E402
from geo.planning.tiled.workers import open_workers  # noqa: E402

QUESTION = CoverageQuestion(by=Level.BUURT)


def peak_mib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_whole(files, out):
    """Measure the country as one city that holds everybody."""
    districts = CountryDistricts.read(files.districts, files.crs)
    file = PeopleFile(files.people, files.crs)
    parts = [file.read(batch, districts) for batch in file.batches]
    x, y, district = (np.concatenate([part[at] for part in parts]) for at in range(3))
    inhabitants = np.concatenate([part[3]["inhabitants"] for part in parts])
    codes = tuple(districts.codes)
    everybody = dict.fromkeys(GROUPS, inhabitants)
    people = People(x=x, y=y, buurt=district, buurten=codes, **everybody)
    names = pd.DataFrame({"name": districts.names, "gebied_code": codes, "gebied": codes}, codes)
    supply = read_places(files.places, files.crs, districts)
    begin = time.perf_counter()
    nx, ny, a, b = read_edges(files.network, Mode.FOOT)
    network = Network(nx / UNITS_PER_M, ny / UNITS_PER_M, a, b, small_island_m=SMALL_ISLAND_M)
    city = City.of(network, people, names, ROTTERDAM)
    limit_m = QUESTION.limit_m
    walks = Walks.of(city, supply, limit_m=limit_m, known_limit_m=limit_m)
    figures = rounded(FIGURES, summarise(city, supply, walks, QUESTION))
    seconds = time.perf_counter() - begin
    out.mkdir(parents=True, exist_ok=True)
    figures.to_parquet(out / FIGURES_FILE, index=False)
    return {"seconds": seconds, "kernel_seconds": seconds}


def run_tiles(files, out, tiles, cluster, *, kill=False):
    """Measure by tile, with the peak of each worker."""
    begin = time.perf_counter()
    with open_workers(cluster) as workers:
        ready = time.perf_counter()
        Tiling.of(files, tiles, workers, TileGrid())
        cut = time.perf_counter()
        client = getattr(workers, "_client", None)

        def killing(done, of):
            if kill and done == of // 3:
                os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)

        found = cover_country(files, QUESTION, out, workers, tiles=tiles, progress=killing)
        done = time.perf_counter()
        peaks = list(client.run(peak_mib).values()) if client else []
    return {
        "start": ready - begin,
        "tiling": cut - ready,
        "seconds": done - cut,
        "kernel_seconds": found.kernel_seconds,
        "tiles": found.tiles,
        "workers_mib": [round(peak) for peak in peaks],
    }


def child(given):
    """Do one run in this process, and print what it took."""
    files, out = files_in(given.folder), given.folder / given.run
    if given.run == "whole":
        told = measure_whole(files, out)
    else:
        cluster = None if given.run.startswith("one") else "local:2"
        kill = given.run.endswith("killed")
        told = run_tiles(files, out, given.folder / given.tiles, cluster, kill=kill)
    print(json.dumps(told | {"process_mib": round(peak_mib())}))


def in_its_own_process(given, run, tiles="tiles"):
    command = [sys.executable, __file__, str(given.folder), "--run", run, "--tiles", tiles]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(f"{run:14} {json.dumps(told)}   load {os.getloadavg()[0]:.1f}", flush=True)
    return told


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--nodes", type=int, default=3_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--parts", default="whole,tiling,rounds,killed")
    parser.add_argument("--run", default="")
    parser.add_argument("--tiles", default="tiles")
    given = parser.parse_args()
    if given.run:
        child(given)
        return
    if not (given.folder / "people.parquet").exists():
        many = {"places": given.nodes // 600, "people": given.nodes * 10 // 3}
        make_country(given.folder, nodes=given.nodes, **many)
    parts = given.parts.split(",")
    if "whole" in parts:
        in_its_own_process(given, "whole")
    if "tiling" in parts:
        for run in ("one", "two"):
            shutil.rmtree(given.folder / f"tiles-{run}", ignore_errors=True)
            in_its_own_process(given, run, f"tiles-{run}")
    if "rounds" in parts:
        in_turn = [
            [in_its_own_process(given, run, "tiles-one") for run in ("one", "two")]
            for _ in range(given.rounds)
        ]
        one, two = (
            statistics.median(round_[at]["seconds"] for round_ in in_turn) for at in range(2)
        )
        ratio = statistics.median(first["seconds"] / second["seconds"] for first, second in in_turn)
        print(
            f"median: one process {one:.1f} s, two workers {two:.1f} s, {ratio:.2f} times as fast"
        )
    if "killed" in parts:
        in_its_own_process(given, "two-killed", "tiles-one")
    runs = [given.folder / run for run in ("whole", "one", "two", "two-killed")]
    figures = {run.name: pd.read_parquet(run / FIGURES_FILE) for run in runs if run.exists()}
    first, *others = figures.values()
    for other in others:
        pd.testing.assert_frame_equal(first, other)
    print(f"equal figures, {len(first):,} rows: {', '.join(figures)}")


if __name__ == "__main__":
    main()
