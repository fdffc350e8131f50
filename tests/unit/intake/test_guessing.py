"""What the columns of a list mean: guessed, shown, and kept as a mapping."""

import pytest

from geo.intake.guessing import explain, guess_mapping
from geo.intake.incoming import IncomingList, IncomingRow
from geo.intake.mapping import SourceMapping
from geo.model.errors import InputError


def a_list(*rows):
    return IncomingList.of_rows(
        "a.csv", [IncomingRow(number, row) for number, row in enumerate(rows, start=2)]
    )


def guess(row):
    return guess_mapping(a_list(row), "Een lijst").columns


@pytest.mark.parametrize(
    ("column", "value", "target"),
    [
        ("NAAM", "De Kip", "name"),
        ("Naam locatie", "De Kip", "name"),
        ("Naam stembureau", "De Kip", "name"),
        ("Straatnaam", "Kipstraat", "street"),
        ("openbare_ruimte_naam", "Kipstraat", "street"),
        ("Adres", "Kipstraat 37", "address"),
        ("Bezoekadres", "Kipstraat 37", "address"),
        ("Straat", "Kipstraat 37", "address"),
        ("huisnr.", "37", "house_number"),
        ("PC", "3011 RS", "postcode"),
        ("Postcode", "3011RS", "postcode"),
        ("Woonplaats", "Rotterdam", "city"),
        ("Openingstijden", "ma 9-12", "opening_hours"),
        ("Openingstjden", "ma 9-12", "opening_hours"),
        ("Web-site", "www.dekip.nl", "website"),
        ("Telefoonnummer", "010 123 45 67", "phone"),
        ("X", "93372", "x"),
        ("Y-coördinaat", "437556", "y"),
        ("Lengtegraad", "4,49", "lon"),
        ("latitude", "51.92", "lat"),
        ("OBJECTID", "12", "row_id"),
        ("Rolstoeltoegankelijk", "ja", "access"),
    ],
)
def test_a_column_is_known_by_its_name_and_what_stands_in_it(column, value, target):
    assert guess({column: value}) == {target: column}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Postcode", "onbekend"),
        ("lat", "437556"),
        ("X", "ja"),
        ("Website", "geen website bekend"),
        ("Kleur", "rood"),
        ("Contactpersoon", "een naam"),
        ("E-mail", "jo.jansen@example.org"),
        ("Opmerkingen", "sleutel bij een buurvrouw"),
    ],
)
def test_a_column_that_holds_something_else_or_a_person_is_left_out(column, value):
    assert guess({column: value}) == {}


def test_house_number_letter_and_addition_belong_together():
    row = {"Straat": "Kade", "Huisnummer": "12", "Huisletter": "A", "Toevoeging": "bis"}
    assert guess(row)["house_number"] == ("Huisnummer", "Huisletter", "Toevoeging")


def test_a_column_per_day_makes_the_opening_hours():
    days = ("Maandag", "Dinsdag", "Woensdag", "Donderdag", "Vrijdag")
    mapping = guess_mapping(a_list({"Naam": "A"} | dict.fromkeys(days, "9-12")), "Een lijst")
    assert mapping.columns["opening_hours"] == days
    assert mapping.raw({"Maandag": "9-12", "Vrijdag": "9-13"}, "opening_hours") == (
        "Maandag 9-12; Vrijdag 9-13"
    )


def test_the_guess_is_shown_with_examples():
    rows = [{"Naam": f"Huis {n}", "Kleur": "rood"} for n in range(5)]
    incoming = a_list(*rows)
    shown = {one.column: one for one in explain(incoming, guess_mapping(incoming, "Een lijst"))}
    assert (shown["Naam"].target, shown["Naam"].examples) == (
        "name",
        ("Huis 0", "Huis 1", "Huis 2"),
    )
    assert (shown["Kleur"].target, shown["Kleur"].examples) == (None, ("rood",))


def test_a_mapping_is_written_and_read_back_unchanged(tmp_path):
    mapping = SourceMapping(
        title='Lijst "A" \\ B',
        url="https://example.org",
        licence="CC0-1.0",
        published="2026-10",
        header=4,
        columns={"name": "Naam", "house_number": ("Nr", "Toev.")},
        constants={"city": "Rotterdam"},
        values={"kind": {"Huis v/d wijk": "huis_van_de_wijk", "Anders": ""}},
        only={"Soort": ("Huis", "Kamer")},
    )
    path = tmp_path / "a.toml"
    path.write_text(mapping.toml(), encoding="utf-8")
    assert SourceMapping.open(path) == mapping


def test_everything_that_is_wrong_with_a_mapping_is_told(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text('version = 2\ntitle = ""\ncolour = "red"\n[columns]\nnaam = "Naam"\n')
    with pytest.raises(InputError) as told:
        SourceMapping.open(path)
    fields = {problem.field for problem in told.value.problems}
    assert {"version", "title", "colour", "columns.naam.[key]"} <= fields


def test_words_of_a_list_stand_for_words_of_the_directory():
    mapping = SourceMapping(
        title="A", columns={"kind": "Soort"}, values={"kind": {"Wijkpunt": "huis_van_de_wijk"}}
    )
    assert mapping.word("kind", "wijkpunt") == "huis_van_de_wijk"
    assert mapping.word("kind", "Buurtkamer") == "huiskamer"
    assert mapping.word("kind", "Sporthal") == ""
    assert mapping.word("access", "Deels") == "limited"
