"""An application that does what the path says, and tells about the process it runs in."""

import asyncio
import os
import signal

from api.web import background

LARGE = b"0123456789" * 1_000_000


async def tell(scope, receive, send):  # noqa: ARG001 - the interface has it
    body = b""
    match scope["path"]:
        case "/where":
            body = f"{os.getpid()} {os.nice(0)} {'client' in scope}".encode()
        case "/large":
            body = LARGE
        case "/die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "/sleep":
            await asyncio.sleep(600)
        case "/compute":
            background.MOST_CPU_S = 1  # from the next question on
        case "/forever":
            while True:
                pass
        case "/error":
            raise ValueError("what was wrong")
    await send({"type": "http.response.start", "status": 200, "headers": [(b"Etag", b'"a"')]})
    await send({"type": "http.response.body", "body": body})


def make():
    return tell, []
