"""The errors of the library, in one place.

::

    MeetingplacesError            anything this project raises on purpose
    ├── InputError                a file or value from outside is wrong (exit status 2, HTTP 400)
    ├── ReleaseError              a release cannot be written or read
    │   └── BeingWritten          another process is writing it now
    ├── StoreError                the store cannot be opened, or does not do what was asked
    │   ├── ReadOnlyStoreError    it is a folder of CSV
    │   └── StaleVersionError     somebody else changed the place in the meantime (HTTP 409)
    ├── DatabaseUnavailable       the database of a collection cannot be read now (HTTP 503)
    └── GeocodingError            a provider cannot be reached
        └── ProviderUnavailable   it did not answer in time, or answered with an error
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class MeetingplacesError(Exception):
    """Base class of every error that this project raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of an input.

    Parameters
    ----------
    found
        What was found, literally.
    expected
        What was expected, in words; a `geo.model.said.Said` where the desk shows it.
    file
        Name of the file, or of the part of the request.
    line
        Line in the file, from 1; None where lines mean nothing.
    field
        Column or parameter.

    Examples
    --------
    >>> str(Problem("'tuesday'", "a date", file="observations.csv", line=12))
    "observations.csv, line 12: found 'tuesday', expected a date."
    """

    found: str
    expected: str
    file: str = ""
    line: int | None = None
    field: str = ""

    def __str__(self) -> str:
        """Word it as one sentence."""
        where = self.file
        if self.line is not None:
            where += f", line {self.line}"
        if self.field:
            where += f", field '{self.field}'" if where else f"field '{self.field}'"
        found = self.found if len(self.found) <= MAX_QUOTE else self.found[: MAX_QUOTE - 1] + "…"
        return f"{where}: found {found}, expected {self.expected}."


MAX_QUOTE = 120
"""Longest quotation of an input in a message, in characters."""


class InputError(MeetingplacesError):
    """A file or value from outside is wrong; contains every problem found, not only the first.

    Parameters
    ----------
    problems
        Every problem, in the order of the file.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ReleaseError(MeetingplacesError):
    """A release cannot be written or read."""


class BeingWritten(ReleaseError):  # noqa: N818 - reads as the state it tells
    """Another process is writing the same file or folder now."""


class GeocodingError(MeetingplacesError):
    """A geocoding provider cannot be reached."""


class ProviderUnavailable(GeocodingError):  # noqa: N818 - reads as the state it tells
    """A geocoding provider did not answer in time, or answered with an error."""


class DatabaseUnavailable(MeetingplacesError):  # noqa: N818 - reads as the state it tells
    """The database of a collection cannot be reached, or took too long."""


class StoreError(MeetingplacesError):
    """The store cannot be opened, or does not do what was asked."""


class ReadOnlyStoreError(StoreError):
    """The store is a folder of CSV, which is changed by hand and not by the program."""


class StaleVersionError(StoreError):
    """Somebody else changed the place in the meantime.

    Attributes
    ----------
    versions
        The version in force of each place that was changed.
    """

    def __init__(self, versions: Mapping[str, int]) -> None:
        places = ", ".join(f"'{place_id}'" for place_id in sorted(versions))
        super().__init__(
            f"{places} was changed by somebody else in the meantime. "
            "Look at the change and submit yours again."
        )
        self.versions = dict(versions)
