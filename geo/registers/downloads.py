"""Fetching files of gigabytes: resumed where they broke off, checked, and kept.

A file that breaks off goes on from there (``Range``, RFC 9110, section 14), if the publisher still
has the same one (``If-Range``), also in a later run. A complete file is asked for again with
``If-None-Match`` or ``If-Modified-Since``, and used from the cache if it is unchanged and its
SHA-256 is still the one that it had when it came in. Where the publisher gives an MD5 beside the
file (``.md5``), that must agree as well.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx

from geo.model.errors import MeetingplacesError

ATTEMPTS: Final = 6
"""How often a file is asked for before giving up, without a byte coming in."""
TIMEOUT: Final = httpx.Timeout(60.0, connect=10.0)
_FIRST_PAUSE_S: Final = 0.5
_HAS_MD5: Final = ".osm.pbf"


class Downloads:
    """A folder of files that were fetched.

    Parameters
    ----------
    folder
        Where they are kept; made when absent.
    client
        Asks the publishers.
    sleep
        Waits a number of seconds.
    """

    def __init__(
        self,
        folder: Path,
        client: httpx.Client,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._folder = folder
        self._client = client
        self._sleep = sleep
        folder.mkdir(parents=True, exist_ok=True)

    def fetch(self, url: str, progress: Callable[[int], None] = lambda _: None) -> Path:
        """Fetch a file, or what is missing of it.

        Parameters
        ----------
        progress
            Called with the number of bytes that are there.

        Returns
        -------
        Path
            The file, complete and checked.

        Raises
        ------
        MeetingplacesError
            The publisher cannot be reached or refuses, or the checksum differs.
        """
        name = Path(urlsplit(url).path).name
        target = self._folder / name
        whole, begun = (self._folder / f"{name}{end}" for end in (".json", ".part.json"))
        part = self._folder / f"{name}.part"
        idle = 0
        while True:
            before = _size(part)
            try:
                note = self._once(url, target, part, whole, begun, progress)
            except httpx.TransportError as error:
                idle = 0 if _size(part) > before else idle + 1
                if idle == ATTEMPTS:
                    raise MeetingplacesError(
                        f"{url} broke off after {_size(part):,} bytes ({error}). What came in is "
                        "kept: the same command goes on from there."
                    ) from error
                self._sleep(_FIRST_PAUSE_S * 2**idle)
                continue
            if note is None:
                return target
            self._compare_md5(url, part)
            note["sha256"] = _digest(part, "sha256")
            part.replace(target)
            begun.unlink(missing_ok=True)
            whole.write_text(json.dumps(note), encoding="utf-8")
            return target

    def _once(  # noqa: PLR0913, PLR0917 - the files of one download
        self,
        url: str,
        target: Path,
        part: Path,
        whole: Path,
        begun: Path,
        progress: Callable[[int], None],
    ) -> dict[str, str] | None:
        """Ask once; return what is known of the file when it is complete, None if unchanged."""
        headers = {"Accept-Encoding": "identity"}
        kept, half = _note(whole, url), _note(begun, url)
        if half and _size(part) and _validator(half):
            headers |= {"Range": f"bytes={_size(part)}-", "If-Range": _validator(half)}
        elif kept and target.is_file() and _digest(target, "sha256") == kept.get("sha256"):
            headers |= {
                name: kept[field]
                for name, field in (("If-None-Match", "etag"), ("If-Modified-Since", "modified"))
                if kept.get(field)
            }
        with self._client.stream("GET", url, headers=headers) as answer:
            if answer.status_code == HTTPStatus.NOT_MODIFIED:
                return None
            if answer.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                part.unlink()
                raise httpx.ReadError("a part that the publisher does not know")
            if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise httpx.ReadError(f"status {answer.status_code}")
            if answer.status_code not in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
                raise MeetingplacesError(f"{url} answered with status {answer.status_code}.")
            goes_on = answer.status_code == HTTPStatus.PARTIAL_CONTENT and _starts_at(
                answer, _size(part)
            )
            if answer.status_code == HTTPStatus.PARTIAL_CONTENT and not goes_on:
                part.unlink()
                raise httpx.ReadError("another part than the one that was asked for")
            note = {
                "url": url,
                "etag": answer.headers.get("ETag", ""),
                "modified": answer.headers.get("Last-Modified", ""),
            }
            begun.write_text(json.dumps(note), encoding="utf-8")
            with part.open("ab" if goes_on else "wb") as out:
                for chunk in answer.iter_raw():
                    out.write(chunk)
                    progress(out.tell())
        return note

    def _compare_md5(self, url: str, part: Path) -> None:
        """Compare with the checksum that the publisher gives, where it does."""
        if not urlsplit(url).path.endswith(_HAS_MD5):
            return
        answer = self._client.get(f"{url}.md5")
        if answer.status_code != HTTPStatus.OK:
            return
        expected, found = answer.text.split()[0], _digest(part, "md5")
        if found != expected:
            part.unlink()
            raise MeetingplacesError(
                f"{url} came in with the MD5 {found}; its publisher says {expected}. It is "
                "removed: try again."
            )


def _note(file: Path, url: str) -> dict[str, str]:
    """Read what was noted about a file of this address; nothing where it is of another."""
    try:
        note: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if note.get("url") == url else {}


def _validator(note: dict[str, str]) -> str:
    """Return what identifies a version of a file: a strong entity tag, or else its date."""
    etag = note.get("etag", "")
    return etag if etag and not etag.startswith("W/") else note.get("modified", "")


def _starts_at(answer: httpx.Response, position: int) -> bool:
    found = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range", ""))
    return found is not None and int(found.group(1)) == position


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0


def _digest(file: Path, algorithm: str) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, algorithm).hexdigest()
