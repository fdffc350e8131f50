"""The pictures of coverage on paper: walking time within one gebied, and shares across the city."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.directory.symbology import Symbol, initiatives
from geo.maps.drawing import Drawing, Extent
from geo.maps.shades import BAND_SHADES, GAP, SHADES, class_labels, class_limits, shade, spread
from geo.model.vocabulary import Kind
from geo.planning.coverage import Level
from geo.planning.coverage.gaps import gaps_frame
from geo.planning.coverage.view import CoverageView

_LAND = "#fbfbf9"
_OTHER = "#e6e9ea"
_STREET = "#b9c0c4"
_BORDER = "#46535f"
_STREETS_BELOW = 35.0
"""Metres in a millimetre of paper; on a smaller scale streets would be a grey stain."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its legend.

    Attributes
    ----------
    legend
        Fills and what they mean, from the top.
    """

    svg: str
    legend: tuple[tuple[str, str], ...]


def draw_gebied(
    view: CoverageView, gebied_code: str, *, width_mm: float, height_mm: float
) -> Picture:
    """Draw how long people in one gebied walk, square by square, and where they are out of reach.

    Returns
    -------
    Picture
        With streets, borders and names of buurten, and the signs of places, also across the border.
    """
    gebieden, buurten = (
        view.areas.gebieden.to_crs(view.city.crs.code),
        view.areas.buurten.to_crs(view.city.crs.code),
    )
    own = gebieden.loc[[gebied_code]]
    bands = shaded_bands(view, gebied_code)
    # The squares tell where people live: a gebied with much water or port is drawn around them.
    around = bands.geometry if len(bands) else own.geometry
    extent = Extent.around(around, margin=0.08, ratio=width_mm / height_mm)
    name = own["name"].iloc[0]
    label = view.words.gettext(
        "Map of %(name)s: walking time to %(place)s", name=name, place=view.place
    )
    drawing = Drawing(extent, width_mm, label)
    drawing.areas(gebieden.geometry, _OTHER)
    drawing.areas(own.geometry, _LAND)
    drawing.areas(bands.geometry, bands["fill"])
    if drawing.mm < _STREETS_BELOW:
        _streets(drawing, view)
    _gaps(drawing, view, gebied_code, width_mm=0.5)
    within = buurten[buurten["gebied_code"] == gebied_code]
    drawing.areas(within.geometry, "none", line=_BORDER, width_mm=0.25, dashes_mm="1.2 0.8")
    drawing.areas(own.geometry, "none", line=_BORDER, width_mm=0.7)
    drawing.signs(view.places, size_mm=5.2)
    drawing.names(within.geometry, within["name"], size_mm=2.9)
    legend = zip(bands["fill"], bands["meaning"], strict=True)
    return Picture(drawing.svg(), (*legend, gap_meaning(view)))


def draw_city(view: CoverageView, level: Level, *, width_mm: float, height_mm: float) -> Picture:
    """Draw the share of residents within reach per district, and where people are out of reach.

    Covers the whole municipality except what has no inhabitants.
    """
    districts = shaded_districts(view, level)
    gebieden = view.areas.gebieden.to_crs(view.city.crs.code)
    far_off = gebieden["name"].isin(view.areas.city.drawing.far_off)
    around = gebieden.geometry[gebieden["residential"] & ~far_off]
    extent = Extent.around(around, margin=0.02, ratio=width_mm / height_mm)
    label = view.words.gettext(
        "Map of %(name)s: share of the %(group)s within a walk of %(minutes)s minutes of %(place)s",
        name=view.city.name,
        group=view.group,
        minutes=view.minutes,
        place=view.place,
    )
    drawing = Drawing(extent, width_mm, label, hatch_mm=1.1)
    drawing.areas(gebieden.geometry, _OTHER)
    drawing.areas(districts.geometry, districts["fill"], line="#ffffff", width_mm=0.25)
    _gaps(drawing, view, None, width_mm=0.2)
    drawing.areas(gebieden.geometry, "none", line=_BORDER, width_mm=0.45)
    drawing.signs(view.places, size_mm=3.4)
    named = gebieden[gebieden["residential"]]
    drawing.names(named.geometry, named["name"], size_mm=3.0)
    return Picture(drawing.svg(), (*share_legend(view, level), gap_meaning(view)))


def shaded_districts(view: CoverageView, level: Level) -> gpd.GeoDataFrame:
    """Return the districts with their figures and fill, EPSG:28992, indexed by code.

    Returns
    -------
    GeoDataFrame
        The columns of `geo.planning.coverage.COLUMNS` for the requested kind, and ``fill``.
    """
    shapes = view.areas.gebieden if level is Level.GEBIED else view.areas.buurten
    figures = _of_kind(view, level)
    limits = class_limits(figures["share"])
    fills = [
        "url(#no-figure)" if pd.isna(one) else shade(float(one), limits) for one in figures["share"]
    ]
    figures = figures.assign(fill=fills).set_index("code")
    geometry = shapes.geometry.to_crs(view.city.crs.code).reindex(figures.index)
    return gpd.GeoDataFrame(figures, geometry=geometry, crs=view.city.crs.code)


def shaded_bands(view: CoverageView, gebied_code: str | None = None) -> gpd.GeoDataFrame:
    """Return the inhabited bands of `CoverageView.bands`, with fill and meaning.

    Parameters
    ----------
    gebied_code
        Only this gebied.

    Returns
    -------
    GeoDataFrame
        ``minutes``, ``residents``, ``fill``, ``meaning``; EPSG:28992.
    """
    bands = view.bands(gebied_code)
    bands = bands.assign(fill=_band_fills(len(bands)), meaning=view.words.minutes(bands["minutes"]))
    return bands[bands["residents"] > 0]


def share_legend(view: CoverageView, level: Level) -> tuple[tuple[str, str], ...]:
    """Return the fills of `shaded_districts` with their meaning, highest first."""
    shares = _of_kind(view, level)["share"]
    limits = class_limits(shares)
    labels = class_labels(limits, float(shares.min()))
    pairs = list(zip(spread(len(limits)), labels, strict=True))[::-1]
    if shares.isna().any():
        pairs.append(
            ("url(#no-figure)", view.words.gettext("no figure: hardly anybody lives there"))
        )
    return tuple(pairs)


def _of_kind(view: CoverageView, level: Level) -> pd.DataFrame:
    figures = view.figures(level)
    return figures[figures["kind"] == view.kind].reset_index(drop=True)


def _band_fills(count: int) -> list[str]:
    """Return the fills of bands from near to far; the last, open-ended one is dotted."""
    ramp = BAND_SHADES if count - 1 <= len(BAND_SHADES) else SHADES[::-1]
    return [*ramp[: count - 1], "url(#beyond)"]


def _streets(drawing: Drawing, view: CoverageView) -> None:
    network = view.city.network
    ends = ((network.x[side], network.y[side]) for side in (network.a, network.b))
    start, end = ends
    drawing.lines(start, end, colour=_STREET, width_mm=0.12)


def _gaps(
    drawing: Drawing, view: CoverageView, gebied_code: str | None, *, width_mm: float
) -> None:
    outlines = gaps_frame(view.gaps(gebied_code), view.city.crs).to_crs(view.city.crs.code)
    drawing.areas(outlines.geometry, "url(#gap)", line=GAP, width_mm=width_mm)


def gap_meaning(view: CoverageView) -> tuple[str, str]:
    """Return the fill of gaps with its meaning."""
    meaning = view.words.gettext(
        "out of reach: more than %(minutes)s minutes on foot", minutes=view.minutes
    )
    return ("url(#gap)", meaning)


def place_signs(view: CoverageView) -> list[tuple[str, str]]:
    """Return the signs of places as pictures with their meaning."""
    words = view.words
    return [
        *((Symbol(kind).svg(), words.kind_heading(kind)) for kind in Kind),
        *((sign.svg(), meaning) for sign, meaning in initiatives(words.language)),
        (Symbol(Kind.HUISKAMER, exact=False).svg(), words.gettext("Location not exactly known")),
    ]
