"""One release for several servers: fetched from where it is published, whole or not at all."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from frozen_releases import sealed, whole_release
from made_up_release import MADE_UP_PLACES

from geo.directory.holder import DirectoryHolder
from geo.model.errors import InputError, ReleaseError
from geo.release.fetched import FetchedRelease

pytestmark = pytest.mark.slow


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def web_server(folder):
    """Serve a folder of files over HTTP."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def published(tmp_path):
    return whole_release(tmp_path / "published")


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def publish_another(folder):
    """Put a release with a place less in the place of this one, file by file."""
    other = whole_release(folder.with_name("other"), MADE_UP_PLACES[:-1], version="two")
    shutil.copytree(other, folder, dirs_exist_ok=True)


def test_a_release_is_fetched_from_a_web_server_as_it_stands_there(tmp_path, published):
    with web_server(published) as address:
        folder = FetchedRelease(address, tmp_path / "cache")()
    assert files(folder) == files(published)


def test_what_was_fetched_is_not_fetched_again(tmp_path, published):
    release = FetchedRelease(published.as_uri(), tmp_path / "cache")
    first = release()
    before = {path: path.stat().st_mtime_ns for path in first.iterdir()}
    assert release() == first
    assert {path: path.stat().st_mtime_ns for path in first.iterdir()} == before


def test_processes_that_start_together_fetch_it_once(tmp_path, published):
    release = FetchedRelease(published.as_uri(), tmp_path / "cache")
    with ThreadPoolExecutor(6) as threads:
        folders = set(threads.map(lambda _: release(), range(6)))
    assert len(folders) == 1
    assert [path for path in (tmp_path / "cache").iterdir() if path not in folders] == []


def test_servers_with_caches_of_their_own_take_over_what_is_published(tmp_path, published):
    with web_server(published) as address:
        servers = [DirectoryHolder(FetchedRelease(address, tmp_path / name)) for name in ("a", "b")]
        assert {one.current.version for one in servers} == {"one"}
        publish_another(published)
        assert [one.refresh() for one in servers] == [True, True]
    assert {one.current.version for one in servers} == {"two"}
    assert {len(one.current.places) for one in servers} == {len(MADE_UP_PLACES) - 1}


def test_a_release_that_is_half_published_is_not_taken_over(tmp_path, published):
    server = DirectoryHolder(FetchedRelease(published.as_uri(), tmp_path / "cache"))
    other = whole_release(tmp_path / "other", MADE_UP_PLACES[:-1], version="two")
    shutil.copy(other / "SHA256SUMS", published)
    with pytest.raises(ReleaseError, match="is damaged, or is being published"):
        server.refresh()
    assert server.current.version == "one"
    assert server.fault
    shutil.copytree(other, published, dirs_exist_ok=True)
    assert server.refresh()
    assert (server.current.version, server.fault) == ("two", "")


def test_only_the_newest_releases_stay(tmp_path, published):
    release = FetchedRelease(published.as_uri(), tmp_path / "cache")
    for number in range(5):
        (published / "note.txt").write_text(f"{number}")
        sealed(published)
        newest = release()
    kept = list((tmp_path / "cache").iterdir())
    assert len(kept) == 3
    assert newest in kept


@pytest.mark.parametrize("name", ["../outside.csv", "/outside.csv"])
def test_a_list_that_names_files_elsewhere_is_refused(tmp_path, published, name):
    with (published / "SHA256SUMS").open("a") as listed:
        listed.write(f"{'0' * 64}  {name}\n")
    with pytest.raises(ReleaseError, match="which is no file"):
        FetchedRelease(published.as_uri(), tmp_path / "cache")()
    assert list((tmp_path / "cache").glob("*")) == []


def test_an_address_without_a_release_says_so(tmp_path):
    with pytest.raises(ReleaseError, match="Is a release published there"):
        FetchedRelease(tmp_path.as_uri(), tmp_path / "cache")()


def test_an_address_of_an_unknown_kind_says_what_to_install(tmp_path):
    with pytest.raises(InputError, match="fsspec"):
        FetchedRelease("carrier-pigeon://coop/release", tmp_path / "cache")()
