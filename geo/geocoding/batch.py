"""Geocoding a table of addresses, row by row, in constant memory."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from geo.geocoding import Geocoder, GeocodingResult
from geo.geocoding.addresses import parse_cell
from geo.io.cells import csv_text
from geo.io.swap import replace_file
from geo.io.tables import check_file, table
from geo.model.errors import InputError, Problem
from geo.model.vocabulary import Precision

ADDRESS_COLUMN = "address"
"""The column that is read where nothing else is said."""

ANSWER_COLUMNS = (
    "lat", "lon", "precision", "uncertainty_m", "provider", "matched", "score", "remark",
)  # fmt: skip
"""The columns that are added, in order."""

_WHY_VAGUE = {
    Precision.STREET: "The house is not known; this is the middle of its street.",
    Precision.POSTCODE: "The address is not known; this is the middle of its postcode.",
    Precision.NEIGHBOURHOOD: "The address is not known; this is the middle of its district.",
    Precision.NONE: "The address is not known.",
}
_MOST_KEPT = 50_000
"""How many different addresses are kept, so that each is looked up once."""
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class AddressColumns:
    """Where a table has its addresses: positions of columns, None for one that is not there.

    Parameters
    ----------
    address
        A whole address.
    suffixes
        What follows the house number: a letter, an addition.
    """

    address: int | None = None
    street: int | None = None
    house_number: int | None = None
    suffixes: tuple[int, ...] = ()
    postcode: int | None = None
    city: int | None = None

    def text(self, values: Sequence[str]) -> str:
        """Write the address of a row in one line, as on an envelope."""

        def cell(position: int | None) -> str:
            return "" if position is None else values[position].strip()

        house = cell(self.house_number)
        for suffix in filter(None, (cell(one) for one in self.suffixes)):
            joint = (
                "" if len(suffix) == 1 and suffix.isalpha() else "-" if suffix[0].isdigit() else " "
            )
            house = f"{house}{joint}{suffix}"
        first = cell(self.address) or f"{cell(self.street)} {house}".strip()
        town = f"{cell(self.postcode)} {cell(self.city)}".strip()
        return ", ".join(filter(None, (first, town)))


def only_address(name: str, header: Sequence[str]) -> AddressColumns:
    """Find the column `ADDRESS_COLUMN`.

    Parameters
    ----------
    name
        Of the file, for messages.

    Raises
    ------
    InputError
        It is not there, or twice.
    """
    found = [at for at, column in enumerate(header) if column == ADDRESS_COLUMN]
    if len(found) == 1:
        return AddressColumns(address=found[0])
    listed = ", ".join(f"'{column}'" for column in header)
    raise InputError([Problem(f"the columns {listed}", f"one column '{ADDRESS_COLUMN}'", name, 1)])


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
    columns: Callable[[str, Sequence[str]], AddressColumns] = only_address,
    progress: Callable[[int], None] = lambda _: None,
) -> BatchResult:
    """Add coordinates to a CSV with addresses; all its columns are kept.

    A cell that is no address gets precision ``none`` and empty coordinates; the row is kept. The
    column ``remark`` says why a row is vague or empty. Each different address is looked up once.

    Parameters
    ----------
    source
        CSV with a header line. Coordinates are added in EPSG:4326.
    out
        Where to write; replaced as a whole at the end, left as it was if anything fails. Written
        in UTF-8 with the delimiter of the source.
    delimiter
        The character between two values; detected from the header line by default.
    columns
        Finds the addresses by the name of the file and its header.
    progress
        Called with the number of bytes read so far.

    Raises
    ------
    InputError
        If the source is no such table; nothing is written then.
    """
    check_file(source)
    _check_encoding(encoding)
    _check_beginning(source, encoding)
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
        where = columns(source.name, header)
        looked_up = _looking_up(geocoder, source.name, failures)
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
            answer = looked_up(where.text(values), line)
            cells = [*map(_kept, values), *_cells(answer)]
            file.write(csv_text([cells], delimiter=separator))
            precision = answer.precision if isinstance(answer, GeocodingResult) else Precision.NONE
            counts[precision] += 1
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


def _check_beginning(source: Path, encoding: str) -> None:
    """Refuse what a spreadsheet writes before the names of the columns."""
    with source.open("rb") as file:
        first = file.readline(100)
    if first.startswith(_UTF16) and "16" not in encoding:
        raise InputError([Problem("a file in UTF-16", "UTF-8, or --encoding utf-16", source.name)])
    if first.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").lower().startswith(b"sep="):
        found = "'sep=' on the first line, which only Excel reads"
        raise InputError(
            [Problem(found, "the names of the columns; take that line out", source.name, 1)]
        )


def _check_header(name: str, header: list[str]) -> None:
    problems = [
        Problem("a column that geocoding would add", "another name", name, 1, column)
        for column in ANSWER_COLUMNS
        if column in header
    ]
    if problems:
        raise InputError(problems)


def _looking_up(
    geocoder: Geocoder, name: str, failures: list[Problem]
) -> Callable[[str, int], GeocodingResult | str]:
    """Look each different text up once; a text that is no address gives what was expected."""

    @lru_cache(_MOST_KEPT)
    def answer(text: str) -> GeocodingResult | tuple[Problem, ...]:
        try:
            return geocoder.geocode(parse_cell(text, geocoder.city.written_towns))
        except InputError as error:
            return tuple(error.problems)

    def looked_up(text: str, line: int) -> GeocodingResult | str:
        found = answer(text)
        if isinstance(found, GeocodingResult):
            return found
        if len(failures) < MAX_REPORTED:
            failures.extend(
                Problem(problem.found, problem.expected, name, line, ADDRESS_COLUMN)
                for problem in found
            )
        return f"Not an address; expected {found[0].expected}."

    return looked_up


def _kept(cell: str) -> str | Decimal:
    """Keep a number below nought as it is: its minus begins no formula."""
    return Decimal(cell) if _NEGATIVE.fullmatch(cell) else cell


def _cells(answer: GeocodingResult | str) -> list[str | Decimal]:
    if isinstance(answer, str):
        return ["", "", Precision.NONE.value, "", "", "", "", answer]
    return [
        "" if answer.lat is None else Decimal(f"{answer.lat:.6f}"),
        "" if answer.lon is None else Decimal(f"{answer.lon:.6f}"),
        answer.precision.value,
        "" if answer.uncertainty_m is None else f"{answer.uncertainty_m:.0f}",
        answer.provider,
        answer.matched,
        f"{answer.score:.2f}",
        " ".join(one.message for one in answer.findings) or _WHY_VAGUE.get(answer.precision, ""),
    ]
