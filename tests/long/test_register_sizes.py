"""Registers made up in the true shape, in two sizes, 1 : 5: memory does not grow with the file.

Each is read in a process of its own. `pytest -n0 -s tests/long/test_register_sizes.py` shows the
processor time and the most memory, which docs/registers.md has; times are told and not held to.
"""

import json
import subprocess
import sys
from itertools import chain, pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from city_registers import TIMES, TRIPS, write_timetable
from extract_made_up import write_extract

pytestmark = pytest.mark.long(job="registers")

MOST_GROWTH = 1.2
"""Times as much memory for a file five times as large; caches of a bounded size fill."""
READING = """
import json, re, sys, time
from pathlib import Path
import geopandas as gpd, shapely
from geo.registers.address_register import write_register
from geo.registers.bag_extract import BagExtract
from geo.registers.cbs_squares import read_squares
from geo.registers.gtfs import read_gtfs
kind, path = sys.argv[1], Path(sys.argv[2])
here = gpd.GeoDataFrame({"code": ["GM0000"]}, geometry=[shapely.box(4.6, 52.36, 4.65, 52.39)],
                        crs="EPSG:4326")
read = {
    "timetable": lambda: read_gtfs(path, here)["lines"].map(len).sum(),
    "extract": lambda: write_register(BagExtract(path), path.with_suffix(".sqlite")),
    "squares": lambda: len(read_squares(path, (92_000, 436_000, 102_000, 446_000))),
}[kind]
def peak_mb():  # not that of getrusage, which begins with what the parent had
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1024
base = peak_mb()
begun = time.process_time()
rows = int(read())
peak = peak_mb()
print(json.dumps([rows, round(time.process_time() - begun, 2), round(base), round(peak)]))
"""


def write_calls(path, trips):
    """Write a timetable: half of the trips call at ten stops of the city, on forty lines."""
    platforms = {str(n): (f"Haarlem, Halte {n}", 4.61 + n / 1000, 52.37) for n in range(10)}
    lines = {f"r{n}": (str(n), list(platforms)) for n in range(40)}
    times = (
        f"t{trip},{number},{place}{number},,08:09:00,08:09:00,0,0,0,7418,7415\n"
        for trip in range(trips)
        for place in ("", "far")[trip % 2 :][:1]
        for number in range(10 if trip % 2 == 0 else 3)
    )
    routes = (f"r{trip // 2 % 40},1,t{trip},,Centrum,0\n" for trip in range(trips))
    tables = {"stop_times.txt": chain([TIMES], times), "trips.txt": chain([TRIPS], routes)}
    return write_timetable(path, platforms, lines, tables=tables)


def write_squares(path, squares, side):
    """Write inhabited squares of CBS, row by row from a corner; the first 10 km are the city."""
    at = np.arange(squares)
    x, y = 92_000 + at % 400 * side, 436_000 + at // 400 * side
    name = f"crs28992res{side}m"
    frame = gpd.GeoDataFrame(
        {
            name: [f"E{e // 100:04d}N{n // 100:04d}" for e, n in zip(x, y, strict=True)],
            "aantal_inwoners": np.where(at % 7, 50, -99997),
            **{
                f"aantal_inwoners_{ages}": 10
                for ages in (
                    "0_tot_15_jaar", "15_tot_25_jaar", "25_tot_45_jaar", "45_tot_65_jaar",
                    "65_jaar_en_ouder",
                )
            },
            "aantal_eenpersoonshuishoudens": 8,
            "gemiddelde_woz_waarde_woning": -99995,
        },
        geometry=shapely.box(x, y, x + side, y + side),
        crs="EPSG:28992",
    )  # fmt: skip
    frame.to_file(path, layer=f"vierkant_{side}m_2024", driver="GPKG")
    return path


READERS = {
    "timetable": ("timetable", write_calls, 250_000, "gtfs.zip"),
    "extract": ("extract", write_extract, 40_000, "bag.zip"),
    "squares of 100 m": ("squares", lambda p, n: write_squares(p, n, 100), 80_000, "vk100.gpkg"),
    "squares of 500 m": ("squares", lambda p, n: write_squares(p, n, 500), 80_000, "vk500.gpkg"),
}


@pytest.mark.parametrize("reader", READERS)
def test_memory_does_not_grow_with_the_file(tmp_path, reader):
    kind, write, size, name = READERS[reader]
    measured = []
    for times in (1, 5):
        path = write(tmp_path / f"{times}-{name}", size * times)
        command = [sys.executable, "-c", READING, kind, str(path)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        rows, seconds, base, peak = json.loads(told)
        sys.stdout.write(
            f"\n{reader}, {size * times:,}: {rows:,} rows, {seconds} s, {peak} MB at most, "
            f"{base} MB of it libraries"
        )
        assert rows
        measured.append(peak)
    assert all(after < before * MOST_GROWTH for before, after in pairwise(measured))
