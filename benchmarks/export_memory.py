"""How much memory an export takes: ten thousand rows against a million, in every format.

::

    python benchmarks/export_memory.py [ROWS ...]

Writes a GeoParquet of each size (points, six columns), does what ``meetingplaces export --data``
does with it in a process of its own, and reports the most memory that this process held
(``ru_maxrss``).
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import shapely

from geo.io.formats import BATCH_ROWS, FORMATS
from geo.io.records import Records
from geo.model.schema import Field, Table, Type

TABLE = Table(
    "points",
    "Verzonnen punten",
    "Made-up points",
    (
        Field("id", Type.TEXT, "Naam", "Name"),
        Field("name", Type.TEXT, "Titel", "Title"),
        Field("kind", Type.TEXT, "Soort", "Kind"),
        Field("number", Type.INTEGER, "Nummer", "Number"),
        Field("share", Type.NUMBER, "Deel", "Share"),
        Field("open", Type.BOOLEAN, "Open", "Open"),
    ),
    key=("id",),
    geometry="Point",
)


def batches(rows):
    random = np.random.default_rng(1)
    for start in range(0, rows, BATCH_ROWS):
        numbers = range(start, min(start + BATCH_ROWS, rows))
        size = len(numbers)
        points = shapely.points(random.uniform(4.0, 4.6, size), random.uniform(51.8, 52.0, size))
        columns = {
            "id": [f"point-{number:07d}" for number in numbers],
            "name": [f"Place number {number} & more" for number in numbers],
            "kind": [("huiskamer", "huis_van_de_wijk")[number % 2] for number in numbers],
            "number": list(numbers),
            "share": random.uniform(0, 1, size).round(4).tolist(),
            "open": [number % 3 == 0 for number in numbers],
        }
        yield Records(TABLE, columns, points_of(points), "EPSG:4326")


def points_of(points):
    return shapely.transform(points, lambda lonlat: np.round(lonlat, 6))


def exported(data, name, folder):
    """Export in a process of its own; gives seconds, megabytes of memory and of the file."""
    out = folder / f"out.{name}"
    # What `meetingplaces export --data FILE` calls, without what other commands import.
    code = f"export(Path({str(data)!r}), format={name!r}, out=Path({str(out)!r}))"
    code = f"from pathlib import Path; from geo.directory.exporting import export; {code}"
    command = [sys.executable, "-c", code]
    began = time.perf_counter()
    _, status, usage = os.wait4(os.posix_spawn(sys.executable, command, os.environ), 0)
    seconds = time.perf_counter() - began
    assert status == 0, command
    size = out.stat().st_size
    out.unlink()
    return seconds, usage.ru_maxrss / 1000, size / 1e6


def main():
    sizes = [int(text) for text in sys.argv[1:]] or [10_000, 1_000_000]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for rows in sizes:
            with (folder / f"{rows}.parquet").open("wb") as file:
                FORMATS["parquet"].write(batches(rows), file)
        print("format    " + "".join(f"{rows:>12,} rows: MB   s  file MB" for rows in sizes))
        for name in FORMATS:
            line = f"{name:<10}"
            for rows in sizes:
                seconds, memory, size = exported(folder / f"{rows}.parquet", name, folder)
                line += f"{memory:>20.0f}{seconds:>5.0f}{size:>9.1f}"
            print(line, flush=True)


if __name__ == "__main__":
    main()
