"""QGIS and R read every collection. Outside CI, as both are heavy: `make qgis`.

Needs the Debian packages python3-qgis and r-cran-sf. The name of this file keeps it out of
`make test`.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest
import shapely
from conftest import COLLECTIONS
from shapely.geometry import shape

HERE = Path(__file__).parent
BOX = shapely.box(4.46, 51.90, 4.50, 51.93)


def shapes_of(features, name):
    return {
        one["id"]: None if one["geometry"] is None else shape(one["geometry"])
        for one in features[name]
    }


def same(found, expected):
    """Compare shapes by id; a part on its own is equal to a collection of one part."""
    assert found.keys() == expected.keys()
    for key, text in found.items():
        if expected[key] is None:
            assert text is None
        else:
            there = shapely.from_wkt(text)
            assert shapely.hausdorff_distance(there, expected[key]) < 1e-6, key


@pytest.fixture(scope="module")
def qgis(api):
    """What QGIS read."""
    done = subprocess.run(
        ["/usr/bin/python3", HERE / "qgis_session.py", api],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_qgis_reads_every_feature(qgis, features, name):
    assert qgis[name]["crs"] in {"OGC:CRS84", "EPSG:4326"}
    same(qgis[name]["all"], shapes_of(features, name))


@pytest.mark.parametrize("name", COLLECTIONS)
def test_qgis_follows_small_pages_to_the_end(qgis, features, name):
    same(qgis[name]["pages of 40"], shapes_of(features, name))


@pytest.mark.parametrize("name", COLLECTIONS)
def test_qgis_asks_for_a_box(qgis, features, name):
    expected = {
        key: one for key, one in shapes_of(features, name).items() if one and one.intersects(BOX)
    }
    assert expected
    same(qgis[name]["box"], expected)


def test_qgis_filters(qgis, features):
    expected = {
        one["id"]
        for one in features["places"]
        if (one["properties"]["kind"], one["properties"]["status"]) == ("huiskamer", "open")
    }
    assert expected
    assert qgis["filtered"].keys() == expected


@pytest.mark.parametrize("name", COLLECTIONS)
def test_r_reads_every_feature(api, features, name):
    script = """
        asked <- commandArgs(trailingOnly = TRUE)
        suppressMessages(library(sf))
        frame <- st_read(paste0("OAPIF:", asked[1]), layer = asked[2], quiet = TRUE)
        shape <- ifelse(st_is_empty(frame), "", st_as_text(st_geometry(frame), digits = 12))
        write.table(data.frame(frame$id, shape), sep = "\\t", quote = FALSE,
                    row.names = FALSE, col.names = FALSE, fileEncoding = "UTF-8")
    """
    done = subprocess.run(
        ["Rscript", "-e", script, api, name],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    found = dict(line.split("\t") for line in done.stdout.splitlines())
    same({key: text or None for key, text in found.items()}, shapes_of(features, name))
