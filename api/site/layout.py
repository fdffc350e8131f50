"""What all pages share: how a template becomes a page, and with which headers it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi import Request, Response
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined

from api.site import files
from api.site.compiled_templates import compiled_templates
from api.web.addresses import site_url
from api.web.http import PUBLIC, content_tag, respond
from api.web.i18n import NAMES, PATHS, PREFIX, for_planners, translations
from api.web.served import base, cities, of_city
from geo.city.credits import credit_sentences
from geo.city.kinds import kind_names
from geo.city.profile import CityProfile
from geo.city.profile_tables import Noun
from geo.directory import marks, palette
from geo.directory.directory import Directory
from geo.i18n.languages import LANGUAGES, direction, format_partial_date, plural_forms
from geo.maps.assets import MAP, tile_origin
from geo.maps.words import map_words
from geo.model.partial_date import PartialDate
from geo.model.settings import settings
from geo.model.vocabulary import Kind, Language


def render(
    template: str,
    directory: Directory,
    language: Language,
    *,
    languages: Sequence[Language] = LANGUAGES,
    **values: Any,  # noqa: ANN401
) -> bytes:
    """Write a page.

    Parameters
    ----------
    languages
        The languages in which this page stands.
    **values
        The values of the template; always ``path`` and ``sprite``. ``origin`` is the URL of the
        site without a path; a page without it does not mention its own URL.
    """
    when = PartialDate.parse(directory.date) if directory.date else None
    page = _environment(language).get_template(template)
    shared = {
        "language": language,
        "languages": [(other, NAMES[other], PREFIX[other]) for other in languages],
        "default_prefix": PREFIX[LANGUAGES[0]],
        "direction": direction(language),
        "prefix": PREFIX[language],
        "planners": for_planners(language),
        "planners_prefix": PREFIX[for_planners(language)],
        "release_date": format_partial_date(when, language) if when else "",
        "origin": "",
        "base": base(),
        "cities": cities(),
        "own_path": PATHS[language],
        "city": directory.city,
        "credits": lambda *of: " ".join(credit_sentences(directory.city, of, language)),
        "levels": level_words(directory.city, language),
        "kinds": kind_words(directory.city, language),
        "names": kind_names(directory.city, language),
        "static": files.address(),
        "suggest_settings": _suggest_settings(
            language, "".join(f"?{name}={value}" for name, value in of_city().items())
        ),
        "marks": marks.sheet(),
        "night": palette.LIGHT["night"],
    }
    return page.render(shared | values).encode()


def render_part(template: str, **values: Any) -> bytes:  # noqa: ANN401
    """Write what is not a page but has its marks, such as a picture; it has no words."""
    return _environment(LANGUAGES[0]).get_template(template).render(values).encode()


def kind_words(city: CityProfile, language: Language) -> dict[str, Noun]:
    """Return what the kinds of place are called in a city, by kind: in Dutch or in English."""
    return {kind: city.kinds[kind].of(language) for kind in Kind}


def level_words(city: CityProfile, language: Language) -> dict[str, str] | None:
    """Return what a district of either level is called in Dutch; None where a common word does."""
    levels = {"upper": city.levels.upper, "lower": city.levels.lower}
    return {name: level.nl.one for name, level in levels.items()} if language == "nl" else None


_SYNTAX: Final[Mapping[str, Any]] = {
    "autoescape": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": ["jinja2.ext.i18n"],
}


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(  # noqa: S701 - among the options of the syntax
        loader=ChoiceLoader([PackageLoader("api"), FileSystemLoader(MAP)]),
        undefined=StrictUndefined,
        bytecode_cache=compiled_templates(_SYNTAX),
        **_SYNTAX,
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    return environment


@cache
def _suggest_settings(language: Language, gemeente: str) -> str:
    """Write the settings of the search box, as JSON for one of its attributes."""
    words = translations(language)
    return orjson.dumps(
        {
            "url": f"v1/search/suggest{gemeente}",
            "language": language,
            "words": {
                "list": words.gettext("Suggestions"),
                "count": plural_forms(
                    language,
                    lambda count: words.ngettext(
                        "%(num)s suggestion. Choose with the arrow keys.",
                        "%(num)s suggestions. Choose with the arrow keys.",
                        count,
                    ),
                ),
            },
        }
    ).decode()


def map_settings(language: Language, failed: str, city: CityProfile, **further: object) -> str:
    """Write the settings of the map scripts of a page, as JSON for an attribute.

    Parameters
    ----------
    **further
        What only the scripts of that page need.
    """
    _ = translations(language).gettext
    return orjson.dumps(
        {
            "tiles": city.background_map.url or settings().tile_url,
            "attribution": city.background_map.credit or settings().tile_attribution,
            "ofCity": "".join(f"&{name}={value}" for name, value in of_city().items()),
            "words": {
                **map_words(language, city),
                "showMap": _("Large map"),
                "hideMap": _("Hide the map"),
                "failed": failed,
            },
            **further,
        }
    ).decode()


def origin(request: Request) -> str:
    """Return the URL of the site without a path: the configured one, or as the client sent it."""
    return site_url(request.scope)


def respond_page(  # noqa: PLR0913 - keyword only
    request: Request,
    body: bytes,
    language: Language,
    *,
    status: int = HTTPStatus.OK,
    cache_control: str = PUBLIC,
    vary: bytes = b"Accept-Encoding",
) -> Response:
    """Send a page: its language, its security policy, and 304 where the client has it.

    Parameters
    ----------
    status
        HTTP status.
    cache_control
        Who may cache it, and how long.
    vary
        Headers of the request that decide what is answered.
    """
    tag = content_tag(body) if status == HTTPStatus.OK else None
    response = respond(
        request,
        body,
        "text/html; charset=utf-8",
        tag=tag,
        cache_control=cache_control,
        vary=vary,
    )
    if response.status_code == HTTPStatus.OK:
        response.status_code = status
    # With 304 too, since its headers replace those that the browser kept.
    response.headers["Content-Language"] = language
    response.headers["Content-Security-Policy"] = content_security_policy(settings().tile_url)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Permissions-Policy"] = (
        "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"
    )
    return response


def content_security_policy(tile_url: str) -> str:
    """Allow a page its own files and the tiles of the background map, and nothing else.

    Parameters
    ----------
    tile_url
        Template of the background map; empty for none.
    """
    images = f"'self' data: {tile_origin(tile_url)}".rstrip()
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        f"font-src 'self'; img-src {images}; manifest-src 'self'; worker-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
