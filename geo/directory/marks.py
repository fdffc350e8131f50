"""The marks of pages and maps beside the signs of places: windows, pins, answers, the site's own.

A *window* says whether there is light on, the same on a card, a pin, a week, a filter and a
summary. A *pin* with a point means that the door is known; without one, that the place is somewhere
around there, within the dashed ring that a map draws for it. Each mark differs in shape, not in
colour alone.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from geo.directory.palette import var
from geo.directory.symbology import INITIATIVE_SIGNS, SIZE

_QUESTION = (
    '<path d="M{x} {y}a3 3 0 1 1 4.6 2.5c-1 .7-1.6 1.2-1.6 2.4" fill="none" stroke="currentColor"'
    ' stroke-width="2.2"/><circle cx="{cx}" cy="{cy}" r="1.5" fill="currentColor"/>'
)
_WINDOWS: Final = {
    "open": (
        f'<rect x="1.5" y="1.5" width="17" height="20" rx="1.5" fill="{var("lamp")}"'
        f' stroke="{var("frame")}" stroke-width="2.4"/>'
        f'<path d="M10 2v19M2 9.5h16" stroke="{var("frame")}" stroke-width="2.2"/>'
    ),
    "closed": (
        '<rect x="1" y="1" width="18" height="21" rx="2" fill="currentColor"/>'
        f'<path d="M4.5 6h11M4.5 10h11M4.5 14h11M4.5 18h11" stroke="{var("card")}"'
        ' stroke-width="1.8"/>'
    ),
    "unknown": (
        f'<rect x="2" y="2" width="16" height="19" rx="1.5" fill="{var("card")}"'
        ' stroke="currentColor" stroke-width="2.2" stroke-dasharray="3.4 2.6"/>'
        + _QUESTION.format(x=7, y=8.7, cx=10, cy=17)
    ),
}
"""By the state of opening, as `geo.hours.OpeningState` writes it."""
_PINS: Final = {
    "pin-house": '<path class="pin-body" d="M20 4 36.500 17v22H26l-6 10-6-10H3.500V17Z"/>',
    "pin-room": '<path class="pin-body" d="M20 50l-6.500-10.600a17.500 17.500 0 1 1 13 0Z"/>',
    "loose-house": '<path class="pin-body" d="M20 6 36.500 19v22h-33V19Z"/>',
    "loose-room": '<circle class="pin-body" cx="20" cy="25" r="17.5"/>',
}
_ANSWERS: Final = {
    "yes": (
        f'<circle cx="12" cy="12" r="11" fill="{var("open")}"/><path d="m6.500 12.500 3.800 3.800'
        f' 7.200-8" fill="none" stroke="{var("card")}" stroke-width="2.8"/>'
    ),
    "no": (
        f'<rect x="1.5" y="1.5" width="21" height="21" rx="3" fill="{var("bad")}"/>'
        f'<path d="m7 7 10 10M17 7 7 17" stroke="{var("card")}" stroke-width="2.8"/>'
    ),
    "limited": (
        f'<path d="M12 1.500 23 21.500H1Z" fill="{var("reachline")}" stroke-linejoin="round"/>'
        f'<path d="M12 8v7M12 17v2.500" stroke="{var("card")}" stroke-width="2.6"/>'
    ),
    "unknown": (
        '<circle cx="12" cy="12" r="10.5" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-dasharray="3.6 3"/>' + _QUESTION.format(x=9, y=9.5, cx=12, cy=17)
    ),
}
"""By the answer about getting in, as `geo.model.vocabulary.Access` writes it."""
_BRAND: Final = (
    f'<path d="M14 2 27 12v16H1V12Z" fill="{var("lit-house")}"/>'
    f'<circle cx="29" cy="16" r="13" fill="{var("lit-room")}"/>'
    f'<path d="M27 12v16.800a13 13 0 0 1-6.400-22.700Z" fill="{var("lamp")}"/>'
)
"""The two kinds, and the light where they meet; always on the dark head."""


@cache
def sheet() -> str:
    """Return all marks as one hidden SVG; a page shows one with ``<use href="#name">``."""
    boxed = [
        *((f"window-{state}", "0 0 20 23", drawn) for state, drawn in _WINDOWS.items()),
        *((name, "0 0 44 52", drawn) for name, drawn in _PINS.items()),
        *((f"answer-{answer}", "0 0 24 24", drawn) for answer, drawn in _ANSWERS.items()),
        *(
            (f"by-{initiative}", f"0 0 {SIZE} {SIZE}", drawn)
            for initiative, drawn in INITIATIVE_SIGNS.items()
        ),
        ("brand", "0 0 44 30", _BRAND),
    ]
    symbols = "".join(
        f'<symbol id="{name}" viewBox="{box}">{drawn}</symbol>' for name, box, drawn in boxed
    )
    return f'<svg class="sprite" width="0" height="0" aria-hidden="true">{symbols}</svg>'
