"""Colours: decided once, readable on every ground that they stand on, by day and in the dark."""

import itertools
import re
from pathlib import Path

import pytest

from geo.directory import marks, palette, symbology
from geo.model.vocabulary import Kind, Status

ROOT = Path(__file__).parents[3]
SHEETS = [
    *sorted((ROOT / "api" / "static").rglob("*.css")),
    *sorted((ROOT / "geo" / "maps" / "_map").glob("*.css")),
]
THEMES = {"light": palette.LIGHT, "dark": palette.DARK}
TEXT, GRAPHIC = 4.5, 3.0
PAIRS = (
    *itertools.product(("ink", "soft", "link"), ("paper", "card"), (TEXT,)),
    *itertools.product(("onnight", "onnight-soft", "lamp"), ("night",), (TEXT,)),
    *itertools.product(("ink", "soft", "house", "room"), ("land",), (TEXT,)),
    *itertools.product(("onkind",), ("house", "room"), (TEXT,)),
    *itertools.product(("edge",), ("paper", "card"), (GRAPHIC,)),
    *itertools.product(("open", "bad"), ("paper", "card"), (TEXT,)),
    ("onnight-line", "night", GRAPHIC),
    ("reachline", "land", GRAPHIC),
    ("hatch", "card", GRAPHIC),
    ("onlamp", "lamp", TEXT),
    ("onact", "act", TEXT),
)


def luminance(colour):
    """Relative luminance of a colour, as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("over", "under", "least"), PAIRS)
def test_what_stands_on_a_ground_can_be_read_on_it(theme, over, under, least):
    colours = THEMES[theme]
    assert contrast(colours[over], colours[under]) >= least


@pytest.mark.parametrize("theme", THEMES)
def test_more_stands_out_more_from_the_ground(theme):
    colours = THEMES[theme]
    shares = [contrast(colours[f"c{number}"], colours["land"]) for number in range(2, 6)]
    assert shares == sorted(shares)


def test_both_themes_name_the_same_colours():
    assert palette.LIGHT.keys() == palette.DARK.keys()
    assert palette.CHOSEN.keys() <= palette.LIGHT.keys()


def test_a_style_sheet_uses_only_colours_that_are_named():
    # A property that a sheet sets itself is a size, or one that it passes on to its own parts.
    written = {sheet: sheet.read_text(encoding="utf-8") for sheet in SHEETS}
    own = set(re.findall(r"--([\w-]+)\s*:", "".join(written.values())))
    viewer = {"api-viewer.css", "embed.css", "paper.css"}  # of programmers, and print
    for sheet, text in written.items():
        used = set(re.findall(r"var\(--([\w-]+)", text))
        assert used <= palette.LIGHT.keys() | own, sheet.name
        if sheet.name not in viewer:
            without_shadows = re.sub(r"--lift:[^;]+;", "", text)
            assert (
                re.findall(r"#[0-9a-fA-F]{3,8}\b(?![\w-]*\s*[{,.:\[ ])", without_shadows) == []
            ), sheet.name


def test_map_and_legend_take_their_colours_from_the_same_names():
    sprite = symbology.sprite(
        symbology.Symbol(kind, status=status) for kind in Kind for status in Status
    )
    names = set(re.findall(r"var\(--([\w-]+),", sprite))
    assert names == {"house", "room", "gone", "halo", "onkind"}
    for colour in names:
        assert palette.var(colour) in sprite
    assert {
        kind: palette.LIGHT[name] for kind, name in symbology.NAMES.items()
    } == symbology.COLOURS
    map_sheet = (ROOT / "geo" / "maps" / "_map" / "map.css").read_text(encoding="utf-8")
    for name in symbology.NAMES.values():
        assert f"var(--{name})" in map_sheet


def test_the_three_windows_differ_without_colour():
    drawn = re.findall(r'<symbol id="window-\w+"[^>]*>(.*?)</symbol>', marks.sheet())
    assert len(drawn) == 3
    shapes = {re.sub(r'(fill|stroke)="[^"]*"', "", one) for one in drawn}
    assert len(shapes) == 3


def test_the_colours_are_there_for_style_sheets_by_day_and_in_the_dark():
    sheet = palette.stylesheet()
    day, night = sheet.split("@media (prefers-color-scheme:dark)")[:2]
    assert "--house:#1b4f9c;" in day
    assert "--house:#8fbaf7;" in night
