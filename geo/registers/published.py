"""GeoPackages as a publisher offers them: packed or not, under names that change by year."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyogrio

from geo.model.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class PublishedLayer:
    """A layer of a file, and what its columns are to us.

    Attributes
    ----------
    columns
        Our name of each column that was found, by the name in the file.
    fields
        All columns of the file.
    crs
        As the file says: ``EPSG:28992``.
    """

    name: str
    columns: Mapping[str, str]
    fields: tuple[str, ...]
    crs: str

    def column(self, ours: str) -> str | None:
        """Return the name in the file of a column of ours; None where it is missing."""
        return next((theirs for theirs, name in self.columns.items() if name == ours), None)


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Open a GeoPackage, which is unpacked beside the temporary files first if it is a zip.

    Raises
    ------
    InputError
        There is no such file, or the zip has not exactly one GeoPackage.
    """
    if not path.is_file():
        raise InputError([Problem("no such file", "a GeoPackage", file=path.name)])
    if path.suffix.lower() != ".zip":
        yield path
        return
    try:
        with zipfile.ZipFile(path) as packed, tempfile.TemporaryDirectory() as folder:
            members = [name for name in packed.namelist() if name.lower().endswith(".gpkg")]
            if len(members) != 1:
                found = f"{len(members)} GeoPackages in the zip"
                raise InputError([Problem(found, "exactly one", file=path.name)])
            target = Path(folder) / Path(members[0]).name
            with packed.open(members[0]) as source, target.open("wb") as out:
                shutil.copyfileobj(source, out, 1_000_000)
            yield target
    except zipfile.BadZipFile as error:
        found = f"a file that cannot be read ({error})"
        raise InputError([Problem(found, "a zip", file=path.name)]) from None


def layers(path: Path, names: Mapping[str, Sequence[str]]) -> list[PublishedLayer]:
    """Describe the layers of a file.

    Parameters
    ----------
    names
        For each column of ours what it is called in the file, over the years; capitals and
        underscores are ignored. The first that is there counts.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    try:
        return [
            _layer(path, str(name), names)
            for name, geometry in pyogrio.list_layers(path)
            if geometry is not None
        ]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        found = f"a file that cannot be read ({str(error).splitlines()[0]})"
        raise InputError([Problem(found, "a GeoPackage or GeoJSON", file=path.name)]) from None


def _layer(path: Path, name: str, names: Mapping[str, Sequence[str]]) -> PublishedLayer:
    info = pyogrio.read_info(path, layer=name)
    fields = tuple(str(field) for field in info["fields"])
    by_plain = {plain(field): field for field in fields}
    columns = {
        by_plain[found]: ours
        for ours, theirs in names.items()
        if (found := next((plain(one) for one in theirs if plain(one) in by_plain), None))
    }
    return PublishedLayer(name, columns, fields, str(info["crs"]))


def plain(name: str) -> str:
    """Reduce the name of a column to what its spellings share.

    Examples
    --------
    >>> plain("aantal_inwoners"), plain("aantalInwoners")
    ('aantalinwoners', 'aantalinwoners')
    """
    return name.replace("_", "").casefold()
