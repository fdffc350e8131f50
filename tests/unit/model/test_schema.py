"""What is said about the columns is complete, and is what the files hold."""

import json
from pathlib import Path

import pytest
from release_sample import contents

from geo.city.credits import MADE_FROM
from geo.evidence.observations import COLUMNS
from geo.io.formats import encode_csv
from geo.io.records import Records, flat_fields
from geo.model.errors import ReleaseError
from geo.model.place_tables import PLACES, SOURCE
from geo.model.schema import Field, Type
from geo.model.vocabulary import Kind, Status
from geo.release.data_tables import TABLES
from geo.release.datapackage import PARTIAL_DATE, data_package, describe, write_data_package

FIELDS = [
    pytest.param(table, field, id=f"{table.name}.{field.name}")
    for table in TABLES.values()
    for field in table.fields
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small folder of data."""
    for folder in ("observations", "reference"):
        (tmp_path / folder).mkdir()
    (tmp_path / "observations" / "decisions.csv").write_text(
        "place_id,other_id,decision,reason,decided\na,b,same,One door.,2026-11-22\n"
    )
    (tmp_path / "reference" / "gebieden.geojson").write_text("{}")
    (tmp_path / "reference" / "postcodes.csv").write_text(
        "postcode4,lon,lat,uncertainty_m,city\n3011,4.49,51.92,400,Rotterdam\n"
    )
    return tmp_path


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_each_field_is_described_in_two_languages_without_a_full_stop(table, field):
    assert table.field(field.name) is field
    for text in (field.nl, field.en):
        assert text
        assert text == text.strip()
        assert not text.endswith(".")


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_each_table_names_its_columns_once_its_key_among_them_and_its_origin(table):
    columns = [field.name for field in table.fields]
    assert len(set(columns)) == len(columns)
    assert set(table.key) <= set(columns)
    assert bool(table.credit) != (table.name in MADE_FROM)


def test_a_number_in_metres_says_so():
    for table in TABLES.values():
        for field in table.fields:
            assert (field.unit == "m") == field.name.endswith("_m"), field.name


def test_lists_of_allowed_words_come_from_the_vocabulary():
    kind, status = PLACES.field("kind"), PLACES.field("status")
    assert kind is not None
    assert status is not None
    assert list(kind.enum) == list(Kind)
    assert list(status.enum) == list(Status)


def test_the_api_filters_on_kind_and_gebied_but_not_on_measured_numbers():
    names = {field.name for field in PLACES.filterable()}
    assert {"kind", "initiative", "status", "gebied", "buurt_code", "access"} <= names
    assert "uncertainty_m" not in names
    assert "sources" not in names


def test_a_column_that_is_not_there_is_none():
    assert PLACES.field("fax") is None


def test_the_columns_of_observations_are_those_that_are_read():
    assert tuple(field.name for field in TABLES["observations"].fields) == COLUMNS


def test_the_flat_fields_are_the_columns_of_the_csv():
    header = encode_csv([Records.of(PLACES, contents().places)]).decode().splitlines()[0]
    assert header.split(",") == [field.name for field in flat_fields(PLACES)] + ["lon", "lat"]


def test_the_parts_of_a_source_are_those_of_the_contents():
    assert {part.name for part in SOURCE} == set(contents().places["sources"].iloc[0][0])


def test_a_descriptor_holds_type_unit_words_and_both_languages():
    field = Field("reach_m", Type.NUMBER, "Bereik", "Reach", unit="m", required=True)
    assert describe(field) == {
        "name": "reach_m",
        "type": "number",
        "description": "Reach (m)",
        "description_nl": "Bereik (m)",
        "constraints": {"required": True},
    }
    seen = describe(Field("seen", Type.DATE, "Gezien", "Seen"))
    assert seen["constraints"] == {"pattern": PARTIAL_DATE}


def test_the_data_package_describes_each_column_of_each_table(data):
    resources = {resource["path"]: resource for resource in data_package(data)["resources"]}
    assert list(resources) == [
        "observations/decisions.csv",
        "reference/gebieden.geojson",
        "reference/postcodes.csv",
    ]
    schema = resources["reference/postcodes.csv"]["schema"]
    assert [field["name"] for field in schema["fields"]] == [
        "postcode4",
        "lon",
        "lat",
        "uncertainty_m",
        "city",
    ]
    assert schema["primaryKey"] == ["postcode4"]


def test_the_data_package_is_written_the_same_twice(data):
    write_data_package(data)
    first = (data / "datapackage.json").read_bytes()
    write_data_package(data)
    assert (data / "datapackage.json").read_bytes() == first
    assert json.loads(first)["name"] == "meetingplaces-shared"


def test_a_column_that_nobody_described_is_named(data):
    (data / "reference" / "postcodes.csv").write_text("postcode4,colour\n3011,red\n")
    with pytest.raises(ReleaseError, match=r"reference/postcodes\.csv.*colour"):
        data_package(data)


def test_a_table_that_nobody_described_is_named(data):
    (data / "reference" / "trams.csv").write_text("line\n4\n")
    with pytest.raises(ReleaseError, match=r"trams\.csv"):
        data_package(data)
