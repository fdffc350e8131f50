"""What Schemathesis is told: a `limit` above the maximum is no error in OGC API - Features.

/req/core/fc-limit-response-1 has the service give as much as its maximum instead. Every other wrong
value has to be refused.
"""

import schemathesis
from schemathesis.specs.openapi.checks import negative_data_rejection

MOST = 10_000


@schemathesis.check
def wrong_input_is_refused(ctx, response, case):
    """Check as `negative_data_rejection` does, but for a limit that is only too large."""
    limit = str((case.query or {}).get("limit", ""))
    if response.status_code == 200 and limit.isdigit() and int(limit) > MOST:
        return None
    return negative_data_rejection(ctx, response, case)
