"""Whether the service works, for monitoring."""

from __future__ import annotations

import re

from fastapi import Request, Response

from api.web.http import API_VERSION, NO_STORE, directory_of, respond_json


async def health(request: Request) -> Response:
    """Report that the service responds, and from which release."""
    directory = directory_of(request)
    damaged = directory.history.damaged
    state = request.app.state
    faults = dict.fromkeys(one.fault for one in (state.directory, state.pages) if one.fault)
    tables = state.tables.state
    is_whole = not damaged and not faults and set(tables.values()) <= {"ok"}
    return respond_json(
        request,
        {
            "status": "ok" if is_whole else "degraded",
            "version": API_VERSION,
            "release": {
                "version": directory.version,
                "date": directory.date or None,
                **{name: len(layer) for name, layer in directory.layers.items()},
            },
            "checksums": "ok" if directory.is_checked else "none",
            "damaged": list(damaged.values()),
            "refused": [_without_folders(fault) for fault in faults],
            **({"tables": tables} if tables else {}),
        },
        cache_control=NO_STORE,
    )


def _without_folders(fault: str) -> str:
    """Name files without where they are on this machine."""
    return re.sub(r"(?<![\w.])/\S*/", "", fault)
