"""What the columns of a list mean: one declarative file per source (``data/sources/*.toml``).

It says who publishes the list and on what terms, from which columns each value of an observation
comes, and what words of the list stand for. With it, next year's list is one command.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from geo.model.errors import InputError, Problem
from geo.model.text import fold
from geo.model.vocabulary import Access, Initiative, Kind, Presence, SourceType, Status

VERSION = 1
"""The version of the form of these files that this program reads and writes."""

Target = Literal[
    "row_id",
    "name",
    "alt_names",
    "kind",
    "initiative",
    "operator",
    "address",
    "street",
    "house_number",
    "postcode",
    "city",
    "gebied",
    "buurt",
    "website",
    "phone",
    "email",
    "opening_hours",
    "activities",
    "programme",
    "costs",
    "languages",
    "access",
    "step_free_entrance",
    "accessible_toilet",
    "hearing_loop",
    "osm_id",
    "status",
    "opened",
    "lon",
    "lat",
    "x",
    "y",
    "point_precision",
    "note",
]
"""What a column can mean. ``row_id`` names the row in its own list; ``address`` is street, number,
postcode and town in one; ``x`` and ``y`` are metres in EPSG:28992; ``point_precision`` is `address`
or, where a point is not of the building, `postcode`."""

_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
_LISTS = ("alt_names", "activities", "programme", "languages")
_JOINED = ("row_id", "address", "house_number", "note")
Word = Literal[
    "kind", "initiative", "access", "step_free_entrance", "accessible_toilet", "hearing_loop",
    "status",
]  # fmt: skip
"""What is said by a word of a vocabulary."""
_WORDS: Mapping[Word, type[StrEnum]] = {
    "kind": Kind,
    "initiative": Initiative,
    "access": Access,
    "step_free_entrance": Presence,
    "accessible_toilet": Presence,
    "hearing_loop": Presence,
    "status": Status,
}
_PRESENT = {
    "yes": "yes", "ja": "yes", "true": "yes", "aanwezig": "yes", "1": "yes", "no": "no",
    "nee": "no", "false": "no", "afwezig": "no", "0": "no", "onbekend": "unknown",
}  # fmt: skip
_ORDINARY: Mapping[Word, Mapping[str, str]] = {
    **dict.fromkeys(("step_free_entrance", "accessible_toilet", "hearing_loop"), _PRESENT),
    "access": {
        "yes": "yes", "ja": "yes", "true": "yes", "limited": "limited", "deels": "limited",
        "beperkt": "limited", "gedeeltelijk": "limited", "no": "no", "nee": "no", "false": "no",
        "designated": "yes",
    },
    "status": {"open": "open", "geopend": "open", "gesloten": "closed", "gepland": "planned"},
    "kind": {
        "huis van de wijk": "huis_van_de_wijk", "huizen van de wijk": "huis_van_de_wijk",
        "huiskamer": "huiskamer", "buurthuiskamer": "huiskamer", "buurtkamer": "huiskamer",
        "huiskamer van de wijk": "huiskamer",
    },
    "initiative": {
        "gemeente": "municipal", "gemeentelijk": "municipal", "particulier": "private",
        "bewoners": "private", "bewonersinitiatief": "private",
    },
}  # fmt: skip
"""What words of vocabularies are called in lists; any other word must stand in the mapping."""


class SourceMapping(BaseModel):
    """How one list is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1] = 1
    """Version of the form of this file."""
    title: _Text
    """What the source is called, as it is credited on every row."""
    url: str = ""
    """Its address, for people."""
    licence: str = ""
    """On what terms it may be used. Rows of a source without terms are not accepted, unless an
    operator says so on the command line."""
    source_type: SourceType = SourceType.LISTING
    """How much it is trusted."""
    published: str = ""
    """Its date (`2026-10-01`, `2026-10` or `2026`), where it is always of the same; otherwise the
    list or the command line says it."""
    sheet: str = ""
    """The sheet or layer; the first one where empty."""
    header: int | None = None
    """The line of the header, from 1; found where not given."""
    crs: str = ""
    """Reference system of its shapes, where the file does not say."""
    columns: dict[Target, str | tuple[str, ...]]
    """From which columns each value comes. Of several the first that is filled counts; those of a
    house number, an address, a note and an id are joined, those of a list added up; several of
    `opening_hours` are one per day, named as the day."""
    constants: dict[Target, str] = {}
    """What holds for every row, such as `city = "Rotterdam"`."""
    values: dict[Word, dict[str, str]] = {}
    """What words of the list stand for, beside the ordinary ones; an empty text says nothing."""
    only: dict[str, tuple[str, ...]] = {}
    """Rows to take: by column, the values that it may have. All rows where empty."""
    rows: dict[str, dict[Target, str]] = {}
    """What is known of single rows, by their `row_id`: it counts instead of what the list says, and
    an empty text says nothing."""

    @classmethod
    def open(cls, path: Path) -> SourceMapping:
        """Read a mapping.

        Raises
        ------
        InputError
            With everything that is wrong with the file.
        """
        try:
            return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except OSError as error:
            raise InputError([Problem(f"{error}", "a mapping", file=path.name)]) from None
        except tomllib.TOMLDecodeError as error:
            raise InputError([Problem(f"'{error}'", "TOML", file=path.name)]) from None
        except ValidationError as error:
            problems = [
                Problem(
                    f"'{one['input']}'",
                    one["msg"].removeprefix("Input should be "),
                    file=path.name,
                    field=".".join(map(str, one["loc"])),
                )
                for one in error.errors()
            ]
            raise InputError(problems) from None

    def sources_of(self, target: Target) -> tuple[str, ...]:
        """Return the columns that a value comes from."""
        named = self.columns.get(target, ())
        return (named,) if isinstance(named, str) else named

    def raw(self, cells: Mapping[str, str], target: Target) -> str:
        """Return what a row says, in its own words; empty where nothing."""
        known = self.known_of(cells)
        return known[target] if target in known else self._listed(cells, target)

    def known_of(self, cells: Mapping[str, str]) -> Mapping[Target, str]:
        """Return what is known of a row beside the list."""
        return self.rows.get(self._listed(cells, "row_id"), {}) if self.rows else {}

    def _listed(self, cells: Mapping[str, str], target: Target) -> str:
        """Return what the list says in a row."""
        named = [(column, cells[column]) for column in self.sources_of(target) if cells.get(column)]
        if target == "opening_hours" and len(self.sources_of(target)) > 1:
            return "; ".join(f"{column} {text}" for column, text in named)
        texts = list(dict.fromkeys(text for _, text in named))
        if target in _LISTS:
            texts = ["; ".join(texts)]
        elif target in _JOINED:
            texts = [" ".join(texts)]
        return next(filter(None, texts), self.constants.get(target, ""))

    def word(self, field: Word, text: str) -> str:
        """Translate a word of the list into that of a vocabulary; empty where it is not known."""
        own = {fold(word): meaning for word, meaning in self.values.get(field, {}).items()}
        found = own.get(fold(text), _ORDINARY[field].get(fold(text), text))
        return found if found in set(_WORDS[field]) else ""

    def missing(self, columns: tuple[str, ...]) -> list[str]:
        """List the columns that it names and a list does not have."""
        named = [one for target in self.columns for one in self.sources_of(target)]
        return [one for one in dict.fromkeys([*named, *self.only]) if one not in columns]

    def takes(self, cells: Mapping[str, str]) -> bool:
        """Whether a row is one to take."""
        return all(cells.get(column, "") in values for column, values in self.only.items())

    def toml(self) -> str:
        """Write it as the text of a file, with what it may also say."""
        lines = [
            "# How one list is read: what its columns mean. docs/importing.md explains every key.",
            f"version = {self.version}",
        ]
        for name in ("title", "url", "licence", "source_type", "published", "sheet", "crs"):
            value = str(getattr(self, name))
            if value or name in {"title", "url", "licence"}:
                lines.append(f"{name} = {_quoted(value)}")
        if self.header is not None:
            lines.append(f"header = {self.header}")
        lines += ["", "[columns]"]
        lines += [f"{target} = {_written(named)}" for target, named in self.columns.items()]
        if self.constants:
            lines += ["", "[constants]"]
            lines += [f"{target} = {_quoted(text)}" for target, text in self.constants.items()]
        for field, words in self.values.items():
            lines += ["", f"[values.{field}]"]
            lines += [f"{_quoted(word)} = {_quoted(meaning)}" for word, meaning in words.items()]
        if self.only:
            lines += ["", "[only]"]
            lines += [f"{_quoted(one)} = {_written(values)}" for one, values in self.only.items()]
        for row, known in self.rows.items():
            lines += ["", f"[rows.{_quoted(row)}]"]
            lines += [f"{target} = {_quoted(text)}" for target, text in known.items()]
        return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Write a text as a basic string of TOML, whose escapes are those of JSON."""
    import json

    return json.dumps(text, ensure_ascii=False)


def _written(named: str | tuple[str, ...]) -> str:
    if isinstance(named, str):
        return _quoted(named)
    return f"[{', '.join(map(_quoted, named))}]"
