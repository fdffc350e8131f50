"""Where each value of a place comes from: who says it, who says otherwise, and what decided.

Read from two tables of a release: ``evidence.csv``, which names the rows for and against each
field, and ``observations.geojson``, which holds what each row says. Documents are kept as bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from geo.collections.features import read_features
from geo.io.cells import cell_text
from geo.io.tables import TableRow, read_rows
from geo.model.errors import InputError, Problem, ReleaseError
from geo.release.data_tables import EVIDENCE

MAX_BYTES = 256_000_000
"""Largest table of evidence that is read."""
_ADDED = ("confirmed", "confirmed_by")
"""Columns that releases frozen before 27 November 2026 do not have."""
_FIRST_COLUMNS = tuple(field.name for field in EVIDENCE.fields if field.name not in _ADDED)


@dataclass(frozen=True, slots=True)
class Provenance:
    """The provenance of every place of a release; make one with `Provenance.open`."""

    _documents: Mapping[str, bytes]

    @classmethod
    def open(cls, release: Path) -> Provenance:
        """Read the provenance of a release.

        Parameters
        ----------
        release
            Folder made by ``meetingplaces build``.

        Raises
        ------
        ReleaseError
            One of the two tables is missing.
        InputError
            One of them is malformed, or the evidence names a row that does not exist.
        """
        path = release / "evidence.csv"
        if not path.is_file():
            raise ReleaseError(f"Cannot read {path}: no such file. Is this a release folder?")
        rows = read_features(release / "observations.geojson")
        sources = {row["id"]: _source(row["properties"]) for row in rows}
        documents: dict[str, dict[str, list[dict[str, Any]]]] = {}
        problems: list[Problem] = []
        for row in read_rows(path, _FIRST_COLUMNS, optional=_ADDED, max_bytes=MAX_BYTES):
            cells = dict.fromkeys(_ADDED, "") | row.cells
            if cells["observation_id"] not in sources:
                problems.append(_no_such_row(row))
                continue
            fields = documents.setdefault(cells["place_id"], {})
            fields.setdefault(cells["field"], []).append(
                {
                    "value": _value(cells["value"]),
                    "used": cells["role"] == "chosen",
                    "reason": cells["reason"] or None,
                    "confirmed": cells["confirmed"] or None,
                    "confirmed_by": cells["confirmed_by"] or None,
                    "observation_id": cells["observation_id"],
                    **sources[cells["observation_id"]],
                }
            )
        if problems:
            raise InputError(problems)
        return cls({place_id: orjson.dumps(fields) for place_id, fields in documents.items()})

    def of(self, place_id: str) -> bytes | None:
        """Return the provenance of a place.

        Returns
        -------
        bytes or None
            A JSON object: for each field a list: what was used, then what contradicts it, best
            first. Each has ``value``, ``used``, ``reason`` (`reasons.Reason`), ``confirmed`` (the
            last date on which a source that counts said so) with the row ``confirmed_by``,
            ``observation_id``, ``attribution`` (whether that very source says it, or the sources of
            the place together) and ``source``, with the members of
            `geo.model.place_tables.SOURCE`. None for a place without evidence.
        """
        return self._documents.get(place_id)


def _source(said: Mapping[str, Any]) -> dict[str, Any]:
    """Name the source of an observation as the places name theirs."""
    published = said.get("source_date")
    return {
        "attribution": said.get("attribution"),
        "source": {
            "title": said.get("source_title"),
            "url": said.get("source_url"),
            "date": published or said.get("retrieved"),
            "date_kind": "published" if published else "retrieved",
            "type": said.get("source_type"),
        },
    }


def _value(cell: str) -> str | None:
    """Remove the apostrophe that keeps a spreadsheet from running a text as a formula."""
    bare = cell.removeprefix("'")
    return (bare if cell_text(bare) == cell else cell) or None


def _no_such_row(row: TableRow) -> Problem:
    return Problem(
        repr(row.cells["observation_id"]),
        "the id of a row of observations.geojson",
        "evidence.csv",
        row.line,
        "observation_id",
    )
