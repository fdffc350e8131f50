"""Which release is in a folder."""

from __future__ import annotations

from pathlib import Path

import orjson

from geo.model.errors import InputError, Problem, ReleaseError


def read_version(release: Path) -> tuple[str, str]:
    """Read the version and date of a release; the date is empty if the release has none.

    Raises
    ------
    ReleaseError
        It cannot be read.
    InputError
        It contains no version.
    """
    path = release / "release.json"
    try:
        about = orjson.loads(path.read_bytes())
    except OSError as error:
        raise ReleaseError(
            f"Cannot read {path}: {error.strerror}. Is this a release folder?"
        ) from error
    except orjson.JSONDecodeError as error:
        raise InputError([Problem(str(error), "valid JSON", path.name, error.lineno)]) from error
    version = about.get("version") if isinstance(about, dict) else None
    if not isinstance(version, str) or not version:
        raise InputError([Problem(repr(version), "a text", path.name, field="version")])
    return version, str(about.get("date") or "")
