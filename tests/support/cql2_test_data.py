"""The test data of the CQL2 standard (``ne110m4cql2.gpkg``, Natural Earth), fetched once.

The OGC publishes the file beside the standard; the Rust package ``ogc-cql2`` carries it unchanged,
and Cargo gets it from there. It is never committed: only the counts that it should give are.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from functools import cache
from pathlib import Path

from geo.collections.cql2.columns import Columns
from geo.collections.reading import read_layers

PACKAGE = "ogc-cql2"
VERSION = "0.7.4"
MEMBER = f"{PACKAGE}-{VERSION}/tests/samples/data/ne110m4cql2.gpkg"
SHA256 = "16c319071c7ed14339e0dd392fc65030953b03488ffaaebebb8fbea3d91c8ab4"


@cache
def geopackage() -> Path:
    """Return the path of the GeoPackage; asks Cargo for it when this machine does not have it."""
    archive = _downloaded()
    if archive is None:
        # Asking about a package makes Cargo keep that package, and nothing that it depends on.
        command = ["cargo", "info", "--quiet", f"{PACKAGE}@{VERSION}"]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        archive = _downloaded()
    assert archive is not None, f"cargo keeps no {PACKAGE} {VERSION} after asking for it"
    with tarfile.open(archive) as package:
        member = package.extractfile(MEMBER)
        assert member is not None
        content = member.read()
    assert hashlib.sha256(content).hexdigest() == SHA256
    # One folder per process: others must not see a file that is half written.
    folder = Path(tempfile.mkdtemp(prefix="cql2-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "ne110m4cql2.gpkg"
    path.write_bytes(content)
    return path


def _downloaded() -> Path | None:
    home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
    return next(home.glob(f"registry/cache/*/{PACKAGE}-{VERSION}.crate"), None)


@cache
def columns(source: str) -> Columns:
    """Read one of its layers as columns, in the way of `meetingplaces serve --data`."""
    return {layer.name: layer.columns for layer in read_layers([geopackage()])}[source]


@cache
def examples() -> dict[str, tuple[str, str]]:
    """Return the examples of the standard, each as text and as JSON, by the name of its file."""
    geopackage()
    archive = _downloaded()
    assert archive is not None
    found: dict[str, dict[str, str]] = {}
    with tarfile.open(archive) as package:
        for member in package.getmembers():
            path = Path(member.name)
            if path.parent.name in ("text", "json") and path.parent.parent.name == "samples":
                content = package.extractfile(member)
                assert content is not None
                found.setdefault(path.stem, {})[path.parent.name] = content.read().decode()
    return {name: (both["text"], both["json"]) for name, both in found.items() if len(both) > 1}
