"""What a process does with the memory that it frees."""

import os
import subprocess
import sys

FREE_AND_TAKE = """
import resource, sys
from geo.io.memory import keep_freed_memory

if sys.argv[1] == "keep":
    keep_freed_memory()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(200):
    b"x" * 2**20
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def pages_taken(how):
    """How many pages a process takes from the system for 1 MB that it frees 200 times."""
    started = os.environ | {"MALLOC_TRIM_THRESHOLD_": "65536"}  # as Dask starts its workers
    command = [sys.executable, "-c", FREE_AND_TAKE, how]
    return int(subprocess.run(command, env=started, check=True, capture_output=True).stdout)


def test_a_worker_takes_memory_from_the_system_once_and_not_for_each_part():
    assert pages_taken("return") > 20 * pages_taken("keep")
