"""A service that is asked all sorts of things for a while, and gets new releases meanwhile.

SOAK_MINUTES=2 pytest -n0 tests/long/test_soak.py
"""

import itertools
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from geo.model.settings import settings
from geo.pipeline.building import build

SERVING = Path(__file__).parents[1] / "serving.py"
MINUTES = float(os.environ.get("SOAK_MINUTES", "10"))
WARM_AFTER = 0.3
"""Part of the time after which memory is measured first."""
MOST_GROWTH_MB = 30
RELEASES = 5
PATHS = (
    "/",
    "/en/?q=koffie",
    "/ar/?q=3014",
    "/planner",
    "/planner?by=buurt&minutes=10&age=65",
    "/data",
    "/print?gebied=WK059903",
    "/sitemap.xml",
    "/health",
    "/docs",
    "/v1",
    "/v1/openapi.json",
    "/v1/collections?f=html",
    "/v1/collections/places/items?limit=1000",
    "/v1/collections/places/items?f=html&sortby=-name",
    "/v1/collections/observations/items?limit=100&offset=50",
    "/v1/collections/places/items?filter=kind='huiskamer'",
    "/v1/collections/buurten/items?crs=EPSG:28992",
    "/v1/collections/places/items?bbox={lon},{lat},{east},{north}",
    "/v1/search/nearby?lat={lat}&lon={lon}",
    "/v1/search/suggest?q=nieuwe",
    "/v1/coverage?by=gebied&minutes=10",
    "/v1/exports/places.csv",
    "/v1/exports/places.gpkg",
    "/v1/catalogue",
    "/v1/changes?since=2026-11-22",
)


def memory_mb(process: subprocess.Popen) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def questions():
    """Every address in turn, another spot each time."""
    spots = random.Random(9)  # noqa: S311
    for path in itertools.cycle(PATHS):
        lon, lat = spots.uniform(4.3, 4.55), spots.uniform(51.87, 51.96)
        yield path.format(lon=lon, lat=lat, east=lon + 0.05, north=lat + 0.03)


@pytest.mark.long(job="soak")
def test_memory_stays_flat_and_no_request_is_lost_while_releases_come_in(tmp_path):
    release = tmp_path / "release"
    build(settings().data, release)
    command = [sys.executable, str(SERVING), str(release), str(tmp_path / "asked.txt")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            address = process.stdout.readline().strip()
            growth, lost = soak(process, address, release)
        finally:
            process.terminate()
    assert lost == []
    assert growth < MOST_GROWTH_MB


def soak(process, address, release):
    """Ask until the time is over; gives the growth of memory and the answers that were no 200."""
    begun = time.monotonic()
    new_releases = iter([(n + 1) / (RELEASES + 1) for n in range(RELEASES)] + [2.0])
    next_release, warm, lost = next(new_releases), None, []
    with httpx.Client(base_url=address, timeout=120) as client:
        for question in questions():
            passed = (time.monotonic() - begun) / (MINUTES * 60)
            if passed >= 1:
                return memory_mb(process) - warm, lost
            if passed > next_release:
                build(settings().data, release)
                next_release = next(new_releases)
            if warm is None and passed > WARM_AFTER:
                warm = memory_mb(process)
            answer = client.get(question)
            if answer.status_code != 200:
                lost.append((question, answer.status_code, answer.text[:200]))
    raise AssertionError("the questions never end")
