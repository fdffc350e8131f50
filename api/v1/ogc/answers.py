"""Responses as bytes: in the requested representation, and cached for repeated requests."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from fastapi import Request, Response

from api.v1.ogc.forms import Representation
from api.web.cache import Cache
from api.web.http import directory_of, release_tag, respond
from api.web.seats import Seats
from geo.model.reference_systems import CRS84

VARY = b"Accept, Accept-Encoding"
_THREADS = 1
"""More would only take turns, and let what is answered at once wait for each of them."""
_MOST_REMEMBERED = 4096
"""Number of requests remembered, to recognise one that is repeated."""


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A response, ready to be sent.

    Attributes
    ----------
    body
        Its bytes.
    headers
        Further headers.
    """

    body: bytes
    form: Representation
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Answers:
    """A cache of responses that were requested twice, up to a number of bytes.

    A request made once, such as for the box of a map being moved, is not cached: it would push out
    popular responses, and take fresh memory each time, which costs more than the response.

    Parameters
    ----------
    kept
        Where they are kept, together with other answers.

    Attributes
    ----------
    seats
        For what takes too long on the event loop.
    """

    def __init__(self, kept: Cache) -> None:
        self._kept = kept
        self._asked: OrderedDict[int, None] = OrderedDict()
        self.seats = Seats(_THREADS)

    def get(self, question: Hashable) -> CachedResponse | None:
        """Return the cached response to a request."""
        answer: CachedResponse | None = self._kept.get(question)
        return answer

    def keep(self, question: Hashable, answer: CachedResponse) -> None:
        """Cache a response, evicting the least recently requested ones."""
        number = hash(question)
        if number not in self._asked:
            self._asked[number] = None
            if len(self._asked) > _MOST_REMEMBERED:
                self._asked.popitem(last=False)
            return
        self._kept.keep(question, answer, len(answer.body))


def send(request: Request, answer: CachedResponse) -> Response:
    """Send a response that depends only on the release and the request."""
    tag = f"{release_tag(directory_of(request))}-{answer.form.name}"
    media_type = answer.form.media_type
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    return respond(request, answer.body, media_type, tag=tag, headers=answer.headers, vary=VARY)


def content_crs(name: str) -> tuple[tuple[bytes, bytes], ...]:
    """Return the header of a response with coordinates in a reference system."""
    return ((b"content-crs", f"<{name}>".encode()),)


CONTENT_CRS84 = content_crs(CRS84.uri)
"""The header of a response in longitude and latitude."""
