"""What is made once per run, by the worker that needs it first, and read by all."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]
) -> Path:
    """Return a folder of this run that one worker made; who comes meanwhile waits for it.

    Nobody may change what is in it.
    """
    own = tmp_path_factory.getbasetemp()
    of_run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    made, aside = of_run / name, of_run / f"{name}-aside"
    with (of_run / f"{name}-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir()
            make(aside / name)
            (aside / name).rename(made)
            aside.rmdir()
    return made
