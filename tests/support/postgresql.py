"""A real PostgreSQL server for tests: one per run and worker, one fresh database per test."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_BINARIES = Path("/usr/lib/postgresql")


def _program(name: str) -> str:
    """Find a program of the server: Debian keeps them outside the path, by version."""
    found = sorted(_BINARIES.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    program = str(found[-1]) if found else shutil.which(name)
    if not program:
        raise FileNotFoundError(f"{name} of PostgreSQL is missing: apt-get install postgresql")
    return program


class Server:
    """A server that listens on a socket in its own folder.

    Parameters
    ----------
    folder
        Short, as the name of a socket is limited to some hundred characters.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0
        log = str(folder / "log")
        self._control = (_program("pg_ctl"), "-D", str(folder / "data"), "-w", "-l", log)

    def run(self, *command: str) -> None:
        """Run a program as a user who is not root, which PostgreSQL refuses."""
        as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run([*as_user, *command], check=True, capture_output=True, cwd=self.folder)

    def start(self) -> None:
        """Start it, if it does not run."""
        if (self.folder / "data" / "postmaster.pid").exists():
            return
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off"
        self.run(*self._control, "-o", options, "start")

    def stop(self) -> None:
        """Stop it at once, whoever is connected."""
        self.run(*self._control, "-m", "immediate", "stop")

    def database(self) -> str:
        """Make an empty database, and return its address."""
        self._count += 1
        name = f"test_{self._count}"
        self.run(_program("createdb"), "-h", str(self.folder), "-U", "postgres", name)
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"


@contextmanager
def server() -> Iterator[Server]:
    """Start a server in a folder of its own, and stop it afterwards."""
    # A database is some hundred files: in memory, where `tests/conftest.py` puts all others.
    root = os.environ.get("PYTEST_DEBUG_TEMPROOT", "/tmp")  # noqa: S108 - a folder of its own
    folder = Path(tempfile.mkdtemp(prefix="mp-pg-", dir=root))
    running = Server(folder)
    data = folder / "data"
    try:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        running.run(
            _program("initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"
        )
        running.start()
        try:
            yield running
        finally:
            running.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
