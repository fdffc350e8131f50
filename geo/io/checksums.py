"""The file ``SHA256SUMS`` of a folder, as ``sha256sum --check`` reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

NAME = "SHA256SUMS"
"""Name of the file, which lists every other file in its folder."""


def digest(content: bytes) -> str:
    """Return the SHA-256 of a content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


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
    """
    try:
        lines = (folder / NAME).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.split(maxsplit=1) for line in lines if line.strip())
    return {name.removeprefix("*"): total for total, name in pairs}


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
        elif digest(path.read_bytes()) != total:
            found.append(f"{name} differs")
    return found
