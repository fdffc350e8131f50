"""The report of one gebied: two pages that a planner can hand in.

One HTML page that needs nothing but itself, in Dutch, made for A4. Its figures are those of
`geo.planning.coverage`; what they rest on, and what they do not say, stands on it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from geo.directory.symbology import Symbol, initiatives
from geo.maps.drawing import legend_patterns, swatch
from geo.model.vocabulary import Kind
from geo.planning.coverage import words
from geo.planning.coverage.drawing import draw_gebied
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
    hub, room = Symbol(Kind.HUIS_VAN_DE_WIJK), Symbol(Kind.HUISKAMER)
    return _template().render(
        contents=gather(view, gebied_code),
        picture=picture,
        swatch=swatch,
        patterns=legend_patterns(),
        signs=(
            (hub.svg(), "Huis van de Wijk"),
            (room.svg(), "huiskamer"),
            *(
                (sign.svg(), f"{meaning[0].lower()}{meaning[1:]}")
                for sign, meaning in initiatives("nl")
            ),
            (Symbol(Kind.HUISKAMER, exact=False).svg(), "ligging niet precies bekend"),
        ),
        words=words,
        style=Path(__file__).with_name("report.css").read_text(encoding="utf-8"),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")
