"""Addresses as people write them, and street names however they are spelt."""

import re
import string

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from own_city import ROTTERDAM

from geo.geocoding.addresses import EXAMPLE, MAX_LENGTH, Address, normalise_street
from geo.geocoding.addresses import parse_address as parse
from geo.model.errors import InputError


def parse_address(text):
    return parse(text, ROTTERDAM.written_towns)


KIPSTRAAT = Address("Kipstraat", 37, postcode="3011RS", city="Rotterdam")


@pytest.mark.parametrize(
    "text",
    [
        "Kipstraat 37, 3011 RS Rotterdam",
        "Kipstraat 37, 3011RS Rotterdam, Nederland",
        "Kipstraat 37 3011rs rotterdam",
        "  Kipstraat   37 ,3011 RS   ROTTERDAM ",
        "3011 RS Rotterdam, Kipstraat 37",
        "Kipstraat, 37, 3011 RS, Rotterdam",
        "Kipstraat 37, 3rd floor, 3011 RS Rotterdam",
        "Kipstraat 37 (ingang achter), 3011 RS Rotterdam",
        "Kipstraat 37, ingang achter, 3011 RS Rotterdam",
        "Huis van de Wijk De Kip, Kipstraat 37, 3011 RS Rotterdam",
        "Kipstraat nr. 37\n3011 RS Rotterdam NL",
        "📍 Kipstraat 37 · 3011 RS Rotterdam",
        "Kipstraat37, 3011 RS Rotterdam",
    ],
)
def test_one_address_written_in_many_ways_is_one_address(text):
    assert parse_address(text) == KIPSTRAAT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gaffelstraat 63A", Address("Gaffelstraat", 63, letter="A")),
        ("Gaffelstraat 63/A", Address("Gaffelstraat", 63, letter="A")),
        ("Gaffelstraat 63.A Rotterdam", Address("Gaffelstraat", 63, letter="A", city="Rotterdam")),
        ("Slinge 250d-G", Address("Slinge", 250, letter="D", addition="G")),
        ("Slinge 250d/G", Address("Slinge", 250, letter="D", addition="G")),
        ("Slinge huisnr 250", Address("Slinge", 250)),
        ("Statenweg 102 a", Address("Statenweg", 102, letter="A")),
        ("Kade 12-a bis", Address("Kade", 12, letter="A", addition="bis")),
        ("Kade 72 B hs", Address("Kade", 72, letter="B", addition="hs")),
        ("Kade 37-II", Address("Kade", 37, addition="II")),
        ("Kade 37bg", Address("Kade", 37, addition="bg")),
        ("Kade 404-12", Address("Kade", 404, addition="12")),
        ("Kade 5-1203", Address("Kade", 5, addition="1203")),
        ("Gaffelstraat 1-3", Address("Gaffelstraat", 1, 3)),
        ("Jan Steenstraat 31 t/m 33", Address("Jan Steenstraat", 31, 33)),
        ("Menanderstraat 89/90", Address("Menanderstraat", 89, 90)),
        ("Robert Fruinstraat 26a-28b", Address("Robert Fruinstraat", 26, 28, letter="A")),
        ("Kade 37 2e etage", Address("Kade", 37)),
        ("Plein 1953 192", Address("Plein 1953", 192)),
        ("Plein 1953", Address("Plein 1953")),
        ("Plein Loods 24 5", Address("Plein Loods 24", 5)),
        ("1e Middellandstraat 5", Address("1e Middellandstraat", 5)),
        ("Rosestraat 1099", Address("Rosestraat", 1099)),
        ("'s-Gravendijkwal 95", Address("'s-Gravendijkwal", 95)),
        ("3011RS 37", Address(house_number=37, postcode="3011RS")),
        ("3011RS", Address(postcode="3011RS")),
        ("3011 Rotterdam", Address(postcode="3011", city="Rotterdam")),
        ("Kipstraat 37 3011", Address("Kipstraat", 37, postcode="3011")),
        ("Grote Hagen 570, 3078 RD", Address("Grote Hagen", 570, postcode="3078RD")),
        ("Heysekade 1 3089te", Address("Heysekade", 1, postcode="3089TE")),
        ("Rosestraat 1099 te Rotterdam", Address("Rosestraat", 1099, city="Rotterdam")),
        ("Coolsingel 1, Amsterdam", Address("Coolsingel", 1, city="Amsterdam")),
        ("Ring 224 Hoek van Holland", Address("Ring", 224, city="Hoek van Holland")),
        ("Pendrecht, Rotterdam", Address("Pendrecht", city="Rotterdam")),
    ],
)
def test_every_part_of_an_address_is_found(text, expected):
    assert parse_address(text) == expected


@pytest.mark.parametrize(
    "text", ["", "   ", "🏠", "...", ",,,", "12", "37 bis", "\x00", "12-a bis"]
)
def test_what_holds_neither_street_nor_postcode_is_refused_in_one_sentence(text):
    with pytest.raises(InputError) as refused:
        parse_address(text)
    assert len(refused.value.problems) == 1
    assert "expected a street, a postcode or a district" in str(refused.value)
    assert EXAMPLE in str(refused.value)


def test_a_very_long_text_is_refused_before_it_is_parsed():
    with pytest.raises(InputError, match=f"10000 characters.*at most {MAX_LENGTH}"):
        parse_address("straat " * 1428 + "1234")


@pytest.mark.parametrize("text", ["a 1 " * 75, "1 " * 150, "- " * 150, "a" * 300, "1234 " * 60])
def test_a_text_that_would_stall_a_careless_pattern_comes_to_an_end(text):
    outcome = None
    try:
        outcome = parse_address(text)
    except InputError as error:
        outcome = error
    assert outcome is not None


def test_an_address_is_written_as_on_an_envelope():
    assert str(Address("Gaffelstraat", 63, letter="A", postcode="3014RC", city="Rotterdam")) == (
        "Gaffelstraat 63A, 3014 RC Rotterdam"
    )
    assert str(Address("Kade", 72, letter="B", addition="hs")) == "Kade 72B hs"
    assert str(Address("Gaffelstraat", 1, 3)) == "Gaffelstraat 1-3"
    assert str(Address(house_number=37, postcode="3011RS")) == "3011 RS 37"


words = st.text(string.ascii_lowercase + "äéïöü", min_size=4, max_size=12).map(str.capitalize)
streets = st.one_of(
    st.lists(words, min_size=1, max_size=3).map(lambda some: " ".join(some) + "straat"),
    st.sampled_from(
        ["1e Middellandstraat", "Plein 1953", "'s-Gravendijkwal", "Park 1943", "C.P.Tielestraat"]
    ),
)
postcodes = st.one_of(
    st.just(""),
    st.integers(1000, 9999).map(str),
    st.from_regex(r"[1-9][0-9]{3}[A-Z]{2}", fullmatch=True).filter(
        lambda code: code[4:] not in ("SA", "SD", "SS")
    ),
)


@st.composite
def addresses(draw):
    """Make addresses as `parse_address` gives them."""
    number = draw(st.one_of(st.none(), st.integers(1, 99_999)))
    house = {}
    if number is not None:
        step = draw(st.one_of(st.none(), st.integers(1, 98)))
        end = None if step is None or number + step > 99_999 else number + step
        letter = draw(st.sampled_from(["", *string.ascii_uppercase]))
        words_after = st.sampled_from(["", "bis", "hs", "II", "boven"])
        numbers_after = st.integers(1, min(number, 9999)).map(str)
        addition = draw(st.one_of(words_after, numbers_after))
        house = {
            "house_number": number,
            "house_number_end": end,
            "letter": letter,
            "addition": addition,
        }
    city = draw(
        st.sampled_from(["", "Rotterdam", "Hoek van Holland", "Amsterdam", "'s-Hertogenbosch"])
    )
    return Address(draw(streets), postcode=draw(postcodes), city=city, **house)


@given(addresses())
@example(Address("Plein 1953", 1953, postcode="3086", city="Rotterdam"))
def test_an_address_that_is_written_and_read_again_is_the_same(address):
    # "1000 hs" without more is a postcode.
    assume(not re.fullmatch(r"[1-9]\d{3}[a-z]{2}", f"{address.house_number}{address.addition}"))
    assert parse_address(str(address)) == address


@given(st.text(max_size=MAX_LENGTH))
@example("3011 RS 37, Rotterdam")
def test_any_text_is_either_read_or_refused(text):
    try:
        address = parse_address(text)
    except InputError:
        return
    assert address.street or address.postcode


@given(st.text(max_size=60))
@example("b urg st r")
@example("van d er Sluysstr.")
def test_the_key_of_a_key_is_that_key(name):
    key = normalise_street(name)
    assert normalise_street(key) == key


@pytest.mark.parametrize(
    "spellings",
    [
        ("'s-Gravendijkwal", "s Gravendijkwal", "’s Gravendijkwal", "'S-GRAVENDYKWAL"),  # noqa: RUF001
        ("Isaäc Hubertstraat", "Isaac Hubertstr.", "Isaa\u0308c Hubertstraat"),
        ("Heysekade", "Heijsekade", "He\u0133sekade"),
        ("IJsselmonde", "Ysselmonde", "ijsselmonde"),
        ("1e Middellandstraat", "Eerste Middellandstraat", "1ste Middellandstr"),
        ("Burgemeester Meineszlaan", "Burg. Meineszln.", "burgem. meineszlaan"),
        ("Sint-Janshaven", "St. Janshaven"),
        ("Van der Sluysstraat", "v.d. Sluysstraat", "vd Sluysstr", "Van den Sluysstraat"),
        ("Noordplein", "Noordpl."),
        ("C.P.Tielestraat", "C. P. Tielestraat", "CP Tielestraat"),
        ("Maashaven Noordzijde", "Maashaven N.z."),
        ("Lekstraat", "Lekstraat[RZB]"),
    ],
)
def test_a_street_has_one_key_however_it_is_spelt(spellings):
    assert len({normalise_street(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("1e Carnissestraat", "2e Carnissestraat"), ("Noordplein", "Noordstraat"), ("Dreef", "Dree")],
)
def test_different_streets_keep_different_keys(one, other):
    assert normalise_street(one) != normalise_street(other)
