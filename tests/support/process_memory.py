"""The memory of a process with those that it started, from Linux."""

from pathlib import Path


def memory_mb(process: int) -> float:
    """Return the memory of a process and its children (what they share counts once), in MB.

    One that has ended meanwhile has none.
    """
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    own = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    # A process that a thread started is a child of that thread.
    threads = Path(f"/proc/{process}/task").glob("*/children")
    children = [child for one in threads for child in one.read_text(encoding="ascii").split()]
    return own * 1024 / 1e6 + sum(memory_mb(int(child)) for child in children)
