"""The map of the city for a council paper: one landscape page of A4, as PDF, PNG or HTML."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from geo.directory.symbology import Symbol, initiatives
from geo.maps.drawing import legend_patterns, swatch
from geo.model.vocabulary import Kind
from geo.planning.coverage import Level, words
from geo.planning.coverage.drawing import draw_city
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
    signs = (Symbol(Kind.HUIS_VAN_DE_WIJK), Symbol(Kind.HUISKAMER))
    return _template().render(
        view=view,
        level="gebied" if level is Level.GEBIED else "buurt",
        city=figures[figures["kind"] == view.kind].iloc[0].to_dict(),
        picture=draw_city(view, level, width_mm=width_mm, height_mm=height_mm),
        swatch=swatch,
        patterns=legend_patterns(),
        signs=[
            *zip((sign.svg() for sign in signs), ("Huis van de Wijk", "Huiskamer"), strict=True),
            *((sign.svg(), meaning) for sign, meaning in initiatives("nl")),
            (Symbol(Kind.HUISKAMER, exact=False).svg(), "Ligging niet precies bekend"),
        ],
        words=words,
        style=(_HERE / "paper.css").read_text(encoding="utf-8"),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("paper.html")
