"""What the tests share: the real release, built once."""

import os
from pathlib import Path

import pytest

from geo.release import build
from geo.settings import settings


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the committed data, built once per run and worker."""
    out = tmp_path_factory.mktemp("built") / "release"
    build(settings().data, out)
    return out


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what commands cache out of the home folder."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
