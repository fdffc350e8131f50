"""What a start costs: processor time and memory of a command, beside ``import geopandas``.

Every round runs each of them once in a process of its own, so that all meet the same other work on
the machine; the table gives the medians. The release is built and the bytecode is written before
anything is measured, as on a machine on which the command ran before. Of the server it counts what
was spent when the first page was received, and again when what it prepares afterwards is ready.

    python benchmarks/light_start.py [--rounds 7] [--tree ANOTHER_CHECKOUT]
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

COMMAND = "import sys; from api.cli import main; sys.argv[0] = 'meetingplaces'; main()"
PEER = "import geopandas"
TICKS = os.sysconf("SC_CLK_TCK")
SERVED = "serve: first page"
READY = "serve: all prepared"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--tree", type=Path, default=Path(__file__).parents[1])
    asked = options.parse_args()
    with TemporaryDirectory() as bytecode:
        os.environ["PYTHONPYCACHEPREFIX"] = bytecode
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        measure(asked)


def measure(asked: argparse.Namespace) -> None:
    nearest = [COMMAND, "nearest", "Kipstraat 37"]
    for words in ([PEER], [COMMAND, "--help"], nearest):
        run(asked.tree, words)
    serve(asked.tree)
    costs: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for _ in range(asked.rounds):
        costs[PEER].append(run(asked.tree, [PEER]))
        costs["meetingplaces --help"].append(run(asked.tree, [COMMAND, "--help"]))
        costs["meetingplaces nearest"].append(run(asked.tree, nearest))
        first, ready = serve(asked.tree)
        costs[SERVED].append(first)
        costs[READY].append(ready)
    peer = statistics.median(seconds for seconds, _ in costs[PEER])
    print(
        "| what | processor time | of `import geopandas` | memory |\n| --- | ---: | ---: | ---: |"
    )
    for what, some in costs.items():
        seconds, megabytes = map(statistics.median, zip(*some, strict=True))
        print(f"| {what} | {seconds:.2f} s | {seconds / peer:.2f} | {megabytes:.0f} MB |")


def run(tree: Path, words: list[str]) -> tuple[float, float]:
    """Run Python to its end: seconds of processor time, most memory in MB."""
    process = started(tree, words)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, words
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1000


def serve(tree: Path) -> tuple[tuple[float, float], tuple[float, float]]:
    """Start the service and ask for its first page; what it cost then, and when it is at rest."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = started(tree, [COMMAND, "serve", "--port", str(port)])
    try:
        while not answered(port):
            assert process.poll() is None, "the service stopped"
            time.sleep(0.02)
        first = spent(process.pid)
        return first, at_rest(process.pid)
    finally:
        process.terminate()
        process.wait()


def started(tree: Path, words: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", *words],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def answered(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except ConnectionError:
        return False
    finally:
        connection.close()


def at_rest(pid: int) -> tuple[float, float]:
    """Wait until the process does nothing for three seconds, after its preparation began."""
    before, since = spent(pid), time.monotonic()
    begun = time.monotonic()
    while time.monotonic() - begun < 5 or time.monotonic() - since < 3:
        time.sleep(0.2)
        now = spent(pid)
        if now[0] - before[0] > 0.05:
            before, since = now, time.monotonic()
    return spent(pid)


def spent(pid: int) -> tuple[float, float]:
    """Return the processor time in seconds and the most memory in MB until now."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    status = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    return (int(fields[11]) + int(fields[12])) / TICKS, int(status["VmHWM"].split()[0]) / 1000


if __name__ == "__main__":
    main()
