"""Where each value of a place comes from."""

import json

import orjson
import pytest
from made_up_release import EVIDENCE, SOURCE, write_release

from geo.model.errors import InputError, ReleaseError
from geo.release.provenance import Provenance


@pytest.fixture
def made_up(tmp_path):
    return write_release(tmp_path / "release")


def test_each_value_names_its_source_and_what_speaks_against_it(made_up):
    told = json.loads(Provenance.open(made_up).of("aan-de-kade"))
    chosen, against = told["name"]
    assert (chosen["value"], chosen["used"]) == ("Huis van de Wijk Aan de Kade", True)
    assert (against["value"], against["used"], against["reason"]) == ("De Kade", False, "newer")
    assert chosen["source"] == SOURCE
    assert chosen["attribution"] == "direct"
    assert (chosen["confirmed"], chosen["confirmed_by"]) == ("2024-05", "aan-de-kade--1")
    assert (against["confirmed"], against["confirmed_by"]) == (None, None)
    assert against["source"]["title"] == "=HYPERLINK(1)"


def test_a_source_without_a_date_counts_with_the_day_on_which_it_was_read(made_up):
    path = made_up / "evidence.csv"
    path.write_text(EVIDENCE + "zonder-punt,name,chosen,Zonder,zonder-punt--1,only,,\n")
    [name] = json.loads(Provenance.open(made_up).of("zonder-punt"))["name"]
    assert (name["source"]["date"], name["source"]["date_kind"]) == ("2026", "retrieved")


def test_a_place_without_evidence_has_none(made_up):
    assert Provenance.open(made_up).of("nergens") is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [("'=SUM(1)", "=SUM(1)"), ("'-1", "-1"), ("'s Avonds", "'s Avonds"), ("", None)],
)
def test_the_guard_against_formulas_in_spreadsheets_is_taken_off_again(made_up, cell, value):
    line = f'aan-de-kade,operator,chosen,"{cell}",aan-de-kade--1,only,,\n'
    (made_up / "evidence.csv").write_text(EVIDENCE + line)
    [operator] = json.loads(Provenance.open(made_up).of("aan-de-kade"))["operator"]
    assert operator["value"] == value


def test_evidence_of_an_older_release_says_nothing_of_confirmation(made_up):
    lines = [line.split(",") for line in EVIDENCE.splitlines()]
    older = "".join(",".join(cells[:-2]) + "\n" for cells in lines)
    (made_up / "evidence.csv").write_text(older)
    [name, _] = json.loads(Provenance.open(made_up).of("aan-de-kade"))["name"]
    assert (name["confirmed"], name["value"]) == (None, "Huis van de Wijk Aan de Kade")


def test_evidence_of_a_row_that_is_not_there_is_refused(made_up):
    (made_up / "evidence.csv").write_text(EVIDENCE + "aan-de-kade,name,against,X,weg--9,newer,,\n")
    with pytest.raises(InputError, match=r"line 5.*weg--9"):
        Provenance.open(made_up)


def test_a_release_without_evidence_is_refused(made_up):
    (made_up / "evidence.csv").unlink()
    with pytest.raises(ReleaseError, match=r"evidence\.csv"):
        Provenance.open(made_up)


def test_every_real_value_is_backed_by_a_row_that_is_used(release):
    provenance = Provenance.open(release)
    places = orjson.loads((release / "places.geojson").read_bytes())["features"]
    backed = ("operator", "street", "website", "opening_hours", "first_seen", "valid_until")
    checked = 0
    for place in places:
        told = orjson.loads(provenance.of(place["id"]) or b"{}")
        for field in backed:
            value = place["properties"][field]
            used = [one["value"] for one in told.get(field, ()) if one["used"]]
            assert used == ([] if value is None else [value]), (place["id"], field)
            checked += 1
        names = {one["value"] for one in told.get("activities", ())}
        assert names == set(place["properties"]["activities"])
    assert checked == len(places) * len(backed) > 850
