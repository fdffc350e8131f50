"""A folium map on a self-contained page that fetches nothing: the base of our standalone maps.

The page contains everything it needs, and nothing that a source said is ever written as markup or
script.
"""

from __future__ import annotations

import re
from typing import Any

import folium
import geopandas as gpd
from branca.element import Figure
from folium.template import Template
from jinja2.utils import htmlsafe_json_dumps

from geo.i18n.languages import direction
from geo.model.vocabulary import Language


class Page(Figure):
    """A page with a language and a title, which contains everything it needs."""

    _template = Template(
        """<!DOCTYPE html>
<html lang="{{ this.language }}" dir="{{ this.direction }}">
<head>
<meta charset="utf-8">
{% if this.policy %}
<meta http-equiv="Content-Security-Policy" content="{{ this.policy }}">
{% endif %}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ this.title|e }}</title>
{{ this.header.render(**kwargs) }}
</head>
<body>
{{ this.html.render(**kwargs) }}
<script>
{{ this.script.render(**kwargs) }}
</script>
</body>
</html>
"""
    )

    def __init__(self, language: Language, title: str) -> None:
        super().__init__(title=title)
        self.language = language
        self.direction = direction(language)
        self.policy = ""

    def seal(self, tile_origin: str) -> None:
        """Make the browser refuse everything from outside the page, except the tiles."""
        self.policy = (
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
            f"img-src data: {tile_origin}"
        ).strip()


# folium renders the text of an element as a Jinja template again. So the data must not contain
# anything that Jinja acts on, or a name such as "{{ 7 * 7 }}" would be executed.


def script_data(data: object) -> str:
    """Write data as JSON for a script element, escaping what HTML or Jinja act on."""
    return re.sub(r"{(?=[{%#])", r"\\u007b", str(htmlsafe_json_dumps(data)))


def raw(text: str) -> str:
    """Keep Jinja from acting on one of our own files."""
    return f"{{% raw %}}{text}{{% endraw %}}"


def named(element: Any, name: str) -> Any:  # noqa: ANN401 - folium has no types
    """Replace the random name of an element, so that the same input gives the same file."""
    element._id = name  # noqa: SLF001 - folium offers no other way
    return element


def collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    """Combine GeoJSON features."""
    return {"type": "FeatureCollection", "features": features}


class BareMap(folium.Map):
    """A map without anything external: folium's own scripts and styles are left out.

    A subclass has a template that begins with `PARTS` and adds the macro ``script``.

    Parameters
    ----------
    center
        Latitude and longitude (EPSG:4326) at which it opens.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - as folium declares it
    default_css: list[tuple[str, str]] = []  # noqa: RUF012 - as folium declares it

    PARTS = """
{% macro header(this, kwargs) %}
<style>{{ this.style }}</style>
<script>{{ this.library }}</script>
{% endmacro %}

{% macro html(this, kwargs) %}{{ this.body }}{% endmacro %}
"""

    def __init__(
        self, name: str, center: tuple[float, float], *, body: str, style: str, library: str
    ) -> None:
        super().__init__(location=center, zoom_start=11, tiles=None, zoom_control=False)
        named(self, name)
        self.body = body.replace("{", "&#123;")
        self.style = raw(style)
        self.library = raw(library)


def middle(districts: gpd.GeoDataFrame) -> tuple[float, float]:
    """Return latitude and longitude of the middle of some districts, to begin a map with."""
    west, south, east, north = districts.total_bounds
    return round(float(south + north) / 2, 3), round(float(west + east) / 2, 3)
