"""Build hook: fetch Leaflet, Swagger UI and the typeface with npm, into ``geo/_vendor``.

Nothing of it is committed. A stamp skips the work when the lock file has not changed, so a source
distribution, which carries the files, builds without npm.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TARGET = "geo/_vendor"
FILES = (
    "@fontsource/andika/LICENSE",
    "@fontsource/andika/files/andika-latin-400-normal.woff2",
    "@fontsource/andika/files/andika-latin-700-normal.woff2",
    "leaflet/LICENSE",
    "leaflet/dist/leaflet.css",
    "leaflet/dist/leaflet.js",
    "leaflet/dist/images/layers.png",
    "leaflet/dist/images/layers-2x.png",
    "leaflet/dist/images/marker-icon.png",
    "leaflet.markercluster/MIT-LICENCE.txt",
    "leaflet.markercluster/dist/MarkerCluster.css",
    "leaflet.markercluster/dist/leaflet.markercluster.js",
    "swagger-ui-dist/LICENSE",
    "swagger-ui-dist/NOTICE",
    "swagger-ui-dist/swagger-ui.css",
    "swagger-ui-dist/swagger-ui-bundle.js",
    "swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt",
)
"""What is taken out of ``node_modules``; the folder ``dist`` falls away."""


class VendorHook(BuildHookInterface):
    """Put the front-end libraries in place before a wheel, editable install or sdist is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Copy the files, unless the stamp says that they are the right ones."""
        install(Path(self.root))


def install(root: Path) -> bool:
    """Install the packages of the lock file and copy what the pages need.

    Parameters
    ----------
    root
        Folder with ``package-lock.json``.

    Returns
    -------
    bool
        Whether there was anything to do.

    Raises
    ------
    SystemExit
        npm is missing, or failed.
    """
    target = root / TARGET
    stamp = target / "STAMP"
    wanted = _digest(root)
    if stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == wanted:
        return False
    _npm_ci(root)
    shutil.rmtree(target, ignore_errors=True)
    for name in FILES:
        to = target / name.replace("/dist/", "/")
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / "node_modules" / name, to)
    # Written last: a copy that was broken off is done again.
    stamp.write_text(wanted + "\n", encoding="utf-8")
    return True


def _digest(root: Path) -> str:
    digest = hashlib.sha256((root / "package-lock.json").read_bytes())
    digest.update("\n".join(FILES).encode())
    return digest.hexdigest()


def _npm_ci(root: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit(
            "npm was not found, and it is needed once, to fetch Leaflet, Swagger UI and a font. "
            "Install it (Debian, Ubuntu: apt-get install npm) and run the same command again."
        )
    done = subprocess.run(  # noqa: S603 - our own lock file, install scripts switched off
        [npm, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"npm could not install the packages of package-lock.json:\n{done.stderr}")


if __name__ == "__main__":
    install(Path(__file__).parent)
