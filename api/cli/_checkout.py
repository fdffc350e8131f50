"""What a command takes from the folder ``benchmarks`` of a checkout, which a package leaves out."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from geo.model.errors import InputError, Problem

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def load_benchmark(name: str, folder: Path = BENCHMARKS) -> ModuleType:
    """Import a module of the benchmarks.

    Raises
    ------
    InputError
        The folder is not there, because the package was installed without it.
    """
    path = folder / f"{name}.py"
    spec = spec_from_file_location(name, path)
    if not path.is_file() or spec is None or spec.loader is None:
        expected = "a checkout of the project, of which this command needs the folder 'benchmarks'"
        raise InputError([Problem("an installed package", expected)])
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
