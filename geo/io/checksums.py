"""The file ``SHA256SUMS`` of a folder, as ``sha256sum --check`` reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from geo.model.errors import ReleaseError

NAME = "SHA256SUMS"
"""Name of the file, which lists every other file in its folder."""


def digest(content: bytes) -> str:
    """Return the SHA-256 of a content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _digest_of(path: Path) -> str:
    """Compute the SHA-256 of a file, a piece at a time."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def encode(files: Mapping[str, bytes]) -> bytes:
    """Write the list.

    Returns
    -------
    bytes
        One line per file, sorted by name.

    Examples
    --------
    >>> print(encode({"places.csv": b"id,name"}).decode(), end="")
    b62957d6f4da8704aa911420816434d91a2b00a077c00b5fc052d4e8ccac58ba  places.csv
    """
    lines = (f"{digest(content)}  {name}\n" for name, content in sorted(files.items()))
    return "".join(lines).encode()


def read(folder: Path) -> dict[str, str]:
    """Read the list of a folder.

    Returns
    -------
    dict
        The checksum of each file by name; empty where the folder has no list.

    Raises
    ------
    ReleaseError
        The list is no list of checksums.
    """
    try:
        lines = (folder / NAME).read_text(encoding="utf-8").splitlines()
        pairs = [line.split(maxsplit=1) for line in lines if line.strip()]
        listed = {name.removeprefix("*"): total for total, name in pairs}
    except FileNotFoundError:
        return {}
    except ValueError:  # no UTF-8, or a line without a name
        listed = {}
    if not listed:
        raise ReleaseError(f"{folder / NAME} is damaged: it is no list of checksums.")
    return listed


def differences(folder: Path) -> list[str]:
    """Compare the files of a folder with its list.

    Returns
    -------
    list of str
        ``NAME is missing`` or ``NAME differs`` for each file that is not as listed.
    """
    found: list[str] = []
    for name, total in read(folder).items():
        path = folder / name
        if not path.is_file():
            found.append(f"{name} is missing")
        elif _digest_of(path) != total:
            found.append(f"{name} differs")
    return found
