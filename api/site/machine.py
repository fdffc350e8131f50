"""What browsers and search engines request besides the pages: sitemap, robots, manifest, worker."""

from __future__ import annotations

from functools import cache
from html import escape

import orjson

from api.site import files
from api.site.searching import districts
from api.web.cache import of_release
from api.web.i18n import FOR_PLANNERS, PREFIX, translations
from api.web.served import cities
from geo.city.profile import CityProfile
from geo.directory import palette
from geo.directory.directory import Directory
from geo.i18n.languages import LANGUAGES

_KEPT = {
    "": ("*.css", "*.js", "icon.svg", "site/*.js"),
    "map/": ("*.css", "*.js"),
    "vendor/": (
        "@fontsource/andika/files/*.woff2",
        "leaflet/leaflet.js",
        "leaflet/leaflet.css",
        "leaflet.markercluster/leaflet.markercluster.js",
        "leaflet.markercluster/MarkerCluster.css",
    ),
}
"""The files that the site needs without a network, by the folders of `api.site.files`."""


@of_release
def sitemap(directory: Directory, origin: str) -> bytes:
    """List every page that a search engine may index, with its versions in other languages.

    Parameters
    ----------
    origin
        Address of the site without a path.

    Returns
    -------
    bytes
        A sitemap (sitemaps.org 0.9) with ``hreflang`` as search engines read it.
    """
    paths = [
        "/",
        "/accessibility",
        *(f"/?gebied={code}" for code, _ in districts(directory)),
        *(f"/places/{place_id}" for place_id in directory.layers["places"].ids),
    ]
    pages = [(path, LANGUAGES) for path in paths]
    pages += [(path, FOR_PLANNERS) for path in ("/data", "/freshness", "/planner")]
    entries = []
    for path, languages in pages:
        address = {language: escape(f"{origin}{PREFIX[language]}{path}") for language in languages}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{address[language]}"/>'
            for language in languages
        )
        entries += [
            f"<url><loc>{address[language]}</loc>{others}</url>\n" for language in languages
        ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        f"{''.join(entries)}</urlset>\n"
    ).encode()


def robots(origin: str) -> bytes:
    """Let search engines in, except to URLs that may reveal where somebody was."""
    bases = [city.base for city in cities()] or [""]
    sitemaps = "".join(f"Sitemap: {origin}{base}/sitemap.xml\n" for base in bases)
    return f"User-agent: *\nDisallow: /*lat=\n\n{sitemaps}".encode()


@cache
def manifest(city: CityProfile, base: str) -> bytes:
    """Describe the site for people who add it to the home screen of a phone."""
    _ = translations(LANGUAGES[0]).gettext
    up = "../" * base.count("/")  # every address is relative to that of this file
    return orjson.dumps(
        {
            "name": _("Meeting places in %(city)s") % {"city": city.name},
            "short_name": _("Meeting places"),
            "lang": LANGUAGES[0],
            "start_url": "./",
            "scope": "./",
            "display": "minimal-ui",
            "background_color": palette.LIGHT["paper"],
            "theme_color": palette.LIGHT["night"],
            "icons": [{"src": f"{up}static/icon.svg", "sizes": "any", "type": "image/svg+xml"}],
        }
    )


@cache
def service_worker() -> bytes:
    """Return the worker, with the files that it keeps and a version that changes with them."""
    kept = [files.COLOURS]
    for name, patterns in _KEPT.items():
        folder = files.FOLDERS[name]
        kept += [
            f"{name}{file.relative_to(folder).as_posix()}"
            for pattern in patterns
            for file in folder.glob(pattern)
        ]
    addresses = orjson.dumps([f".{files.address()}/{one}" for one in sorted(kept)]).decode()
    script = (files.STATIC / "workers" / "service-worker.js").read_text(encoding="utf-8")
    return (
        script.replace('"@VERSION@"', f'"{files.version()}"').replace("[/* @FILES@ */]", addresses)
    ).encode()
