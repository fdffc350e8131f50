"""Answers as bytes: given in the form that is wanted, and kept for who asks the same again."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from fastapi import Request, Response

from api.v1.ogc.forms import Representation
from api.web.http import directory_of, release_tag, respond

VARY = b"Accept, Accept-Encoding"
CONTENT_CRS = b"content-crs"
_MOST_SLOW = 2
_MOST_REMEMBERED = 4096
"""So many questions are remembered, to know one that comes again."""


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """An answer, ready to be sent.

    Attributes
    ----------
    body
        Its bytes.
    form
        What they are.
    headers
        Further headers.
    """

    body: bytes
    form: Representation
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Answers:
    """The answers that were asked for twice, up to a number of bytes.

    What is asked once, as a box on a map that is moved, is not kept: it would push out what many
    ask, and take fresh memory each time, which costs more than the answer.

    Parameters
    ----------
    most_bytes
        What all of them may hold together; an answer larger than an eighth of it is not kept.

    Attributes
    ----------
    slowly
        Lets in so many questions at a time whose answers take long to make.
    """

    def __init__(self, most_bytes: int = 64_000_000) -> None:
        self._kept: OrderedDict[Hashable, CachedResponse] = OrderedDict()
        self._asked: OrderedDict[int, None] = OrderedDict()
        self._most = most_bytes
        self._held = 0
        self.slowly = asyncio.Semaphore(_MOST_SLOW)

    def get(self, question: Hashable) -> CachedResponse | None:
        """Give the answer to a question that was asked before."""
        answer = self._kept.get(question)
        if answer is not None:
            self._kept.move_to_end(question)
        return answer

    def keep(self, question: Hashable, answer: CachedResponse) -> None:
        """Keep an answer, in the place of those that were not asked for longest."""
        number = hash(question)
        if number not in self._asked:
            self._asked[number] = None
            if len(self._asked) > _MOST_REMEMBERED:
                self._asked.popitem(last=False)
            return
        size = len(answer.body)
        if size > self._most // 8 or question in self._kept:
            return
        self._kept[question] = answer
        self._held += size
        while self._held > self._most:
            _, oldest = self._kept.popitem(last=False)
            self._held -= len(oldest.body)


def send(request: Request, answer: CachedResponse) -> Response:
    """Send an answer that depends on nothing but the release and the question."""
    tag = f"{release_tag(directory_of(request))}-{answer.form.name}"
    media_type = answer.form.media_type
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    return respond(request, answer.body, media_type, tag=tag, headers=answer.headers, vary=VARY)
