"""How much memory and time a file of a table in PostGIS takes, in every format.

    python benchmarks/table_exports.py [ROWS ...]

Makes tables of points, writes a file of each as `/v1/exports/points.FORMAT` does, in a process of
its own, and reports the most memory that this process held (``VmHWM``).
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from postgis_peers import load
from pygeoapi_peer import postgis

from geo.io.formats import FORMATS
from geo.pipeline.current import current_release

WRITE = """
import re, sys, tempfile
from pathlib import Path
from geo.collections.postgis.address import read_address
from geo.collections.postgis.selecting import TableQuestion
from geo.collections.postgis.stored_collection import stored_collections
from geo.collections.postgis.stored_rows import stored_batches
from geo.io.formats import FORMATS
address, name = sys.argv[1:]
(points,) = stored_collections(read_address(address), set())
with tempfile.TemporaryFile() as file:
    FORMATS[name].write(stored_batches(points, TableQuestion(), "EPSG:4326"), file)
    sys.stdout.write(f"{file.tell() / 1e6:>9.1f}")
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
sys.stdout.write(f"{int(peak[1]) / 1024:>6.0f}")
"""


def main() -> None:
    sizes = [int(text) for text in sys.argv[1:]] or [10_000, 1_000_000]
    with TemporaryDirectory() as kept:
        release = current_release()
        with postgis(release / "places.geojson", Path(kept)) as port:
            assert port, "PostgreSQL with PostGIS is needed"
            measure(f"postgresql://postgres@127.0.0.1:{port}/postgres", sizes)


def measure(url: str, sizes: list[int]) -> None:
    """Write a file in every format, of a table of each size."""
    for rows in sizes:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP TABLE IF EXISTS points")
        load(url, rows)
        sys.stdout.write(f"{rows:,} rows\nformat     file MB    MB    s\n")
        for name in FORMATS:
            sys.stdout.write(f"{name:<9}")
            sys.stdout.flush()
            began = time.perf_counter()
            command = [sys.executable, "-c", WRITE, f"{url}?tables=points", name]
            subprocess.run(command, check=True)
            sys.stdout.write(f"{time.perf_counter() - began:>5.0f}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
