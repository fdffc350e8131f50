"""The directory as one folium map that opens without a network.

The page contains Leaflet, its plugin, our scripts and styles, and the places: once as GeoJSON, and
once as a list in words, of which the popups are copies. Nothing that a source said is ever written
as markup or script. See https://python-visualization.github.io/folium/ for what else can be added
to the map that `draw` returns.
"""

from __future__ import annotations

import html
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import folium
import orjson
from folium.map import Layer, LayerControl
from folium.template import Template
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from geo.city.credits import credit_sentences
from geo.city.kinds import kind_names
from geo.directory import palette, symbology
from geo.directory.descriptions import Description, describe
from geo.directory.directory import Directory
from geo.directory.symbology import Symbol
from geo.i18n.languages import format_partial_date, translations
from geo.maps import assets
from geo.maps.folium_page import BareMap, Page, collection, middle, named, script_data
from geo.maps.words import MapWords, map_words
from geo.model.partial_date import PartialDate
from geo.model.settings import settings
from geo.model.vocabulary import Kind, Language

_PROPERTIES = ("id", "name", "kind", "status", "precision", "uncertainty_m")
"""What the scripts need to know about a place; what people read is in the list."""

_PLURAL_KINDS: dict[Kind, str] = {
    Kind.HUIS_VAN_DE_WIJK: "Huizen van de Wijk",
    Kind.HUISKAMER: "Huiskamers",
}


def draw(directory: Directory, *, language: Language = "nl", tiles: bool = False) -> folium.Map:
    """Draw all places with a known point, in a layer for each kind, on the outlines of districts.

    Parameters
    ----------
    tiles
        Whether to add the background map of `geo.model.settings`, which needs a network.

    Raises
    ------
    MeetingplacesError
        The package was not built, so that Leaflet is missing.
    """
    return _compose(directory, language, tiles=tiles)[1]


def write_map(
    directory: Directory, out: Path, *, language: Language = "nl", tiles: bool = False
) -> None:
    """Write the map as one self-contained HTML file: it can fetch nothing except the tiles.

    Parameters
    ----------
    out
        File to write; it is replaced as a whole, or not at all.
    language, tiles
        See `draw`.

    Raises
    ------
    OSError
        The file cannot be written.
    MeetingplacesError
        The package was not built, so that Leaflet is missing.
    """
    page, _ = _compose(directory, language, tiles=tiles)
    page.seal(assets.tile_origin(settings().tile_url) if tiles else "")
    handle, aside = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(page.render())
        Path(aside).chmod(0o644)
        Path(aside).replace(out)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def _compose(
    directory: Directory, language: Language, *, tiles: bool
) -> tuple[Page, _DirectoryMap]:
    _ = translations(language).gettext
    places = [orjson.loads(feature) for feature in directory.layers["places"].features]
    described = [describe(place["properties"], directory.city, language) for place in places]
    page = Page(language, _("Meeting places in %(city)s") % {"city": directory.city.name})
    drawn = _DirectoryMap(
        _body(directory, described, language),
        _slim(places),
        map_words(language, directory.city),
        middle(directory.gebieden),
    )
    page.add_child(drawn)
    if tiles:
        drawn.add_child(named(_tiles(), "background"))
    drawn.add_child(named(_Districts(_("Outlines of the districts"), directory), "districts"))
    for kind in Kind:
        count = sum(place.symbol.kind is kind and place.on_map for place in described)
        drawn.add_child(named(_KindLayer(kind, count), kind))
    drawn.add_child(named(LayerControl("topleft", collapsed=False), "layers"))
    return page, drawn


# The parts of the page ----------------------------------------------------------------------------


class _DirectoryMap(BareMap):
    """The map of all places."""

    _template = Template(
        BareMap.PARTS
        + """
{% macro script(this, kwargs) %}
const words = {{ this.words }};
const {{ this.get_name() }} = L.map("{{ this.get_name() }}", {
  center: {{ this.location|tojson }}, ...{{ this.options|tojavascript }},
  ...meetingplaces.mapOptions()
});
{{ this.get_name() }}.attributionControl.setPrefix(false);
L.control
  .zoom({ position: "bottomright", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut })
  .addTo({{ this.get_name() }});
const {{ this.get_name() }}_places = meetingplaces.draw(
  {{ this.get_name() }}, words, meetingplaces.cards(), {{ this.places }}
);
{% endmacro %}
"""
    )

    def __init__(
        self, body: str, places: dict[str, Any], words: MapWords, centre: tuple[float, float]
    ) -> None:
        super().__init__("directory", centre, body=body, style=_style(), library=_library())
        self.places = script_data(places)
        self.words = script_data(words)


class _KindLayer(Layer):
    """The pins of one kind, to be shown or hidden."""

    _template = Template(
        """
{% macro script(this, kwargs) %}
const {{ this.get_name() }} =
  {{ this._parent.get_name() }}_places.layerOf({{ this.kind|string|tojson }});
{% endmacro %}
"""
    )

    def __init__(self, kind: Kind, count: int) -> None:
        sign = f'<svg class="sign"><use href="#{Symbol(kind).name}"/></svg>'
        super().__init__(f"{sign} {_PLURAL_KINDS[kind]} ({count})", overlay=True)
        self._name = "Kind"
        self.kind = str(kind)


class _Districts(Layer):
    """The outlines and names of the districts."""

    _template = Template(
        """
{% macro script(this, kwargs) %}
const {{ this.get_name() }} = meetingplaces.districtLayer(
  {{ this._parent.get_name() }}, {{ this.districts }}
);
{% endmacro %}
"""
    )

    def __init__(self, name: str, directory: Directory) -> None:
        super().__init__(name, overlay=True)
        self._name = "Districts"
        features = directory.layers["gebieden"].features
        self.districts = script_data(collection([orjson.loads(one) for one in features]))


def _tiles() -> folium.TileLayer:
    return folium.TileLayer(
        settings().tile_url,
        attr=html.escape(settings().tile_attribution),
        max_zoom=17,
        control=False,
    )


# What stands in them ------------------------------------------------------------------------------


def _slim(places: list[dict[str, Any]]) -> dict[str, Any]:
    """Leave out what the scripts do not use."""
    return collection(
        [
            {
                "type": "Feature",
                "geometry": place["geometry"],
                "properties": {name: place["properties"].get(name) for name in _PROPERTIES},
            }
            for place in places
        ]
    )


def _body(directory: Directory, described: list[Description], language: Language) -> str:
    when = PartialDate.parse(directory.date) if directory.date else None
    return (
        _environment(language)
        .get_template("standalone.html")
        .render(
            sprite=symbology.sprite(
                [
                    *(place.symbol for place in described),
                    *(symbol for symbol, _meaning in symbology.legend(language, directory.city)),
                ]
            ),
            map_id="map_directory",
            city=directory.city,
            credits=" ".join(credit_sentences(directory.city, ("boundaries",), language)),
            names=kind_names(directory.city, language),
            places=sorted(described, key=lambda place: place.name.casefold()),
            hubs=sum(place.symbol.kind is Kind.HUIS_VAN_DE_WIJK for place in described),
            undrawn=sum(not place.on_map for place in described),
            legend=symbology.legend(language, directory.city),
            date=format_partial_date(when, language) if when else "",
        )
    )


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(assets.MAP),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    return environment


def _style() -> str:
    return "\n".join(
        [
            assets.style_with_images(assets.VENDOR / "leaflet/leaflet.css"),
            assets.read(assets.VENDOR / "leaflet.markercluster/MarkerCluster.css"),
            palette.stylesheet(),
            *(assets.read(assets.MAP / f"{name}.css") for name in ("entry", "map", "standalone")),
        ]
    )


def _library() -> str:
    return "\n".join(
        [
            assets.read(assets.VENDOR / "leaflet/leaflet.js"),
            assets.read(assets.VENDOR / "leaflet.markercluster/leaflet.markercluster.js"),
            assets.joined_script(),
        ]
    )
