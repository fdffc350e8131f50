"""Which cities are served, and which of them a request is about.

One installation serves one city, or several: the first at the addresses without a name, the others
below theirs (`/amsterdam/...`). The dispatcher says which one a request is about, for the links on
its pages and for the tables that they rest on; without it that is the default city.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from geo.directory.holder import DirectoryHolder
from geo.model.settings import settings


@dataclass(frozen=True, eq=False)
class ServedCity:
    """A city that is served.

    Attributes
    ----------
    folder
        Name of its folder in the data.
    base
        What its addresses begin with: nothing, or ``/amsterdam``.
    holder
        The directory of its places in use now.
    """

    folder: str
    base: str
    holder: DirectoryHolder

    @property
    def reference(self) -> Path:
        """Its reference tables."""
        return settings().city_folder(self.folder) / "reference"

    @property
    def name(self) -> str:
        """Its name."""
        return self.holder.current.city.name

    @property
    def code(self) -> str:
        """The code of its municipality."""
        return self.holder.current.city.code


_asked: ContextVar[tuple[ServedCity | None, Sequence[ServedCity]]] = ContextVar(
    "city", default=(None, ())
)


@contextmanager
def asked_about(city: ServedCity, among: Sequence[ServedCity]) -> Iterator[None]:
    """Say which city is asked about, and which ones are served."""
    token = _asked.set((city, among))
    try:
        yield
    finally:
        _asked.reset(token)


def base() -> str:
    """Return what the addresses of the city that is asked about begin with."""
    city, _ = _asked.get()
    return city.base if city else ""


def reference() -> Path:
    """Return the folder with the reference tables of the city that is asked about."""
    city, _ = _asked.get()
    return city.reference if city else settings().reference


def of_city() -> dict[str, str]:
    """Return the parameter by which the API chooses this city; nothing where it serves only one."""
    city, _ = _asked.get()
    return {"gemeente": city.code} if city and cities() else {}


def cities() -> Sequence[ServedCity]:
    """Return all cities that are served, the default one first; none where there is only one."""
    _, among = _asked.get()
    return among if len(among) > 1 else ()


def others() -> Sequence[ServedCity]:
    """Return the cities that are served beside the one that is asked about."""
    city, _ = _asked.get()
    return [one for one in cities() if one is not city]
