"""Who writes tables: nothing but `geo.io`, so that no file of ours can hold a formula."""

import ast
from pathlib import Path

import pytest

import api
import geo

PACKAGES = [Path(package.__file__).parent for package in (geo, api)]
WRITING = {
    "csv.writer", "csv.DictWriter", "to_csv", "to_excel", "to_html", "to_clipboard",
    "openpyxl", "xlsxwriter", "pyarrow.csv",
}  # fmt: skip


def named(tree: ast.AST):
    """List the dotted names and modules that code uses, each with its last parts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
            if isinstance(node.value, ast.Name):
                yield f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.Import):
            for one in node.names:
                yield from (one.name, one.name.partition(".")[0])
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, node.module.partition(".")[0])
            yield from (f"{node.module}.{one.name}" for one in node.names)


def writers(source: str) -> set[str]:
    return WRITING & set(named(ast.parse(source)))


@pytest.mark.parametrize("package", PACKAGES, ids=lambda folder: folder.name)
def test_no_other_module_writes_csv_or_a_workbook(package):
    found = {
        path.relative_to(package.parent).as_posix(): writers(path.read_text(encoding="utf-8"))
        for path in package.rglob("*.py")
        if "_vendor" not in path.parts
    }
    assert {path for path, used in found.items() if used} <= {
        "geo/io/cells.py",
        "geo/io/formats/xlsx.py",
        "geo/intake/grids.py",  # reads workbooks
        "geo/store/csv_files.py",  # the archive: cells exactly as they were read, to be read back
    }, {path: used for path, used in found.items() if used}


@pytest.mark.parametrize(
    "bypass",
    [
        "import csv\ncsv.writer(file).writerow(row)",
        "from csv import DictWriter",
        "from csv import writer as w",
        "frame.to_csv(out)",
        "import pandas as pd\npd.DataFrame().to_excel(out)",
        "from openpyxl import Workbook",
        "import openpyxl.cell",
    ],
)
def test_a_writer_that_goes_round_the_formats_is_seen(bypass):
    assert writers(bypass)


def test_a_reader_is_none():
    assert not writers("import csv\ncsv.reader(file)\npd.read_csv(path)")
