"""The tools that an assistant gets, each a question to the API.

Every tool asks the application itself, as a client would: the same answers, the same limits, the
same turn in the queue. Nothing can be changed. The protocol: https://modelcontextprotocol.io.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

import httpx
from fastapi import FastAPI
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from api.web.http import API_ROOT, API_VERSION
from geo.model.vocabulary import Language

_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_TIMEOUT_S = 60.0

Id = Annotated[str, Field(description="Id of a place, as in the answers of find_places.")]
At = Annotated[
    str, Field(description="Day and time (ISO 8601, such as 2026-11-29T14:00); empty for now.")
]
Lang = Annotated[Language, Field(description="Language of sentences in the answer.")]


def mcp_server(app: FastAPI) -> MCPServer[Any]:
    """Make a server whose tools ask an application.

    Parameters
    ----------
    app
        The application of the API.
    """
    city = app.state.directory.current.city.name
    server: MCPServer[Any] = MCPServer(
        "meetingplaces",
        title=f"Meeting places in {city}",
        instructions=(
            f"Neighbourhood meeting places in {city}: where they are, when they are open, what "
            "one can do there and how that is known. Unknown is an answer: never present unknown "
            "hours or access as yes or no. Name the date and the source where you state a fact."
        ),
        version=API_VERSION,
        log_level="WARNING",
    )

    @server.tool(annotations=_READS)
    async def find_places(
        question: Annotated[
            str,
            Field(
                description="What, where and when, in Dutch or English, in any order: an address, "
                "postcode, district, stop or name; an activity or need; a day and hour."
            ),
        ],
        limit: Annotated[int, Field(ge=1, le=100, description="Most places.")] = 5,
        at: Annotated[
            str, Field(description="Only places that may be open then (ISO 8601), or now.")
        ] = "",
        lang: Lang = "en",
    ) -> dict[str, Any]:
        """Find meeting places, best first; `understood` says how the question was read."""
        asked = {"q": question, "limit": limit, "at": at, "lang": lang}
        return await _ask(app, "/search", asked)

    @server.tool(annotations=_READS)
    async def is_it_open(place: Id, at: At = "", lang: Lang = "en") -> dict[str, Any]:
        """Say whether a place is open, until when, or why that is not known."""
        return await _ask(app, "/opening", {"place": place, "at": at, "lang": lang})

    @server.tool(annotations=_READS)
    async def get_place(place: Id) -> dict[str, Any]:
        """Return one place, each value with its source, its date and what contradicts it."""
        path = f"/collections/places/items/{httpx.URL('/').join(place).path.strip('/')}"
        return await _ask(app, path, {"profile": "provenance", "f": "geojson"})

    @server.tool(annotations=_READS)
    async def coverage_of_district(
        district: Annotated[str, Field(description="Name or code of a district.")],
        minutes: Annotated[int, Field(ge=1, le=60, description="Length of the walk.")] = 10,
    ) -> dict[str, Any]:
        """Say how many residents of a district can walk to a meeting place."""
        return await _ask(app, "/coverage", {"gebied": district, "minutes": minutes})

    return server


async def _ask(app: FastAPI, path: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Ask the API, and word its refusal for the assistant."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://localhost", timeout=_TIMEOUT_S, follow_redirects=True
    ) as client:
        given = {name: value for name, value in params.items() if value != ""}
        response = await client.get(f"{API_ROOT}{path}", params=given)
    try:
        answer: dict[str, Any] = json.loads(response.content)
    except ValueError:
        raise ToolError("The service gave no answer.") from None
    if response.status_code != httpx.codes.OK:
        errors = [one["detail"] for one in answer.get("errors", [])]
        raise ToolError(" ".join(errors or [str(answer.get("detail", "Not answered."))]))
    # Links are for those who reached the service by its own address.
    return {name: value for name, value in answer.items() if name != "links"}
