"""Every colour of the pages, maps and print, by name, in the light and in the dark.

The one place where a colour is decided. Pages and maps take them as custom properties from
`stylesheet`; what is drawn as a picture takes them from `LIGHT`, or with `picture_style` follows
the reader's setting as pages do. A legend and its map read the same name, so they cannot differ.

One idea gives the colours their meaning: is there light on? ``lamp`` means open, or within reach,
or the one thing to press in the dark head, and nothing else. The two kinds are blue and brick,
which stay apart for every form of colour blindness; shares are one green hue that is neither, and
turned over in the dark, so that more always stands out most from the ground.

======================= ===========================================================
name                    use
======================= ===========================================================
paper, card             ground of a page, and of what lies on it
ink, soft               text, and second text
line, edge              hairlines, and borders of what can be filled in
link                    links, always underlined
night, onnight...       head, start and foot of a page, and text on it
city, lit-house...      the city by night, on the start page
lamp, onlamp            open, within reach; text on it
act, onact              buttons
house, room, onkind     the two kinds, and figures on them
open, bad               yes and no, gain and loss; never without a sign and a word
land, water             the map: its ground, and water where a table of it is at hand
street, halo            streets, and the edge of pins and names
reach, reachline        what can be reached on foot, and its edge
c1 to c5                shares, from little to much
hatch, plain            "cannot be said", and "almost nobody lives here"
======================= ===========================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LIGHT: Final[Mapping[str, str]] = {
    "paper": "#f5f3ee",
    "card": "#ffffff",
    "ink": "#16222f",
    "soft": "#48545f",
    "line": "#dad6cc",
    "edge": "#747b82",
    "link": "#123f75",
    "night": "#14263d",
    "onnight": "#ffffff",
    "onnight-soft": "#c2cfdd",
    "onnight-line": "#8fa3ba",
    "city": "#1d3350",
    "city-line": "#3c5575",
    "lit-house": "#a9cdfa",
    "lit-room": "#f3a683",
    "lamp": "#ffc845",
    "onlamp": "#16222f",
    "frame": "#16222f",
    "act": "#14263d",
    "onact": "#ffffff",
    "house": "#1b4f9c",
    "room": "#a63a12",
    "onkind": "#ffffff",
    "gone": "#5a6068",
    "open": "#14633a",
    "bad": "#9b1c2b",
    "land": "#dde3e8",
    "water": "#b4c6d8",
    "street": "#ffffff",
    "halo": "#ffffff",
    "reach": "#ffd66b8c",
    "reachline": "#7a5a00",
    "c1": "#e4efe9",
    "c2": "#b9dacb",
    "c3": "#82bba5",
    "c4": "#45937d",
    "c5": "#1b6253",
    "hatch": "#6b747c",
    "plain": "#eeece6",
}
"""The colours by day."""

DARK: Final[Mapping[str, str]] = {
    **LIGHT,
    "paper": "#0e1824",
    "card": "#172534",
    "ink": "#eef2f6",
    "soft": "#b3c0cc",
    "line": "#2d3f52",
    "edge": "#8595a5",
    "link": "#a9cdfa",
    "night": "#081019",
    "onnight-soft": "#b8c6d5",
    "frame": "#0e1824",
    "act": "#dbe7f5",
    "onact": "#0e1824",
    "house": "#8fbaf7",
    "room": "#f3a683",
    "onkind": "#0e1824",
    "gone": "#a3adb7",
    "open": "#86d6a6",
    "bad": "#ff9aa4",
    "land": "#16222f",
    "water": "#0a121b",
    "street": "#2b3c4e",
    "halo": "#0e1824",
    "reach": "#ffc84526",
    "reachline": "#e0b040",
    "c1": "#1f3436",
    "c2": "#2b5350",
    "c3": "#3f7b6e",
    "c4": "#6aa994",
    "c5": "#b6dfcd",
    "hatch": "#8896a3",
    "plain": "#182431",
}
"""The colours on a device that is set to dark."""

CHOSEN: Final[Mapping[str, str]] = {
    "land": "Canvas",
    "water": "Canvas",
    "street": "GrayText",
    "halo": "Canvas",
    "reach": "transparent",
    "reachline": "CanvasText",
    "house": "LinkText",
    "room": "CanvasText",
    "onkind": "Canvas",
    "lamp": "Canvas",
    "onlamp": "CanvasText",
    "ink": "CanvasText",
    "night": "Canvas",
    "onnight": "CanvasText",
    "onnight-soft": "CanvasText",
    "frame": "CanvasText",
    "card": "Canvas",
    "paper": "Canvas",
}
"""What a visitor's own choice of colours puts in their place; shapes tell the rest."""


def var(name: str) -> str:
    """Refer to a colour by its name, with the colour by day for where there is no style sheet.

    Examples
    --------
    >>> var("house")
    'var(--house,#1b4f9c)'
    """
    return f"var(--{name},{LIGHT[name]})"


def stylesheet() -> str:
    """Return the colours as CSS custom properties: by day, in the dark, and as a visitor chose.

    They hold of a page, and of an element that stands on somebody else's (``:host``), which asks
    with ``scheme="light"`` for those by day only. A sheet of paper on a screen is ``.on-paper``.
    """
    changed = {name: colour for name, colour in DARK.items() if colour != LIGHT[name]}
    on_paper = {name: LIGHT[name] for name in changed}
    return (
        f":root,:host{{color-scheme:light dark;{_properties(LIGHT)}}}\n"
        f"@media (prefers-color-scheme:dark){{:root,:host{{{_properties(changed)}}}}}\n"
        # Paper is white whatever the screen is.
        f".by-day,:host([scheme=light]),.on-paper{{color-scheme:light;{_properties(on_paper)}}}\n"
        f"@media print{{:root,:host{{color-scheme:light;{_properties(on_paper)}}}}}\n"
        f"@media (forced-colors:active){{:root,:host,.on-paper{{{_properties(CHOSEN)}}}}}\n"
    )


def picture_style(*names: str) -> str:
    """Return a few of the colours as a style for inside a picture, which follows the setting too.

    Parameters
    ----------
    *names
        Names of colours.

    Returns
    -------
    str
        A ``style`` element of SVG.
    """
    day = _properties({name: LIGHT[name] for name in names})
    night = _properties({name: DARK[name] for name in names})
    return f"<style>:root{{{day}}}@media (prefers-color-scheme:dark){{:root{{{night}}}}}</style>"


def _properties(colours: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())
