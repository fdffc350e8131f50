"""Stops and lines from a timetable in the form of GTFS-NL (made up; columns as published)."""

import geopandas as gpd
import pytest
import shapely
from city_registers import write_timetable

from geo.model.errors import InputError
from geo.registers.gtfs import read_gtfs
from geo.registers.stops import stop_table

GEMEENTE = gpd.GeoDataFrame(
    {"code": ["GM0000"]}, geometry=[shapely.box(4.6, 52.36, 4.65, 52.39)], crs="EPSG:4326"
)
# Names and places of the first three are those of GTFS-NL of January 2025.
PLATFORMS = {
    "2749450": ("Haarlem, Emmaplein", 4.621665, 52.3751),
    "2749453": ("Haarlem, Emmaplein", 4.621784, 52.375011),
    "2905198": ("Haarlem, Centrum/Houtplein", 4.631007, 52.374971),
    "9": ("Zandvoort, Strand", 4.53, 52.37),
}
LINES = {
    "r1": ("20", ["2749450", "2905198", "9"]),
    "r2": ("4", ["2749453"]),
    "r3": ("Sprinter", ["2905198"]),
    "r4": ("3", ["9"]),
}


def stops(path):
    return stop_table(read_gtfs(path, GEMEENTE), GEMEENTE)


def problem(path):
    with pytest.raises(InputError) as error:
        read_gtfs(path, GEMEENTE)
    return str(error.value)


def test_platforms_of_one_stop_share_their_lines(tmp_path):
    table = stops(write_timetable(tmp_path / "gtfs-nl.zip", PLATFORMS, LINES, elsewhere=5))
    assert table[["name", "town", "platforms", "lines"]].to_numpy().tolist() == [
        ["Centrum/Houtplein", "Haarlem", 1, "20;Sprinter"],
        ["Emmaplein", "Haarlem", 2, "4;20"],
    ]


def test_a_stop_where_nothing_calls_has_no_lines(tmp_path):
    table = stops(write_timetable(tmp_path / "gtfs-nl.zip", PLATFORMS, {}))
    assert table["lines"].tolist() == ["", ""]


def test_a_route_without_a_short_name_has_its_long_one(tmp_path):
    lines = {"r1": ("", ["2749450"])}
    table = stops(write_timetable(tmp_path / "gtfs-nl.zip", PLATFORMS, lines))
    assert table["lines"].tolist() == ["", "Lang"]


def test_the_number_of_rows_is_told(tmp_path):
    path = write_timetable(tmp_path / "gtfs-nl.zip", PLATFORMS, LINES)
    told = []
    read_gtfs(path, GEMEENTE, told.append)
    assert told == sorted(told)
    assert told[-1] == 7 + 12 + 8 + 5


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (
            {"trips.txt": None},
            "gtfs.zip/trips.txt: found no such table, expected a GTFS zip with that table.",
        ),
        (
            {"trips.txt": ["route_id,trip\n"]},
            "gtfs.zip/trips.txt, field 'trip_id': found no such column, expected one of that name.",
        ),
        (
            {"stops.txt": ["stop_id,stop_name,stop_lat,stop_lon\n", "1,A,oops,4.62\n"]},
            "gtfs.zip/stops.txt, field 'stop_lat': found 'oops', expected degrees.",
        ),
        (
            {"stops.txt": ["stop_id,stop_name,stop_lat,stop_lon\n", "1,A,53.2,6.5\n"]},
            "gtfs.zip/stops.txt: found no stop in or near the municipality, expected at least one.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_table_and_column(tmp_path, tables, said):
    assert problem(write_timetable(tmp_path / "gtfs.zip", PLATFORMS, LINES, tables=tables)) == said


def test_a_file_that_is_no_zip_is_named(tmp_path):
    (tmp_path / "gtfs.zip").write_text("no zip", encoding="utf-8")
    assert problem(tmp_path / "gtfs.zip").startswith("gtfs.zip: found a file that cannot be read")
