"""Several releases as one: what the API of several cities serves.

Nothing is measured or resolved again: the rows of the releases are put together, each with the code
of its municipality.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import geopandas as gpd
import orjson
import pandas as pd
import platformdirs

from geo.collections.layer import Layer
from geo.io.swap import replace_folder
from geo.model.errors import ReleaseError
from geo.model.findings import Finding, Severity
from geo.release.cities import read_cities
from geo.release.files import ReleaseContents, write_release_files
from geo.release.layer_tables import LAYERS
from geo.release.version import read_version


def joined_release(releases: Sequence[Path]) -> Path:
    """Return the release in which several are put together, writing it if it is not there yet.

    Parameters
    ----------
    releases
        Folders of releases, at least one.

    Returns
    -------
    Path
        A folder in the user's cache, named after the versions; for one release that release.

    Raises
    ------
    ReleaseError
        A place stands in two releases, or one cannot be read.
    """
    if len(releases) == 1:
        return releases[0]
    versions = "-".join(read_version(release)[0] for release in releases)
    digest = sha256(versions.encode()).hexdigest()[:12]
    folder = platformdirs.user_cache_path("meetingplaces") / f"release-joined-{digest}"
    if not (folder / "SHA256SUMS").is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        join_releases(releases, folder)
    return folder


def join_releases(releases: Sequence[Path], out: Path) -> None:
    """Write one release with the rows of several.

    Parameters
    ----------
    releases
        Folders of releases; their cities are served in this order.
    out
        Folder of the release.

    Raises
    ------
    ReleaseError
        A place stands in two releases, or one cannot be read.
    """
    layers = {name: _layers(releases, name) for name in LAYERS}
    twice = sorted(set(layers["places"].loc[layers["places"]["id"].duplicated(), "id"]))
    if twice:
        raise ReleaseError(f"In several cities a place is called {', '.join(twice)}; rename one.")
    dates = [date.fromisoformat(read_version(release)[1]) for release in releases]
    with replace_folder(out) as aside:
        write_release_files(
            aside,
            ReleaseContents(
                places=layers["places"],
                gebieden=layers["gebieden"],
                buurten=layers["buurten"],
                observations=_tables(releases, "observations.csv"),
                evidence=_tables(releases, "evidence.csv"),
                leads=_tables(releases, "leads.csv", number=("lon", "lat")),
                findings=tuple(one for release in releases for one in _findings(release)),
                dated=max(dates),
                observations_layer=layers["observations"],
                coverage=layers["coverage"],
                cities={
                    city.slug: (release / f"{city.slug}.toml").read_text(encoding="utf-8")
                    for release in releases
                    for city in read_cities(release)
                },
            ),
        )


def _layers(releases: Sequence[Path], name: str) -> gpd.GeoDataFrame:
    frames = [Layer.open(release / f"{name}.geojson", LAYERS[name]).frame for release in releases]
    key = list(LAYERS[name].key)
    both = pd.concat(frames, ignore_index=True).sort_values(key, ignore_index=True)
    return gpd.GeoDataFrame(both, geometry="geometry", crs=frames[0].crs)


def _tables(releases: Sequence[Path], name: str, number: Sequence[str] = ()) -> pd.DataFrame:
    read: Callable[..., pd.DataFrame] = pd.read_csv
    tables = [read(release / name, dtype=str, keep_default_na=False) for release in releases]
    both = pd.concat(tables, ignore_index=True)
    return both.assign(**{column: pd.to_numeric(both[column]) for column in number})


def _findings(release: Path) -> list[Finding]:
    rows = orjson.loads((release / "findings.json").read_bytes())
    return [Finding(**row | {"severity": Severity(row["severity"])}) for row in rows]
