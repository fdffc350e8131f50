"""Who writes tables: nothing but `geo.io`, so that no file of ours can hold a formula."""

import ast

import pytest
from source_tree import ROOT, files_of, syntax_of

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


def writers(tree: ast.AST) -> set[str]:
    return WRITING & set(named(tree))


@pytest.mark.slow
@pytest.mark.parametrize("package", ["geo", "api"])
def test_no_other_module_writes_csv_or_a_workbook(package):
    found = {
        path.relative_to(ROOT).as_posix(): writers(syntax_of(path))
        for path in files_of(package, ".py")
    }
    assert {path for path, used in found.items() if used} <= {
        "geo/io/cells.py",
        "geo/io/formats/xlsx.py",
        "geo/intake/grids.py",  # reads workbooks
        "geo/registers/gtfs.py",  # reads timetables
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
    assert writers(ast.parse(bypass))


def test_a_reader_is_none():
    assert not writers(ast.parse("import csv\ncsv.reader(file)\npd.read_csv(path)"))
