"""A service that is asked all sorts of things for a while, and gets new releases meanwhile.

SOAK_MINUTES=2 pytest -n0 tests/long/test_soak.py
"""

import itertools
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from frozen_releases import sealed
from process_memory import memory_mb

from geo.model.settings import settings
from geo.pipeline.building import build

COMMAND = "from api.cli import main; main()"
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
    "/planner?by=buurt&minutes=10&age=65%2B",
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
    "/v1/coverage?by=buurt&at=Mo%20{hour}:{minute}&f=geojson",
    "/embed?lat={lat}&lon={lon}",
    "/v1/exports/places.csv",
    "/v1/exports/places.gpkg",
    "/v1/catalogue",
    "/v1/changes?since={date}",
)


def questions(date):
    """Every address in turn, another spot each time; of changes since the date of the release."""
    spots = random.Random(9)  # noqa: S311
    for path in itertools.cycle(PATHS):
        lon, lat = spots.uniform(4.3, 4.55), spots.uniform(51.87, 51.96)
        moment = {"hour": spots.randrange(10, 22), "minute": spots.randrange(10, 60)}
        spot = {"lon": lon, "lat": lat, "east": lon + 0.05, "north": lat + 0.03}
        yield path.format(**spot, **moment, date=date)


@pytest.mark.long(job="soak")
def test_memory_stays_flat_and_no_request_is_lost_while_releases_come_in(tmp_path):
    release = tmp_path / "release"
    build(settings().city_folder(), release)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", COMMAND, "serve", "--release", str(release)]
    with subprocess.Popen([*command, "--port", str(port)]) as process:
        try:
            growth, lost = soak(process.pid, f"http://127.0.0.1:{port}", release)
        finally:
            process.terminate()
    assert lost == []
    assert growth < MOST_GROWTH_MB


def answers(address):
    try:
        return httpx.get(f"{address}/health", timeout=60).status_code == 200
    except httpx.TransportError:
        return False


def bring(release, version):
    """Put another release in the place of this one."""
    other = Path(shutil.copytree(release, release.with_name(version)))
    about = json.loads((other / "release.json").read_bytes())
    (other / "release.json").write_text(json.dumps(about | {"version": version}), encoding="utf-8")
    sealed(other)
    release.rename(release.with_name(f"before-{version}"))
    other.rename(release)


def soak(process, address, release):
    """Ask until the time is over; gives the growth of memory and the answers that were no 200."""
    while not answers(address):
        time.sleep(0.5)
    begun = time.monotonic()
    new_releases = iter([(n + 1) / (RELEASES + 1) for n in range(RELEASES)] + [2.0])
    next_release, warm, lost = next(new_releases), None, []
    with httpx.Client(base_url=address, timeout=600) as client:
        date = client.get("/health").json()["release"]["date"]
        for asked, question in enumerate(questions(date)):
            passed = (time.monotonic() - begun) / (MINUTES * 60)
            if passed >= 1:
                sys.stdout.write(f"{memory_mb(process):.0f} MB at the end, {asked} requests\n")
                return memory_mb(process) - warm, lost
            if passed > next_release:
                bring(release, f"soak-{asked}")
                next_release = next(new_releases)
            if warm is None and passed > WARM_AFTER:
                warm = memory_mb(process)
                sys.stdout.write(f"{warm:.0f} MB after {passed * MINUTES:.1f} minutes\n")
            answer = client.get(question)
            if answer.status_code != 200:
                lost.append((question, answer.status_code, answer.text[:200]))
    raise AssertionError("the questions never end")
