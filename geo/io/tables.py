"""Reading tables (CSV) that people make: every problem is reported at once, by line and field.

The project's own tables are UTF-8 with commas (RFC 4180). Encodings are not guessed: a file in
another one is refused with the position of the first byte that does not fit.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from geo.model.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table.

    Parameters
    ----------
    line
        Line of the file on which the row begins, counted from 1.
    cells
        The trimmed value of every column.
    """

    line: int
    cells: dict[str, str]


def read_rows(
    path: Path,
    required: Sequence[str],
    *,
    optional: Sequence[str] = (),
    max_bytes: int,
) -> list[TableRow]:
    """Read a whole table of the project and check its columns.

    Parameters
    ----------
    path
        A CSV file: UTF-8, commas, one header line.
    required
        Required columns.
    optional
        Optional columns. Any other column is a problem, as it is usually a misspelling.
    max_bytes
        Largest file that is read, in bytes.

    Returns
    -------
    list of TableRow
        In the order of the file, without blank lines.

    Raises
    ------
    InputError
        If the file is missing, empty, too large, not UTF-8, not separated by commas, lacks a
        column, has an unknown one, or has rows of another width.
    """
    size = check_file(path)
    if size > max_bytes:
        raise InputError(
            [
                Problem(
                    found=f"a file of {size / 1e6:,.0f} MB",
                    expected=f"a table of at most {max_bytes / 1e6:,.0f} MB",
                    file=path.name,
                )
            ]
        )
    with table(path) as (header, rows):
        problems = _header_problems(path.name, header, required, optional)
        if problems:
            raise InputError(problems)
        result: list[TableRow] = []
        for line, values in rows:
            if len(values) != len(header):
                problems.append(
                    Problem(
                        found=f"{len(values)} values",
                        expected=f"{len(header)} values, one per column",
                        file=path.name,
                        line=line,
                    )
                )
                continue
            cells = {name: value.strip() for name, value in zip(header, values, strict=True)}
            result.append(TableRow(line, cells))
        if problems:
            raise InputError(problems)
    return result


def check_file(path: Path) -> int:
    """Return the size of a file in bytes; refuse one that is missing or empty.

    Raises
    ------
    InputError
        There is no such file, or it is empty.
    """
    if not path.is_file():
        found = "a folder" if path.is_dir() else "no such file"
        raise InputError([Problem(found=found, expected="a CSV file", file=str(path))])
    size = path.stat().st_size
    if size == 0:
        raise InputError(
            [Problem(found="an empty file", expected="a header line and rows", file=path.name)]
        )
    return size


@contextmanager
def table(
    path: Path, *, delimiter: str = ",", encoding: str = "utf-8-sig"
) -> Iterator[tuple[list[str], Iterator[tuple[int, list[str]]]]]:
    """Open a table for reading row by row, in constant memory.

    Parameters
    ----------
    encoding
        The encoding of the file; ``utf-8-sig`` reads UTF-8 with or without a byte-order mark.

    Yields
    ------
    header, rows
        The names of the columns, and an iterator over line number and values.

    Raises
    ------
    InputError
        If bytes do not fit the encoding, or the file is not a table.
    """
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        rows = _numbered(path.name, reader, encoding)
        try:
            _, header = next(rows)
        except StopIteration:
            raise InputError(
                [Problem(found="no header line", expected="a header line", file=path.name)]
            ) from None
        yield [name.strip() for name in header], rows


def _numbered(
    name: str, reader: Iterator[list[str]], encoding: str
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with the line number on which each begins, and word read errors."""
    line = 1
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except UnicodeDecodeError as error:
            raise InputError(
                [
                    Problem(
                        found=f"byte 0x{error.object[error.start]:02X}, which is not "
                        f"{encoding.removesuffix('-sig').upper()}",
                        expected="a file in that encoding; spreadsheets call it 'CSV UTF-8', "
                        "and older Windows programs write windows-1252 instead",
                        file=name,
                        line=line,
                    )
                ]
            ) from error
        except csv.Error as error:
            raise InputError(
                [Problem(found=f"no table ({error})", expected="CSV", file=name, line=line)]
            ) from error
        if values:
            yield line, values
        line = getattr(reader, "line_num", line) + 1


def _header_problems(
    name: str, header: list[str], required: Sequence[str], optional: Sequence[str]
) -> list[Problem]:
    """List what is wrong with the column names."""
    if len(header) == 1 and header[0].count(";") >= len(required) - 1 > 0:
        return [
            Problem(
                found="values separated by semicolons",
                expected="commas between the values",
                file=name,
                line=1,
            )
        ]
    problems = [
        Problem(
            found="no such column", expected=f"a column '{column}'", file=name, line=1, field=column
        )
        for column in required
        if column not in header
    ]
    problems += [
        Problem(
            found="an unknown column",
            expected=f"one of {', '.join([*required, *optional])}",
            file=name,
            line=1,
            field=column,
        )
        for column in header
        if column not in required and column not in optional
    ]
    problems += [
        Problem(
            found="the same column twice",
            expected="each column once",
            file=name,
            line=1,
            field=column,
        )
        for column in sorted({column for column in header if header.count(column) > 1})
    ]
    return problems
