"""Geocoding a table of addresses, row by row, in constant memory."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from geo.geocoding import Geocoder, GeocodingResult
from geo.geocoding.addresses import parse_cell
from geo.io.cells import csv_text
from geo.io.swap import replace_file
from geo.io.tables import check_file, table
from geo.model.errors import InputError, Problem
from geo.model.vocabulary import Precision

ADDRESS_COLUMN = "address"
"""The column that is read."""

ANSWER_COLUMNS = ("lat", "lon", "precision", "uncertainty_m", "provider", "matched", "score")
"""The columns that are added, in order."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The outcome of geocoding a table of addresses.

    Parameters
    ----------
    not_understood
        The first few cells that are no address, with their line.
    """

    rows: int
    by_precision: dict[Precision, int]
    not_understood: tuple[Problem, ...]


_NEGATIVE = re.compile(r"-(0|[1-9][0-9]*)([.][0-9]+)?")

MAX_REPORTED = 10
"""How many cells that are no address are listed one by one."""


def geocode_table(  # noqa: PLR0913 - a table has its delimiter and encoding
    source: Path,
    out: Path,
    geocoder: Geocoder,
    *,
    delimiter: str | None = None,
    encoding: str = "utf-8",
    progress: Callable[[int], None] = lambda _: None,
) -> BatchResult:
    """Add coordinates to a CSV with a column ``address``; all other columns are kept.

    A cell that is no address gets precision ``none`` and empty coordinates; the row is kept.

    Parameters
    ----------
    source
        CSV with a header line. Coordinates are added in EPSG:4326.
    out
        Where to write; replaced as a whole at the end, left as it was if anything fails. Written
        in UTF-8 with the delimiter of the source.
    delimiter
        The character between two values; detected from the header line by default.
    progress
        Called with the number of bytes read so far.

    Raises
    ------
    InputError
        If the source is no such table; nothing is written then.
    """
    check_file(source)
    _check_encoding(encoding)
    encoding = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
    separator = delimiter or _delimiter(source, encoding)
    counts = dict.fromkeys(Precision, 0)
    failures: list[Problem] = []
    rows_done = 0
    with (
        table(source, delimiter=separator, encoding=encoding) as (header, rows),
        replace_file(out) as aside,
        aside.open("w", encoding="utf-8", newline="") as file,
    ):
        _check_header(source.name, header)
        column = header.index(ADDRESS_COLUMN)
        file.write(csv_text([[*header, *ANSWER_COLUMNS]], delimiter=separator))
        read = 0
        for line, values in rows:
            if len(values) != len(header):
                raise InputError(
                    [
                        Problem(
                            f"{len(values)} values",
                            f"{len(header)} values, one per column",
                            source.name,
                            line,
                        )
                    ]
                )
            answer = _answer(values[column], geocoder, source.name, line, failures)
            cells = [*map(_kept, values), *_cells(answer)]
            file.write(csv_text([cells], delimiter=separator))
            counts[answer.precision if answer else Precision.NONE] += 1
            rows_done += 1
            read += sum(len(value) + 1 for value in values)
            progress(read)
    return BatchResult(rows_done, counts, tuple(failures))


def _check_encoding(encoding: str) -> None:
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise InputError(
            [
                Problem(
                    f"'{encoding}'", "an encoding such as utf-8 or windows-1252", field="encoding"
                )
            ]
        ) from None


def _delimiter(source: Path, encoding: str) -> str:
    """Detect commas, semicolons or tabs from the header line."""
    with source.open(encoding=encoding, errors="replace") as file:
        header = file.readline(100_000)
    return max((",", ";", "\t"), key=header.count)


def _check_header(name: str, header: list[str]) -> None:
    problems: list[Problem] = []
    if ADDRESS_COLUMN not in header:
        listed = ", ".join(f"'{column}'" for column in header)
        problems.append(Problem(f"the columns {listed}", f"a column '{ADDRESS_COLUMN}'", name, 1))
    problems += [
        Problem("a column that geocoding would add", "another name", name, 1, column)
        for column in ANSWER_COLUMNS
        if column in header
    ]
    if problems:
        raise InputError(problems)


def _answer(
    text: str, geocoder: Geocoder, name: str, line: int, failures: list[Problem]
) -> GeocodingResult | None:
    try:
        return geocoder.geocode(parse_cell(text, geocoder.city.written_towns))
    except InputError as error:
        if len(failures) < MAX_REPORTED:
            failures += [
                Problem(problem.found, problem.expected, name, line, ADDRESS_COLUMN)
                for problem in error.problems
            ]
        return None


def _kept(cell: str) -> str | Decimal:
    """Keep a number below nought as it is: its minus begins no formula."""
    return Decimal(cell) if _NEGATIVE.fullmatch(cell) else cell


def _cells(answer: GeocodingResult | None) -> list[str | Decimal]:
    if answer is None:
        return ["", "", Precision.NONE.value, "", "", "", ""]
    return [
        "" if answer.lat is None else Decimal(f"{answer.lat:.6f}"),
        "" if answer.lon is None else Decimal(f"{answer.lon:.6f}"),
        answer.precision.value,
        "" if answer.uncertainty_m is None else f"{answer.uncertainty_m:.0f}",
        answer.provider,
        answer.matched,
        f"{answer.score:.2f}",
    ]
