"""Coverage as one folium map that opens without a network: districts, walking time, gaps, places.

Three pictures, one at a time: the share within reach per gebied, per buurt, and the walking time of
each inhabited square. Upon them the gaps and the places, each to be put on and off. All that the
map shows stands below it in words.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import orjson
import shapely
from folium.map import Layer, LayerControl
from folium.template import Template

from geo.city.kinds import capital, kind_label
from geo.directory import palette, symbology
from geo.directory.palette import var
from geo.directory.symbology import Symbol
from geo.maps import assets, shades
from geo.maps.folium_page import BareMap, Page, collection, middle, named, script_data
from geo.maps.shades import GAP, legend_patterns, swatch
from geo.maps.templates import page_template
from geo.maps.words import map_words
from geo.model.crs import WGS84
from geo.model.vocabulary import Kind
from geo.planning.coverage import Level
from geo.planning.coverage.drawing import (
    gap_meaning,
    place_signs,
    shaded_bands,
    shaded_districts,
    share_legend,
)
from geo.planning.coverage.gaps import Gap, gaps_frame
from geo.planning.coverage.view import CoverageView

FILES = Path(__file__).with_name("_map")
"""Scripts, styles and templates of the map of coverage."""

_DEGREES = 5
_MAP_HATCH = "map-"
_HATCH_PX = 12.0


def coverage_map(view: CoverageView) -> str:
    """Write the map as one self-contained HTML page: the browser may fetch nothing.

    Returns
    -------
    str
        The page, the same for the same input.

    Raises
    ------
    MeetingplacesError
        The package was not built, so that Leaflet is missing.
    """
    page = _compose(view)
    page.seal("")
    return str(page.render())


def _compose(view: CoverageView) -> Page:
    words, _ = view.words, view.words.gettext
    title = _(
        "Map: %(group)s within a walk of %(minutes)s minutes",
        group=view.group,
        minutes=view.minutes,
    )
    page = Page(words.language, title)
    places = {kind: _places(view, kind) for kind in Kind}
    gaps = view.gaps()
    drawn = _CoverageMap(_body(view, gaps, [one for some in places.values() for one in some]), view)
    page.add_child(drawn)
    share_of = {
        level: _("Share per %(district)s", district=words.district(level))
        for level in (Level.GEBIED, Level.BUURT)
    }
    borders = _("Borders of the %(districts)s", districts=words.districts(Level.GEBIED))
    per_gebied, per_buurt = (_districts(view, level) for level in (Level.GEBIED, Level.BUURT))
    layers: list[tuple[str, Layer]] = [
        ("gebieden", _Shapes(share_of[Level.GEBIED], per_gebied, "shares")),
        ("buurten", _Shapes(share_of[Level.BUURT], per_buurt, "shares", show=False)),
        ("minutes", _Shapes(_("Walking time per 100 metres"), _bands(view), "shares", show=False)),
        ("ground", _Shapes("", _ground(view), "ground")),
        ("outlines", _Shapes(borders, _outlines(view), "outlines")),
        ("gaps", _Shapes(_("Out of reach"), _gaps(view, gaps), "gaps")),
        *((str(kind), _Signs(_plural(view, kind), features)) for kind, features in places.items()),
    ]  # fmt: skip
    for name, layer in layers:
        drawn.add_child(named(layer, name))
    drawn.add_child(named(LayerControl("topleft", collapsed=False), "layers"))
    return page


# The parts of the map -----------------------------------------------------------------------------


class _CoverageMap(BareMap):
    """The map of coverage."""

    _template = Template(
        BareMap.PARTS
        + """
{% macro script(this, kwargs) %}
const {{ this.get_name() }} = L.map("{{ this.get_name() }}", {
  center: {{ this.location|tojson }}, ...{{ this.options|tojavascript }},
  ...meetingplaces.mapOptions(), zoomSnap: 0.25, zoom: 11.5
});
{
  // On a narrow screen the switches lie above what is seen, not over it.
  const above = {{ this.get_name() }}.getSize().x < 600 ? 240 : 8;
  const room = { paddingTopLeft: [8, above], paddingBottomRight: [8, 8], animate: false };
  {{ this.get_name() }}.fitBounds({{ this.bounds|tojson }}, room);
}
{{ this.get_name() }}.attributionControl.setPrefix(false);
L.control
  .zoom({ position: "bottomright", ...{{ this.zoom_titles|tojson }} })
  .addTo({{ this.get_name() }});
L.control.scale({ position: "bottomleft", imperial: false }).addTo({{ this.get_name() }});
{% endmacro %}
"""
    )

    def __init__(self, body: str, view: CoverageView) -> None:
        words = map_words(view.words.language, view.areas.city)
        self.zoom_titles = {"zoomInTitle": words["zoomIn"], "zoomOutTitle": words["zoomOut"]}
        self.bounds = _bounds(view)
        super().__init__(
            "coverage",
            middle(view.areas.gebieden),
            body=body,
            style=assets.style_with_images(assets.VENDOR / "leaflet/leaflet.css")
            + palette.stylesheet()
            + assets.read(FILES / "screen.css"),
            library="\n".join(
                [
                    assets.read(assets.VENDOR / "leaflet/leaflet.js"),
                    assets.joined_script(),
                    assets.read(FILES / "layers.js"),
                ]
            ),
        )


def _bounds(view: CoverageView) -> list[list[float]]:
    """Return what is seen first, south-west and north-east: where most people live."""
    gebieden = view.areas.gebieden
    near = gebieden["residential"] & ~gebieden["name"].isin(view.areas.city.drawing.far_off)
    west, south, east, north = (round(float(one), 4) for one in gebieden[near].total_bounds)
    return [[south, west], [north, east]]


class _Shapes(Layer):
    """Polygons with fills; those of the pane ``shares`` are shown one at a time."""

    _template = Template(
        """
{% macro script(this, kwargs) %}
const {{ this.get_name() }} = coverage.shapes(
  {{ this._parent.get_name() }}, {{ this.features }}, {{ this.looks|tojson }}
);
{% endmacro %}
"""
    )
    _LOOKS = {  # noqa: RUF012 - read only
        "shares": {"order": 350, "line": var("halo"), "weight": 1, "dashes": None},
        "ground": {"order": 355, "line": "none", "weight": 0, "dashes": None},
        "outlines": {"order": 360, "line": var("soft"), "weight": 1.5, "dashes": None},
        "gaps": {"order": 370, "line": var("bad"), "weight": 2, "dashes": shades.GAP_DASHES},
    }

    def __init__(
        self, name: str, features: list[dict[str, Any]], pane: str, *, show: bool = True
    ) -> None:
        # What has no name cannot be put off.
        super().__init__(name, overlay=pane != "shares", control=bool(name), show=show)
        self._name = "Shapes"
        self.features = script_data(collection(features))
        self.looks = {"pane": pane, **self._LOOKS[pane]}


class _Signs(Layer):
    """The places of one kind."""

    _template = Template(
        """
{% macro script(this, kwargs) %}
const {{ this.get_name() }} = coverage.signs({{ this._parent.get_name() }}, {{ this.features }});
{% endmacro %}
"""
    )

    def __init__(self, name: str, features: list[dict[str, Any]]) -> None:
        super().__init__(f"{name} ({len(features)})", overlay=True)
        self._name = "Signs"
        self.features = script_data(collection(features))


# What stands on it --------------------------------------------------------------------------------


def _districts(view: CoverageView, level: Level) -> list[dict[str, Any]]:
    frame = shaded_districts(view, level)
    words = view.words
    frame["lines"] = [
        [
            row["name"],
            words.gettext(
                "%(share)s of %(people)s %(group)s",
                share=words.share(row),
                people=words.number(row["residents"]),
                group=view.group,
            ),
        ]
        for row in frame.to_dict("records")
    ]
    return _features(frame)


def _bands(view: CoverageView) -> list[dict[str, Any]]:
    frame = shaded_bands(view)
    frame["lines"] = [[meaning] for meaning in frame["meaning"]]
    return _features(frame)


def _ground(view: CoverageView) -> list[dict[str, Any]]:
    """Cover what of the districts is bare, or water."""
    shapes = view.areas.gebieden.geometry.to_crs(view.city.crs.code)
    ground = view.city.ground(shapes.to_list())
    frame = gpd.GeoDataFrame(
        {"shade": ["land", "water"], "lines": None},
        geometry=[ground.bare, ground.water],
        crs=view.city.crs.code,
    )
    return _features(frame)


def _outlines(view: CoverageView) -> list[dict[str, Any]]:
    return _features(view.areas.gebieden.assign(shade=GAP, lines=None))


def _gaps(view: CoverageView, gaps: list[Gap]) -> list[dict[str, Any]]:
    words = view.words
    frame = gaps_frame(gaps, view.city.crs).assign(shade=GAP)
    frame["lines"] = [
        [gap.name, words.gettext("about %(people)s out of reach", people=words.people(gap.people))]
        for gap in gaps
    ]
    return _features(frame)


def _plural(view: CoverageView, kind: Kind) -> str:
    return capital(view.areas.city.kinds[kind].of(view.words.language).many)


def _places(view: CoverageView, kind: Kind) -> list[dict[str, Any]]:
    called = kind_label(kind, view.areas.city, view.words.language)
    frame = view.places[view.places["kind"] == kind].sort_values("name")
    rows = frame.to_dict("records")
    features = frame[["geometry"]].assign(
        symbol=[Symbol.of(one).name for one in rows],
        lines=[[str(one["name"]), ", ".join(filter(None, [called, one["buurt"]]))] for one in rows],
    )
    return _features(features)


def _features(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Write what the scripts need of a frame as GeoJSON in EPSG:4326."""
    frame = frame.to_crs(WGS84)
    if "shade" in frame:
        frame = frame.assign(fill=[shades.fill(name, _MAP_HATCH) for name in frame["shade"]])
    names = [name for name in ("shade", "fill", "lines", "symbol") if name in frame]
    shapes = shapely.set_precision(frame.geometry.to_numpy(), 10.0**-_DEGREES)
    features = []
    for shape, properties in zip(shapes, frame[names].to_dict("records"), strict=True):
        if shape is None or shape.is_empty:
            continue
        geometry = orjson.loads(shapely.to_geojson(shape))
        features.append({"type": "Feature", "geometry": geometry, "properties": properties})
    return features


def _body(view: CoverageView, gaps: list[Gap], places: list[dict[str, Any]]) -> str:
    figures = {level: view.figures(level) for level in Level}
    tables = {
        level: table[table["kind"] == view.kind].sort_values("name").to_dict("records")
        for level, table in figures.items()
    }
    bands = shaded_bands(view)
    words, _ = view.words, view.words.gettext
    return page_template(FILES / "screen.html", words.language).render(
        view=view,
        words=words,
        map_id="map_coverage",
        city=tables[Level.GEMEENTE][0],
        tables=[(words.level(level), tables[level]) for level in (Level.GEBIED, Level.BUURT)],
        gaps=gaps,
        places=[place["properties"] for place in places],
        legends=[
            (_("Share within reach"), [*share_legend(view), gap_meaning(view)]),
            (_("Walking time"), list(zip(bands["shade"], bands["meaning"], strict=True))),
        ],
        signs=place_signs(view),
        sprite=symbology.sprite(
            [
                *(Symbol.of(one) for one in view.places.to_dict("records")),
                *(sign for sign, _ in place_signs(view)),
            ]
        ),
        swatch=swatch,
        patterns=legend_patterns()
        + '<svg class="sprite" width="0" height="0" aria-hidden="true">'
        f"<defs>{shades.hatch(_HATCH_PX, _MAP_HATCH + shades.HATCH)}</defs></svg>",
    )  # fmt: skip
