"""Stops of public transport: made from the timetable, and found near a point."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.city.stops import Stop, Stops
from geo.model.crs import RD_NEW
from geo.model.errors import InputError
from geo.model.settings import settings
from geo.registers.stops import AROUND_M, ONE_STOP_M, clean_stop, stop_table

X, Y = 92_000.0, 437_000.0
CITY = gpd.GeoDataFrame(
    geometry=[shapely.box(X, Y, X + 1_000, Y + 1_000)], crs="EPSG:28992"
).to_crs("EPSG:4326")


def platforms(*rows):
    """Return platforms by name and metres from the corner of the city."""
    lon, lat = RD_NEW.lon_lat(
        [X + east for _, east, _ in rows], [Y + north for _, _, north in rows]
    )
    names = [name for name, _, _ in rows]
    return pd.DataFrame({"stop_name": names, "location_type": "0", "lon": lon, "lat": lat})


@pytest.mark.parametrize(
    ("written", "name", "town"),
    [
        ("Rotterdam, Zuidplein perron D", "Zuidplein", "Rotterdam"),
        ("Rotterdam, Zuidplein (Perron G)", "Zuidplein", "Rotterdam"),
        ("Rotterdam, Zuidplein [ K ]", "Zuidplein", "Rotterdam"),
        ("Hoogvliet Rotterdam, Oude Wal", "Oude Wal", "Hoogvliet Rotterdam"),
        ("Rotterdam Centraal", "Rotterdam Centraal", ""),
        ("Rotterdam, Perronweg", "Perronweg", "Rotterdam"),
    ],
)
def test_town_and_platform_are_taken_off_a_name(written, name, town):
    assert clean_stop(written) == (name, town)


class TestTable:
    def test_platforms_of_one_name_are_one_stop_in_their_middle(self):
        rows = [("Rotterdam, Laan", 100, 100), ("Rotterdam, Laan perron B", 160, 100)]
        table = stop_table(platforms(*rows), CITY)
        assert table[["name", "town", "platforms"]].to_numpy().tolist() == [
            ["Laan", "Rotterdam", 2]
        ]
        assert RD_NEW.xy(table["lon"], table["lat"])[0] == pytest.approx([X + 130], abs=0.1)

    def test_one_name_at_two_ends_of_a_street_is_two_stops(self):
        rows = [("Rotterdam, Laan", 100, 100), ("Rotterdam, Laan", 100 + ONE_STOP_M + 1, 100)]
        assert len(stop_table(platforms(*rows), CITY)) == 2

    def test_other_names_are_other_stops_however_near(self):
        rows = [("Rotterdam, Laan", 100, 100), ("Rotterdam, Plein", 101, 100)]
        assert stop_table(platforms(*rows), CITY)["name"].tolist() == ["Laan", "Plein"]

    def test_what_is_far_outside_the_city_is_left_out(self):
        rows = [("Elders, Net", -AROUND_M + 1, 100), ("Elders, Niet", -AROUND_M - 1, 100)]
        assert stop_table(platforms(*rows), CITY)["name"].tolist() == ["Net"]

    def test_areas_and_buses_in_place_of_trains_are_left_out(self):
        table = platforms(("Rotterdam, Laan", 1, 1), ("[Zuid] Bus", 1, 1), ("Laan", 1, 1))
        table.loc[2, "location_type"] = "1"
        assert stop_table(table, CITY)["platforms"].tolist() == [1]

    def test_the_order_of_the_extract_changes_nothing(self):
        rows = [("Rotterdam, Laan", 100, 100), ("Rotterdam, Plein", 500, 500), ("Laan", 150, 100)]
        one, other = (stop_table(platforms(*some), CITY) for some in (rows, rows[::-1]))
        pd.testing.assert_frame_equal(one, other)


class TestNear:
    def test_the_nearest_come_first_and_each_name_once(self):
        stops = Stops(
            [
                Stop("Plein", "", 4.4710, 51.92),
                Stop("Laan", "", 4.4705, 51.92),
                Stop("Laan", "", 4.4720, 51.92),
                Stop("Ver", "", 4.5, 51.92),
            ],
            RD_NEW,
        )
        near = stops.near(4.47, 51.92)
        assert [stop.name for stop in near] == ["Laan", "Plein"]
        assert near[0].straight_m == pytest.approx(34.4, abs=0.5)
        assert [stop.name for stop in stops.near(4.47, 51.92, limit=1)] == ["Laan"]

    def test_nothing_is_near_where_there_is_nothing(self):
        assert Stops([], RD_NEW).near(4.47, 51.92) == ()
        assert Stops([Stop("Laan", "", 4.47, 51.92)], RD_NEW).near(0.0, 0.0) == ()

    def test_the_stops_of_the_city_know_the_central_station(self):
        near = Stops.open(settings().reference).near(4.4690, 51.9245, within_m=200)
        assert "Rotterdam Centraal" in {stop.name for stop in near}

    def test_a_missing_table_is_told(self, tmp_path):
        with pytest.raises(InputError, match=r"stops\.csv"):
            Stops.open(tmp_path)
