"""`meetingplaces report` and `meetingplaces coverage-map`, as a planner would try them."""

import pytest

from geo.maps import printing

PDF = b"%PDF-"
PNG = b"\x89PNG\r\n\x1a\n"
SWEEP = pytest.mark.long(job="sweeps")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Stand in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "start"),
    [pytest.param("delfshaven.html", b"<!DOCTYPE html>", marks=SWEEP), ("delfshaven.pdf", PDF)],
)
def test_a_report_is_written_as_html_and_as_pdf(run, release, tmp_path, name, start):
    out = tmp_path / name
    done = run("report", "--gebied", "Delfshaven", "--out", out, "--release", release)
    assert done.status == 0, done.err
    assert out.read_bytes().lstrip().startswith(start)
    assert name in done.err


@pytest.mark.parametrize(
    ("name", "start"),
    [
        pytest.param("map.html", b"<!DOCTYPE html>", marks=SWEEP),
        pytest.param("map.pdf", PDF, marks=SWEEP),
        ("MAP.PNG", PNG),
    ],
)
def test_a_map_is_written_as_html_pdf_and_png(run, release, tmp_path, name, start):
    out = tmp_path / name
    done = run("coverage-map", "--out", out, "--by", "gebied", "--release", release)
    assert done.status == 0, done.err
    assert out.read_bytes().lstrip().startswith(start)
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == [name]


def test_report_and_map_are_of_the_hours_that_are_asked_about(run, release, tmp_path):
    moment = ("--at", "Sa 14:00", "--on", "2026-11-23", "--release", release)
    for command in (("report", "--gebied", "Pernis"), ("coverage-map",)):
        out = tmp_path / "x.html"
        assert run(*command, "--out", out, *moment).status == 0
        assert "tellen mee: Sa 14:00" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("report", "--gebied", "Delfshavn", "--out", "x.html"), "'Delfshaven'"),
        (("report", "--gebied", "Spangen", "--out", "x.html"), "the gebied around it"),
        (("report", "--gebied", "", "--out", "x.html"), "a gebied"),
        (("report", "--gebied", "Delfshaven", "--out", "x.docx"), ".html or .pdf"),
        (("report", "--gebied", "Delfshaven", "--out", "x"), ".html or .pdf"),
        (("report", "--gebied", "Delfshaven", "--out", "no/such/x.html"), "a folder that exists"),
        (("report", "--gebied", "Delfshaven", "--out", "x.html", "--minutes", "0"), "from 1 to"),
        (("report", "--gebied", "Delfshaven", "--out", "x.html", "--kind", "café"), "one of"),
        (("coverage-map", "--out", "x.jpg"), ".html or .pdf or .png"),
        (("coverage-map", "--out", "x.html", "--by", "straat"), "gebied or buurt"),
        (("coverage-map", "--out", "x.html", "--age", "80+"), "one of"),
        (("coverage-map", "--out", "x.html", "--speed", "vliegend"), "km/h"),
        (("coverage-map", "--out", "x.html", "--block", "nacht"), "one of weekday_day"),
        (("report", "--gebied", "Pernis", "--out", "x.html", "--at", "morgen"), "found morgen"),
    ],
)
def test_bad_input_gets_one_sentence_and_status_2(run, release, folder, words, told):
    done = run(*words, "--release", release)
    assert done.status == 2
    assert told in done.err
    assert len(done.err.splitlines()) == 1
    assert list(folder.iterdir()) == []


def test_without_chromium_a_pdf_is_told_what_to_install_and_html_still_works(
    run, release, tmp_path, monkeypatch
):
    monkeypatch.setattr(printing, "BROWSERS", ())
    words = ("report", "--gebied", "Pernis", "--release", release, "--out")
    refused = run(*words, tmp_path / "x.pdf")
    assert refused.status == 1
    assert "apt-get install chromium" in refused.err
    assert run(*words, tmp_path / "x.html").status == 0


def test_a_browser_that_fails_leaves_the_old_file(run, release, tmp_path, monkeypatch):
    out = tmp_path / "x.pdf"
    out.write_text("old", encoding="utf-8")
    monkeypatch.setattr(printing, "BROWSERS", ("false",))
    done = run("report", "--gebied", "Pernis", "--release", release, "--out", out)
    assert done.status == 1
    assert "could not print" in done.err
    assert out.read_text(encoding="utf-8") == "old"
