"""How many deliberate errors in the rules and the figures the tests notice, per module.

    make mutants
    python benchmarks/mutants.py [--sample 300] [MODULE ...]

mutmut (https://mutmut.readthedocs.io) changes one thing in a function, such as `<` into `<=`, and
runs the tests that call that function; an error that no test notices has survived. Of a module with
more mutants a sample with a fixed seed is tried. The result is written into docs/mutants.md, one
section per module; the rest of that page is kept. Why a survivor changes nothing that anybody
could notice is written by hand in equivalent_mutants.csv beside this file. Ends with 1 where a
module falls below what is asked. Files and tests: `[tool.mutmut]` in pyproject.toml.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path

from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files
from mutmut.utils.format_utils import get_mutant_name, orig_function_and_class_names_from_key

MODULES = {
    "evidence": "geo/evidence/*.py",
    "locating": "geo/pipeline/locating.py",
    "coverage figures": "geo/planning/coverage/*.py",
    "siting": "geo/planning/siting/*.py",
}
"""Which of the files that mutmut changes belong together."""

ENOUGH = 0.85
SEED = 20261127
ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "mutants.md"
REASONS = Path(__file__).with_name("equivalent_mutants.csv")
_NOTICED = ("killed", "timeout", "segfault", "suspicious")


@dataclass(frozen=True, order=True)
class Change:
    """What a mutant changes: lines of one function."""

    file: str
    function: str
    was: str
    became: str

    @classmethod
    def of(cls, mutant: str, path: Path) -> Change:
        """Read the change from the files that mutmut wrote."""
        name, owner = orig_function_and_class_names_from_key(mutant)
        lines = get_diff_for_mutant(mutant, path=path).splitlines()[2:]
        was, became = (
            " ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
        )
        return cls(str(path), f"{owner}.{name}" if owner else name, was, became)


@dataclass(frozen=True)
class Result:
    """What became of the mutants of one module."""

    module: str
    commit: str
    mutants: int
    outcomes: Counter[str]
    survivors: tuple[Change, ...]

    @property
    def tried(self) -> int:
        """Mutants that were tried."""
        return self.outcomes.total()

    @property
    def noticed(self) -> int:
        """Mutants that a test noticed."""
        return sum(self.outcomes[status] for status in _NOTICED)

    @property
    def score(self) -> float:
        """Share of the tried mutants that a test noticed."""
        return self.noticed / self.tried

    def sentence(self) -> str:
        """Say what was found."""
        date = datetime.now(UTC).date()
        slow = self.outcomes["timeout"]
        by_time = f" ({slow} of them ran out of time)" if slow else ""
        return (
            f"{date}, commit {self.commit}: {self.tried:,} of {self.mutants:,} mutants tried, "
            f"{self.noticed:,} killed{by_time}, {self.tried - self.noticed:,} survived: "
            f"**{100 * self.score:.1f} %**."
        )


def mutants_of(paths: Iterable[Path]) -> dict[str, Path]:
    """List every mutant, with the file that it changes."""
    return {
        get_mutant_name(path, name): path
        for path in paths
        for name in mutate_file_contents(str(path), path.read_text("utf-8")).mutant_names
    }


def module_of(path: Path) -> str:
    return next(name for name, pattern in MODULES.items() if fnmatch(str(path), pattern))


def commit() -> str:
    """Name the commit that was measured, and say so where files differ from it."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    changed = git("status", "--porcelain", "--", "geo", "tests")
    return f"`{git('rev-parse', '--short', 'HEAD')}`" + (" with changes" if changed else "")


def measure(modules: Iterable[str], sample: int) -> list[Result]:
    """Try the mutants of some modules."""
    paths = [path for path in walk_mutatable_files() if module_of(path) in modules]
    mutants = mutants_of(sorted(paths))
    names, chosen = {}, {}
    for module in modules:
        names[module] = sorted(name for name, path in mutants.items() if module_of(path) == module)
        # In one order, so that a small sample is part of a large one.
        random.Random(SEED).shuffle(names[module])  # noqa: S311 - no secret
        chosen[module] = names[module][:sample]
    mutmut = Path(sys.executable).with_name("mutmut")
    # What mutmut remembers of earlier runs may be of other tests.
    shutil.rmtree("mutants", ignore_errors=True)
    subprocess.run([mutmut, "run", "--max-children", "1", *chain(*chosen.values())], check=True)
    exit_codes = {}
    for path in paths:
        data = SourceFileMutationData(path=path)
        data.load()
        exit_codes |= data.exit_code_by_key
    status = {name: status_by_exit_code[code] for name, code in exit_codes.items()}
    return [
        Result(
            module,
            commit(),
            len(names[module]),
            Counter(status[name] for name in tried),
            tuple(
                sorted(
                    Change.of(name, mutants[name]) for name in tried if status[name] not in _NOTICED
                )
            ),
        )
        for module, tried in chosen.items()
    ]


def reasons() -> dict[Change, str]:
    """Read why survivors are equivalent."""
    with REASONS.open(encoding="utf-8", newline="") as file:
        return {
            Change(row["file"], row["function"], row["was"], row["became"]): row["why"]
            for row in csv.DictReader(file)
        }


def section(result: Result) -> str:
    """Write what the page says of one module."""
    why = reasons()
    lines = [result.sentence(), ""]
    if result.survivors:
        lines += ["| function | was | became | why nobody would notice |", "| --- " * 4 + "|"]
    for one in result.survivors:
        where = f"{Path(one.file).stem}.{one.function}"
        cells = [f"`{text}`" if text else "(nothing)" for text in (where, one.was, one.became)]
        cells.append(why.get(one, ""))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines).rstrip() + "\n"


def write(result: Result) -> None:
    """Replace the section of a module in the page, or add it."""
    begin, *parts = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    sections = dict(part.split("\n\n", 1) for part in parts)
    sections[result.module] = section(result)
    order = [name for name in MODULES if name in sections]
    rest = [name for name in sections if name not in MODULES]
    text = [f"## {name}\n\n{sections[name].rstrip()}\n" for name in [*rest, *order]]
    PAGE.write_text(begin + "\n".join(text), "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(MODULES))
    parser.add_argument("--sample", type=int, default=300, help="mutants per module at most")
    asked = parser.parse_args()
    unknown = [name for name in asked.modules if name not in MODULES]
    if unknown:
        parser.error(f"no such module: {', '.join(unknown)}; known are {', '.join(MODULES)}")
    results = measure(asked.modules or list(MODULES), asked.sample)
    for result in results:
        write(result)
        print(f"{result.module}: {result.sentence()}")
    return int(any(result.score < ENOUGH for result in results))


if __name__ == "__main__":
    sys.exit(main())
