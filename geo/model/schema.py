"""What a table of the project and its columns are: named, typed and described once.

The order of the fields is the order of the columns in every file. The data dictionary, the data
packages, the columns of GeoPackage and GeoParquet and the queryables of the API all come from such
tables; `geo.model.place_tables` has the main ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from geo.model.vocabulary import Language


class Type(StrEnum):
    """The type of the values of a field."""

    TEXT = "text"
    URL = "url"
    DATE = "date"
    """A partial date: ``2023-11-22``, ``2023-11`` or ``2023``."""
    TIMESTAMP = "timestamp"
    """A moment in UTC: ``2023-11-22T14:00:00Z``."""
    DAY = "day"
    """A whole date: ``2023-11-22``."""
    TIME = "time"
    """A time of the day: ``14:00:00``."""
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TEXTS = "texts"
    """A list of texts; joined with ``; `` in files without lists."""
    INTEGERS = "integers"
    """A list of whole numbers; joined likewise."""
    NUMBERS = "numbers"
    """A list of numbers; joined likewise."""
    STRUCTURE = "structure"
    """An object or a list of anything; its JSON in files without structures."""
    SOURCES = "sources"
    """A list of sources, newest first; the newest one and their number in files without lists."""


SHARE = "0-1"
"""Unit of a share of a whole."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column.

    Parameters
    ----------
    name
        Name in every file and in the API.
    nl, en
        One sentence that says what it means, in Dutch and in English.
    unit
        Unit of a number; empty for none.
    enum
        All allowed values; empty where any value is allowed.
    filterable
        Whether the API filters on it.
    required
        Whether every row has it.
    """

    name: str
    type: Type
    nl: str
    en: str
    unit: str = ""
    enum: Sequence[str] = ()
    filterable: bool = False
    required: bool = False

    def description(self, language: Language = "nl") -> str:
        """Describe what the field means, with its unit.

        Parameters
        ----------
        language
            ``nl`` or ``en``.
        """
        text = self.nl if language == "nl" else self.en
        return f"{text} ({self.unit})" if self.unit else text


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Parameters
    ----------
    name
        Name of its layer, and of its file without the extension.
    nl, en
        What a row is, in Dutch and in English.
    fields
        Its columns, in order.
    key
        The columns that identify a row, if any; rows with a geometry are sorted by them.
    geometry
        The geometry of a row; empty for none.
    credit
        Who published the data it was made from, and under which licence; empty where that differs
        from city to city: `geo.city.credits` fills it in.
    temporal
        The fields that say when a row is valid: from and until, both inclusive, or one field for a
        moment. A partial date means all of its days. A null field sets no bound.
    """

    name: str
    nl: str
    en: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    geometry: Literal["", "Point", "MultiPolygon", "Geometry"] = ""
    credit: str = ""
    temporal: tuple[str, ...] | None = None

    def field(self, name: str) -> Field | None:
        """Find a field by its name.

        Parameters
        ----------
        name
            Name of a column.

        Returns
        -------
        Field or None
            None for a column that the table does not describe.
        """
        return next((field for field in self.fields if field.name == name), None)

    def filterable(self) -> tuple[Field, ...]:
        """List the fields on which the API filters.

        Returns
        -------
        tuple of Field
            In the order of the columns.
        """
        return tuple(field for field in self.fields if field.filterable)
