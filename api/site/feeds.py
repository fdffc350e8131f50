"""Feeds of changes (Atom, RFC 4287): of all places, of a district, of one place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from html import escape
from http import HTTPStatus

import orjson
from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from api.site.layout import origin
from api.site.place import properties
from api.web.cache import of_release
from api.web.http import respond
from api.web.i18n import FOR_PLANNERS, PREFIX, translations
from geo.directory.directory import Directory
from geo.directory.holder import DirectoryHolder
from geo.model.place_tables import PLACES
from geo.model.vocabulary import Language
from geo.release.changes import Change, ChangeKind, FieldChange

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
MOST = 200
"""How many changes a feed holds, the newest first."""

TOLD = frozenset(
    ("name", "alt_names", "kind", "initiative", "operator", "address", "website", "phone", "email",
     "opening_hours", "activities", "programme", "costs", "languages", "access",
     "step_free_entrance", "accessible_toilet", "hearing_loop", "status")
)  # fmt: skip
"""The fields of which a change is told; a place of which only others changed is left out."""


def pages(holder: DirectoryHolder) -> APIRouter:
    """Make the routes of the feeds."""
    router = APIRouter(include_in_schema=False)
    for language in FOR_PLANNERS:
        _add(router, holder, language)
    return router


def _add(router: APIRouter, holder: DirectoryHolder, language: Language) -> None:
    prefix = PREFIX[language]

    @router.api_route(f"{prefix}/feeds/changes.atom", methods=["GET", "HEAD"])
    def of_all(request: Request) -> Response:
        return _send(request, holder.current, language, "", "")

    @router.api_route(f"{prefix}/feeds/gebieden/{{code}}.atom", methods=["GET", "HEAD"])
    def of_gebied(request: Request, code: str) -> Response:
        if code not in set(holder.current.gebieden["code"]):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return _send(request, holder.current, language, code, "")

    @router.api_route(f"{prefix}/feeds/places/{{place_id}}.atom", methods=["GET", "HEAD"])
    def of_place(request: Request, place_id: str) -> Response:
        directory = holder.current
        if directory.find(place_id) is None and place_id not in directory.gone:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return _send(request, directory, language, "", place_id)


def _send(
    request: Request, directory: Directory, language: Language, gebied: str, place_id: str
) -> Response:
    body = _written(directory, language, gebied, place_id, origin(request))
    return respond(request, body, MEDIA_TYPE, tag=directory.version)


@of_release
def _written(
    directory: Directory, language: Language, gebied: str, place_id: str, address: str
) -> bytes:
    from feedgen.feed import FeedGenerator

    _ = translations(language).gettext
    path = f"{PREFIX[language]}/feeds/"
    path += f"places/{place_id}" if place_id else f"gebieden/{gebied}" if gebied else "changes"
    title = _("Changes of meeting places in %(city)s") % {"city": directory.city.name}
    if gebied:
        names = dict(zip(directory.gebieden["code"], directory.gebieden["name"], strict=True))
        title = f"{title}: {names[gebied]}"
    elif place_id:
        title = f"{title}: {_name(directory, place_id)}"
    feed = FeedGenerator()
    feed.id(f"{address}{path}.atom")
    feed.title(title)
    feed.language(language)
    feed.author({"name": _("Meeting places in %(city)s") % {"city": directory.city.name}})
    feed.link(href=f"{address}{path}.atom", rel="self", type="application/atom+xml")
    feed.link(href=f"{address}{PREFIX[language]}/", rel="alternate", type="text/html")
    feed.updated(_moment(directory.date))
    for change in _changes(directory, gebied, place_id):
        page = f"{address}{PREFIX[language]}/places/{change.id}"
        entry = feed.add_entry(order="append")
        entry.id(f"{page}#{change.release}")
        entry.title(_title(change, _name(directory, change.id), language))
        entry.link(href=page, rel="alternate", type="text/html")
        entry.updated(_moment(change.date))
        entry.content(_text(change, language), type="html")
    return bytes(feed.atom_str(pretty=True))


def _changes(directory: Directory, gebied: str, place_id: str) -> Iterator[Change]:
    """Return the changes that a feed tells, newest first."""
    codes = dict(
        zip(directory.layers["places"].ids, directory.layers["places"].values.of("gebied_code"),
            strict=True)
    )  # fmt: skip
    told = 0
    for change in reversed(directory.history.changes):
        if gebied and codes.get(change.id) != gebied:
            continue
        if place_id and change.id != place_id:
            continue
        if change.kind is ChangeKind.CHANGED and not any(
            one.field in TOLD for one in change.fields
        ):
            continue
        told += 1
        if told > MOST:
            return
        yield change


def _title(change: Change, name: str, language: Language) -> str:
    _ = translations(language).gettext
    sentence = {
        ChangeKind.CREATED: _("New: %(name)s"),
        ChangeKind.CHANGED: _("Changed: %(name)s"),
        ChangeKind.REMOVED: _("No longer in the list: %(name)s"),
    }[change.kind]
    return sentence % {"name": name}


def _text(change: Change, language: Language) -> str:
    """Write what changed, as HTML."""
    _ = translations(language).gettext
    if change.kind is ChangeKind.REMOVED and change.successor:
        return escape(_("It goes on as: %(name)s") % {"name": change.successor})
    items = "".join(
        f"<li>{escape(_line(one, language))}</li>" for one in change.fields if one.field in TOLD
    )
    return f"<ul>{items}</ul>" if items else ""


def _line(one: FieldChange, language: Language) -> str:
    _ = translations(language).gettext
    field = PLACES.field(one.field)
    return _("%(field)s: first '%(old)s', now '%(new)s'") % {
        "field": field.description(language) if field else one.field,
        "old": _value(one.old),
        "new": _value(one.new),
    }


def _value(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return (
        "" if value is None else value if isinstance(value, str) else orjson.dumps(value).decode()
    )


def _name(directory: Directory, place_id: str) -> str:
    position = directory.find(place_id)
    return place_id if position is None else str(properties(directory, position)["name"])


def _moment(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day) if day else date(1970, 1, 1), time(), UTC)
