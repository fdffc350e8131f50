"""How much memory and time a file of a table in PostGIS takes, in every format.

    python benchmarks/table_exports.py [ROWS ...]

Makes tables of points, writes a file of each as `/v1/exports/points.FORMAT` does, in a process of
its own, and reports the most memory that this process held (``ru_maxrss``).
"""

from __future__ import annotations

import os
import sys
import time

from postgis_peers import load
from pygeoapi_peer import postgis

from geo.io.formats import FORMATS

WRITE = """
import sys, tempfile
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
    sys.stdout.flush()
"""


def main() -> None:
    for rows in [int(text) for text in sys.argv[1:]] or [10_000, 1_000_000]:
        with postgis() as url:
            load(url, rows)
            separator = "&" if "?" in url else "?"
            address = f"{url}{separator}tables=points"
            sys.stdout.write(f"{rows:,} rows\nformat     file MB    MB    s\n")
            for name in FORMATS:
                sys.stdout.write(f"{name:<9}")
                sys.stdout.flush()
                began = time.perf_counter()
                command = [sys.executable, "-c", WRITE, address, name]
                started = os.posix_spawn(sys.executable, command, os.environ)
                _, status, usage = os.wait4(started, 0)
                assert status == 0, name
                seconds = time.perf_counter() - began
                sys.stdout.write(f"{usage.ru_maxrss / 1000:>6.0f}{seconds:>5.0f}\n")


if __name__ == "__main__":
    main()
