"""The search box on the command line."""

import json


def test_nearest_starts_from_a_stop_too(run, release):
    done = run("nearest", "metro Slinge", "--release", release, "--limit", 3)
    assert done.status == 0
    assert "Huis van de Wijk Het Middelpunt" in done.out


def test_search_answers_as_the_box_does(run, release):
    done = run("search", "huis van de wijk in Pernis", "--release", release)
    assert done.status == 0
    assert "1. Huis van de Wijk De Bonte Koe" in done.out
    as_json = run("search", "huis van de wijk in Pernis", "--json", "--release", release)
    assert json.loads(as_json.out)["understood"]["districts"] == ["WK059913"]


def test_search_without_an_answer_says_why(run, release):
    done = run("search", "koffie in Schiedam", "--language", "en", "--release", release)
    assert done.status == 1
    assert "Schiedam is not in Rotterdam" in done.out
