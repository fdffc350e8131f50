"""The report: its figures are those of the coverage, its words fit them, names stay text."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from made_up_release import HOSTILE_NAME

from geo.city.areas import Areas
from geo.city.calendar import calendar_of
from geo.directory.directory import Directory
from geo.model.settings import settings
from geo.planning.coverage import City, Doubt, Level, When, measure
from geo.planning.coverage.view import CoverageView
from geo.planning.coverage.words import words_for
from geo.planning.report import gather, report

REFERENCE = settings().reference
DELFSHAVEN = "WK059903"


@pytest.fixture(scope="module")
def view(release):
    areas = Areas.open(REFERENCE)
    return CoverageView.measure(City.open(REFERENCE, areas), areas, Directory.open(release))


def code_of(view, name):
    return view.areas.find_gebied(name)


def test_the_rows_add_up_to_the_gebied_and_cbs(view):
    contents = gather(view, DELFSHAVEN)
    assert len(contents.buurten) == 9
    assert contents.total.residents == pytest.approx(sum(one.residents for one in contents.buurten))
    for kind in contents.total.kinds:
        of_buurten = sum(one.kinds[kind]["residents_in_reach"] for one in contents.buurten)
        assert of_buurten == pytest.approx(contents.total.kinds[kind]["residents_in_reach"])


def test_the_figures_are_those_of_the_coverage(view):
    asked = replace(view.question, by=Level.GEBIED, minutes=(10,), codes=frozenset([DELFSHAVEN]))
    figures = measure(view.city, view.supply, asked).set_index("kind")
    contents = gather(view, DELFSHAVEN)
    for kind, row in contents.total.kinds.items():
        assert row["share"] == pytest.approx(figures.loc[kind, "share"])
    share = words_for("nl").share(contents.total.kinds["either"])
    assert share in contents.answer
    assert share in report(view, DELFSHAVEN)


def test_losing_all_private_places_never_helps(view):
    contents = gather(view, DELFSHAVEN)
    assert contents.private > 0
    assert contents.without_private["share"] <= contents.total.kinds["either"]["share"]
    lost = [row["residents_lost"] for row in contents.losses]
    assert lost == sorted(lost, reverse=True)


@pytest.mark.parametrize("name", ["Delfshaven", "Rivium", "Rozenburg", "Prins Alexander"])
def test_every_gebied_gets_a_report_without_a_gap_in_its_sentences(view, name):
    page = report(view, code_of(view, name))
    body = re.sub(r"<svg.*?</svg>", "", page[page.index("<main>") :], flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", body)
    assert f"<h1>{name}</h1>" in page
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b", text, re.IGNORECASE)
    assert not re.search(r"[a-z]\.[A-Z]", text)


def test_where_there_are_no_figures_it_says_so(view):
    page = report(view, code_of(view, "Rivium"))
    assert "geeft het CBS geen aantal inwoners" in page
    assert "Er is geen aaneengesloten gebied" not in page


def test_where_there_is_no_network_it_says_so(view):
    assert "Hier is geen wandelnet" in report(view, code_of(view, "Rozenburg"))
    assert "Hier is geen wandelnet" not in report(view, DELFSHAVEN)


def test_method_sources_limits_and_date_are_there(view):
    page = report(view, DELFSHAVEN)
    for said in ("Hoe dit is berekend", "Wat deze cijfers niet zeggen", "Bronnen", "CC BY 4.0",
                 "ODbL 1.0", view.version, "4,8 km per uur"):  # fmt: skip
        assert said in page


def test_it_speaks_of_whom_was_asked(release, view):
    older = CoverageView.measure(
        view.city, view.areas, Directory.open(release), minutes=15, age="65+", speed="rollator"
    )
    page = report(older, DELFSHAVEN)
    assert "inwoners van 65 jaar en ouder" in page
    assert "met een rollator, 2,5 km per uur" in page
    assert "binnen 15 minuten lopend" in page


def test_it_says_which_hours_and_of_how_many_places_they_are_not_known(release, view):
    when = When.parse(calendar_of(REFERENCE), date(2026, 11, 23), block="saturday")
    saturday = CoverageView.measure(view.city, view.areas, Directory.open(release), when=when)
    page = report(saturday, DELFSHAVEN)
    assert "Alleen plekken die dan open zijn, tellen mee: Zaterdag, 9.00 tot 17.00 uur." in page
    unknown = int((saturday.supply.doubt == Doubt.HOURS).sum())
    assert f"Van {unknown} plekken is niet bekend of ze dan open zijn." in page
    assert "of een plek op een bepaald uur open is" not in page
    assert "of een plek op een bepaald uur open is" in report(view, DELFSHAVEN)
    figures = saturday.figures(Level.GEBIED, codes=frozenset([DELFSHAVEN])).set_index("kind")
    assert words_for("nl").share(figures.loc["either"]) in page


def test_a_hostile_name_stays_text(view):
    names = np.full(len(view.supply), HOSTILE_NAME + "{{ 7 * 7 }}", dtype=object)
    page = report(replace(view, supply=replace(view.supply, names=names)), DELFSHAVEN)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7 * 7 }}" in page


def test_the_same_input_gives_the_same_bytes(view):
    assert report(view, DELFSHAVEN) == report(view, DELFSHAVEN)


def test_numbers_are_written_as_the_dutch_do():
    words = words_for("nl")
    assert [words.number(75250), words.people(3688), words.number(7.46, 1)] == [
        "75.250", "3.690", "7,5",
    ]  # fmt: skip
    assert words.number(np.nan) == words.people(np.nan) == "\N{EN DASH}"
    assert words.minutes([5, 10, np.inf]) == [
        "tot 5 minuten", "5 tot 10 minuten", "meer dan 10 minuten",
    ]  # fmt: skip


def test_it_is_said_in_english_too(release, view):
    english = CoverageView.measure(
        view.city, view.areas, Directory.open(release), kind="huiskamer", language="en"
    )
    page = report(english, DELFSHAVEN)
    assert '<html lang="en">' in page
    assert "can walk to a huiskamer within 10 minutes" in page
    text = re.sub(r"<[^>]+>", " ", page[page.index("<main>") :])
    assert not re.search(r"\b(een|niet|inwoners|minuten|plekken|looptijd)\b", text)
