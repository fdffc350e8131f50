"""The release in force: the chosen one, or one of the packaged data, built once."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from geo.model.errors import ReleaseError
from geo.model.settings import PREFIX, settings
from geo.store.address import glance, seed_fingerprint, store_address

if TYPE_CHECKING:
    from geo.store.store import Store


def current_release(city: str = "") -> Path:
    """Return the release of a city in force, building it first if it does not exist yet.

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
    cache = platformdirs.user_cache_path("meetingplaces")
    data = chosen.city_folder(city)
    seed = seed_fingerprint(data / "observations")
    said = glance(store_address(data, chosen.database), seed) or _open_store(data).fingerprint()
    folder = cache / f"release-{data.name}-{checksum(data, said)}"
    if not (folder / "SHA256SUMS").is_file():
        from geo.pipeline.building import build

        try:
            cache.mkdir(parents=True, exist_ok=True)
            build(data, folder, store=_open_store(data))
        except (OSError, ReleaseError) as error:
            cause = error.__cause__ if isinstance(error, ReleaseError) else error
            if not isinstance(cause, OSError):
                raise
            raise ReleaseError(
                f"{cache} cannot be written ({cause.strerror}). Name a built release by "
                f"{PREFIX}RELEASE=FOLDER (meetingplaces build --out FOLDER makes one), or a folder "
                "for caches by XDG_CACHE_HOME=FOLDER."
            ) from error
    return folder


def _open_store(data: Path) -> Store:
    """Open the published store of a city, importing its libraries only where needed."""
    from geo.store.opening import open_store
    from geo.store.publication import published_store

    return published_store(open_store(data, settings().database))


def checksum(data: Path, said: str) -> str:
    """Compute a short checksum of everything a release of a city is made from, and the code.

    Parameters
    ----------
    data
        Folder of a city: `city.toml` and every table below it count, however deep, and the
        holidays beside it; not its observations, which are the seed of the store.
    said
        The fingerprint of the store, which changes with what sources say.
    """
    digest = hashlib.sha256(version("meetingplaces").encode())
    digest.update(said.encode())
    apart = {"releases", "observations"}
    read = [path for path in data.rglob("*.*") if not apart & set(path.relative_to(data).parts)]
    read += [*data.parent.glob("holidays/*.*"), *Path(__file__).parents[1].rglob("*.py")]
    for path in sorted(read):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
