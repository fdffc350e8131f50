"""Numbers and addresses of organisations are kept; those of persons are refused."""

import pytest
from observation_rows import read, row

from geo.model.contacts import mail_problem, written_phone
from geo.model.errors import InputError


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("010-412 34 56", "+31 10 412 3456"),
        ("+31104123456", "+31 10 412 3456"),
        ("088 123 45 67", "+31 88 123 4567"),
        ("0800-1234", "+31 800 1234"),
        ("06 12345678", ""),
        ("+31 6 12345678", ""),
        ("+44 7400 123456", ""),
        ("bel ons", ""),
        ("010 12", ""),
    ],
)
def test_a_number_is_written_in_one_form_and_a_mobile_one_is_not_taken(typed, written):
    assert written_phone(typed) == written
    assert not written or written_phone(written) == written


@pytest.mark.parametrize("mail", ["info@pier80.example", "pier80@example.org", "a@b.nl"])
def test_a_general_address_is_taken(mail):
    assert mail_problem(mail) == ""


@pytest.mark.parametrize(
    "mail", ["jo.jansen@example.org", "j_jansen@example.org", "info", "a b@c.nl"]
)
def test_an_address_of_a_person_or_none_at_all_is_refused(mail):
    assert mail_problem(mail)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "06-12345678"),
        ("phone", "010-4123456"),
        ("email", "jo.jansen@example.org"),
        ("languages", "nl;dutch"),
        ("osm_id", "building/1"),
        ("hearing_loop", "perhaps"),
        ("programme", "bingo"),
    ],
)
def test_a_row_with_something_else_is_refused_by_field(field, value):
    with pytest.raises(InputError, match=field):
        read([row(**{field: value})])


def test_a_row_keeps_what_it_says():
    [one] = read([row(phone="+31 10 412 3456", email="info@example.org", languages="nl;pap",
                      osm_id="node/1", hearing_loop="yes", costs="gratis",
                      programme="bingo | Mo 14:00-16:00")])  # fmt: skip
    assert (one.phone, one.languages, one.hearing_loop) == ("+31 10 412 3456", ("nl", "pap"), "yes")
    assert one.programme == ("bingo | Mo 14:00-16:00",)
