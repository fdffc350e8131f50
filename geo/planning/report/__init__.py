"""The report of one gebied: two pages that a planner can hand in.

One HTML page that needs nothing but itself, in Dutch or English, made for A4. Its figures are
those of `geo.planning.coverage`; what they rest on, and what they do not say, stands on it.
"""

from __future__ import annotations

from pathlib import Path

from geo.city.walking.detour import USUAL
from geo.maps.shades import legend_patterns, swatch
from geo.maps.templates import page_template
from geo.planning.coverage import KINDS
from geo.planning.coverage.drawing import draw_gebied, place_signs
from geo.planning.coverage.view import CoverageView
from geo.planning.report.contents import Contents, gather

MAP_MM = (182.0, 108.0)
"""Width and height of the map on paper."""

__all__ = ["Contents", "gather", "report"]


def report(view: CoverageView, gebied_code: str) -> str:
    """Write the report of one gebied.

    Parameters
    ----------
    gebied_code
        A code of `geo.city.areas.Areas.gebieden`; `geo.planning.coverage.view.find_gebied` finds
        it by name.

    Returns
    -------
    str
        HTML of two pages of A4, the same for the same input.
    """
    width_mm, height_mm = MAP_MM
    picture = draw_gebied(view, gebied_code, width_mm=width_mm, height_mm=height_mm)
    here = Path(__file__)
    template = page_template(here.with_name("report.html"), view.words.language)
    return template.render(
        contents=gather(view, gebied_code),
        picture=picture,
        swatch=swatch,
        patterns=legend_patterns(),
        signs=place_signs(view),
        view=view,
        words=view.words,
        kinds=KINDS,
        detour=view.words.number(USUAL.factor, 2),
        start=view.words.number(USUAL.start_m, 0),
        style=here.with_name("report.css").read_text(encoding="utf-8"),
    )
