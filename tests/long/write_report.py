"""Run the long tier, and write date, commit and result of each job into docs/tests.md.

    make test-long                          every job
    make test-long JOBS="soak country"      these

A row that is not run keeps what it said. Gives 1 where a job failed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tests.md"
BEGIN, END = "<!-- results: written by make test-long -->", "<!-- end of results -->"
HEAD = ["| job | date | commit | result | took |", "| --- | --- | --- | --- | ---: |"]
COUNTS = re.compile(r"(\d+ (?:passed|failed|error\w*).*?) in [\d.]+")


def of_tests(job: str) -> tuple[str, ...]:
    """Name the command that runs the tests which are marked with a job."""
    return (sys.executable, "-m", "pytest", "-n0", "-q", "tests", "-m", f"long(job='{job}')")


JOBS = {
    "sweeps": ("make", "--no-print-directory", "test-sweeps"),
    **{
        job: of_tests(job)
        for job in ("soak", "crash", "country", "schemathesis", "registers", "wheel")
    },
    "mutants": ("make", "--no-print-directory", "mutants"),
}
"""What is run, in this order."""


def main(asked: list[str]) -> int:
    """Run the jobs one after another, and give the exit code."""
    unknown = set(asked) - set(JOBS)
    if unknown:
        sys.stderr.write(f"There is no job {', '.join(unknown)}; there are {', '.join(JOBS)}.\n")
        return 2
    failed = False
    for name in asked or JOBS:
        row, passed = run(name, JOBS[name])
        failed |= not passed
        write(name, row)
        sys.stdout.write(f"{row}\n")
    return int(failed)


def run(name: str, command: tuple[str, ...]) -> tuple[str, bool]:
    """Run a job, with its output on the screen; gives its row and whether it passed."""
    begun = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    last = ""
    for line in process.stdout or ():
        sys.stdout.write(line)
        last = line.strip() or last
    code = process.wait()
    minutes = (time.monotonic() - begun) / 60
    counted = COUNTS.search(last)
    result = ("passed" if code == 0 else "**failed**") + f": {counted[1] if counted else last}"
    cells = (name, f"{datetime.now(UTC):%Y-%m-%d}", commit(), result, f"{minutes:.0f} min")
    return f"| {' | '.join(cells)} |", code == 0


def commit() -> str:
    """Name the commit, and say whether files differ from it."""
    git = ("git", "describe", "--always", "--dirty", "--exclude", "*")
    return subprocess.check_output(git, cwd=ROOT, text=True).strip()


def write(name: str, row: str) -> None:
    """Put the row of a job in the page, in the order of the jobs."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    table, _, after = rest.partition(END)
    rows = _rows(table)
    rows[name] = row
    lines = [*HEAD, *(rows[job] for job in JOBS if job in rows)]
    PAGE.write_text(f"{before}{BEGIN}\n\n" + "\n".join(lines) + f"\n\n{END}{after}", "utf-8")


def _rows(table: str) -> dict[str, str]:
    """Read the rows that stand in the page, by the name of their job."""
    found = (re.fullmatch(r"\| (\w+) \|.*", line) for line in table.splitlines())
    return {row[1]: row[0] for row in found if row and row[1] in JOBS}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
