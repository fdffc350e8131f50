"""Registers of addresses: read in the form in which they are published, looked up on disk."""

import gzip
import tracemalloc
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pytest
import registers_made_up as made_up
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.city.address_register import AddressRegister
from geo.model.crs import RD
from geo.model.errors import InputError
from geo.registers import address_register
from geo.registers.address_register import write_register
from geo.registers.address_sources import open_addresses

GENUINE = Path(__file__).parents[2] / "data" / "registers"


def read(path):
    return list(open_addresses(path))


def register_of(path, out, **options):
    write_register(open_addresses(path), out, **options)
    return AddressRegister(out)


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    folder = tmp_path_factory.mktemp("village")
    source = made_up.write_geopackage(folder / "bag-light.gpkg", made_up.made_up_houses(3, 60))
    return register_of(source, folder / "addresses.sqlite")


class TestForms:
    def test_a_genuine_cut_of_the_bag_extract(self):
        found = read(GENUINE / "bag_extract_doesburg.zip")
        assert len(found) == 10
        first = found[0]
        assert (first.street, first.number, first.postcode) == ("Kosterstraat", 4, "6981CH")
        assert (first.town, first.x, first.y) == ("Doesburg", 206335.699, 447529.842)

    def test_a_genuine_csv(self):
        found = read(GENUINE / "addresses_flevoland.csv")
        assert len(found) == 25
        assert {one.town for one in found} == {"Almere"}
        assert (found[0].street, found[0].number) == ("Oostvaardersdiep", 1)

    @pytest.mark.parametrize(
        ("columns", "layer"),
        [(made_up.LIGHT, "verblijfsobject"), (made_up.OLDER, "verblijfsobjecten")],
    )
    def test_a_geopackage_of_either_age(self, tmp_path, columns, layer):
        houses = list(made_up.made_up_houses(2, 5))
        path = made_up.write_geopackage(tmp_path / "bag.gpkg", houses, columns=columns, layer=layer)
        found = read(path)
        assert [(one.street, one.number, one.x, one.y) for one in found] == [
            (house["street"], house["number"], house["x"], house["y"]) for house in houses
        ]

    @pytest.mark.parametrize("packed", [".gz", ".zst"])
    def test_a_packed_csv_is_read_as_it_is(self, tmp_path, packed):
        plain = GENUINE / "addresses_flevoland.csv"
        path = tmp_path / f"addresses.csv{packed}"
        content = plain.read_bytes()
        path.write_bytes(
            gzip.compress(content)
            if packed == ".gz"
            else pa.compress(content, codec="zstd", asbytes=True)
        )
        assert read(path) == read(plain)

    def test_what_is_gone_or_planned_has_no_address(self, tmp_path):
        statuses = [
            "Verblijfsobject ingetrokken",
            "Verblijfsobject gevormd",
            "Naamgeving uitgegeven",
        ]
        houses = [
            house | {"status": status}
            for house, status in zip(made_up.made_up_houses(1, 3), statuses, strict=True)
        ]
        found = read(made_up.write_geopackage(tmp_path / "bag.gpkg", houses))
        assert [one.number for one in found] == [3]


class TestProblems:
    def problems(self, path):
        with pytest.raises(InputError) as caught:
            read(path)
        return [str(one) for one in caught.value.problems]

    def test_a_missing_column_is_told_with_its_layer(self, tmp_path):
        columns = tuple(name for name in made_up.LIGHT if name != "huisnummer")
        path = made_up.write_geopackage(tmp_path / "bag.gpkg", [], columns=columns)
        [problem] = self.problems(path)
        assert "bag.gpkg" in problem
        assert "layer verblijfsobject" in problem
        assert "'huisnummer'" in problem

    def test_another_layer_is_told_with_the_ones_that_are_read(self, tmp_path):
        path = made_up.write_geopackage(tmp_path / "bag.gpkg", [], layer="pand")
        [problem] = self.problems(path)
        assert "the layers pand" in problem
        assert "verblijfsobject" in problem

    def test_another_reference_system_is_refused(self, tmp_path):
        path = made_up.write_geopackage(tmp_path / "bag.gpkg", [], srs=4326)
        assert "EPSG:4326" in self.problems(path)[0]

    def test_a_wrong_row_of_a_csv_is_told_with_its_line(self, tmp_path):
        path = tmp_path / "addresses.csv"
        lines = (GENUINE / "addresses_flevoland.csv").read_text().splitlines()
        path.write_text("\n".join([*lines[:3], lines[3].replace(";3;", ";drie;", 1)]))
        [problem] = self.problems(path)
        assert "addresses.csv, line 4" in problem

    @pytest.mark.parametrize("name", ["bag.gpkg", "bag.zip", "bag.csv", "bag.shp"])
    def test_a_file_that_is_something_else_is_refused_in_a_sentence(self, tmp_path, name):
        (tmp_path / name).write_text("something else")
        assert all("bag." in problem for problem in self.problems(tmp_path / name))

    def test_a_register_without_an_address_in_the_municipality_is_refused(self, tmp_path):
        source = made_up.write_geopackage(tmp_path / "bag.gpkg", made_up.made_up_houses(1, 3))
        elsewhere = gpd.GeoDataFrame(geometry=[shapely.box(0, 300_000, 1, 300_001)], crs=RD)
        with pytest.raises(InputError, match="at least one address in the municipality"):
            register_of(source, tmp_path / "addresses.sqlite", outline=elsewhere)

    def test_a_file_that_is_no_register_is_refused(self, tmp_path):
        (tmp_path / "addresses.sqlite").write_bytes(b"no database at all, but text")
        with pytest.raises(InputError, match="no register of addresses"):
            AddressRegister(tmp_path / "addresses.sqlite")


class TestLookingUp:
    def test_only_what_lies_in_the_municipality_is_kept(self, tmp_path):
        source = made_up.write_geopackage(tmp_path / "bag.gpkg", made_up.made_up_houses(3, 10))
        outline = gpd.GeoDataFrame(geometry=[shapely.box(89_000, 429_990, 91_000, 430_050)], crs=RD)
        register = register_of(source, tmp_path / "addresses.sqlite", outline=outline)
        assert {one.street for one in register} == {"Verzonnenastraat", "Verzonnenbstraat"}
        assert len(register) == 20

    @given(street=st.integers(0, 2), number=st.integers(1, 60))
    def test_every_house_is_found_by_its_street_and_by_its_postcode(self, village, street, number):
        [found] = village.in_street(f"verzonnen{'abc'[street]}straat", number)
        assert (found.street, found.number) == (f"Verzonnen{'abc'[street]}straat", number)
        assert village.with_postcode(found.postcode, number) == [found]

    def test_a_number_that_does_not_exist_lies_between_its_neighbours(self, village):
        assert village.in_street("verzonnenbstraat", 61) == []
        assert [one.number for one in village.around("verzonnenbstraat", 61)] == [60]
        assert [one.number for one in village.around("verzonnenbstraat", 30)] == [29, 31]

    @pytest.mark.parametrize("typed", ["verz", "Verzonnenc", "verzonnencstr"])
    def test_streets_are_suggested_by_the_beginning_of_their_name(self, village, typed):
        names = [one.name for one in village.streets_beginning(typed)]
        assert "Verzonnencstraat" in names
        assert len(names) == (3 if typed == "verz" else 1)

    def test_a_street_is_suggested_from_its_first_letter_to_its_last(self, tmp_path):
        """*Van D* may go on as Van Damstraat, *St* as Stationsweg, *Di* as Dijkstraat."""
        names = ("Van Damstraat", "Stationsweg", "Dijkstraat", "Burgemeester de Vlugtlaan")
        houses = [
            house | {"street": name} for name in names for house in made_up.made_up_houses(1, 3)
        ]
        source = made_up.write_geopackage(tmp_path / "bag.gpkg", houses)
        register = register_of(source, tmp_path / "addresses.sqlite")
        for name in names:
            for letters in range(1, len(name) + 1):
                found = [one.name for one in register.streets_beginning(name[:letters])]
                assert name in found, name[:letters]

    def test_a_word_within_a_name_is_enough_and_the_whole_name_comes_first(self, tmp_path):
        houses = [
            house | {"street": street}
            for street in ("Nieuwe Binnenweg", "Binnenweg")
            for house in made_up.made_up_houses(1, 3)
        ]
        source = made_up.write_geopackage(tmp_path / "bag.gpkg", houses)
        register = register_of(source, tmp_path / "addresses.sqlite")
        names = [one.name for one in register.streets_beginning("binnenw")]
        assert names == ["Binnenweg", "Nieuwe Binnenweg"]


@pytest.mark.slow
def test_memory_does_not_grow_with_the_register(tmp_path, monkeypatch):
    monkeypatch.setattr(address_register, "BATCH", 500)
    peaks = []
    for streets in (20, 100):
        source = made_up.write_geopackage(
            tmp_path / f"{streets}.gpkg", made_up.made_up_houses(streets, 100)
        )
        tracemalloc.start()
        register_of(source, tmp_path / f"{streets}.sqlite")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]
