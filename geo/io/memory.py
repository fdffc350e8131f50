"""What a process does with memory that was freed."""

from __future__ import annotations

import ctypes
from typing import Final

_KEPT_BYTES: Final = 64 * 2**20
_MAPPED_BYTES: Final = 32 * 2**20
"""How much freed memory the process keeps, and from which size an array has memory of its own,
which goes back to the system at once."""
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Their names in ``malloc.h`` of the GNU C library."""


def keep_freed_memory() -> None:
    """Keep what one answer frees for the next, up to 64 MB; for a process that computes.

    To take it from the system anew is a fifth of the work after a planner's click, and half of that
    on a tile of a country: the workers of Dask start with a threshold of 64 kB.
    """
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):  # another C library has its own ways
        library.mallopt(_M_TRIM_THRESHOLD, _KEPT_BYTES)
        library.mallopt(_M_MMAP_THRESHOLD, _MAPPED_BYTES)


def return_freed_memory() -> None:
    """Return to the system what is free, after much was read at once.

    What is freed lies between what stays, so by itself the library gives none of it back: 20 MB for
    each release of Rotterdam, and as much for an own file of 100,000 features.
    """
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.malloc_trim(0)
