"""Real servers on the loopback interface, for tests that speak HTTP."""

import ssl
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from api import app as application
from api.app import create_app
from api.serving import configured, listen

TLS = ssl.create_default_context()
"""For clients, made once: to read all certificates takes as long as to answer a few requests."""

# What a start does ahead, the first question does; `test_warming_up` lets it be done ahead.
application.WARM_UP_AFTER_SECONDS = 3600.0


@contextmanager
def served(app, config=None):
    """Serve an application in a thread, as configured; gives its address."""
    with listen("127.0.0.1", 0) as listening:
        server = uvicorn.Server(config) if config else _server(app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield _address(listening)
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def served_apart(release, asked):
    """Serve a release in another process, for clients that keep Python from running meanwhile.

    Gives its address; each query that is asked of it becomes a line of the file `asked`.
    """
    command = [sys.executable, __file__, str(release), str(asked)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            address = process.stdout.readline().strip()
            assert address, "the server did not start; its error is printed above"
            yield address
        finally:
            process.terminate()


def _server(app):
    return uvicorn.Server(configured(app))


def _address(listening):
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


def _serve_apart(release, asked):
    app = create_app(release)

    async def recorded(scope, receive, send):
        if scope["type"] == "http":
            with asked.open("a") as queries:
                queries.write(scope["query_string"].decode() + "\n")
        await app(scope, receive, send)

    with listen("127.0.0.1", 0) as listening:
        sys.stdout.write(_address(listening) + "\n")
        sys.stdout.flush()
        _server(recorded).run(sockets=[listening])


if __name__ == "__main__":
    _serve_apart(Path(sys.argv[1]), Path(sys.argv[2]))
