"""A stand-in for services that publish lists: an ArcGIS layer, OGC API Features, files, redirects.

It runs on 127.0.0.1, answers in pages as the documentation of these services says, and can fail.
"""

import json
import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

LAYER = "/arcgis/rest/services/Huizen_van_de_wijk/FeatureServer"


@dataclass
class ListServer:
    """What it serves, what it was asked, and with which statuses it fails first."""

    url: str = ""
    rows: list = field(default_factory=list)
    """Pairs of attributes and (x, y) in EPSG:28992."""
    page: int = 2
    formats: str = "JSON, geoJSON"
    asked: list = field(default_factory=list)
    failures: deque = field(default_factory=deque)
    redirects: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)

    @property
    def host(self):
        return urlsplit(self.url).netloc

    @property
    def layer(self):
        return f"{self.url}{LAYER}/0"


@contextmanager
def list_server(rows=()):
    """Run the stand-in in a thread."""
    state = ListServer(rows=list(rows))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            state.asked.append(self.path)
            if parts.path in state.redirects:
                self.send_response(302)
                self.send_header("Location", state.redirects[parts.path])
                self.end_headers()
                return
            status = state.failures.popleft() if state.failures else 200
            kind, body = _answer(state, parts.path, query)
            body = b"" if status != 200 else body
            self.send_response(status if body or status != 200 else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answer(state, path, query):
    if path in state.files:
        return state.files[path]
    if path == LAYER:
        return _json({"layers": [{"id": 0, "name": "Huizen van de wijk"}]})
    if path == f"{LAYER}/0":
        return _json(
            {
                "name": "Huizen van de wijk",
                "maxRecordCount": state.page,
                "supportedQueryFormats": state.formats,
                "objectIdField": "OBJECTID",
                "editingInfo": {"lastEditDate": 1_790_000_000_000},
                "copyrightText": "",
            }
        )
    if path == f"{LAYER}/0/query":
        return _json(_query(state, query))
    if path == "/ogc/collections/huizen/items":
        return _json(_items(state, query))
    return "text/plain", b""


def _json(content):
    return "application/json", json.dumps(content).encode()


def _query(state, query):
    start, count = int(query["resultOffset"]), int(query["resultRecordCount"])
    chosen = state.rows[start : start + count]
    more = start + count < len(state.rows)
    if query["f"] == "geojson":
        # As Rotterdam's services do: in the system of the layer, whatever is asked for.
        return {
            "type": "FeatureCollection",
            "crs": {"type": "name", "properties": {"name": "EPSG:28992"}},
            "features": _features(chosen),
            "properties": {"exceededTransferLimit": more},
        }
    return {
        "geometryType": "esriGeometryPoint",
        "spatialReference": {"wkid": 28992, "latestWkid": 28992},
        "fields": [{"name": name, "type": "esriFieldTypeString"} for name in state.rows[0][0]],
        "features": [
            {"attributes": attributes, "geometry": {"x": x, "y": y}}
            for attributes, (x, y) in chosen
        ],
        "exceededTransferLimit": more,
    }


def _features(rows):
    return [
        {
            "type": "Feature",
            "properties": attributes,
            "geometry": {"type": "Point", "coordinates": [x, y]},
        }
        for attributes, (x, y) in rows
    ]


def _items(state, query):
    start = int(query.get("offset", 0))
    end = start + state.page
    links = []
    if end < len(state.rows):
        links = [{"rel": "next", "href": f"{state.url}/ogc/collections/huizen/items?offset={end}"}]
    return {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "EPSG:28992"}},
        "features": _features(state.rows[start:end]),
        "links": links,
    }
