"""Tables as people make them: workbooks and CSV, with titles above, merged headers, any separator.

A workbook is read by openpyxl, cell by cell and without formulas or links; its archive is looked
at first, so that a small file that unpacks to a large one (a bomb) is refused. CSV is read by the
standard library, in the encoding that `charset-normalizer` finds where it is not UTF-8.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import zip_longest
from pathlib import Path
from typing import Any

from geo.intake.incoming import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    IncomingList,
    IncomingRow,
    large_file,
    too_much,
)
from geo.model.errors import InputError, Problem
from geo.model.said import Said

Grid = list[list[str]]
"""Rows of texts, from the first line of a table; a row may be shorter than another."""

_MAX_UNPACKED = 400_000_000
_MAX_RATIO = 200
"""How much larger than itself a part of a workbook may become; XML rarely exceeds 30."""
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a file of Office begins that is encrypted or older than ``.xlsx`` (MS-CFB)."""
_SMALL = 1_000_000
_LOOK_AT = 30
"""Lines at the top in which the header is sought."""
_SEPARATORS = ";,\t|"
_SEP_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_ENCODINGS = ("utf-8-sig", "utf-16")
_BOMS = (b"\xff\xfe", b"\xfe\xff")
_LEAST_HEADERS = 2
_MOST_OF_IT = 0.6


def read_workbook(path: Path, sheet: str = "", header: int | None = None) -> IncomingList:
    """Read a sheet of a workbook (.xlsx).

    Parameters
    ----------
    sheet
        Its name; the first one with a table where empty.
    header
        The line of the header, from 1; found where None.

    Raises
    ------
    InputError
        When it is no workbook, is too large, or has no such sheet.
    """
    _check_archive(path)
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile, OSError) as error:
        raise _no_workbook(path.name) from error
    try:
        pages = [page for page in book.worksheets if not sheet or page.title == sheet]
        if not pages:
            known = ", ".join(page.title for page in book.worksheets)
            found = Said("no sheet %(name)s", name=f"'{sheet}'")
            expected = Said("one of %(known)s", known=known)
            raise InputError([Problem(found, expected, file=path.name)])
        grids = [_sheet_grid(page, path.name) for page in pages]
    finally:
        book.close()
    best = max(grids, key=lambda grid: sum(bool(cell) for row in grid for cell in row))
    return _as_list(path.name, best, header)


def read_csv_table(path: Path, header: int | None = None) -> IncomingList:
    """Read a table of texts (.csv, .tsv, .txt), whatever separates its values.

    Parameters
    ----------
    header
        The line of the header, from 1; found where None.

    Raises
    ------
    InputError
        When it is too large, or cannot be read as a table.
    """
    content = path.read_bytes()
    if len(content) > MAX_BYTES:
        raise large_file(len(content), path.name)
    text = _decoded(content, path.name)
    told = _SEP_LINE.match(text)
    text = text[told.end() :] if told else text
    separator = told[1] if told else _separator(text)
    first = 2 if told else 1
    try:
        lines = text.splitlines(keepends=True)
        grid = list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error as error:
        found = Said("text that is no table")
        raise InputError([Problem(found, Said("CSV"), file=path.name)]) from error
    if len(grid) > MAX_ROWS + _LOOK_AT:
        raise too_much(Said("%(count)s rows", count=f"{len(grid):,}"), MAX_ROWS, path.name)
    return _as_list(path.name, grid, header, first)


def _check_archive(path: Path) -> None:
    """Refuse an archive that unpacks to much more than it is."""
    if path.stat().st_size > MAX_BYTES:
        raise large_file(path.stat().st_size, path.name)
    with path.open("rb") as file:
        if file.read(len(_COMPOUND)) == _COMPOUND:
            found = Said("a workbook with a password, or of before 2007 (.xls)")
            expected = Said("a workbook (.xlsx) without a password")
            raise InputError([Problem(found, expected, path.name)])
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise _no_workbook(path.name) from error
    unpacked = sum(part.file_size for part in parts)
    if unpacked > _MAX_UNPACKED:
        found = Said("%(count)s bytes when unpacked", count=f"{unpacked:,}")
        raise too_much(found, _MAX_UNPACKED, path.name)
    for part in parts:
        if part.file_size > _MAX_RATIO * max(part.compress_size, 1) and part.file_size > _SMALL:
            found = Said(
                "%(part)s, which unpacks to %(count)s bytes",
                part=f"'{part.filename}'",
                count=f"{part.file_size:,}",
            )
            expected = Said("a workbook that does not unpack to much more than it is")
            raise InputError([Problem(found, expected, file=path.name)])


def _no_workbook(name: str) -> InputError:
    found = Said("content that is no workbook")
    return InputError([Problem(found, Said("a workbook (.xlsx)"), file=name)])


def _sheet_grid(page: Any, name: str) -> Grid:  # noqa: ANN401 - openpyxl has no types
    """Read a sheet row by row, and stop where it is larger than a list of places."""
    page.reset_dimensions()  # what a file says of its size may be wrong
    grid: Grid = []
    for number, row in enumerate(page.iter_rows(values_only=True), start=1):
        if number > MAX_ROWS + _LOOK_AT:
            raise too_much(Said("more rows"), MAX_ROWS, name)
        if len(row) > MAX_COLUMNS:
            raise too_much(
                Said("%(count)s columns", count=str(len(row))), MAX_COLUMNS, name, number
            )
        grid.append([_cell(value) for value in row])
    return grid


def _cell(value: object) -> str:
    """Write the value of a cell as a person sees it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _decoded(content: bytes, name: str) -> str:
    """Decode a text: UTF-8 or UTF-16 where it says so, else what its letters look like."""
    for encoding in _ENCODINGS[:1] if not content.startswith(_BOMS) else _ENCODINGS[1:]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            break
    from charset_normalizer import from_bytes

    # What Dutch spreadsheets on Windows and older Macs write.
    found = from_bytes(content, cp_isolation=["cp1252", "mac_roman"]).best()
    if found is None:
        expected = Said("a table of texts in UTF-8 or windows-1252")
        raise InputError([Problem(Said("an encoding that is not known"), expected, file=name)])
    return str(found)


def _separator(text: str) -> str:
    """Find what separates values: what occurs equally often on the most lines."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    scores = {}
    for sign in _SEPARATORS:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign))
        if not widths:
            break
        width, times = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1]))
        scores[sign] = (width > 1, times, width)
    return max(scores, key=lambda sign: scores[sign], default=",")


def _as_list(name: str, grid: Grid, header: int | None, first: int = 1) -> IncomingList:
    """Find the header of a grid and read the rows below it."""
    start, height = (header - first, 1) if header else _find_header(grid)
    if start >= len(grid) or start < 0:
        expected = Said("a line with the names of columns")
        raise InputError([Problem(Said("no header"), expected, file=name)])
    names = _names(grid[start : start + height])
    rows = _rows(names, grid[start + height :], first + start + height)
    return IncomingList.of_rows(name, rows, columns=[one for one in names if one])


def _rows(names: Sequence[str], grid: Grid, first: int) -> Iterator[IncomingRow]:
    for number, values in enumerate(grid, start=first):
        pairs = zip(names, values, strict=False)
        yield IncomingRow(number, {column: value for column, value in pairs if column})


def _find_header(grid: Grid) -> tuple[int, int]:
    """Find the line of the header, from 0, and whether it is one line or two.

    It is the first line that fills most of the width of the table. Where cells were merged it is
    two: "Naam" over both, "Adres" over "Straat" and "Nr".
    """
    width = max((sum(map(bool, row)) for row in grid[: _LOOK_AT * 2]), default=0)
    enough = max(_LEAST_HEADERS, width * _MOST_OF_IT)
    for at, row in enumerate(grid[:_LOOK_AT]):
        below = grid[at + 1] if at + 1 < len(grid) else []
        if _are_one_header(row, below) and _filled(row, below) >= enough:
            return at, 2
        if _filled(row) >= enough:
            return at, 1
    return 0, 1


def _filled(*lines: Sequence[str]) -> int:
    """Count the columns that have a text in one of the lines."""
    return sum(map(any, zip_longest(*lines, fillvalue="")))


def _are_one_header(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a line stands under merged cells: it names what they leave open, without digits."""
    pairs = list(zip_longest(row, below, fillvalue=""))
    under = [low for _, low in pairs if low]
    opened = any(low and not high for high, low in pairs[1:])
    merged = any(high and not low for high, low in pairs)
    texts = not any(sign.isdigit() for text in under for sign in text)
    return bool(row) and bool(row[0]) and len(under) > 1 and opened and merged and texts


def _names(lines: Sequence[Sequence[str]]) -> list[str]:
    """Name the columns: what stands under a merged cell is named after both."""
    names: list[str] = []
    group = ""
    for high, low in zip_longest(lines[0], lines[-1] if len(lines) > 1 else (), fillvalue=""):
        group = high or (group if low else "")
        parts = [group, low] if low else [high]
        name = " ".join(" ".join(parts).split())
        names.append(f"{name} ({names.count(name) + 1})" if name and name in names else name)
    return names
