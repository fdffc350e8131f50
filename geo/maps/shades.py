"""Classes and shades of coverage: one choice for the planners' page, the report and every map.

Classes are fifths: they are familiar, and maps of other days and districts can be compared. A shade
is the name of a colour of `geo.directory.palette`, so a map and its legend follow the same setting,
light, dark or paper. What cannot be said, and what is out of reach, is told by a pattern and a line
and in words, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Final

from geo.directory.palette import var
from geo.i18n.shares import percents

RAMP: Final = ("c1", "c2", "c3", "c4", "c5")
"""From little to much."""
BREAKS: Final = (0.2, 0.4, 0.6, 0.8)
"""Shares that separate the classes; a share on a border belongs to the higher class."""
WIDEST: Final = 0.5
"""A range wider than this share has no class."""
HATCH: Final = "hatch"
"""What cannot be said."""
PLAIN: Final = "plain"
"""Almost nobody lives here, or there is no figure."""
GAP: Final = "gap"
"""Where people live out of reach: a dashed line around nothing."""
GAP_DASHES: Final = "5 3"
"""Of that line, in units of its width divided by two."""

_HATCH_WIDTH: Final = 3 / 7
"""How wide a line of the hatch is, in distances between two."""


def shade(low: float, share: float, high: float) -> str:
    """Return the shade of a share with its range, each between 0 and 1.

    Examples
    --------
    >>> shade(0.65, 0.71, 0.85), shade(0.39, 0.54, 0.99), shade(0.2, 0.2, 0.2)
    ('c4', 'hatch', 'c2')
    """
    if high - low > WIDEST:
        return HATCH
    return RAMP[sum(share >= edge for edge in BREAKS)]


def class_limits() -> tuple[tuple[str, int, int], ...]:
    """Return the classes from little to much: the shade, and where it begins and ends in percents.

    Examples
    --------
    >>> class_limits()[0]
    ('c1', 0, 20)
    """
    edges = percents([0, *BREAKS, 1]).astype(int).tolist()
    return tuple((name, low, high) for name, (low, high) in zip(RAMP, pairwise(edges), strict=True))


def band_shades(count: int) -> tuple[str, ...]:
    """Return the shades of this many bands of walking time (2 to 5), from near to far.

    The nearest is the darkest, the last, which has no end, the lightest.
    """
    return (*RAMP[::-1][: count - 1], RAMP[0])


# How a shade is drawn -----------------------------------------------------------------------------


def hatch(step: float, name: str = HATCH, colour: Callable[[str], str] = var) -> str:
    """Return the hatch as a pattern of SVG.

    Parameters
    ----------
    step
        Distance between two lines, in units of the picture.
    name
        Its id, where a page has several pictures.
    colour
        Writes a colour of the palette; as a page that follows its reader does, if not given.
    """
    size = f'width="{step:g}" height="{step:g}"'
    return (
        f'<pattern id="{name}" {size} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect {size} fill="{colour("card")}"/>'
        f'<path d="M0 0V{step:g}" stroke="{colour(HATCH)}" stroke-width="{step * _HATCH_WIDTH:g}"/>'
        "</pattern>"
    )


def fill(name: str, prefix: str = "", colour: Callable[[str], str] = var) -> str:
    """Return the fill of a shade: a colour, the hatch, or nothing within the line of a gap.

    Parameters
    ----------
    prefix
        Of the id of the hatch.
    colour
        As in `hatch`.
    """
    if name == GAP:
        return "none"
    return f"url(#{prefix}{HATCH})" if name == HATCH else colour(name)


_LEGEND: Final = "legend-"


def legend_patterns() -> str:
    """Return the hatch that `swatch` needs, once per page."""
    return (
        '<svg class="sprite" width="0" height="0" aria-hidden="true">'
        f"<defs>{hatch(5.0, _LEGEND + HATCH)}</defs></svg>"
    )


def swatch(name: str) -> str:
    """Return the small picture of a shade in a legend."""
    line, dashes = (var("bad"), f' stroke-width="2" stroke-dasharray="{GAP_DASHES}"')
    if name != GAP:
        line, dashes = var("edge"), ""
    return (
        f'<svg class="swatch" aria-hidden="true" viewBox="0 0 26 18" data-shade="{name}">'
        f'<rect x="1" y="1" width="24" height="16" fill="{fill(name, _LEGEND)}" stroke="{line}"'
        f"{dashes}/></svg>"
    )
