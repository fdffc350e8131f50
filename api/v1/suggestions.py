"""Suggestions while somebody types in the search box.

What is typed may be where somebody lives: it is not logged, and responses are not kept in shared
caches.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from api.v1.gemeente import GEMEENTE, served_city
from api.web.finder import finder
from api.web.http import PRIVATE, directory_of, respond_json
from api.web.parameters import FORMAT, by_name, read_query, text, whole_number
from geo.model.errors import InputError, Problem
from geo.search import MOST_SUGGESTIONS, Suggestion, SuggestionKind

PARAMETERS = by_name(
    text("q", "What was typed so far: part of an address, district, stop, name or activity."),
    whole_number(
        "limit", "Maximum number of suggestions.", least=1, most=20, default=MOST_SUGGESTIONS
    ),
    GEMEENTE,
    FORMAT,
)


async def suggest(request: Request) -> Response:
    """Suggest addresses, districts, stops, landmarks, places and activities, best first."""
    asked = read_query(request, PARAMETERS).values
    if "q" not in asked:
        raise InputError([Problem("nothing", "what was typed so far", field="q")])
    limit = asked.get("limit", MOST_SUGGESTIONS)
    # The first request reads the reference tables; the others must not wait for that.
    city = served_city(request, asked.get("gemeente"))
    directory, tables = (
        (city.holder.current, city.reference) if city else (directory_of(request), None)
    )
    found = await run_in_threadpool(lambda: finder(tables).suggest(directory, asked["q"], limit))
    content = {"suggestions": [as_dict(one) for one in found]}
    return respond_json(request, content, cache_control=PRIVATE)


def as_dict(suggestion: Suggestion) -> dict[str, str]:
    """Return a suggestion as plain values, without empty ones."""
    values = {
        "text": suggestion.text,
        "what": suggestion.what.value,
        "detail": suggestion.detail,
        "value": suggestion.value,
        "place": suggestion.place,
        "activity": suggestion.activity,
    }
    return {name: value for name, value in values.items() if value}


SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["suggestions"],
    "properties": {
        "suggestions": {
            "type": "array",
            "description": "Best first.",
            "items": {
                "type": "object",
                "required": ["text", "what", "value"],
                "properties": {
                    "text": {"type": "string", "description": "What to show."},
                    "what": {
                        "type": "string",
                        "enum": [kind.value for kind in SuggestionKind],
                        "description": "What it is.",
                    },
                    "detail": {"type": "string", "description": "Where it is."},
                    "value": {
                        "type": "string",
                        "description": "What to put in the search box instead.",
                    },
                    "place": {"type": "string", "description": "Id of the place."},
                    "activity": {
                        "type": "string",
                        "description": "Key of the group of activities, to filter by.",
                    },
                },
            },
        }
    },
}
"""The response, as an OpenAPI 3.0 schema."""
