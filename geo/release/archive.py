"""The archive: frozen releases that stay available unchanged.

::

    releases.csv             one line per frozen release: id, date, version, size, checksum
    2026-11-22-4f0a1b2c.zip  the tables of that release, in a zip that any program opens

A frozen release is never rebuilt or changed. Its zip holds every table as text; the other formats
(GeoPackage, GeoParquet, FlatGeobuf) are derived from those. Unpacked it is a release: it can be
verified, served and exported.
"""

from __future__ import annotations

import hmac
import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import orjson

from geo.io import checksums
from geo.io.cells import csv_text
from geo.io.swap import replace_file, standing
from geo.io.tables import TableRow, read_rows
from geo.model.checks import Checks
from geo.model.errors import ReleaseError

INDEX = "releases.csv"
"""Name of the table of frozen releases."""
MAX_UNPACKED_BYTES = 500_000_000
"""Most bytes that the files of a zip have together when unpacked."""

_MAX_INDEX_BYTES = 16_000_000
RELEASE_ID = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-z]{1,16}")
"""The form of the id of a release; it names a file, so nothing else is allowed."""
_UNREADABLE = (zipfile.BadZipFile, zlib.error, LookupError, ValueError, OSError, RuntimeError)
"""What reading a zip raises: of another name, method or size, encrypted, or with other bytes."""
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
_SIZE = re.compile(r"[0-9]{1,15}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_VERSION_IN_ID = 8
_KEPT = (".csv", ".geojson", ".json", ".toml")
_REWRITTEN = {"datapackage.json", checksums.NAME}
# The oldest date that a zip can have: it must not contain the clock.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_ORDINARY_FILE = 0o100644 << 16
_UNIX = 3


@dataclass(frozen=True, slots=True)
class Frozen:
    """One frozen release.

    Parameters
    ----------
    id
        Its date and the beginning of its version, such as ``2026-11-22-4f0a1b2c``.
    """

    id: str
    date: str
    version: str
    bytes: int
    sha256: str

    @property
    def file(self) -> str:
        """File name of its zip."""
        return f"{self.id}.zip"


COLUMNS = tuple(field.name for field in fields(Frozen))
"""The columns of ``releases.csv``, in order."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The frozen releases of a folder; make one with `Archive.open`.

    Attributes
    ----------
    folder
        Where they are.
    releases
        Oldest first; on one day in the order in which they were frozen.
    """

    folder: Path = Path()
    releases: tuple[Frozen, ...] = ()

    @classmethod
    def open(cls, folder: Path) -> Archive:
        """Read the list of frozen releases.

        Parameters
        ----------
        folder
            Such as ``data/<city>/releases``; one that does not exist is empty.

        Returns
        -------
        Archive
            The zips themselves are not read.

        Raises
        ------
        InputError
            Lists everything that is wrong in the table.
        """
        path = folder / INDEX
        if not path.is_file():
            return cls(folder)
        checks = Checks(INDEX)
        rows = read_rows(path, COLUMNS, max_bytes=_MAX_INDEX_BYTES)
        releases = [_frozen(row, checks) for row in rows]
        checks.unique(((row.line, row.cells["id"]) for row in rows), "id")
        checks.finish()
        return cls(folder, tuple(sorted(releases, key=lambda release: release.date)))

    def find(self, release_id: str) -> Frozen | None:
        """Return the frozen release of an id, or None where there is none."""
        return next((one for one in self.releases if one.id == release_id), None)

    def path(self, release: Frozen) -> Path:
        """Return the path of the zip of a release."""
        return self.folder / release.file

    def content(self, release: Frozen) -> bytes:
        """Read the zip of a release, checking that it is unchanged.

        Raises
        ------
        ReleaseError
            It is missing or was changed.
        """
        try:
            content = self.path(release).read_bytes()
        except OSError as error:
            raise ReleaseError(f"Cannot read {release.file}: {error.strerror}.") from error
        if not hmac.compare_digest(checksums.digest(content), release.sha256):
            raise ReleaseError(
                f"{release.file} was changed after it was frozen: its checksum differs."
            )
        return content

    def damage(self, release: Frozen) -> str:
        """Return what is wrong with the zip of a release, in a sentence; empty for nothing."""
        try:
            self.content(release)
        except ReleaseError as error:
            return str(error)
        return ""

    def places(self, release: Frozen) -> dict[str, dict[str, Any]]:
        """Return the places of a release.

        Returns
        -------
        dict
            Each place by its id, as a GeoJSON feature.

        Raises
        ------
        ReleaseError
            Its zip is missing, was changed, or has no places.
        """
        content = _unpacked(self.content(release), "places.geojson", release.file)
        try:
            return {feature["id"]: feature for feature in orjson.loads(content)["features"]}
        except (ValueError, KeyError, TypeError) as error:
            raise ReleaseError(f"{release.file} holds no readable places.") from error


def freeze(release: Path, archive: Path) -> Frozen:
    """Add a release to the archive; one that is already there stays as it is.

    Parameters
    ----------
    release
        A complete release, as ``meetingplaces build`` makes.
    archive
        Folder of the archive; created if needed.

    Raises
    ------
    ReleaseError
        The folder is not a complete release, or the archive is incomplete or cannot be written.
    InputError
        The list of the archive is malformed.
    """
    from geo.release.files import verify_release

    verify_release(release)
    packed = pack(release)
    about = release_about(packed)
    found = _frozen_before(Archive.open(archive), about["version"])
    if found is not None:
        return found
    # The list is held while it is read and written, so that no other writer's release is lost.
    with replace_file(archive / INDEX) as aside:
        known = Archive.open(archive)
        found = _frozen_before(known, about["version"])
        if found is not None:
            aside.write_bytes(_encode(list(known.releases)))
            return found
        frozen = Frozen(
            id=release_id(about["date"], about["version"]),
            date=about["date"],
            version=about["version"],
            bytes=len(packed),
            sha256=checksums.digest(packed),
        )
        if known.find(frozen.id) is not None:
            raise ReleaseError(f"The archive has another release with the id {frozen.id}.")
        with replace_file(known.path(frozen)) as zipped:
            zipped.write_bytes(packed)
        aside.write_bytes(_encode([*known.releases, frozen]))
    return frozen


def _frozen_before(archive: Archive, version: str) -> Frozen | None:
    """Find the frozen release of a version, and see that it is whole; None for a new version."""
    found = next((one for one in archive.releases if one.version == version), None)
    if found is not None:
        archive.content(found)
    return found


def release_id(date: str, version: str) -> str:
    """Return the id of a release: its date and the beginning of its version."""
    return f"{date}-{version[:_VERSION_IN_ID]}"


def pack(release: Path) -> bytes:
    """Pack the tables of a release for freezing.

    Returns
    -------
    bytes
        A zip, with the same bytes for the same release.

    Raises
    ------
    ReleaseError
        The folder is not a release.
    """
    release = standing(release)
    files = {
        path.name: path.read_bytes()
        for path in sorted(release.glob("*"))
        if path.suffix in _KEPT and path.name not in _REWRITTEN
    }
    about = _about(files.get("release.json"), release)
    from geo.release.datapackage import encode_package, release_package

    cities = {
        name.removesuffix(".toml"): content.decode()
        for name, content in files.items()
        if name.endswith(".toml")
    }
    package = release_package(files, version=about["version"], date=about["date"], cities=cities)
    files["datapackage.json"] = encode_package(package)
    files[checksums.NAME] = checksums.encode(files)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = _ORDINARY_FILE
            packed.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()


def release_about(packed: bytes) -> dict[str, str]:
    """Return date and version of a packed release.

    Raises
    ------
    ReleaseError
        It is not a packed release.
    """
    return _about(_unpacked(packed, "release.json", "the zip"), "the zip")


def _about(content: bytes | None, where: object) -> dict[str, str]:
    try:
        about = orjson.loads(content or b"")
        version, date = str(about["version"]), str(about["date"])
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{where} is not a release: it has no readable release.json.") from error
    if not RELEASE_ID.fullmatch(release_id(date, version)):
        raise ReleaseError(f"{where} has no date and version that a release can be named by.")
    return {"version": version, "date": date}


def unpack(packed: bytes, folder: Path, where: object) -> None:
    """Write the files of a frozen release into a folder.

    Parameters
    ----------
    where
        What the zip is called in a message.

    Raises
    ------
    ReleaseError
        It is no packed release, or cannot be read.
    """
    release_about(packed)
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as files:
            _check_entries(files.infolist(), where)
            files.extractall(folder)
    except _UNREADABLE as error:
        raise ReleaseError(f"{where} is not a frozen release: it cannot be unpacked.") from error


def _unpacked(packed: bytes, name: str, where: object) -> bytes:
    """Read one file of a zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as files:
            _check_entries(files.infolist(), where)
            return files.read(name)  # never more than the entry says, which was looked at
    except _UNREADABLE as error:
        # A file of another name, method or size; an encrypted one; bytes that were changed.
        raise ReleaseError(
            f"{where} is not a frozen release: it has no readable {name}."
        ) from error


def _check_entries(entries: Sequence[zipfile.ZipInfo], where: object) -> None:
    """Refuse names that leave the folder a zip is unpacked in, and more than a release holds."""
    for entry in entries:
        if not _PLAIN_NAME.fullmatch(entry.filename):
            raise ReleaseError(f"{where} holds '{entry.filename}', which is no plain file name.")
    size = sum(entry.file_size for entry in entries)
    if size > MAX_UNPACKED_BYTES:
        raise ReleaseError(
            f"{where} holds {size} bytes when unpacked; a release has at most {MAX_UNPACKED_BYTES}."
        )


def _frozen(row: TableRow, checks: Checks) -> Frozen:
    """Read one line of the list, reporting problems to `checks`."""
    cells: Mapping[str, str] = row.cells
    checks.line = row.line
    # The id names a file, so nothing else is allowed.
    checks.matching(
        "id", checks.filled("id", cells["id"]), RELEASE_ID, "such as 2026-11-22-4f0a1b2c"
    )
    moment = checks.date("date", cells["date"], required=True)
    checks.filled("version", cells["version"])
    if moment is not None and cells["id"] != release_id(cells["date"], cells["version"]):
        checks.add("id", cells["id"], f"{release_id(cells['date'], cells['version'])}")
    size = checks.filled("bytes", cells["bytes"])
    checks.matching("bytes", size, _SIZE, "a number of bytes")
    sha256 = checks.filled("sha256", cells["sha256"])
    checks.matching("sha256", sha256, _SHA256, "64 digits from 0 to f")
    whole = int(size) if _SIZE.fullmatch(size) else 0
    return Frozen(cells["id"], cells["date"], cells["version"], whole, sha256)


def _encode(releases: list[Frozen]) -> bytes:
    return csv_text([COLUMNS, *(astuple(release) for release in releases)]).encode()
