"""A place in words: dated, honest about what is not known, and safe to put in a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_release import place
from own_city import ROTTERDAM

from geo.directory.descriptions import describe, safe_link
from geo.model.vocabulary import Access, Initiative, Kind, Precision, Status


def described(language="nl", **changes):
    return describe(place("de-kade", 4.4, 51.9, **changes)["properties"], ROTTERDAM, language)


@pytest.mark.parametrize(
    ("status", "date", "sentence"),
    [
        ("open", "2023-11-22", "In gebruik op 22 november 2023"),
        ("open", "2023-11", "In gebruik in november 2023"),
        ("open", "2023", "In gebruik in 2023"),
        ("open", None, "In gebruik, datum niet bekend"),
        ("closed", "2021-02", "Voorgoed gesloten (stand van februari 2021)"),
        ("planned", "2025", "Gepland (stand van 2025)"),
        ("unknown", "2019", "Niet bekend of het open is (laatste bericht: 2019)"),
        ("unknown", None, "Niet bekend of het open is"),
    ],
)
def test_the_status_carries_its_date(status, date, sentence):
    assert described(status=status, status_date=date).status == sentence


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        (
            {"address": "Dreef 71, 3075 HB Rotterdam", "house_number": "71", "street": "Dreef"},
            "Dreef 71, 3075 HB Rotterdam",
        ),
        ({"address": "Dreef, Rotterdam", "street": "Dreef"}, "Dreef (huisnummer niet bekend)"),
        ({"buurt": "Spangen", "gebied": "Delfshaven"}, "Alleen de buurt is bekend: Spangen"),
        ({"gebied": "Delfshaven"}, "Alleen het gebied is bekend: Delfshaven"),
        ({}, "Adres niet bekend"),
    ],
)
def test_the_address_says_how_much_of_it_is_known(known, sentence):
    assert described(**known).address == sentence


@pytest.mark.parametrize(
    ("precision", "metres", "sentence"),
    [
        ("address", 5, "On the map: exactly at the address"),
        (
            "street",
            221,
            "On the map: somewhere in this street, within about 220 metres",
        ),
        ("street", None, "On the map: somewhere in this street"),
        (
            "postcode",
            604,
            "On the map: somewhere in this postcode area, within about 600 metres",
        ),
        ("neighbourhood", 400, "Not on the map: only the neighbourhood is known"),
        ("none", None, "Not on the map: the location is not known"),
    ],
)
def test_the_location_says_how_exact_it_is(precision, metres, sentence):
    assert described("en", precision=precision, uncertainty_m=metres).location == sentence


@pytest.mark.parametrize(
    ("date", "kind", "sentence"),
    [
        ("2024-05-01", "published", "1 mei 2024"),
        ("2026", "retrieved", "Bron zonder datum, gezien in 2026"),
        ("2026-01-24", "retrieved", "Bron zonder datum, gezien op 24 januari 2026"),
        (None, "published", ""),
    ],
)
def test_a_source_says_whether_its_date_is_its_own(date, kind, sentence):
    source = {"title": "Krant", "url": "https://example.org", "date": date, "date_kind": kind}
    assert described(sources=[source]).sources[0].date == sentence


def test_opening_hours_read_in_the_language_of_the_page():
    hours = 'Tu,Th 09:30-17:00; Fr 12:00-13:00 "We eten"'
    assert described(opening_hours=hours).opening_hours == (
        "di,do 09:30–17:00; vr 12:00–13:00 We eten"  # noqa: RUF001
    )


def test_the_spoken_label_says_name_kind_initiative_and_state():
    assert described(name="De Kade", status="unknown").label == (
        "De Kade. Huiskamer. Particulier initiatief. Niet bekend of het open is."
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x", "", None])
def test_an_address_that_a_browser_should_not_follow_is_no_link(url):
    assert safe_link(url) == ""
    source = {"title": "Krant", "url": url, "date": None, "date_kind": "published"}
    assert described(website=url, sources=[source]).website == ""


VALUES = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(Kind),
        "status": st.sampled_from(Status),
        "precision": st.sampled_from(Precision),
        "initiative": st.sampled_from(Initiative),
        "access": st.sampled_from(Access),
        "name": st.text(min_size=1),
    }
)


@given(values=VALUES, language=st.sampled_from(["nl", "en"]))
def test_every_combination_of_values_has_words(values, language):
    words = described(language, **values)
    assert words.name == values["name"]
    assert all(
        (words.kind, words.status, words.initiative, words.access, words.location, words.address)
    )
    assert words.label.startswith(values["name"])
