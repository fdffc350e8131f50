"""From a page to PDF and PNG, with the Chromium of this machine; no screen is needed.

The browser gets a folder of its own and resolves no host, so a page prints exactly as given.
https://chromium.googlesource.com/chromium/src/+/main/docs/headless.md
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from geo.model.errors import MeetingplacesError

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome",
            "google-chrome-stable", "microsoft-edge")  # fmt: skip
"""Programs that can print; the first one found is used: the one without windows starts lightest."""

_TIMEOUT_S = 120
_GIVING_WAY = ("nice", "-n", "10") if shutil.which("nice") else ()
"""A browser uses all processors for a second or two; who looks at a page goes before."""


class PrintingError(MeetingplacesError):
    """A page cannot be printed."""


def print_pdf(page: str, out: Path) -> None:
    """Print a page as PDF, using its print style sheet.

    Parameters
    ----------
    page
        Self-contained HTML.

    Raises
    ------
    PrintingError
        There is no browser, or printing fails.
    """
    _run(page, out, "--no-pdf-header-footer", f"--print-to-pdf={out.resolve()}")


def take_picture(page: str, out: Path, *, width: int, height: int, scale: float = 2.0) -> None:
    """Take a picture of a page as PNG.

    Parameters
    ----------
    page
        Self-contained HTML.
    width, height
        Size of the window, in CSS pixels.
    scale
        Pixels of the picture per pixel of the page.

    Raises
    ------
    PrintingError
        There is no browser, or it takes no picture.
    """
    size = (f"--window-size={width},{height}", f"--force-device-scale-factor={scale}")
    _run(page, out, *size, "--hide-scrollbars", f"--screenshot={out.resolve()}")


def find_browser() -> str:
    """Find a browser that can print.

    Raises
    ------
    PrintingError
        There is none; the message says what to install.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise PrintingError(
            "PDF and PNG need Chromium (or Google Chrome, or Microsoft Edge), which was not found. "
            "Install it (Debian, Ubuntu: apt-get install chromium), or write .html and print that."
        )
    return found


def _run(page: str, out: Path, *task: str) -> None:
    browser = find_browser()
    with TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page, encoding="utf-8")
        command = [
            *_GIVING_WAY,
            browser,
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={folder}/profile",
            # The sandbox of Chromium does not start as root, as in a container.
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            *task,
            source.as_uri(),
        ]
        try:
            done = subprocess.run(  # noqa: S603 - a fixed program with our own options
                command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False
            )
        except subprocess.TimeoutExpired:
            raise PrintingError(f"{browser} did not print within {_TIMEOUT_S} s.") from None
    if done.returncode or not out.is_file() or not out.stat().st_size:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise PrintingError(f"{browser} could not print: {last}")
