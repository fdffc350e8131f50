"""What changed since a release or a day, for clients that keep a copy of the places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from urllib.parse import urlencode

import orjson
from fastapi import Request, Response

from api.v1.ogc.documents import respond_document
from api.v1.ogc.forms import DOCUMENT_FORMS, form_parameter, negotiate
from api.web.http import GEOJSON, JSON, api_url, content_tag, directory_of
from api.web.parameters import by_name, read_query, text, whole_number
from api.web.problems import problem, quoted
from geo.evidence.observations import PLACE_ID
from geo.model.errors import InputError, Problem
from geo.release.archive import RELEASE_ID
from geo.release.changes import Change, ChangeKind
from geo.release.history import History, UnknownPastError

MOST = 1000
"""Most changes in one response."""
DEFAULT = 100

_DAY = "(19|2[0-9])[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])){0,1}){0,1}"
_RELEASE = RELEASE_ID.pattern
EXPECTED = "the id of a release, or a date such as 2026-11-22"
EXPECTED_CURSOR = "the cursor of a change, as a link 'next' has it"

SINCE = replace(
    text("since", f"Changes after this: {EXPECTED}. Releases are listed at /releases."),
    schema={"type": "string", "pattern": f"^({_DAY}|{_RELEASE})$", "maxLength": 40},
    style={"required": True},
)
AFTER = replace(
    text("after", f"Only changes that come after this one: {EXPECTED_CURSOR}."),
    schema={"type": "string", "pattern": rf"^{_RELEASE}\.{PLACE_ID.pattern}$", "maxLength": 200},
)
LIMIT = whole_number(
    "limit", "Maximum number of changes.", least=1, most=MOST, default=DEFAULT, clamp=True
)
PARAMETERS = by_name(SINCE, AFTER, LIMIT, form_parameter(DOCUMENT_FORMS))


async def changes(request: Request) -> Response:
    """List what changed, oldest first."""
    query = read_query(request, PARAMETERS)
    history = directory_of(request).history
    try:
        begin = _begin(history, query.values)
    except UnknownPastError as error:
        return problem(410, str(error))
    end = begin + query.values.get("limit", DEFAULT)
    found = history.changes[begin:end]
    given = {name: text for name, text in query.pairs if name in PARAMETERS}
    here = f"{api_url(request)}/changes"
    links = [_link("self", f"{here}?{urlencode(given)}", "This document")]
    if end < len(history.changes):
        further = urlencode(given | {"after": found[-1].cursor})
        links.append(_link("next", f"{here}?{further}", "The changes after these"))
    document = {
        "until": history.current.release,
        "numberReturned": len(found),
        "changes": [_describe(change, api_url(request)) for change in found],
        "links": links,
    }
    form = negotiate(request, query, DOCUMENT_FORMS)
    tag = content_tag(orjson.dumps(document))
    return respond_document(request, "changes", document, form=form, tag=tag)


def _begin(history: History, asked: Mapping[str, str]) -> int:
    """Find the first requested change; refuse what is neither a release nor a date."""
    begin = 0
    unknown: UnknownPastError | None = None
    problems = []
    if "since" not in asked:
        problems.append(Problem("nothing", EXPECTED, field="since"))
    for name, find, expected in (
        ("since", history.since, EXPECTED),
        ("after", history.after, EXPECTED_CURSOR),
    ):
        if name in asked:
            try:
                begin = max(begin, find(asked[name]))
            except UnknownPastError as error:
                unknown = unknown or error
            except ValueError:
                problems.append(Problem(quoted(asked[name]), expected, field=name))
    if problems:
        raise InputError(problems)
    if unknown:
        raise unknown
    return begin


def _describe(change: Change, api: str) -> dict[str, object]:
    here = f"{api}/collections/places/items"
    described: dict[str, object] = {
        "cursor": change.cursor,
        "change": change.kind.value,
        "collection": "places",
        "id": change.id,
        "release": change.release,
        "date": change.date,
    }
    if change.kind is ChangeKind.CHANGED:
        described["fields"] = [asdict(field) for field in change.fields]
    if change.kind is ChangeKind.REMOVED:
        described["successor"] = change.successor
        if change.successor is not None:
            link = {"rel": "successor-version", "href": f"{here}/{change.successor}"}
            described["links"] = [link | {"type": GEOJSON, "title": "Its successor"}]
    else:
        link = {"rel": "item", "href": f"{here}/{change.id}", "type": GEOJSON}
        described["links"] = [link | {"title": "The place as it is now"}]
    return described


def _link(rel: str, href: str, title: str) -> dict[str, str]:
    return {"rel": rel, "href": href, "type": JSON, "title": title}
