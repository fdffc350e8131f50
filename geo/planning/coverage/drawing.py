"""The pictures of coverage on paper: walking time within one gebied, and shares across the city."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd

from geo.directory.symbology import Symbol, initiatives
from geo.maps.drawing import Drawing, Extent
from geo.maps.shades import GAP, GAP_DASHES, HATCH, PLAIN, band_shades
from geo.model.vocabulary import Kind
from geo.planning.coverage import Level
from geo.planning.coverage.gaps import gaps_frame
from geo.planning.coverage.view import CoverageView

_STREETS_BELOW = 35.0
"""Metres in a millimetre of paper; on a smaller scale streets would be a grey stain."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its legend.

    Attributes
    ----------
    legend
        Shades of `geo.maps.shades` and what they mean, from the top.
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
    drawing.areas(own.geometry, drawing.fill(PLAIN))
    _ground(drawing, view, own)
    drawing.areas(bands.geometry, bands["shade"].map(drawing.fill))
    if drawing.mm < _STREETS_BELOW:
        _streets(drawing, view)
    within = buurten[buurten["gebied_code"] == gebied_code]
    for shapes, thick_mm in ((gebieden, 0.25), (within, 0.25), (own, 0.7)):
        line = drawing.colour("soft")
        drawing.areas(shapes.geometry, "none", line=line, width_mm=thick_mm)
    _gaps(drawing, view, gebied_code, width_mm=0.6)
    drawing.signs(view.places, size_mm=5.2)
    drawing.names(within.geometry, within["name"], size_mm=2.9)
    legend = zip(bands["shade"], bands["meaning"], strict=True)
    return Picture(drawing.svg(), (*legend, gap_meaning(view), plain_meaning(view)))


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
    drawing = Drawing(extent, width_mm, label)
    fills, halo = districts["shade"].map(drawing.fill), drawing.colour("halo")
    drawing.areas(districts.geometry, fills, line=halo, width_mm=0.25)
    _ground(drawing, view, gebieden)
    drawing.areas(gebieden.geometry, "none", line=drawing.colour("soft"), width_mm=0.45)
    _gaps(drawing, view, None, width_mm=0.25)
    drawing.signs(view.places, size_mm=3.4)
    named = gebieden[gebieden["residential"]]
    drawing.names(named.geometry, named["name"], size_mm=3.0)
    return Picture(drawing.svg(), (*share_legend(view), gap_meaning(view)))


def shaded_districts(view: CoverageView, level: Level) -> gpd.GeoDataFrame:
    """Return the districts with their figures and shade, EPSG:28992, indexed by code.

    Returns
    -------
    GeoDataFrame
        The columns of `geo.planning.coverage.COLUMNS` for the requested kind, and ``shade``.
    """
    shapes = view.areas.gebieden if level is Level.GEBIED else view.areas.buurten
    figures = view.figures(level)
    figures = figures[figures["kind"] == view.kind]
    shaded = [view.words.shade(row) for row in figures.to_dict("records")]
    figures = figures.assign(shade=shaded).set_index("code")
    geometry = shapes.geometry.to_crs(view.city.crs.code).reindex(figures.index)
    return gpd.GeoDataFrame(figures, geometry=geometry, crs=view.city.crs.code)


def shaded_bands(view: CoverageView, gebied_code: str | None = None) -> gpd.GeoDataFrame:
    """Return the inhabited bands of `CoverageView.bands`, with shade and meaning.

    Parameters
    ----------
    gebied_code
        Only this gebied.

    Returns
    -------
    GeoDataFrame
        ``minutes``, ``residents``, ``shade``, ``meaning``; EPSG:28992.
    """
    bands = view.bands(gebied_code)
    limits = bands["minutes"].dropna()
    shades, meanings = [*band_shades(len(limits))], view.words.minutes(limits)
    if len(limits) < len(bands):
        shades.append(HATCH)
        meanings.append(view.words.gettext("that depends on what we do not know"))
    bands = bands.assign(shade=shades, meaning=meanings)
    return bands[bands["residents"] > 0]


def share_legend(view: CoverageView) -> tuple[tuple[str, str], ...]:
    """Return the shades of `shaded_districts` with their meaning, highest first."""
    words = view.words
    return (
        *((name, meaning) for name, _, meaning in reversed(words.legend())),
        (HATCH, words.hatched()),
        plain_meaning(view),
    )


def _ground(drawing: Drawing, view: CoverageView, districts: gpd.GeoDataFrame) -> None:
    """Leave bare where no street and nobody is near, and draw the water."""
    ground = view.city.ground(districts.geometry.to_list())
    drawing.areas([ground.bare], drawing.colour("land"))
    drawing.areas([ground.water], drawing.colour("water"))


def _streets(drawing: Drawing, view: CoverageView) -> None:
    network = view.city.network
    ends = ((network.x[side], network.y[side]) for side in (network.a, network.b))
    start, end = ends
    drawing.lines(start, end, colour=drawing.colour("street"), width_mm=0.12)


def _gaps(
    drawing: Drawing, view: CoverageView, gebied_code: str | None, *, width_mm: float
) -> None:
    outlines = gaps_frame(view.gaps(gebied_code), view.city.crs).to_crs(view.city.crs.code)
    drawing.areas(
        outlines.geometry,
        drawing.fill(GAP),
        line=drawing.colour("bad"),
        width_mm=width_mm,
        dashes_mm=" ".join(f"{float(one) * width_mm / 2:.2f}" for one in GAP_DASHES.split()),
    )


def gap_meaning(view: CoverageView) -> tuple[str, str]:
    """Return the shade of gaps with its meaning."""
    meaning = view.words.gettext(
        "out of reach: more than %(minutes)s minutes on foot", minutes=view.minutes
    )
    return (GAP, meaning)


def plain_meaning(view: CoverageView) -> tuple[str, str]:
    """Return the shade of districts without a figure, and of land without people."""
    return (PLAIN, view.words.unpeopled())


def place_signs(view: CoverageView) -> list[tuple[Symbol, str]]:
    """Return the signs of places with their meaning."""
    words = view.words
    return [
        *((Symbol(kind), words.kind_heading(kind)) for kind in Kind),
        *initiatives(words.language),
        (Symbol(Kind.HUISKAMER, exact=False), words.gettext("Location not exactly known")),
    ]
