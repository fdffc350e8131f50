"""`/v1/conformance` declares what the tests prove, no more and no less."""

import json
import os
import subprocess
import sys
from pathlib import Path

from conformance_record import DECLARED

TESTS = Path(__file__).parent.parent
MARKS = ("proves(", "mark.conformance", "mark.abstract_test")
"""What a test module that proves a class is written with; collecting the others takes longer."""
_COLLECT = """
import sys, pytest

class Classes:
    def pytest_collection_finish(self, session):
        from conformance_record import classes_of  # a plugin, which pytest imports first
        names = {name for item in session.items for name in classes_of(item)}
        print("CLASSES", *sorted(names))

options = ["-qq", "-p", "no:cacheprovider", "-p", "no:schemathesis", "--collect-only"]
sys.exit(pytest.main([*options, *sys.argv[1:]], [Classes()]))
"""


def test_a_class_is_declared_exactly_if_it_has_tests(client):
    """Those tests pass, or this run fails; so what has tests is what is proven."""
    modules = [
        str(path)
        for folder in ("api", "conformance")
        for path in sorted((TESTS / folder).rglob("test_*.py"))
        if any(mark in path.read_text(encoding="utf-8") for mark in MARKS)
    ]
    command = [sys.executable, "-c", _COLLECT, *modules]
    surroundings = os.environ | {"PYTHONPATH": str(TESTS / "support"), "ABSTRACT_TESTS": "all"}
    collected = subprocess.run(
        command, env=surroundings, capture_output=True, text=True, check=True, cwd=TESTS.parent
    )
    (line,) = (one for one in collected.stdout.splitlines() if one.startswith("CLASSES"))
    proven = line.split()[1:]
    assert json.loads(DECLARED.read_text(encoding="utf-8"))["conformsTo"] == proven, (
        "WRITE_CONFORMANCE=1 ABSTRACT_TESTS=all pytest -n0 -m conformance tests/api "
        "tests/conformance writes the file anew"
    )
    assert client.get("/v1/conformance").json()["conformsTo"] == proven


def test_what_clients_look_for_is_declared(client):
    """QGIS sends a filter and asks for a schema only where these are declared."""
    declared = client.get("/v1/conformance").json()["conformsTo"]
    for name in (
        "ogcapi-features-1/1.0/conf/core",
        "ogcapi-features-2/1.0/conf/crs",
        "ogcapi-features-3/1.0/conf/filter",
        "ogcapi-features-3/1.0/conf/features-filter",
        "ogcapi-features-5/1.0/conf/schemas",
        "cql2/1.0/conf/cql2-text",
        "cql2/1.0/conf/basic-cql2",
    ):
        assert f"http://www.opengis.net/spec/{name}" in declared
