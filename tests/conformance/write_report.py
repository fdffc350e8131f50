"""Run every test that proves a conformance class, and write what was found.

    make conformance

`api/conformance.json` gets the classes of which no test failed, which is what the service declares;
docs/conformance.md gets the results between its two marks. Gives 1 where a test failed.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "conformance.md"
BEGIN, END = "<!-- results: written by make conformance -->", "<!-- end of results -->"
CLASS = re.compile(r"http://www\.opengis\.net/spec/(.+?)/conf/(.+)")


class Results:
    """Counts what passed and failed, by conformance class, and remembers the abstract tests."""

    def __init__(self) -> None:
        self.passed: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.abstract: dict[str, set[str]] = defaultdict(set)
        self.broken: set[str] = set()
        self._classes: dict[str, list[str]] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Remember which classes each test proves."""
        for item in items:
            classes = [marker.args[0] for marker in item.iter_markers("conformance")]
            self._classes[item.nodeid] = classes
            for marker in item.iter_markers("abstract_test"):
                for name in classes:
                    self.abstract[name].add(marker.args[0])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test that ended, or that could not begin."""
        classes = self._classes.get(report.nodeid, ())
        if not report.passed:
            self.failed.update(classes)
            self.broken.add(report.nodeid.rpartition("/")[2])
        elif report.when == "call":
            self.passed.update(classes)


def main() -> int:
    """Run, write, and give the exit code."""
    os.environ |= {"ABSTRACT_TESTS": "all", "WRITE_CONFORMANCE": "1"}
    results = Results()
    folders = [str(TESTS / name) for name in ("api", "conformance", "data")]
    asked = ["-n0", "-q", "-m", "conformance", *folders]
    code = pytest.main([*asked, *sys.argv[1:]], plugins=[results])
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n\n{table(results)}\n{END}{after}", encoding="utf-8")
    return int(code)


def table(results: Results) -> str:
    """Write the results in Markdown: a row per class, then the names of what failed."""
    lines = [
        f"Run on {datetime.now(UTC).date()}, Meetingplaces {version('meetingplaces')}.",
        "",
        "| standard | conformance class | abstract tests | cases | passed | failed |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for uri in sorted(results.passed.keys() | results.failed.keys()):
        standard, name = CLASS.fullmatch(uri).groups()
        passed, failed = results.passed[uri], results.failed[uri]
        tests = len(results.abstract[uri]) or ""
        cases = passed + failed
        lines.append(f"| {standard} | {name} | {tests} | {cases} | {passed} | {failed} |")
    broken = ", ".join(f"`{name}`" for name in sorted(results.broken))
    return "\n".join([*lines, "", f"Failed: {broken or 'none'}.", ""])


if __name__ == "__main__":
    sys.exit(main())
