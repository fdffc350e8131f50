"""Reading observations: everything wrong is told at once, by line and field."""

import pytest
from observation_rows import read_decisions, read_observations, row, write

from geo.model.errors import InputError
from geo.model.vocabulary import Kind, Status


def problems_of(folder):
    with pytest.raises(InputError) as caught:
        read_observations(folder)
    return [str(problem) for problem in caught.value.problems]


def test_a_good_row_becomes_an_observation(tmp_path):
    folder = write(
        tmp_path,
        [
            row(
                name="De Kip",
                kind="huis_van_de_wijk",
                status="open",
                status_date="2023-11",
                lat="51.9229753",
                lon="4.491278",
                point_precision="address",
                activities="koffie; taalles;",
            )
        ],
    )
    [seen] = read_observations(folder)
    assert (seen.kind, seen.status) == (Kind.HUIS_VAN_DE_WIJK, Status.OPEN)
    assert seen.activities == ("koffie", "taalles")
    assert (seen.point.lon, seen.point.lat) == (4.491278, 51.9229753)
    assert seen.initiative is None


def test_all_problems_are_told_at_once_with_line_and_field(tmp_path):
    folder = write(
        tmp_path,
        [
            row(1, kind="buurthuis", postcode="3011 rs"),
            row(2, status_date="2023-02-30", source_title=""),
            row(3, "Huis.Van"),
        ],
    )
    told = problems_of(folder)
    assert any("line 2, field 'kind': found 'buurthuis', expected one of" in p for p in told)
    assert any("line 2, field 'postcode': found '3011 rs'" in p for p in told)
    assert any("line 3, field 'status_date': found '2023-02-30'" in p for p in told)
    assert any("line 3, field 'source_title': found nothing" in p for p in told)
    assert any("line 4, field 'place_id': found 'Huis.Van'" in p and "no dots" in p for p in told)


def test_swapped_latitude_and_longitude_are_recognised(tmp_path):
    folder = write(tmp_path, [row(lat="4.491278", lon="51.9229753", point_precision="address")])
    [told] = problems_of(folder)
    assert "line 2, field 'lat': found lat 4.49128 and lon 51.923, which look swapped" in told


@pytest.mark.parametrize("lat", ["51,9229", "abc", "nan", "inf", "0", ""])
def test_a_latitude_that_is_none_is_refused(tmp_path, lat):
    folder = write(tmp_path, [row(lat=lat, lon="4.49", point_precision="address")])
    [told] = problems_of(folder)
    assert "field 'lat': found" in told
    assert lat in told


def test_a_duplicate_id_names_both_lines(tmp_path):
    folder = write(tmp_path, [row(1), row(1)])
    [told] = problems_of(folder)
    assert "line 3, field 'observation_id': found 'huis--1'" in told
    assert "line 2" in told


def test_the_house_number_12_a_bis_is_understood_and_nonsense_is_not(tmp_path):
    [seen] = read_observations(write(tmp_path / "good", [row(house_number="12-a bis")]))
    assert seen.house_number == "12-a bis"
    [told] = problems_of(write(tmp_path / "bad", [row(house_number="bis")]))
    assert "field 'house_number': found 'bis'" in told


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("house_number", "1-mrt", "a house number such as 12, 12A, 1-3 or 89/90, not '1-mrt'"),
        ("house_number", "45352", "a spreadsheet stores 2024-03-01 as this number"),
        ("house_number", "2024-03-01", "not '2024-03-01', which a spreadsheet makes"),
        ("house_number", "01-03", "a house number such as 12, 12A, 1-3 or 89/90"),
        ("postcode", "3,011E+03", "a postcode such as 3011RS, not '3,011E+03'"),
        ("postcode", "#REF!", "a postcode such as 3011RS, not '#REF!'"),
        ("source_date", "45252", "a spreadsheet stores 2023-11-22 as this number"),
        ("status_date", "45252,5", "a spreadsheet stores 2023-11-22 as this number"),
        ("retrieved", "2023-1", "a year, a month or a day such as 2023, 2023-11 or 2023-11-22"),
    ],
)
def test_what_a_spreadsheet_damaged_is_refused_with_its_row(tmp_path, field, value, told):
    folder = write(tmp_path, [row(1), row(2, **{field: value}), row(3)])
    [problem] = problems_of(folder)
    assert f"line 3, field '{field}': found '{value}', expected" in problem
    assert told in problem


def test_a_date_in_the_future_is_refused(tmp_path):
    [told] = problems_of(write(tmp_path, [row(source_date="2999")]))
    assert "not in the future" in told


def test_a_windows_1252_file_is_refused_with_the_line_of_the_byte(tmp_path):
    folder = write(tmp_path, [row(1), row(2, name="Café")], encoding="windows-1252")
    [told] = problems_of(folder)
    assert "byte 0xE9" in told
    assert "UTF-8" in told


def test_semicolons_are_named_as_what_is_wrong(tmp_path):
    folder = write(tmp_path, [row()])
    path = folder / "observations.csv"
    path.write_text(path.read_text().replace(",", ";"))
    [told] = problems_of(folder)
    assert "semicolons" in told


def test_a_missing_and_an_unknown_column_are_both_told(tmp_path):
    folder = write(tmp_path, [row()])
    path = folder / "observations.csv"
    path.write_text(path.read_text().replace("house_number", "huisnummer", 1))
    told = problems_of(folder)
    assert any("expected a column 'house_number'" in p for p in told)
    assert any("field 'huisnummer': found an unknown column" in p for p in told)


def test_an_empty_file_and_a_missing_file_each_get_a_sentence(tmp_path):
    (tmp_path / "observations.csv").touch()
    assert "an empty file" in problems_of(tmp_path)[0]
    assert "no such file" in problems_of(tmp_path / "elsewhere")[0]


def test_a_file_of_200_mb_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "observations.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    [told] = problems_of(tmp_path)
    assert "200 MB" in told


def test_a_row_with_a_value_too_many_is_told_by_line(tmp_path):
    folder = write(tmp_path, [row()])
    with (folder / "observations.csv").open("a") as file:
        file.write("one,two\n")
    [told] = problems_of(folder)
    assert "line 3: found 2 values" in told


DECIDED = {"decision": "same", "reason": "Same building.", "decided": "2026-11-22"}


def decision_problems(tmp_path, decisions):
    folder = write(tmp_path, [row(1, "a"), row(1, "b"), row(1, "c")], decisions)
    with pytest.raises(InputError) as caught:
        read_decisions(folder, read_observations(folder))
    return str(caught.value)


def test_a_decision_about_an_unknown_place_is_refused(tmp_path):
    told = decision_problems(tmp_path, [{"place_id": "a", "other_id": "x", **DECIDED}])
    assert "field 'other_id': found 'x'" in told


def test_a_place_cannot_be_merged_into_one_that_is_merged_itself(tmp_path):
    told = decision_problems(
        tmp_path,
        [
            {"place_id": "a", "other_id": "b", **DECIDED},
            {"place_id": "b", "other_id": "c", **DECIDED},
        ],
    )
    assert "found 'b'" in told


def test_a_pair_is_decided_once(tmp_path):
    told = decision_problems(
        tmp_path,
        [
            {"place_id": "a", "other_id": "b", **DECIDED},
            {"place_id": "b", "other_id": "a", **DECIDED, "decision": "different"},
        ],
    )
    assert "each pair once" in told
