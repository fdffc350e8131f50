"""The offer at one address: the collections of a release, with their files."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast
from weakref import WeakKeyDictionary

import numpy as np

from geo.catalogue.about import About
from geo.collections.batches import layer_batches
from geo.collections.layer import Layer
from geo.directory.directory import Directory
from geo.io.formats import FORMATS, UNDATED, Format
from geo.model.crs import WGS84


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known about a file before it is downloaded.

    Attributes
    ----------
    size
        Bytes.
    sha256
        Checksum, in hexadecimal.
    """

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered at one address.

    Attributes
    ----------
    site
        URL of the site, without a trailing slash.
    email
        Address for questions; empty for none.
    measure
        Whether to include the size and checksum of every file, which is then made once.
    """

    directory: Directory
    site: str
    conformance: Sequence[str] = ()
    email: str = ""
    measure: bool = field(default=True, kw_only=True)

    @property
    def about(self) -> About:
        """What is said of the whole data set."""
        return About.of(self.directory.cities)

    @property
    def api(self) -> str:
        """URL of the API."""
        return f"{self.site}/v1"

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The collections."""
        return tuple(self.directory.layers.values())

    def address(self, layer: Layer, form: Format) -> str:
        """Return the URL of a file."""
        return f"{self.api}/exports/{layer.name}{form.extension}"

    def facts(self, layer: Layer, form: Format) -> FileFacts | None:
        """Return the size and checksum of a file; None where they are not requested."""
        return measured(self.directory, layer.name, form.name) if self.measure else None


_measured: WeakKeyDictionary[Directory, dict[tuple[str, str], FileFacts]] = WeakKeyDictionary()
"""What `measured` found, as long as the directory is in use."""


def measured(directory: Directory, collection: str, form: str) -> FileFacts:
    """Encode a whole collection as a file once, and return its size and checksum.

    Parameters
    ----------
    form
        A name in `geo.io.formats.FORMATS`.

    Returns
    -------
    FileFacts
        Of the bytes that every client gets for the whole collection.
    """
    known = _measured.setdefault(directory, {})
    if (collection, form) not in known:
        known[collection, form] = _measure(directory, collection, form)
    return known[collection, form]


def _measure(directory: Directory, collection: str, form: str) -> FileFacts:
    layer = directory.layers[collection]
    sink = _Sink()
    everything = np.arange(len(layer), dtype=np.int64)
    batches = layer_batches(layer, everything, WGS84)
    FORMATS[form].write(batches, cast("BinaryIO", sink), directory.date_of(layer) or UNDATED)
    return FileFacts(sink.size, sink.digest.hexdigest())


class _Sink(io.RawIOBase):
    """A file that keeps only its size and checksum."""

    def __init__(self) -> None:
        super().__init__()
        self.size = 0
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:  # noqa: ANN401 - whatever holds bytes
        self.digest.update(content)
        size = memoryview(content).nbytes
        self.size += size
        return size

    def tell(self) -> int:
        return self.size
