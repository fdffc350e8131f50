"""How well people are spread over squares that are hidden from the spread.

Run ``python benchmarks/held_out_people.py EXTRACTS``. The counted squares of
``population/inwoners_vk100_2020_schatting.csv`` are hidden in five turns, in blocks of 300 m, and
predicted in three ways: as inhabited squares without a count, as squares of which only the streets
are known, and as squares with trees only. Prints the correlation with the hidden numbers, with and
without house numbers. The figures are internal: the hidden numbers are themselves an estimate.
"""

import argparse
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import geo.registers.people as spreading
from geo.city.people import SQUARE_M
from geo.city.profile import CityProfile
from geo.model.crs import RD
from geo.model.settings import settings
from geo.registers.districts import simplify_districts
from geo.registers.population import population_table
from geo.registers.postcode6 import place_postcodes
from geo.registers.postcodes import postcode_areas
from geo.registers.sources import read_sources
from geo.registers.squares import square_code
from geo.registers.streets import street_points

BLOCK_M = 300
TURNS = 5
HIDDEN_AS = ("inhabited", "streets", "trees")


def hide(estimate, roads, hidden, how):
    """Return the extracts as they would be if the hidden squares were of that sort."""
    if how == "inhabited":
        counts = [name for name in estimate if name.startswith("inwoners_")]
        return estimate.assign(**{name: estimate[name].mask(hidden) for name in counts}), roads
    if how == "trees":
        half = SQUARE_M / 2
        x, y = estimate.loc[hidden, "rd_x"], estimate.loc[hidden, "rd_y"]
        blind = np.asarray(shapely.box(x - half, y - half, x + half, y + half))
        line, square = shapely.STRtree(blind).query(roads.geometry, predicate="intersects")
        some = np.unique(line)
        holes = pd.Series(square).groupby(line).agg(lambda of: shapely.union_all(blind[list(of)]))
        shapes = roads.geometry.to_numpy().copy()
        shapes[some] = shapely.difference(shapes[some], holes.loc[some].to_numpy())
        roads = roads.set_geometry(gpd.GeoSeries(shapes, crs=RD, index=roads.index))
        roads = roads[~roads.geometry.is_empty]
    return estimate[~hidden], roads


def correlation(table):
    return np.corrcoef(table["truth"], table["said"])[0, 1]


def streets_once():
    """Let streets be cut into squares once per set of roads: that is most of the time."""
    cut, known = spreading._streets, {}  # noqa: SLF001 - measured here, not used

    def once(roads, trees, buurten):
        if known.get("roads") is not roads:
            known.update(roads=roads, streets=cut(roads, trees, buurten))
        return known["streets"]

    spreading._streets = once  # noqa: SLF001 - as above


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("extracts", type=Path)
    folder = parser.parse_args().extracts
    city = CityProfile.open(settings().city_folder())
    extracts = read_sources(folder, city)
    districts = simplify_districts(extracts.buurten, extracts.residential, city)
    points = street_points(
        extracts.trees, districts.buurten, postcode_areas(extracts.postcode_areas)
    )
    homes = place_postcodes(extracts.postcode6, points).homes
    population = population_table(
        extracts.population_buurten, extracts.population_wijken, districts
    )
    estimate = extracts.estimate.reset_index(drop=True)
    roads = extracts.roads.to_crs(RD).explode(ignore_index=True)
    known = estimate["inwoners_2020_schatting"].notna()
    block = (estimate["rd_x"] // BLOCK_M) * 10_000 + estimate["rd_y"] // BLOCK_M
    turn = pd.Series(np.random.default_rng(2026).integers(0, TURNS, block.nunique()))
    turn = turn.iloc[pd.factorize(block)[0]].to_numpy()

    streets_once()
    found = []
    for how in HIDDEN_AS:
        for fold in range(TURNS):
            hidden = known & (turn == fold)
            seen, streets = hide(estimate, roads, hidden, how)
            squares = estimate[hidden]
            codes = square_code(squares["rd_x"].astype(int), squares["rd_y"].astype(int))
            truth = pd.Series(squares["inwoners_2020_schatting"].to_numpy(), codes)
            for way, numbers in (("before", None), ("after", homes)):
                table = spreading.people_table(
                    seen, streets, points, districts.buurten, population, numbers
                )
                said = table.groupby("square")["inhabitants"].sum()
                where = table.sort_values("inhabitants").groupby("square")["buurt_code"].last()
                found.append(
                    pd.DataFrame(
                        {
                            "how": how,
                            "way": way,
                            "truth": truth,
                            "said": said.reindex(codes).fillna(0),
                            "buurt": where.reindex(codes),
                        }
                    )
                )
    gebied_of = districts.buurten.set_index("code")["gebied"]
    table = pd.concat(found).rename_axis("square").reset_index()
    table["gebied"] = table["buurt"].map(gebied_of)
    everywhere = table.dropna(subset="gebied").drop_duplicates("square").set_index("square")
    table["gebied"] = table["square"].map(everywhere["gebied"])
    print("| hidden as | squares | r before | r after | people, of those hidden, before | after |")
    for how, one in table.groupby("how", sort=False):
        ways = dict(tuple(one.groupby("way")))
        number = f"{len(ways['after']):,}"
        r = [correlation(ways[way]) for way in ("before", "after")]
        of = [ways[way]["said"].sum() / ways[way]["truth"].sum() for way in ("before", "after")]
        print(f"| `{how}` | {number} | {r[0]:.3f} | {r[1]:.3f} | {of[0]:.0%} | {of[1]:.0%} |")
    print("| gebied | squares |", " | ".join(f"{how} before | after" for how in HIDDEN_AS), "|")
    for gebied, one in table.groupby("gebied"):
        cells = []
        for how in HIDDEN_AS:
            for way in ("before", "after"):
                part = one[(one["how"] == how) & (one["way"] == way)]
                cells.append(f"{correlation(part):.2f}")
        print(f"| {gebied} | {len(part):,} |", " | ".join(cells), "|")


if __name__ == "__main__":
    main()
