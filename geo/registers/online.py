"""The registers from their official addresses: files, and pages of OGC API Features.

A collection is asked for the box around the municipality. Its pages are written one after another
to a file with a feature per line; beside it stands the address of the next page, so that a fetch
that breaks off goes on with that page. A complete collection is used again for `KEEP_DAYS`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin

import geopandas as gpd
import httpx

from geo.city.profile import CityProfile
from geo.city.profile_tables import RegisterPart
from geo.model.errors import MeetingplacesError
from geo.registers.downloads import ATTEMPTS, TIMEOUT, Downloads
from geo.registers.official import ADDRESSES

KEEP_DAYS: Final = 7
"""How long a collection is used again before it is fetched anew."""
PAGE: Final = 1000
"""Features in a page: the most that PDOK gives."""
_FIRST_PAUSE_S: Final = 0.5
_DAY_S: Final = 86_400


class Registers:
    """Fetches the parts of a city.

    Parameters
    ----------
    city
        Its `downloads` take the place of the usual addresses.
    reference
        Its reference tables, whose municipality is the box of a collection.
    cache
        Folder to keep what was fetched; that of the user is ``meetingplaces/registers``.
    sleep
        Waits a number of seconds.
    """

    def __init__(
        self,
        city: CityProfile,
        reference: Path,
        cache: Path,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._city = city
        self._reference = reference
        self._cache = cache
        self._sleep = sleep

    def fetch(self, part: RegisterPart, progress: Callable[[int], None] = lambda _: None) -> Path:
        """Fetch a part.

        Parameters
        ----------
        part
            A key of `geo.registers.official.ADDRESSES`.
        progress
            Called with the number of bytes, or of features, that are there.

        Returns
        -------
        Path
            A file that `geo.registers.city_building` reads.

        Raises
        ------
        MeetingplacesError
            The publisher cannot be reached or refuses, or the checksum differs.
        """
        url = {**ADDRESSES, **self._city.downloads}[part]
        with httpx.Client(timeout=TIMEOUT, follow_redirects=True) as client:
            if url.endswith("/items"):
                return self._items(client, url, part, progress)
            return Downloads(self._cache, client, self._sleep).fetch(url, progress)

    def _items(
        self, client: httpx.Client, url: str, part: str, progress: Callable[[int], None]
    ) -> Path:
        """Fetch the features of a collection in the box of the municipality, page by page."""
        self._cache.mkdir(parents=True, exist_ok=True)
        target = self._cache / f"{self._city.slug}-{part}.ndjson"
        pages, note = (target.with_name(target.name + end) for end in (".part", ".part.json"))
        if target.is_file() and time.time() - target.stat().st_mtime < KEEP_DAYS * _DAY_S:
            return target
        bounds = gpd.read_file(self._reference / "gemeente.geojson").total_bounds
        box = ",".join(f"{side:.6f}" for side in bounds)
        following: str | None = str(
            httpx.URL(url, params={"bbox": box, "limit": PAGE, "f": "json"})
        )
        state = _state(note, str(following), pages)
        following, length, count = state["next"], state["bytes"], state["features"]
        with pages.open("r+b" if pages.is_file() else "wb") as out:
            out.truncate(length)
            out.seek(length)
            while following:
                page = self._page(client, following)
                features = page.get("features", [])
                for feature in features:
                    out.write(json.dumps(feature, ensure_ascii=False).encode() + b"\n")
                out.flush()
                count += len(features)
                progress(count)
                following = _next(page, following)
                state |= {"next": following, "bytes": out.tell(), "features": count}
                note.write_text(json.dumps(state), encoding="utf-8")
        pages.replace(target)
        note.unlink()
        return target

    def _page(self, client: httpx.Client, url: str) -> dict[str, Any]:
        for attempt in range(ATTEMPTS):
            try:
                answer = client.get(url, headers={"Accept": "application/geo+json"})
            except httpx.TransportError as error:
                found = str(error)
            else:
                if answer.is_success:
                    page: dict[str, Any] = answer.json()
                    return page
                found = f"status {answer.status_code}"
                if answer.is_client_error:
                    break
            self._sleep(_FIRST_PAUSE_S * 2**attempt)
        raise MeetingplacesError(
            f"{url} cannot be read ({found}). The pages before it are kept: the same command goes "
            "on from there."
        )


def _state(note: Path, first: str, pages: Path) -> dict[str, Any]:
    """Read where a fetch broke off; it begins anew where another box is asked for."""
    new: dict[str, Any] = {"first": first, "next": first, "bytes": 0, "features": 0}
    try:
        state: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return new
    fits = pages.is_file() and pages.stat().st_size >= state["bytes"]
    return state if fits and state["first"] == first else new


def _next(page: dict[str, Any], url: str) -> str | None:
    """Return the address of the next page (OGC API Features, part 1, requirement 34)."""
    links = page.get("links", [])
    return next((urljoin(url, link["href"]) for link in links if link.get("rel") == "next"), None)
