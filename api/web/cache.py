"""What is kept for the next request: by bytes where it is large, and never longer than its release.

`cache` holds answers as bytes, all together no more than the setting ``cache_mb``. `of_release`
keeps what is made of one release; it goes when the release does.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache as once
from functools import wraps
from typing import Any, Final, TypeVar, cast
from weakref import WeakKeyDictionary

from geo.collections.layer import Layer
from geo.directory.directory import Directory
from geo.model.settings import settings

_MB: Final = 1_000_000
_LARGEST_PART: Final = 8
"""One entry takes at most this part of the whole: an answer must not push out all others."""

Made = TypeVar("Made")
_NOTHING: Final[Any] = object()


class Cache:
    """Entries up to a number of bytes; the least recently used ones go first.

    Parameters
    ----------
    most_bytes
        Total size; an entry larger than an eighth of it is not kept.

    Attributes
    ----------
    held_bytes
        The size of what is kept now.
    """

    def __init__(self, most_bytes: int) -> None:
        self.held_bytes = 0
        self._most = most_bytes
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._changing = threading.Lock()

    def get(self, key: Hashable) -> Any:  # noqa: ANN401 - whatever was kept
        """Return what is kept under a key, or None."""
        with self._changing:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def keep(self, key: Hashable, value: object, size: int) -> None:
        """Keep a value of some bytes, dropping the least recently used ones where it is full."""
        with self._changing:
            if size > self._most // _LARGEST_PART:
                return
            _, before = self._kept.pop(key, (None, 0))
            self._kept[key] = value, size
            self.held_bytes += size - before
            while self.held_bytes > self._most:
                _, (_, gone) = self._kept.popitem(last=False)
                self.held_bytes -= gone

    def clear(self) -> None:
        """Drop everything."""
        with self._changing:
            self._kept.clear()
            self.held_bytes = 0


@once
def cache() -> Cache:
    """Return the cache of this process."""
    return Cache(settings().cache_mb * _MB)


def of_release(most: int) -> Callable[[Callable[..., Made]], Callable[..., Made]]:
    """Keep the results of a function per directory or layer that it is given, as long as that is.

    Parameters
    ----------
    most
        How many results are kept for one directory or layer, the most recently made ones. A result
        must not hold on to the directory or layer itself.

    Returns
    -------
    function
        A decorator for functions with hashable arguments, one of them a directory or layer.
    """

    def decorate(function: Callable[..., Made]) -> Callable[..., Made]:
        kept: WeakKeyDictionary[Directory | Layer, OrderedDict[Hashable, Made]]
        kept = WeakKeyDictionary()
        changing = threading.Lock()

        @wraps(function)
        def keeping(*given: Any, **named: Any) -> Made:  # noqa: ANN401 - those of the function
            owner = next(one for one in given if isinstance(one, Directory | Layer))
            others = tuple(None if one is owner else one for one in given)
            key = (others, tuple(named.items())) if named else others
            results = kept.get(owner)
            found = _NOTHING if results is None else results.get(key, _NOTHING)
            if found is not _NOTHING:
                return cast("Made", found)
            made = function(*given, **named)
            with changing:
                results = kept.setdefault(owner, OrderedDict())
                results[key] = made
                while len(results) > most:
                    results.popitem(last=False)
            return made

        return keeping

    return decorate
