"""The embedded geocoder on the reference tables that the project carries."""

import shutil

import numpy as np
import pytest
from own_city import ROTTERDAM

from geo.city import postcode6
from geo.geocoding import Gazetteer, Hint
from geo.geocoding.addresses import Address, parse_address
from geo.geocoding.streets import MARGIN_M
from geo.model.crs import RD_NEW
from geo.model.errors import InputError
from geo.model.settings import settings
from geo.model.street_names import normalise_street
from geo.model.vocabulary import Precision

REFERENCE = settings().reference

KNOWN = {
    "Afrikaanderplein 7": (4.5031863369095, 51.901018224396),
    "Banierstraat 1": (4.4741121, 51.9300406),
    "Dreef 71": (4.5120076615482, 51.886832307906),
    "Jacob Loisstraat 18": (4.4696519, 51.9280873),
    "Persoonsdam 142": (4.5084736030411, 51.909984483734),
    "Schommelstraat 69": (4.4782699, 51.9348839),
    "Menanderstraat 89": (4.5264360153442, 51.877267143377),
}
"""Seven Huizen van de Wijk, with the coordinates of the observations (EPSG:4326)."""


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.open(REFERENCE)


@pytest.fixture(scope="module")
def without_addresses():
    return Gazetteer.open(REFERENCE, withhold_addresses=True)


def test_addresses_that_a_spreadsheet_damaged_are_refused_with_their_lines(tmp_path):
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE, folder)
    header = "street,house_number,house_letter,postcode,city,lon,lat,consistent"
    rows = (
        "Gaffelstraat,1-mrt,,3014RS,Rotterdam,4.47,51.92,true",
        'Gaffelstraat,3,,"3,014E+03",Rotterdam,4.47,51.92,true',
        "Gaffelstraat,3,,3014RS,Rotterdam,4.47.0,51.92,false",
        "Gaffelstraat,5,,3014RS,Rotterdam,4.47,51.92,true",
    )
    (folder / "addresses.csv").write_text("\n".join([header, *rows, ""]))
    with pytest.raises(InputError) as refused:
        Gazetteer.open(folder)
    told = [(one.file, one.line, one.field) for one in refused.value.problems]
    assert told == [
        ("addresses.csv", 2, "house_number"),
        ("addresses.csv", 3, "postcode"),
        ("addresses.csv", 4, "lon"),
    ]


def ask(gazetteer, text, hint=None):
    return gazetteer.geocode(parse_address(text, ROTTERDAM.written_towns), hint or Hint())


def codes(answer):
    return {finding.code for finding in answer.findings}


def distance_m(one, other):
    x, y = RD_NEW.xy([one[0], other[0]], [one[1], other[1]])
    return float(np.hypot(x[1] - x[0], y[1] - y[0]))


@pytest.mark.parametrize(("text", "where"), KNOWN.items())
def test_a_known_address_is_placed_on_its_front_door(gazetteer, text, where):
    answer = ask(gazetteer, text)
    assert answer.precision is Precision.ADDRESS
    assert distance_m((answer.lon, answer.lat), where) < 5
    assert answer.score == 1.0
    assert answer.candidates == ()
    assert answer.findings == ()


@pytest.mark.parametrize(("text", "where"), KNOWN.items())
def test_without_the_exact_addresses_the_street_is_found(without_addresses, text, where):
    answer = ask(without_addresses, text)
    assert answer.precision is Precision.STREET
    assert distance_m((answer.lon, answer.lat), where) <= answer.uncertainty_m


def test_postcode_and_house_number_alone_are_an_address(gazetteer):
    answer = ask(gazetteer, "3011RS 37")
    assert (answer.precision, answer.matched) == (
        Precision.ADDRESS,
        "Kipstraat 37, 3011 RS Rotterdam",
    )


def test_an_unknown_house_number_gives_the_street_and_says_so_by_precision(gazetteer):
    answer = ask(gazetteer, "Kipstraat 35")
    assert (answer.precision, answer.matched) == (Precision.STREET, "Kipstraat")
    assert answer.uncertainty_m >= MARGIN_M
    assert answer.score == 0.5


def test_another_letter_at_the_same_number_is_told(gazetteer):
    answer = ask(gazetteer, "Gaffelstraat 63B, 3014 RC Rotterdam")
    assert answer.precision is Precision.ADDRESS
    assert codes(answer) == {"letter-not-known"}
    assert answer.uncertainty_m > ask(gazetteer, "Gaffelstraat 63A").uncertainty_m


def test_other_letters_in_the_postcode_are_told(gazetteer):
    answer = ask(gazetteer, "Kipstraat 37, 3011 AB Rotterdam")
    assert answer.precision is Precision.ADDRESS
    assert codes(answer) == {"postcode-differs"}


def test_a_range_is_found_by_either_of_its_ends(gazetteer):
    assert ask(gazetteer, "Menanderstraat 89/90").precision is Precision.ADDRESS
    assert ask(gazetteer, "Menanderstraat 87-89").precision is Precision.ADDRESS


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("Kipstrat 37, 3011RS", "Kipstraat 37"),
        ("Hilvliet 90, 3074KD", "Hillevliet 90"),
        ("Rosener Manzstraat 80", "Rösener Manzstraat 80"),
        ("Isaac Hubertstr. 153", "Isaäc Hubertstraat 153"),
        ("Heijsekade 1", "Heysekade 1"),
    ],
)
def test_a_misspelt_street_is_found(gazetteer, text, street):
    answer = ask(gazetteer, text)
    assert answer.precision is Precision.ADDRESS
    assert answer.matched.startswith(street)


@pytest.mark.parametrize("where", ["3011 RS", "3011", "Stadsdriehoek"])
def test_a_street_that_was_read_otherwise_is_told_with_its_gebied(gazetteer, where):
    answer = ask(gazetteer, f"Kipstrat 37, {where}")
    assert codes(answer) == {"street-spelled-otherwise"}
    assert "Kipstraat (Rotterdam Centrum)" in answer.findings[0].message


def test_a_street_that_is_spelt_otherwise_is_not_chosen_across_the_city(gazetteer):
    answer = ask(gazetteer, "Kipstrat 37")
    assert (answer.precision, answer.lon) == (Precision.NONE, None)
    assert codes(answer) == {"street-unknown"}
    assert [one.matched for one in answer.candidates] == ["Kipstraat"]


def test_the_radius_holds_other_streets_that_may_have_been_meant(gazetteer):
    first, second = (
        gazetteer.streets.named("1e Jerichostraat"),
        gazetteer.streets.named("2e Jerichostraat"),
    )
    answer = ask(gazetteer, "1e Jericostraat 5, Kralingen-Crooswijk")
    assert answer.matched == "1e Jerichostraat"
    for part in (*first.parts, *second.parts):
        off_m = distance_m((answer.lon, answer.lat), (part.lon, part.lat))
        assert off_m + part.radius_m + MARGIN_M <= answer.uncertainty_m + 1
    as_it_is = ask(gazetteer, "1e Jerichostraat 5")
    assert as_it_is.uncertainty_m < answer.uncertainty_m


def test_a_street_without_trees_is_found_by_the_postcodes_around_it(gazetteer):
    answer = ask(gazetteer, "Fresiastraat 18, 3053 VH Rotterdam")
    assert (answer.precision, answer.matched) == (Precision.STREET, "Fresiastraat")
    assert answer.lon > 4.4, "the Freesiastraat in Rozenburg lies at 4.25"
    assert 300 < answer.uncertainty_m < 1000
    assert answer.findings == ()
    assert ask(gazetteer, "Fresiastraat 18").lon == answer.lon


@pytest.mark.slow
def test_every_street_of_every_town_is_found(gazetteer):
    rows = postcode6.read(REFERENCE)
    streets = {(row.street, row.town) for row in rows}
    assert len(streets) == 5240
    found = [ask(gazetteer, f"{street}, {town}") for street, town in sorted(streets)]
    assert {one.precision for one in found} == {Precision.STREET}
    assert all(not codes(one) - {"street-in-several-districts"} for one in found)
    names = [normalise_street(one.matched) for one in found]
    assert names == [normalise_street(street) for street, _ in sorted(streets)]


def test_a_postcode_leads_to_its_part_of_a_street(gazetteer):
    answer = ask(gazetteer, "3011 RS")
    assert (answer.precision, answer.matched) == (Precision.POSTCODE, "3011 RS Rotterdam")
    whole = ask(gazetteer, "3011")
    assert whole.matched == "3011 Rotterdam"
    assert answer.uncertainty_m < whole.uncertainty_m / 3


def test_a_postcode_that_no_street_has_gives_its_digits_and_says_so(gazetteer):
    answer = ask(gazetteer, "3011 QQ")
    assert answer.matched == "3011 Rotterdam"
    assert codes(answer) == {"postcode-unknown"}


def test_a_postcode_and_a_number_tell_the_street(without_addresses):
    answer = ask(without_addresses, "3011 RS 37")
    assert (answer.precision, answer.matched) == (Precision.STREET, "Kipstraat")


def test_a_number_that_the_street_does_not_have_is_told_from_one_that_is_not_known(gazetteer):
    assert codes(ask(gazetteer, "Kipstraat 35")) == set()
    answer = ask(gazetteer, "Kipstraat 999")
    assert answer.precision is Precision.STREET
    assert codes(answer) == {"no-such-number"}


def test_a_number_narrows_a_long_street_to_its_postcode(without_addresses):
    whole = ask(without_addresses, "Nieuwe Binnenweg")
    part = ask(without_addresses, "Nieuwe Binnenweg 100")
    assert part.uncertainty_m < whole.uncertainty_m / 2
    assert part.candidates == ()


def test_between_two_streets_alike_none_is_chosen(gazetteer):
    answer = ask(gazetteer, "Shommelstraat 5")
    assert answer.precision is Precision.NONE
    assert {one.matched for one in answer.candidates} == {"Schommelstraat", "Hommelstraat"}
    assert codes(answer) == {"street-unknown"}


def test_a_street_alike_in_another_district_than_the_named_one_is_not_taken(gazetteer):
    answer = ask(gazetteer, "Kipstrat 35", Hint("WK059915"))
    assert (answer.precision, answer.matched) == (Precision.NEIGHBOURHOOD, "Charlois")
    assert codes(answer) == {"street-unknown"}
    assert [one.matched for one in answer.candidates] == ["Kipstraat"]


def test_a_postcode_that_contradicts_the_street_is_never_a_silent_choice(gazetteer):
    answer = ask(gazetteer, "Kipstraat 37, 3085 EX Rotterdam")
    assert answer.precision is Precision.NONE
    assert answer.lon is None
    assert codes(answer) == {"postcode-contradicts-street"}
    assert {one.precision for one in answer.candidates} == {Precision.ADDRESS, Precision.POSTCODE}


def test_the_same_holds_where_only_the_street_is_known(without_addresses):
    answer = ask(without_addresses, "Kipstraat 37, 3085 EX Rotterdam")
    assert answer.precision is Precision.NONE
    assert codes(answer) == {"postcode-contradicts-street"}
    assert {one.precision for one in answer.candidates} == {Precision.STREET, Precision.POSTCODE}


@pytest.mark.parametrize(
    ("gebied", "precision"),
    [("WK059901", Precision.STREET), ("WK059915", Precision.POSTCODE)],
)
def test_the_named_district_decides_between_street_and_postcode(
    without_addresses, gebied, precision
):
    answer = ask(without_addresses, "Kipstraat 37, 3085 EX Rotterdam", Hint(gebied))
    assert answer.precision is precision
    assert codes(answer) == {"postcode-contradicts-street"}
    assert len(answer.candidates) == 2


def test_a_postcode_along_whose_border_the_street_runs_is_no_contradiction(without_addresses):
    # The trees of the Schepenstraat stand in 3039 and 3038; its even side may be in either.
    answer = ask(without_addresses, "Schepenstraat 69, 3039 NC Rotterdam")
    assert answer.precision is Precision.STREET
    assert answer.findings == ()


@pytest.mark.parametrize("text", ["Julianastraat", "Julianastraat 5"])
def test_for_streets_of_one_name_in_two_towns_the_town_is_asked(without_addresses, text):
    answer = ask(without_addresses, text)
    assert answer.precision is Precision.NONE
    assert codes(answer) == {"street-in-several-towns"}
    assert {one.matched for one in answer.candidates} == {
        "Julianastraat (Overschie)",
        "Julianastraat (Rozenburg)",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Sixt B.V. Slinge 250, NL - 3085 EX Rotterdam",
        "3085EX Rotterdam Slinge 250",
        "Rotterdam Slinge 250",
        "Slinge huisnr 250",
    ],
)
def test_an_address_behind_other_words_is_found(gazetteer, text):
    answer = ask(gazetteer, text)
    assert (answer.precision, answer.matched) == (
        Precision.ADDRESS,
        "Slinge 250, 3085 EX Rotterdam",
    )


def test_a_street_that_begins_with_the_name_of_the_city_is_that_street(gazetteer):
    assert ask(gazetteer, "Rotterdam Airportplein 10").matched == "Rotterdam Airportplein"


def test_words_before_a_street_are_said_and_need_the_postcode_of_that_street(gazetteer):
    assert codes(ask(gazetteer, "Sixt Slinge 250, 3085 EX")) == {"street-spelled-otherwise"}
    alone = ask(gazetteer, "Sixt Slinge 250")
    assert alone.precision is Precision.NONE
    assert [one.matched for one in alone.candidates] == ["Slinge"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Julianastraat 5, Rozenburg", Hint()),
        ("Julianastraat 5, 3181 GA", Hint()),
        ("Julianastraat 5", Hint("WK059927")),
        ("Julianastraat 5, Rotterdam", Hint("WK059927")),
    ],
)
def test_town_postcode_or_district_tells_which(without_addresses, text, hint):
    answer = ask(without_addresses, text, hint)
    assert answer.precision is Precision.STREET
    assert answer.lon < 4.3
    assert answer.uncertainty_m < 500
    assert answer.candidates == ()


def test_a_long_street_is_narrowed_by_the_buurt(without_addresses):
    whole = ask(without_addresses, "Nieuwe Binnenweg")
    part = ask(without_addresses, "Nieuwe Binnenweg", Hint(None, frozenset({"BU05990111"})))
    assert len(whole.candidates) > 1
    assert part.candidates == ()
    assert part.uncertainty_m < whole.uncertainty_m


def test_an_unknown_street_with_a_postcode_gives_the_postcode(gazetteer):
    answer = ask(gazetteer, "Onvindbaarpad 5, 3011 RS Rotterdam")
    assert (answer.precision, answer.matched) == (Precision.POSTCODE, "3011 RS Rotterdam")
    assert codes(answer) == {"street-unknown"}


@pytest.mark.parametrize(
    "text", ["Pendrecht", "Pendrecht, Rotterdam", "Onvindbaarpad 5, Pendrecht"]
)
def test_the_name_of_a_district_gives_its_middle(gazetteer, text):
    answer = ask(gazetteer, text)
    assert (answer.precision, answer.matched) == (Precision.NEIGHBOURHOOD, "Pendrecht")
    assert answer.uncertainty_m > 300


def test_a_district_beside_an_unknown_street_gives_its_middle(gazetteer):
    hint = Hint("WK059903", frozenset({"BU05990320", "BU05990321"}))
    answer = ask(gazetteer, "Onvindbaarpad 5", hint)
    assert answer.precision is Precision.NEIGHBOURHOOD


def test_a_district_alone_is_an_answer_too(gazetteer):
    answer = gazetteer.geocode(Address(city="Rotterdam"), Hint("WK059916"))
    assert (answer.precision, answer.matched) == (Precision.NEIGHBOURHOOD, "Hoogvliet")


@pytest.mark.parametrize("text", ["Coolsingel 1, Amsterdam", "Kipstraat 37, 1011 AB", "1011 AB"])
def test_an_address_in_another_city_is_not_placed_in_rotterdam(gazetteer, text):
    answer = ask(gazetteer, text)
    assert answer.precision is Precision.NONE
    assert (answer.lon, answer.lat, answer.uncertainty_m) == (None, None, None)
    assert codes(answer) == {"outside-municipality"}


def test_a_misspelt_town_is_still_the_town(gazetteer):
    assert ask(gazetteer, "Kipstraat 37, Roterdam").precision is Precision.ADDRESS


def test_nothing_known_is_said_in_a_sentence(gazetteer):
    answer = ask(gazetteer, "asdfghjkl 12")
    assert answer.precision is Precision.NONE
    assert answer.score == 0
    assert "'asdfghjkl'" in answer.findings[0].message
