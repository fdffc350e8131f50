"""The web pages: a list of all places that needs no JavaScript, with a map beside it.

Each page stands at one address per language: ``/`` and ``/places/{id}`` in Dutch, the same below
``/en`` in English. Everything that the map shows is in the text as well; the map's popups are
copies of the entries of the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined
from starlette.responses import RedirectResponse

from api.http import content_tag, respond
from api.i18n import NAMES, PREFIX, translations
from geo import symbology
from geo.assets import MAP, VENDOR, tile_origin
from geo.descriptions import Description, describe
from geo.directory import Directory, DirectoryHolder
from geo.languages import LANGUAGES, format_partial_date
from geo.map_words import map_words
from geo.partial_date import PartialDate
from geo.settings import settings
from geo.textsearch import MAX_CHARACTERS
from geo.vocabulary import LABELS, Kind, Language, Status

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a visitor filled in above the list; an empty text asks nothing.

    Parameters
    ----------
    q
        Words to search for.
    kind
        A value of `Kind`.
    gebied
        Code of a gebied.
    status
        A value of `Status`.
    """

    q: str = ""
    kind: str = ""
    gebied: str = ""
    status: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], directory: Directory) -> Choice:
        """Read the address of the page; a value that does not exist asks nothing."""
        return cls(
            q=query.get("q", "").strip()[:MAX_CHARACTERS],
            kind=_one_of(query.get("kind", ""), Kind),
            gebied=_one_of(query.get("gebied", ""), directory.gebieden["code"]),
            status=_one_of(query.get("status", ""), Status),
        )

    def __bool__(self) -> bool:
        """Tell whether anything is asked."""
        return any((self.q, self.kind, self.gebied, self.status))

    def address(self) -> str:
        """Write it as the query of an address, to carry it to the page in another language."""
        asked = {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}
        return f"?{urlencode(asked)}" if asked else ""


def pages(holder: DirectoryHolder) -> APIRouter:
    """Make the routes of the pages.

    Parameters
    ----------
    holder
        Holds the directory in use.

    Returns
    -------
    APIRouter
        To be included in the application without a prefix.
    """
    router = APIRouter(include_in_schema=False, default_response_class=Response)
    for language in LANGUAGES:
        _add_routes(router, holder, language)

    @router.api_route("/static/symbology.css", methods=["GET", "HEAD"])
    def colours() -> Response:
        return Response(symbology.stylesheet(), media_type="text/css")

    return router


def mount_assets(app: FastAPI) -> None:
    """Serve scripts, styles and Leaflet below ``/static``.

    Parameters
    ----------
    app
        The application, after `pages` was included in it.
    """
    app.mount("/static/vendor", StaticFiles(directory=VENDOR, check_dir=False))
    app.mount("/static/map", StaticFiles(directory=MAP))
    app.mount("/static", StaticFiles(directory=STATIC))


def _add_routes(router: APIRouter, holder: DirectoryHolder, language: Language) -> None:
    prefix = PREFIX[language]

    @router.api_route(f"{prefix}/", methods=["GET", "HEAD"])
    def overview(request: Request) -> Response:
        directory = holder.current
        choice = Choice.read(request.query_params, directory)
        return respond_page(request, _overview(directory, choice, language), language)

    @router.api_route(f"{prefix}/places/{{place_id}}", methods=["GET", "HEAD"])
    def place(request: Request, place_id: str) -> Response:
        directory = holder.current
        position = directory.find(place_id)
        if position is not None:
            return respond_page(request, _place(directory, position, language), language)
        successor = directory.successor(place_id)
        if successor is None:
            missing = _missing(directory, language)
            return respond_page(request, missing, language, status=HTTPStatus.NOT_FOUND)
        return RedirectResponse(f"{prefix}/places/{successor}", status_code=301)


# Rendering ----------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _overview(directory: Directory, choice: Choice, language: Language) -> bytes:
    described = descriptions(directory, language)
    chosen = [described[position] for position in _positions(directory, choice)]
    groups: dict[str, list[Description]] = {}
    for place in sorted(chosen, key=lambda place: place.name.casefold()):
        groups.setdefault(place.gebied, []).append(place)
    return render(
        "overview.html",
        directory,
        language,
        sprite=symbology.sprite(),
        path=f"/{choice.address()}",
        choice=choice,
        groups=sorted(groups.items(), key=lambda group: (group[0] == "", group[0].casefold())),
        count=len(chosen),
        hubs=sum(place.symbol.kind is Kind.HUIS_VAN_DE_WIJK for place in chosen),
        kinds=_options(Kind, language),
        statuses=_options(Status, language),
        gebieden=_gebieden(directory),
        legend=symbology.legend(language),
        map_settings=map_settings(
            language,
            translations(language).gettext(
                "The map could not be loaded. The list is complete without it."
            ),
        ),
    )


@lru_cache(maxsize=512)
def _place(directory: Directory, position: int, language: Language) -> bytes:
    place = descriptions(directory, language)[position]
    return render(
        "place.html",
        directory,
        language,
        sprite=symbology.sprite([place.symbol]),
        path=f"/places/{place.id}",
        place=place,
    )


def _missing(directory: Directory, language: Language) -> bytes:
    return render("missing.html", directory, language, sprite="", path="/")


@lru_cache(maxsize=4)
def descriptions(directory: Directory, language: Language) -> tuple[Description, ...]:
    """Put all places of a directory into words, by position."""
    features = directory.layers["places"].features
    return tuple(describe(orjson.loads(feature)["properties"], language) for feature in features)


def render(template: str, directory: Directory, language: Language, **values: Any) -> bytes:  # noqa: ANN401
    """Write a page.

    Parameters
    ----------
    template
        Name of its template.
    directory
        The release that it is about.
    language
        Its language.
    **values
        What the template asks for; ``path`` and ``sprite`` always.

    Returns
    -------
    bytes
        HTML.
    """
    when = PartialDate.parse(directory.date) if directory.date else None
    page = _environment(language).get_template(template)
    return page.render(
        language=language,
        languages=[(other, NAMES[other], PREFIX[other]) for other in LANGUAGES],
        prefix=PREFIX[language],
        release_date=format_partial_date(when, language) if when else "",
        **values,
    ).encode()


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("api"), FileSystemLoader(MAP)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    return environment


def map_settings(language: Language, failed: str, **further: object) -> str:
    """Write what the scripts of a page with a map need to know, as JSON for an attribute of it.

    Parameters
    ----------
    language
        Language of the page.
    failed
        What is said when the map cannot be loaded.
    **further
        What only the scripts of that page need.

    Returns
    -------
    str
        JSON.
    """
    _ = translations(language).gettext
    return orjson.dumps(
        {
            "tiles": settings().tile_url,
            "attribution": settings().tile_attribution,
            "words": {
                **map_words(language),
                "showMap": _("Show the map"),
                "hideMap": _("Hide the map"),
                "failed": failed,
            },
            **further,
        }
    ).decode()


# Choosing -----------------------------------------------------------------------------------------


def _positions(directory: Directory, choice: Choice) -> list[int]:
    found = directory.filter(
        kind=choice.kind or None,
        gebied_code=choice.gebied or None,
        status=choice.status or None,
    ).tolist()
    if not choice.q:
        return [int(position) for position in found]
    matches = directory.search(choice.q, limit=len(directory.places))
    return sorted({match.position for match in matches}.intersection(found))


def _gebieden(directory: Directory) -> list[tuple[str, str]]:
    """List the gebieden that have a place, by name."""
    used = set(directory.places["gebied_code"].dropna())
    gebieden = directory.gebieden
    pairs = zip(gebieden["code"], gebieden["name"], strict=True)
    return sorted((pair for pair in pairs if pair[0] in used), key=lambda pair: pair[1].casefold())


def _options(words: type[Kind | Status], language: Language) -> list[tuple[str, str]]:
    labels = [(str(word), LABELS[word][language]) for word in words]
    return [(value, text[:1].upper() + text[1:]) for value, text in labels]


def _one_of(value: str, allowed: Any) -> str:  # noqa: ANN401 - any collection of texts
    return value if value in set(allowed) else ""


# Answering ----------------------------------------------------------------------------------------


def respond_page(
    request: Request, body: bytes, language: Language, *, status: int = HTTPStatus.OK
) -> Response:
    """Answer with a page: its language, its security policy, and 304 where it is known.

    Parameters
    ----------
    request
        The request that is answered.
    body
        HTML.
    language
        Its language.
    status
        HTTP status.

    Returns
    -------
    Response
        The answer.
    """
    tag = content_tag(body) if status == HTTPStatus.OK else None
    response = respond(request, body, "text/html; charset=utf-8", tag=tag)
    if response.status_code == HTTPStatus.OK:
        response.status_code = status
    # Also with 304, whose headers replace those that the browser kept.
    response.headers["Content-Language"] = language
    response.headers["Content-Security-Policy"] = content_security_policy(settings().tile_url)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def content_security_policy(tile_url: str) -> str:
    """Allow a page its own files and the tiles of the background map, and nothing else.

    Parameters
    ----------
    tile_url
        Template of the background map; empty for none.

    Returns
    -------
    str
        Value of the header.
    """
    images = f"'self' data: {tile_origin(tile_url)}".rstrip()
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        f"img-src {images}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
