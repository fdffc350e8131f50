"""Write docs/settings.md, the reference of every setting, from the class that reads them."""

from __future__ import annotations

from pathlib import Path
from types import NoneType
from typing import get_args

from geo.model.docstrings import attribute_docstrings
from geo.model.settings import PREFIX, Settings

PAGE = Path(__file__).with_name("settings.md")
BEGINNING = f"""\
# Settings

Every choice of an operator, from `geo.model.settings`. Each is a variable in the environment:

```sh
{PREFIX}PUBLIC_URL=https://plekken.example.org meetingplaces serve
```

A value that a setting does not take ends the command with status 2 and one sentence.
The release that is built on first use and the compiled templates stand in the cache folder, which
`XDG_CACHE_HOME` moves.

| variable | type | by default | |
| --- | --- | --- | --- |
"""
KINDS = {str: "text", Path: "path", int: "whole number", float: "number", bool: "`true`, `false`"}
NOTHING = ("", None)
WHERE = {"data": "of the package"}
"""Defaults that differ per machine, in words."""


def page() -> str:
    """Write the page: a row per setting, in the order of the class."""
    return BEGINNING + "".join(map(_row, Settings.model_fields))


def _row(name: str) -> str:
    field = Settings.model_fields[name]
    default = WHERE.get(name) or (f"`{field.default}`" if field.default not in NOTHING else "empty")
    text = attribute_docstrings(Settings)[name]
    return f"| `{PREFIX}{name.upper()}` | {_kind(field.annotation)} | {default} | {text} |\n"


def _kind(annotation: object) -> str:
    """Name a type as an operator knows it; where None is possible too, the other one counts."""
    kinds = [kind for kind in get_args(annotation) or (annotation,) if kind is not NoneType]
    return KINDS[kinds[0]]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
