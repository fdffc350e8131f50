"""Lighthouse, with its usual profile: a phone on a slow network, simulated.

The profile supposes a middling phone and a machine that does nothing else. Where tests share a
machine the figure for performance wavers, so a page that falls short in that alone is judged a
second time. The other figures do not depend on the machine, and get no second chance.
"""

import json
import os
import subprocess
from pathlib import Path

import httpx
import pytest
from driving import FLAGS, serving

LIGHTHOUSE = Path(__file__).parents[2] / "node_modules" / ".bin" / "lighthouse"
AT_LEAST = 95
WAVERS = "performance"
CATEGORIES = (WAVERS, "accessibility", "best-practices", "seo")
PAGES = {
    "start": "/",
    "results": "/?q=3014",
    "results in Arabic": "/ar/?q=3014",
    "place": "/places/wijkgebouw-de-bron-rubroek",
    "planner": "/planner",
}

pytestmark = [pytest.mark.long(job="sweeps"), pytest.mark.alone]


@pytest.fixture(scope="module", params=["without tiles", "with tiles"])
def running(request, release, tile_server):
    """The site as it is after its first visitor: what is read only once has been read."""
    tiles, _ = tile_server
    template = f"{tiles}/{{z}}/{{x}}/{{y}}.png" if request.param == "with tiles" else ""
    with serving(release, template) as address:
        for path in PAGES.values():
            httpx.get(f"{address}{path}", timeout=60).raise_for_status()
        yield address


def judged(address, chromium, report):
    """Run Lighthouse once: points of a hundred by category, and what cost points."""
    flags = " ".join((*FLAGS, "--headless=new"))
    subprocess.run(
        [
            LIGHTHOUSE,
            address,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={flags}",
        ],
        check=True,
        timeout=240,
        env=os.environ | {"CHROME_PATH": chromium},
    )
    told = json.loads(report.read_text(encoding="utf-8"))
    assert "runtimeError" not in told, told["runtimeError"]
    points = {one: round(100 * told["categories"][one]["score"]) for one in CATEGORIES}
    audits = told["audits"]
    cost = [
        f"{one['id']}: {audits[one['id']].get('displayValue', '')}"
        for category in told["categories"].values()
        for one in category["auditRefs"]
        if one["weight"] and (audits[one["id"]]["score"] or 0) < 1
    ]
    return points, cost


def too_low(points):
    return {category for category, found in points.items() if found < AT_LEAST}


@pytest.mark.parametrize("page", PAGES)
def test_every_category_has_at_least_95_of_100_on_a_phone(running, page, program, tmp_path):
    address = f"{running}{PAGES[page]}"
    points, cost = judged(address, program, tmp_path / "report.json")
    if too_low(points) == {WAVERS}:
        points, cost = judged(address, program, tmp_path / "again.json")
    assert too_low(points) == set(), (points, cost)
