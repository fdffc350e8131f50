"""A stand-in for those who publish registers: files with ranges, and pages of features.

It runs on 127.0.0.1, answers as RFC 9110 and OGC API Features say, and breaks off when told to.
"""

import hashlib
import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class Publisher:
    """What it publishes, and what it was asked."""

    url: str = ""
    files: dict = field(default_factory=dict)
    """Content by path."""
    features: list = field(default_factory=list)
    page: int = 3
    break_after: list = field(default_factory=list)
    """After how many bytes, or before which page, the next answers break off."""
    ranges: list = field(default_factory=list)
    """The range that each request for a file asked for; None for all of it."""
    statuses: list = field(default_factory=list)
    queries: list = field(default_factory=list)


@contextmanager
def publisher():
    """Run the stand-in in a thread."""
    state = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            if parts.path.endswith("/items"):
                self.items(parse_qs(parts.query))
            elif parts.path in state.files:
                self.file(state.files[parts.path])
            else:
                self.send_error(404)

        def file(self, content):
            etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
            asked = self.headers.get("Range")
            state.ranges.append(asked)
            start, status = 0, 200
            if self.headers.get("If-None-Match") == etag:
                state.statuses.append(304)
                self.send_response(304)
                self.end_headers()
                return
            if asked and self.headers.get("If-Range") == etag:
                start, status = int(asked.removeprefix("bytes=").rstrip("-")), 206
            state.statuses.append(status)
            self.send_response(status)
            self.send_header("ETag", etag)
            self.send_header("Content-Length", str(len(content) - start))
            if status == 206:
                self.send_header(
                    "Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}"
                )
            self.end_headers()
            end = start + state.break_after.pop(0) if state.break_after else len(content)
            self.wfile.write(content[start:end])

        def items(self, query):
            state.queries.append({name: values[0] for name, values in query.items()})
            start = int(query.get("cursor", ["0"])[0])
            if state.break_after and state.break_after[0] == start:
                state.break_after.pop(0)
                self.close_connection = True
                self.connection.close()
                return
            end = start + state.page
            links = [{"rel": "self", "href": self.path}]
            if end < len(state.features):
                links.append({"rel": "next", "href": f"{urlsplit(self.path).path}?cursor={end}"})
            body = json.dumps(
                {
                    "type": "FeatureCollection",
                    "features": state.features[start:end],
                    "links": links,
                }
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/geo+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
