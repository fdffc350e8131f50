"""One share, one text: the command, the page, the printed report and the map say the same."""

import io
import re
from functools import cache
from html import unescape

import httpx
import pytest
from pypdf import PdfReader

from geo.city.areas import Areas
from geo.directory.directory import Directory
from geo.model.settings import settings
from geo.planning.coverage import KINDS, City, Level
from geo.planning.coverage.maps import coverage_map
from geo.planning.coverage.view import CoverageView
from geo.planning.coverage.words import FEWEST, words_for
from geo.planning.report import report

SAMPLE = ("WK059903", "WK059916", "WK059923")
"""A gebied that the streets cross, one apart from them, and one where few live."""
SHARE = "(?:[0-9]+(?:\N{EN DASH}[0-9]+)?\N{NO-BREAK SPACE}%|\N{EN DASH})"
LIGATURES = str.maketrans(
    {"\N{LATIN SMALL LIGATURE FL}": "fl", "\N{LATIN SMALL LIGATURE FI}": "fi"}
)


@pytest.fixture(scope="module")
def views(release):
    """What is measured, by kind of place."""
    areas = Areas.open(settings().reference)
    city, directory = City.open(settings().reference, areas), Directory.open(release)
    return {
        kind: CoverageView.measure(city, areas, directory, kind=kind)
        for kind in ("either", "huis_van_de_wijk")
    }


@pytest.fixture(scope="module")
def drawn(views):
    """The shares of the map of each kind, by name of the buurt."""
    return cache(lambda kind: on_the_map(views[kind]))


@pytest.fixture(params=["either", "huis_van_de_wijk"])
def view(request, views):
    return views[request.param]


@pytest.fixture
def on_the_page(view, site):
    """The shares of the planners' page, by name of the buurt."""
    question = {"by": "buurt", "minutes": "10", "kind": view.kind}
    page = httpx.get(f"{site}/en/planner", params=question, timeout=90).text
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    return {
        unescape(re.search(r'<th scope="row"><a[^>]*>([^<]+)<', row)[1]): re.search(
            rf'<td class="main"[^>]*><span class="share"><span>({SHARE})<', row
        )[1]
        for row in table.split("</tr>")[:-1]
    }


def of_the_command(run, view, release):
    words = ["--by", "buurt", "--minutes", "10", "--kind", view.kind, "--format", "markdown"]
    done = run("coverage", *words, "--release", release)
    rows = [line.strip("| ").split(" | ") for line in done.out.splitlines()[4:]]
    # The figure as far as is known stands before its range.
    found = {row[0]: re.search(rf"({SHARE})\)?$", row[2])[1] for row in rows}
    assert found.pop(view.city.name)
    return found


def on_the_map(view):
    page = coverage_map(view)
    table = page[page.rindex("<tbody>") : page.rindex("</tbody>")]
    row = rf'<th scope="row">([^<]+)</th><td>[^<]*</td><td>({SHARE})</td>'
    assert table.count("<tr>") == len(re.findall(row, table))
    return {unescape(name): share for name, share in re.findall(row, table)}


def on_paper(visit, view, tmp_path, codes):
    """The shares of the reports of gebieden by kind, read from the PDF that Chromium prints."""
    page, found = visit(offline=True).page, {kind: {} for kind in KINDS}
    for code in codes:
        file = tmp_path / "report.html"
        file.write_text(report(view, code), encoding="utf-8")
        page.goto(file.as_uri())
        pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(pdf.pages) == 2 or not view.areas.gebieden.at[code, "residential"], code
        text = re.sub(r"[ \n]+", " ", pdf.pages[1].extract_text().translate(LIGATURES))
        for name in view.areas.buurten["name"][view.areas.buurten["gebied_code"] == code]:
            row = rf"{re.escape(name)} (?:[0-9.]+|\N{{EN DASH}}) ({SHARE}) ({SHARE}) ({SHARE}) "
            shares = re.search(row, text)
            assert shares, (code, name, text)
            for kind, share in zip(KINDS, shares.groups(), strict=True):
                found[kind][name] = share
    return found


def test_every_buurt_has_one_share(run, view, release, on_the_page, drawn):
    assert len(on_the_page) == 91
    assert of_the_command(run, view, release) == on_the_page
    assert drawn(view.kind) == on_the_page


@pytest.mark.parametrize(
    "sample", [SAMPLE, pytest.param((), id="all", marks=pytest.mark.long(job="sweeps"))]
)
def test_every_report_prints_on_two_pages_with_the_shares_of_the_map(
    visit, views, drawn, tmp_path, sample
):
    areas = views["either"].areas
    codes = sample or areas.gebieden.index
    names = set(areas.buurten["name"][areas.buurten["gebied_code"].isin(codes)])
    printed = on_paper(visit, views["either"], tmp_path, codes)
    for kind in views:
        shares = drawn(kind)
        assert printed[kind] == {name: shares[name] for name in names}


def test_nothing_short_of_all_is_said_as_all(view):
    for row in view.figures(Level.BUURT).to_dict("records"):
        text = words_for("en").share(row)
        if not row["residents"] >= FEWEST:
            assert text == "\N{EN DASH}"
            continue
        assert ("100" in text) == (row["share_high"] == 1)
        assert bool(re.match(r"0\b", text)) == (row["share_low"] == 0)
