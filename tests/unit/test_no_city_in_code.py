"""A city is a value: what is true of one city stands in its folder, and nowhere in the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from own_city import CITIES
from source_tree import ROOT, files_of, syntax_of, text_of

from geo.city.profile import CityProfile
from geo.model.settings import settings

TIME_ZONE = "Europe/Amsterdam"
"""The name of the time zone of the whole country."""
SOURCES = [
    path
    for top in ("geo", "api")
    for path in files_of(top, ".py", ".html", ".js", ".css", ".svg", ".po")
]


def words_of(city: str) -> Iterator[str]:
    """Name what is the city's own: itself, its codes, its towns and its districts."""
    profile = CityProfile.open(settings().city_folder(city))
    yield profile.name
    yield profile.code.removeprefix("GM")
    yield from (name for town in profile.towns for name in town.names)
    yield from (name for name in profile.aliases.upper.values() if len(name) > len("Centrum"))
    yield from profile.nearby
    yield profile.example_district


def said(path: Path) -> Iterator[str]:
    """Read what a file makes a machine or a reader do: all but docstrings and comments."""
    if path.suffix != ".py":
        yield text_of(path)
        return
    tree = syntax_of(path)
    notes = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.value.replace(TIME_ZONE, "")
        elif isinstance(node, ast.Name | ast.FunctionDef | ast.ClassDef):
            yield getattr(node, "id", None) or node.name


@pytest.mark.slow
def test_no_place_name_or_code_of_a_city_stands_in_the_code():
    own = {word for city in CITIES for word in words_of(city)}
    assert {"Rotterdam", "0599", "Hoek van Holland", "Schiedam", "Delfshaven"} <= own
    pattern = re.compile(
        rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, own))})(?![a-z])", re.IGNORECASE
    )
    found = {
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in SOURCES
        for match in pattern.finditer("\n".join(dict.fromkeys(said(path))))
    }
    assert found == set()
