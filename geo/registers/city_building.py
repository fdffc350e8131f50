"""Putting official registers into the reference tables of a city, each part by itself.

Each function reads one file as it is published, cuts it to the city, and replaces the tables that
follow from it; the rest of the folder stays. Districts come first, then figures, then squares or
postcodes, since each rests on the one before.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.city import stops as stops_file
from geo.city.people import GROUPS, SQUARE_M
from geo.city.profile import CityProfile
from geo.io.swap import replace_file
from geo.model.crs import RD, WGS84
from geo.model.errors import InputError, Problem
from geo.registers.address_building import put_in_addresses
from geo.registers.cbs_areas import read_areas, read_figures
from geo.registers.cbs_postcodes import people_from_postcodes
from geo.registers.cbs_squares import people_from_squares
from geo.registers.centres import district_centres
from geo.registers.districts import Districts, simplify_districts
from geo.registers.fitting import fit_to_buurten
from geo.registers.gtfs import read_gtfs
from geo.registers.osm import walking_from_osm
from geo.registers.osm_cut import cut_streets
from geo.registers.population import COLUMNS, population_table
from geo.registers.published import unpacked
from geo.registers.stops import stop_table
from geo.registers.writing import csv_text, geojson_text

Progress = Callable[[int], None]

DISTRICTS = ("gemeente.geojson", "gebieden.geojson", "buurten.geojson")
_CENTRES, _POPULATION, _PEOPLE = "districts.csv", "population.csv", "people.csv"
_NO_SQUARES = pd.DataFrame({"rd_x": [], "rd_y": []}, dtype="float64")
_NO_STREETS = pd.DataFrame({"x": [], "y": []}, dtype="float64")


class CityTables:
    """The reference tables of a city, of which parts are replaced.

    Parameters
    ----------
    city
        The city.
    reference
        Its reference tables.
    out
        Folder to write in; what was written there is read before what stands in `reference`.

    Notes
    -----
    Every method takes the file as published, and a function that is told how many rows were read,
    where that takes long. It raises `InputError`, and leaves the tables as they are, where the file
    is malformed, has nothing of the city, or is in EPSG:28992 and the city is not.
    """

    def __init__(self, city: CityProfile, reference: Path, out: Path) -> None:
        self._city = city
        self._reference = reference
        self._out = out
        out.mkdir(parents=True, exist_ok=True)

    @property
    def gemeente(self) -> gpd.GeoDataFrame:
        """The municipality, EPSG:4326."""
        return gpd.read_file(self._newest("gemeente.geojson"))

    def put_in_districts(self, source: Path, _: Progress = lambda _: None) -> int:
        """Replace the districts; their people are unknown until the figures are put in.

        Returns
        -------
        int
            How many districts of the lower level there are.
        """
        self._require_rd()
        with unpacked(source) as file:
            areas = read_areas(file, self._city)
        codes_above = set(areas["WK_CODE"])
        before = self._reference / "gebieden.geojson"
        residential = codes_above
        if before.is_file():
            table = gpd.read_file(before)
            known = set(table["code"])
            lived_in = set(table["code"][table["residential"].astype("bool")])
            residential = {code for code in codes_above if code in lived_in or code not in known}
        districts = simplify_districts(areas, residential, self._city)
        nothing = pd.DataFrame(index=pd.Index([], name="code"), columns=["year", *COLUMNS.values()])
        population = _population(nothing, districts, self._city)
        self._write(
            {
                **{
                    name: geojson_text(frame)
                    for name, frame in zip(
                        DISTRICTS,
                        (districts.gemeente, districts.gebieden, districts.buurten),
                        strict=True,
                    )
                },
                _CENTRES: csv_text(district_centres(districts, _NO_SQUARES, _NO_STREETS)),
                _POPULATION: csv_text(population),
                _PEOPLE: ",".join(["square", "buurt_code", "basis", *GROUPS]) + "\n",
            }
        )
        return len(districts.buurten)

    def put_in_figures(self, source: Path, _: Progress = lambda _: None) -> int:
        """Replace the numbers of people, who are spread evenly until squares are put in.

        Returns
        -------
        int
            How many people the districts have together, as far as known.
        """
        self._require_rd()
        districts = self._districts()
        with unpacked(source) as file:
            figures = read_figures(file, list(districts.buurten["code"]), self._city)
        population = _population(figures, districts, self._city)
        nowhere = pd.DataFrame(columns=["x", "y", "buurt_code", "basis", "weight"])
        people = fit_to_buurten(nowhere, districts.buurten.to_crs(RD), population)
        self._write({_POPULATION: csv_text(population), _PEOPLE: csv_text(people)})
        return int(population["inhabitants"][population["level"] == "buurt"].sum())

    def put_in_squares(self, source: Path, _: Progress = lambda _: None) -> int:
        """Spread the people by squares of 100 or 500 m; return how many rows that gives."""
        self._require_rd()
        with unpacked(source) as file:
            return self._spread(people_from_squares(file, *self._people_and_areas()))

    def put_in_postcodes(self, source: Path, _: Progress = lambda _: None) -> int:
        """Spread the people by the figures per postcode; return how many rows that gives."""
        self._require_rd()
        with unpacked(source) as file:
            return self._spread(people_from_postcodes(file, *self._people_and_areas()))

    def put_in_addresses(self, source: Path, progress: Progress = lambda _: None) -> int:
        """Replace the addresses, streets and postcodes; return how many addresses there are."""
        self._require_rd()
        districts = self._newest("buurten.geojson").parent
        return put_in_addresses(source, districts, self._out, progress)

    def put_in_streets(self, source: Path, progress: Progress = lambda _: None) -> int:
        """Replace the walking network by that of an OpenStreetMap extract.

        Returns
        -------
        int
            How many streets were cut out for it.
        """
        with tempfile.TemporaryDirectory() as folder:
            part = Path(folder) / source.name
            count = cut_streets(source, part, self.gemeente, self._city, progress)
            walking_from_osm(part, self._out, self._city)
        return count

    def put_in_stops(self, source: Path, progress: Progress = lambda _: None) -> int:
        """Replace the stops by those of a GTFS timetable, with their lines.

        Returns
        -------
        int
            How many stops there are.
        """
        self._require_rd()
        gemeente = self.gemeente
        table = stop_table(read_gtfs(source, gemeente, progress), gemeente)
        self._write({stops_file.FILE: csv_text(table)})
        return len(table)

    def _require_rd(self) -> None:
        if self._city.crs != RD:
            expected = f"{RD}, in which this register is published"
            raise InputError([Problem(self._city.crs, expected, file="city.toml", field="crs")])

    def _spread(self, people: pd.DataFrame) -> int:
        """Write where people live, and the middles of districts, which follow from that."""
        corners = people["square"].drop_duplicates().str.extract(r"E(\d+)N(\d+)").astype("float64")
        centres = (corners * SQUARE_M + SQUARE_M / 2).set_axis(["rd_x", "rd_y"], axis=1)
        table = district_centres(self._districts(), centres, _NO_STREETS)
        self._write({_PEOPLE: csv_text(people), _CENTRES: csv_text(table)})
        return len(people)

    def _people_and_areas(self) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
        population = pd.read_csv(self._newest(_POPULATION))
        return population, gpd.read_file(self._newest("buurten.geojson"))

    def _districts(self) -> Districts:
        frames = [
            gpd.read_file(self._newest(name)).drop(columns="id", errors="ignore").to_crs(WGS84)
            for name in DISTRICTS
        ]
        return Districts(*frames)

    def _newest(self, name: str) -> Path:
        for folder in (self._out, self._reference):
            if (folder / name).is_file():
                return folder / name
        expected = "a table (put the districts in first: 'reference build --districts')"
        raise InputError([Problem("no such file", expected, file=name)])

    def _write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            with replace_file(self._out / name) as aside:
                aside.write_text(text, encoding="utf-8")


def _population(figures: pd.DataFrame, districts: Districts, city: CityProfile) -> pd.DataFrame:
    """Bring figures in the form of the extracts, whose table is made in one place."""
    theirs = {ours: name for name, ours in COLUMNS.items()}
    counts = list(COLUMNS.values())
    buurten = figures[figures.index.isin(districts.buurten["code"])]
    if city.code in figures.index:
        whole = figures.loc[[city.code], counts]
    else:
        whole = buurten[counts].sum(min_count=1).to_frame(city.code).T
    of_buurten = buurten.rename(columns={**theirs, "year": "jaar"}).assign(hh_method="published")
    return population_table(
        of_buurten.rename_axis("Codering_3").reset_index(),
        whole.rename(columns=theirs).rename_axis("WK_CODE").reset_index(),
        districts,
    )
