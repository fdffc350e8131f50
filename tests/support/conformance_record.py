"""Which conformance classes the tests prove: what `/v1/conformance` declares is written from it.

A test of a class bears the mark `conformance` with the name of the class. With WRITE_CONFORMANCE=1
(and ABSTRACT_TESTS=all, so that no class is left out) a run writes `api/conformance.json`: each
class that has tests of which none failed.

    make conformance
"""

import json
import os
from pathlib import Path

DECLARED = Path(__file__).parents[2] / "api" / "conformance.json"

_passed: dict[str, bool] = {}


def classes_of(item):
    """Name the classes that a test belongs to."""
    return [marker.args[0] for marker in item.iter_markers("conformance")]


def pytest_configure(config):
    config.addinivalue_line("markers", "conformance(class): proves part of a conformance class")


def pytest_runtest_setup(item):
    item.user_properties.append(("conformance", classes_of(item)))


def pytest_runtest_logreport(report):
    for name in dict(report.user_properties).get("conformance", ()):
        _passed[name] = _passed.get(name, True) and report.passed


def pytest_sessionfinish(session):
    """Write the classes that were proven, if that was asked for."""
    if os.environ.get("WRITE_CONFORMANCE") and not hasattr(session.config, "workerinput"):
        proven = sorted(name for name, passed in _passed.items() if passed)
        DECLARED.write_text(json.dumps({"conformsTo": proven}, indent=2) + "\n", encoding="utf-8")
