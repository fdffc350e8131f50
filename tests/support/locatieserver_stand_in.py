"""A stand-in for PDOK Locatieserver v3_1 on 127.0.0.1, for tests without a network.

It answers `/free` in the documented format (https://github.com/PDOK/locatieserver/wiki), knows the
documented parameters only, filters by `fq`, ranks by the words of `q`, and can be told to fail.
"""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PARAMETERS = {"q", "fq", "fl", "rows", "start", "df", "bq", "qf", "sort", "wt", "lat", "lon"}


def house(street, number, postcode, town, point, **more):
    """Make a document of type adres."""
    letter = more.pop("huisletter", "")
    return {
        "bron": "BAG",
        "id": f"adr-{abs(hash((street, number, letter, postcode))):032x}",
        "type": "adres",
        "weergavenaam": f"{street} {number}{letter}, {postcode} {town}",
        "straatnaam": street,
        "huisnummer": number,
        **({"huisletter": letter} if letter else {}),
        "huis_nlt": f"{number}{letter}",
        "postcode": postcode,
        "woonplaatsnaam": town,
        "gemeentenaam": "Rotterdam",
        "gemeentecode": "0599",
        "provincienaam": "Zuid-Holland",
        "centroide_ll": f"POINT({point[0]} {point[1]})",
        **more,
    }


def other(kind, name, point, **more):
    """Make a document of another type."""
    return {
        "bron": "BAG" if kind in ("weg", "postcode", "woonplaats") else "CBS",
        "id": f"{kind}-{abs(hash((name, point))):032x}",
        "type": kind,
        "weergavenaam": name,
        "gemeentenaam": "Rotterdam",
        "gemeentecode": "0599",
        "centroide_ll": f"POINT({point[0]} {point[1]})",
        **more,
    }


DOCUMENTS = [
    other("weg", "Kipstraat, Rotterdam", (4.4905, 51.9229), straatnaam="Kipstraat",
          woonplaatsnaam="Rotterdam"),
    house("Kipstraat", 37, "3011RS", "Rotterdam", (4.491278, 51.9229753),
          buurtcode="BU05990110", buurtnaam="Stadsdriehoek", wijkcode="WK059901",
          wijknaam="Rotterdam Centrum"),
    house("Kipstraat", 39, "3011RS", "Rotterdam", (4.4914, 51.9230)),
    house("Gaffelstraat", 63, "3014RC", "Rotterdam", (4.467624, 51.917866), huisletter="A"),
    house("Gaffelstraat", 63, "3014RC", "Rotterdam", (4.467690, 51.917866), huisletter="B"),
    house("Julianastraat", 5, "3043JK", "Rotterdam", (4.4260, 51.9410), wijkcode="WK059904"),
    house("Julianastraat", 5, "3181GA", "Rozenburg", (4.2480, 51.9050), wijkcode="WK059927"),
    other("postcode", "Kipstraat, 3011RS Rotterdam", (4.4912, 51.9230), straatnaam="Kipstraat",
          postcode="3011RS", woonplaatsnaam="Rotterdam"),
    other("postcode", "Slinge, 3085EX Rotterdam", (4.4786, 51.8733), straatnaam="Slinge",
          postcode="3085EX", woonplaatsnaam="Rotterdam"),
    other("buurt", "Pendrecht, Rotterdam", (4.4700, 51.8720), buurtnaam="Pendrecht",
          buurtcode="BU05991584", wijkcode="WK059915", wijknaam="Charlois"),
    other("wijk", "Charlois, Rotterdam", (4.4700, 51.8800), wijknaam="Charlois",
          wijkcode="WK059915"),
    other("woonplaats", "Rotterdam, Rotterdam", (4.4792, 51.9225), woonplaatsnaam="Rotterdam"),
    other("gemeente", "Gemeente Rotterdam", (4.4792, 51.9225)),
]  # fmt: skip


@dataclass
class StandIn:
    """What the stand-in was asked, and how it is to fail."""

    url: str = ""
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    failures: deque[tuple[int, dict[str, str], bytes]] = field(default_factory=deque)
    slow_s: float = 0.0

    def fail(self, status, body=b"", times=1, **headers):
        """Answer the next questions with something else."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.failures.extend([(status, named, body)] * times)


@contextmanager
def locatieserver() -> Iterator[StandIn]:
    """Run the stand-in in a thread."""
    state = StandIn()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            parts = urlsplit(self.path)
            query = parse_qs(parts.query, keep_blank_values=True)
            state.asked.append(query)
            time.sleep(state.slow_s)
            if state.failures:
                status, headers, body = state.failures.popleft()
            elif parts.path != "/search/v3_1/free":
                status, headers, body = 404, {}, b"{}"
            elif unknown := set(query) - PARAMETERS:
                status, headers = 400, {"Content-Type": "application/problem+json"}
                body = json.dumps(
                    {"title": "Bad Request", "detail": f"Unknown parameter: {sorted(unknown)}"}
                ).encode()
            else:
                status, headers = 200, {"Content-Type": "application/json"}
                body = json.dumps(_answer(query)).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}/search/v3_1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answer(query):
    words = query["q"][0].lower().split()
    docs = [doc for doc in DOCUMENTS if all(_keeps(doc, fq) for fq in query.get("fq", []))]
    scored = []
    for doc in docs:
        text = doc["weergavenaam"].lower()
        hits = sum(word in text for word in words)
        if hits:
            # As with the real one, a street may outscore the exact address.
            scored.append({**doc, "score": hits + (2.5 if doc["type"] == "weg" else 0.0)})
    scored.sort(key=lambda doc: -doc["score"])
    fields = query.get("fl", ["*"])[0].split(",")
    rows = int(query.get("rows", ["10"])[0])
    return {
        "response": {
            "numFound": len(scored),
            "start": 0,
            "maxScore": scored[0]["score"] if scored else 0.0,
            "numFoundExact": True,
            "docs": [
                {name: value for name, value in doc.items() if name in fields or fields == ["*"]}
                for doc in scored[:rows]
            ],
        }
    }


def _keeps(doc, fq):
    name, _, value = fq.partition(":")
    return str(doc.get(name, "")) in value.strip("()").split(" OR ")
