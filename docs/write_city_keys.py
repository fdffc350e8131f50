"""Write docs/city.md, the reference of every key of city.toml, from the classes that read them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from geo.city.profile import CityProfile
from geo.city.profile_tables import Noun
from geo.model.docstrings import attribute_docstrings

PAGE = Path(__file__).with_name("city.md")
BEGINNING = """\
# city.toml

What is true of one city stands in `data/<city>/city.toml` and nowhere in the code. These are its
keys, from `geo.city.profile`; a key with a dot stands in a table of that name (`[levels.upper]`),
one with `[]` in a list of tables (`[[towns]]`). A noun is written as
`{ one = "buurt", many = "buurten" }`. A key that is not known, that is missing or that holds
something else ends a command with status 2 and one sentence for each fault.

| key | type | by default | |
| --- | --- | --- | --- |
"""
TYPES = {str: "text", int: "whole number", float: "number", bool: "`true`, `false`"}


def page() -> str:
    """Write the page: a row per key, in the order of the classes."""
    return BEGINNING + "".join(_rows(CityProfile, ""))


def _rows(part: type[BaseModel], prefix: str) -> Iterator[str]:
    texts = attribute_docstrings(part)
    for name, field in part.model_fields.items():
        key = f"{prefix}{name}"
        inner, many = _inner(field.annotation)
        text = texts.get(name, "")
        if inner is Noun:
            yield f"| `{key}` | noun: `one`, `many` | {_default(field, table=True)} | {text} |\n"
        elif inner is not None:
            yield f"| `{key}{many}` | table | {_default(field, table=True)} | {text} |\n"
            yield from _rows(inner, f"{key}{many}.")
        else:
            default = _default(field, table=False)
            yield f"| `{key}` | {_type(field.annotation)} | {default} | {text} |\n"


def _inner(annotation: object) -> tuple[type[BaseModel] | None, str]:
    """Find the class of a table, and how a key of several such tables is written."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, ""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is tuple and _inner(arguments[0])[0]:
        return arguments[0], "[]"
    if origin is dict and _inner(arguments[1])[0]:
        return arguments[1], ".*"
    return None, ""


def _default(field: FieldInfo, *, table: bool) -> str:
    if field.is_required():
        return "required"
    if table or field.default in ("", None, (), {}):
        return "none"
    if isinstance(field.default, tuple):
        return ", ".join(f"`{one}`" for one in field.default)
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"


def _type(annotation: object) -> str:
    """Name a type as who writes the file knows it."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(arguments[0])
    if origin in (Union, UnionType):
        return _type(next(one for one in arguments if one is not NoneType))
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in arguments)
    if origin is tuple:
        return f"list: {_type(arguments[0])}" if arguments[-1] is ... else "four numbers"
    if origin is dict:
        return f"table: {_type(arguments[1])}"
    return TYPES[annotation]  # type: ignore[index]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
