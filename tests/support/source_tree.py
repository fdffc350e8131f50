"""The files of the project as text and as syntax, each read and parsed once per run."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def text_of(path: Path) -> str:
    """The text of a file."""
    return path.read_text(encoding="utf-8")


@cache
def syntax_of(path: Path) -> ast.Module:
    """The parsed module."""
    return ast.parse(text_of(path))


@cache
def files_of(folder: str, *extensions: str) -> tuple[Path, ...]:
    """The files below a folder of the project with these extensions, without the vendored ones."""
    return tuple(
        path
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in extensions and not {"_vendor", "_data", "__pycache__"} & set(path.parts)
    )
