"""The release in force: the one that is chosen, or one of the packaged data, built once."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

import platformdirs

from geo.model.settings import settings


def current_release(city: str = "") -> Path:
    """Return the release of a city in force, and build it first where it is not there yet.

    Parameters
    ----------
    city
        Name of the folder of a city; the default one where empty.

    Returns
    -------
    Path
        For the default city the folder that the setting ``release`` names; otherwise one in the
        user's cache folder, named after the city and the checksum of its data and of the code.
    """
    chosen = settings()
    if chosen.release is not None and city in ("", chosen.default_city):
        return chosen.release
    cache = platformdirs.user_cache_path("meetingplaces", ensure_exists=True)
    data = chosen.city_folder(city)
    folder = cache / f"release-{data.name}-{checksum(data)}"
    if not (folder / "SHA256SUMS").is_file():
        from geo.pipeline.building import build

        build(data, folder)
    return folder


def checksum(data: Path) -> str:
    """Take a short checksum over all that a release of a city is made from, and the code.

    Parameters
    ----------
    data
        Folder of a city: `city.toml` and every table below it count, however deep, and the
        holidays beside it.

    Returns
    -------
    str
        Twelve hexadecimal digits.
    """
    digest = hashlib.sha256(version("meetingplaces").encode())
    read = [path for path in data.rglob("*.*") if "releases" not in path.parts[len(data.parts) :]]
    read += [*data.parent.glob("holidays/*.*"), *Path(__file__).parents[1].rglob("*.py")]
    for path in sorted(read):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
