"""A city is a value: what its city.toml says, how it is refused, and where a key is explained."""

import runpy
from pathlib import Path

import pytest
from own_city import CITIES

from geo.city.profile import FILE, CityProfile
from geo.model.errors import InputError
from geo.model.settings import settings
from geo.pipeline.current import checksum

DOCS = Path(__file__).parents[3] / "docs"
TEXT = (settings().city_folder("rotterdam") / FILE).read_text(encoding="utf-8")


def test_the_reference_of_keys_is_what_the_classes_say():
    written = runpy.run_path(str(DOCS / "write_city_keys.py"))["page"]()
    assert (DOCS / "city.md").read_text(encoding="utf-8") == written, "run make settings"
    assert "|  |" not in written, "every key is described"


@pytest.mark.parametrize("city", CITIES)
def test_every_city_of_the_data_can_be_read(city):
    assert CityProfile.open(settings().city_folder(city)).slug == city


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('name = "Rotterdam"', "", "city.toml, field 'name': found nothing, expected a value."),
        (
            'crs = "EPSG:28992"',
            'crs = "EPSG:4326"',
            "field 'crs': found 'EPSG:4326', expected a projected reference system in metres",
        ),
        ('id = "buurt"', 'id = "De Buurt"', "field 'levels.lower.id': found 'De Buurt', expected"),
        ("also_called", "nicknames", "field 'nicknames': found a key that is not known"),
        ('district = "WK059916"', "district = 16", "field 'towns[1].district': found 16, expected"),
        ('languages = ["nl",', 'languages = ["nl", "fr",', "field 'languages[2]': found 'fr'"),
        ("[levels.upper]", "[levels.upper", "expected TOML that can be read."),
    ],
)
def test_a_fault_is_one_sentence_with_file_key_found_and_expected(was, becomes, says):
    assert was in TEXT
    with pytest.raises(InputError, match=FILE) as refused:
        CityProfile.parse(TEXT.replace(was, becomes))
    assert any(says in str(problem) for problem in refused.value.problems), str(refused.value)


def test_all_faults_are_told_at_once():
    wrong = TEXT.replace('name = "Rotterdam"', "").replace('"EPSG:28992"', '"EPSG:1"')
    with pytest.raises(InputError) as refused:
        CityProfile.parse(wrong)
    assert [problem.field for problem in refused.value.problems] == ["name", "crs"]


def test_a_folder_without_the_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"city\.toml: found no such file"):
        CityProfile.open(tmp_path)


def test_a_point_that_is_swapped_is_told_from_one_that_lies_elsewhere():
    city = CityProfile.parse(TEXT)
    assert city.point_problem(4.47, 51.92) is None
    assert "swapped" in str(city.point_problem(51.92, 4.47))
    assert "a point in the Netherlands" in str(city.point_problem(2.35, 48.85))


def test_a_change_of_any_table_of_the_city_makes_another_release(tmp_path):
    data = tmp_path / "somewhere"
    (data / "reference").mkdir(parents=True)
    (data / FILE).write_text(TEXT, encoding="utf-8")
    (data / "reference" / "streets.csv").write_text("street")
    before = checksum(data, "said")
    assert checksum(data, "said") == before
    (data / "reference" / "streets.csv").write_text("avenue")
    after = checksum(data, "said")
    assert after != before
    (data / FILE).write_text(TEXT + "# another", encoding="utf-8")
    assert checksum(data, "said") not in {before, after}
    assert checksum(data, "said otherwise") != checksum(data, "said")
