"""What is kept for the next request: so many bytes, and never longer than its release.

`cache` holds answers, and by `of_release` what they are made of: all together no more than the
setting ``cache_mb``. It is emptied when another release is put into use.
"""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache as once
from functools import partial, wraps
from typing import Any, Final, TypeVar, overload
from weakref import WeakKeyDictionary

from geo.collections.described import Described
from geo.directory.directory import Directory
from geo.model.settings import settings

_MB: Final = 1_000_000
_DEEPEST: Final = 6
_LARGEST_PART: Final = 8
"""One entry takes at most this part of the whole: an answer must not push out all others."""

_OWNERS: Final = (Directory, Described)

Made = TypeVar("Made")


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

    def keep(self, key: Hashable, value: object, size: int) -> bool:
        """Keep a value of some bytes, dropping the least recently used ones where it is full.

        Returns
        -------
        bool
            Whether it is kept; what is too large is not.
        """
        with self._changing:
            if size > self._most // _LARGEST_PART:
                return False
            _, before = self._kept.pop(key, (None, 0))
            self._kept[key] = value, size
            self.held_bytes += size - before
            while self.held_bytes > self._most:
                _, (_, gone) = self._kept.popitem(last=False)
                self.held_bytes -= gone
            return True

    def clear(self) -> None:
        """Drop everything."""
        with self._changing:
            self._kept.clear()
            self.held_bytes = 0


@once
def cache() -> Cache:
    """Return the cache of this process."""
    return Cache(settings().cache_mb * _MB)


@overload
def of_release(function: Callable[..., Made]) -> Callable[..., Made]: ...
@overload
def of_release(
    *, size: Callable[[Any], int]
) -> Callable[[Callable[..., Made]], Callable[..., Made]]: ...
def of_release(
    function: Callable[..., Any] | None = None, *, size: Callable[[Any], int] | None = None
) -> Callable[..., Any]:
    """Keep the results of a function in the cache, apart for each directory or layer it is given.

    Parameters
    ----------
    function
        Takes hashable arguments, one of them a directory or layer, which its results do not hold.
    size
        Estimates the bytes of a result; by default those of everything in it.

    Returns
    -------
    function
        The function that keeps, or where no function is given the decorator that makes it.
    """
    if function is None:
        return partial(of_release, size=size)
    measure = size or size_of

    @wraps(function)
    def keeping(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - those of the function
        owner = next(one for one in given if isinstance(one, _OWNERS))
        others = tuple(None if one is owner else one for one in given)
        key = function, _mark(owner), others, tuple(named.items())
        made = cache().get(key)
        if made is None:
            made = function(*given, **named)
            cache().keep(key, made, measure(made))
        return made

    return keeping


def size_of(value: Any, depth: int = 0) -> int:  # noqa: ANN401 - whatever is kept
    """Estimate how many bytes a value takes, with what is in it."""
    if hasattr(value, "memory_usage"):  # a frame
        return int(value.memory_usage(deep=True).sum())
    if hasattr(value, "nbytes"):
        return int(value.nbytes)
    parts: Iterable[Any] = ()
    if isinstance(value, Mapping):
        parts = (one for pair in value.items() for one in pair)
    elif isinstance(value, list | tuple | set | frozenset):
        parts = value
    elif is_dataclass(value):
        parts = (getattr(value, one.name) for one in fields(value))
    inside = sum(size_of(part, depth + 1) for part in parts) if depth < _DEEPEST else 0
    return sys.getsizeof(value) + inside


_marks: WeakKeyDictionary[Directory | Described, object] = WeakKeyDictionary()


def _mark(owner: Directory | Described) -> object:
    """Return what stands for a directory or layer in a key, without keeping it alive."""
    return _marks.setdefault(owner, object())
