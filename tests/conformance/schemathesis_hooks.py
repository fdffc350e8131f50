"""What Schemathesis is told.

A `limit` above the maximum is no error: /req/core/fc-limit-response-1 has the service give as much
as its maximum instead. Every other wrong value that is sent has to be refused. A request line that
is longer than the web server reads never comes to the application, so none is sent.
"""

from urllib.parse import urlencode

import schemathesis
from schemathesis.specs.openapi.checks import negative_data_rejection

MOST = 10_000
LONGEST_LINE = 60_000
"""In bytes; uvicorn reads 64 KiB."""


@schemathesis.hook
def filter_query(context, query):  # noqa: ARG001 - the interface has it
    """Leave out what is too long to be sent."""
    return query is None or len(urlencode(dict(query), doseq=True)) < LONGEST_LINE


@schemathesis.check
def wrong_input_is_refused(ctx, response, case):
    """Check as `negative_data_rejection` does, but for a limit that is only too large."""
    query = case.query or {}
    if any(value in ({}, []) for value in query.values()):
        return None  # it leaves nothing in the address: what is wrong about it was never sent
    limit = str(query.get("limit", ""))
    # 410: the limit was fine, and the release that was asked after is not kept any more.
    if response.status_code in {200, 410} and limit.isdigit() and int(limit) > MOST:
        return None
    return negative_data_rejection(ctx, response, case)
