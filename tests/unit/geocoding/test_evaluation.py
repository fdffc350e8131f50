"""What the gazetteer claims of itself, held against every known address."""

from pathlib import Path

import pytest

from api.cli._checkout import load_benchmark
from geo.geocoding import GeocodingResult
from geo.geocoding._tables import KnownAddress
from geo.geocoding.addresses import Address
from geo.geocoding.streets import MARGIN_M
from geo.model.crs import RD_NEW
from geo.model.errors import InputError
from geo.model.settings import settings
from geo.model.vocabulary import Precision

DOCUMENTATION = Path(__file__).parents[3] / "docs" / "geocoding.md"
REFERENCE = settings().reference
EVALUATION = load_benchmark("geocoder_evaluation")
evaluate, measure = EVALUATION.evaluate, EVALUATION.measure


@pytest.fixture(scope="module")
def withheld():
    return evaluate(REFERENCE, withhold=True)


@pytest.fixture(scope="module")
def complete():
    return evaluate(REFERENCE, withhold=False)


@pytest.mark.slow
def test_with_all_tables_every_known_address_is_found_exactly(complete):
    measured = complete.main
    assert measured.n > 240
    assert measured.by_precision[Precision.ADDRESS] == 1
    assert measured.p90_error_m < 1


@pytest.mark.slow
def test_without_the_exact_addresses_the_targets_are_met(withheld):
    measured = withheld.main
    assert measured.by_precision[Precision.ADDRESS] == 0
    assert measured.to_street == 1
    assert measured.median_error_m <= 90
    assert measured.coverage >= 0.9


@pytest.mark.slow
def test_they_are_met_without_postcode_and_with_a_typing_error_too(withheld):
    for measured in withheld.variants[1:4]:
        assert measured.to_street >= 0.97, measured.name
        assert measured.wrong_street == 0, measured.name
        assert measured.coverage >= 0.9, measured.name


def test_with_a_typing_error_and_no_postcode_no_street_is_chosen_across_the_city(withheld):
    measured = withheld.variants[4]
    assert measured.wrong_street == 0
    assert measured.by_precision[Precision.NONE] > 0.8


def test_coarser_answers_hold_the_truth_as_often_as_they_say(withheld):
    postcode, district = withheld.variants[5:]
    assert postcode.by_precision[Precision.POSTCODE] == 1
    assert district.by_precision[Precision.NEIGHBOURHOOD] == 1
    assert postcode.median_error_m < 100
    assert postcode.coverage >= 0.9
    assert district.coverage >= 0.85


@pytest.mark.slow
def test_the_margin_in_use_is_the_one_that_is_measured():
    calibration = EVALUATION.calibrate(REFERENCE)
    assert calibration.margin_m == pytest.approx(MARGIN_M, abs=10)
    assert calibration.held_out_coverage >= 0.85


@pytest.mark.slow
def test_the_documentation_shows_what_the_command_prints(withheld, complete):
    told = DOCUMENTATION.read_text(encoding="utf-8")
    assert withheld.to_markdown() in told
    assert complete.to_markdown() in told


def test_figures_are_counted_as_they_are_named():
    known = [KnownAddress(Address(street, 1), 4.47, 51.92) for street in ("A", "B", "C", "D")]

    def on(street, lat):
        return GeocodingResult(4.47, lat, Precision.STREET, 60.0, "test", street, 1.0)

    nowhere = GeocodingResult(None, None, Precision.NONE, None, "test", "", 0.0)
    answers = [on("A", 51.92), on("B", 51.921), on("X", 51.92), nowhere]
    measured = measure("test", known, answers, RD_NEW)
    assert measured.to_street == 0.5
    assert measured.wrong_street == 0.25
    assert measured.by_precision[Precision.NONE] == 0.25
    assert measured.median_error_m == pytest.approx(0, abs=0.01)
    assert measured.coverage == pytest.approx(2 / 3)


def test_the_table_has_a_row_for_each_way_of_writing(withheld):
    assert isinstance(withheld, EVALUATION.Evaluation)
    lines = withheld.to_markdown().splitlines()
    assert len(lines) == 4 + len(withheld.variants)
    assert len({line.count("|") for line in lines[2:]}) == 1
    assert withheld.to_table().row_count == len(withheld.variants)


def test_without_the_folder_of_benchmarks_one_sentence_says_what_is_needed(tmp_path):
    with pytest.raises(InputError, match="expected a checkout of the project") as error:
        load_benchmark("geocoder_evaluation", tmp_path)
    assert len(str(error.value).splitlines()) == 1
