"""XLSX (ECMA-376): a sheet with the rows, and a sheet that says what they mean.

Written by openpyxl row by row. Texts are stored as texts, so that no name is run as a formula, and
marked as such (``quotePrefix``), so that they stay texts when somebody edits the cell.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO, Any, BinaryIO
from xml.etree.ElementTree import canonicalize

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from geo.io.cells import FORMULA_STARTS
from geo.io.formats.format import UNDATED, cell_fields, cells, for_xml, opened
from geo.io.records import Records
from geo.model.errors import InputError, Problem
from geo.model.schema import SHARE

MOST_ROWS = 1_048_575
"""Rows that a sheet can hold below its header."""
MOST_CHARACTERS = 32_767
"""Characters that a cell can hold."""
MOST_EXACT = 10**15 - 1
"""Largest whole number of which a spreadsheet keeps all digits; larger ones are texts."""
ABOUT = "about"
"""Name of the second sheet."""

_CUT = "…"
_WIDTHS = (("name", 34), ("address", 34), ("id", 26))
_WIDTH = 16
_ABOUT_WIDTHS = (26, 12, 10, 34, 70, 70)
_MODIFIED = re.compile(r">[^<]*(</\w+:modified>)")
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


def write_xlsx(batches: Iterable[Records], target: BinaryIO, date: str = UNDATED) -> None:
    """Write a workbook; only points are written as coordinates.

    Parameters
    ----------
    batches
        A text too long for a cell ends in an ellipsis.
    date
        ISO date that the file gives as its creation date.

    Raises
    ------
    InputError
        There are more rows than a sheet holds.
    """
    first, batches = opened(batches)
    book = Workbook(write_only=True)
    book.properties.creator = "Meetingplaces"
    book.properties.title = first.table.en
    book.properties.created = datetime.fromisoformat(date)
    try:
        _write_rows(book, first, batches)
        _write_about(book, first, date)
    except BaseException:
        for sheet in book.worksheets:  # openpyxl would leave their temporary files
            sheet.close()
            sheet._writer.cleanup()  # noqa: SLF001 - there is no public way
        raise
    # A zip written to a stream that cannot seek has other bytes, so always write to one that can.
    with tempfile.TemporaryFile() as file:
        with _Sealed(file, date) as archive:
            ExcelWriter(book, archive).save()
        file.seek(0)
        shutil.copyfileobj(file, target, 1 << 20)


def _write_rows(book: Workbook, first: Records, batches: Iterable[Records]) -> None:
    fields = cell_fields(first)
    title = first.table.name.translate(_SHEET_NAME)[:31]
    sheet = book.create_sheet(title if title.casefold() != ABOUT else f"{title}_")
    sheet.freeze_panes = "C2"
    widths = dict(_WIDTHS)
    _set_widths(sheet, [widths.get(field.name, _WIDTH) for field in fields])
    sheet.append(_head(sheet, [field.name for field in fields]))
    shares = [field.unit == SHARE for field in fields]
    rows = 0
    for batch in batches:
        rows += len(batch.geometry)
        if rows > MOST_ROWS:
            expected = f"at most {MOST_ROWS:,}, which a sheet holds; filter, or take another format"
            raise InputError([Problem(f"{rows:,} rows or more", expected, field="format")])
        for row in cells(batch):
            sheet.append(
                [
                    _share_cell(sheet, value) if is_share else _cell(sheet, value)
                    for value, is_share in zip(row, shares, strict=True)
                ]
            )


def _write_about(book: Workbook, records: Records, date: str) -> None:
    """Explain the columns, the sources of the rows, and the terms of use."""
    sheet = book.create_sheet(ABOUT)
    _set_widths(sheet, _ABOUT_WIDTHS)
    for line in _about(records, date):
        sheet.append([_cell(sheet, value) for value in line])
    sheet.append([])
    sheet.append(_head(sheet, ["column", "type", "unit", "values", "meaning", "betekenis"]))
    for field in cell_fields(records):
        words = ", ".join(field.enum)
        told = (field.name, str(field.type), field.unit, words, field.en, field.nl)
        sheet.append([_cell(sheet, value or None) for value in told])


def _about(records: Records, date: str) -> Iterator[tuple[str, str]]:
    table = records.table
    yield "table", table.en
    yield "tabel", table.nl
    if table.credit:
        yield "sources and licence", table.credit
    if date != UNDATED:
        yield "date of the data", date
    if records.crs:
        yield "reference system", records.crs
    if records.crs and records.table.geometry != "Point":
        yield "shapes", "not in this file: its cells are too short for them; take another format"


def _head(sheet: Any, names: Iterable[str]) -> list[WriteOnlyCell]:  # noqa: ANN401 - openpyxl's
    cells_of_head = []
    for name in names:
        cell = _text_cell(sheet, name)
        cell.font = Font(bold=True)
        cells_of_head.append(cell)
    return cells_of_head


def _cell(sheet: Any, value: Any) -> Any:  # noqa: ANN401 - openpyxl's
    """Return what openpyxl should write: numbers and booleans as they are, texts as plain text."""
    if isinstance(value, int) and abs(value) > MOST_EXACT:
        return _text_cell(sheet, str(value))
    if not isinstance(value, str):
        return value
    text = for_xml(value)
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - len(_CUT)] + _CUT
    return _text_cell(sheet, text) if text.startswith((*FORMULA_STARTS, "#")) else text


def _share_cell(sheet: Any, share: float | None) -> Any:  # noqa: ANN401 - openpyxl's
    cell = WriteOnlyCell(sheet, share)
    cell.number_format = "0.0%"
    return cell


def _text_cell(sheet: Any, text: str) -> WriteOnlyCell:  # noqa: ANN401 - openpyxl's
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _set_widths(sheet: Any, widths: Sequence[int]) -> None:  # noqa: ANN401 - openpyxl's
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


class _Sealed(zipfile.ZipFile):
    """An archive in which every timestamp is that of the data, never that of the clock.

    Parameters
    ----------
    date
        ISO date.
    """

    def __init__(self, target: IO[bytes], date: str) -> None:
        super().__init__(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self._modified = f"{date}T00:00:00Z"

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """Add an entry; replace the clock time that openpyxl wrote in the properties."""
        name, content = str(zinfo_or_arcname), data.encode() if isinstance(data, str) else data
        if name == "docProps/core.xml":
            # Prefixes depend on what any library registered in this process, so set them again.
            text = canonicalize(content.decode(), rewrite_prefixes=True, qname_aware_attrs=[_TYPE])
            content = _MODIFIED.sub(rf">{self._modified}\1", text).encode()
        super().writestr(_entry(name), content)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """Add a file as an entry, piece by piece."""
        with (
            open(filename, "rb") as file,  # noqa: PTH123 - a name or a path
            self.open(_entry(str(arcname or filename)), "w", force_zip64=True) as entry,
        ):
            shutil.copyfileobj(file, entry, 1 << 20)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name.removeprefix("/"), _ZIP_EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    return entry
