"""The map of the city for a council paper: one landscape page of A4, as PDF, PNG or HTML."""

from __future__ import annotations

from pathlib import Path

from geo.maps.shades import legend_patterns, swatch
from geo.maps.templates import page_template
from geo.planning.coverage import Level
from geo.planning.coverage.drawing import draw_city, place_signs
from geo.planning.coverage.view import CoverageView

MAP_MM = (201.0, 150.0)
"""Width and height of the map on paper."""
PICTURE_PX = (1123, 794)
"""A landscape page of A4 in pixels of CSS (96 to an inch)."""

_HERE = Path(__file__).with_name("_map")


def council_map(view: CoverageView, level: Level = Level.BUURT) -> str:
    """Write the page, shaded by the districts of a level.

    Returns
    -------
    str
        HTML that needs nothing but itself: title, map, legend, units, sources and date.
    """
    width_mm, height_mm = MAP_MM
    figures = view.figures(Level.GEMEENTE)
    template = page_template(_HERE / "paper.html", view.words.language)
    return template.render(
        view=view,
        per=view.words.level(level),
        city=figures[figures["kind"] == view.kind].iloc[0].to_dict(),
        picture=draw_city(view, level, width_mm=width_mm, height_mm=height_mm),
        swatch=swatch,
        patterns=legend_patterns(),
        signs=place_signs(view),
        words=view.words,
        style=(_HERE / "paper.css").read_text(encoding="utf-8"),
    )
