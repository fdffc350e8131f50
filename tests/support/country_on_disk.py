"""A made-up country as the four files that coverage asks for, of any size, the same every time.

A crooked grid of streets from which sides are missing, in decimetres as a network is kept. People
and places stand beside crossings; one place in twenty is only roughly known, and one in ten may be
closed. Districts are squares of 4 km, one of which nobody lives in.
"""

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
import shapely

from geo.city.walking.morton import morton
from geo.city.walking.table import UNITS_PER_M, WalkingTable, encode
from geo.io.native_geometry import write_points
from geo.model.crs import RD, ProjectedCrs
from geo.planning.tiled.inputs import CountryFiles

SPACING_M = 55.0
"""Distance between crossings, as between junctions and bends in a Dutch town."""
KEPT = 0.62
"""Share of the sides of the grid that are streets: 3.7 million edges on 3 million nodes."""
DISTRICT_M = 4_000.0
CORNER_M = 100_000.0
"""South-west corner of the country, x and y."""


def streets(nodes, random):
    """Make a crooked grid of streets from which sides are missing, nodes along the curve."""
    side = int(np.sqrt(nodes))
    column, row = (axis.ravel() for axis in np.meshgrid(np.arange(side), np.arange(side)))
    order = np.argsort(morton(column, row), kind="stable")
    number = np.empty(side * side, dtype=np.int64)
    number[order] = np.arange(side * side)
    number = number.reshape(side, side)
    x, y = (
        CORNER_M + (axis[order] + random.uniform(-0.35, 0.35, side * side)) * SPACING_M
        for axis in (column, row)
    )
    a = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    b = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    kept = random.random(len(a)) < KEPT
    return x, y, a[kept], b[kept]


def beside(x, y, many, random):
    """Put points within some tens of metres of nodes."""
    at = random.integers(0, len(x), many)
    return tuple(axis[at] + random.normal(0, 20, many) for axis in (x, y))


def make_country(folder, *, crs=RD, row_group=1_000_000, **many):
    """Write the four files for so many nodes, places and people, and return where they are."""
    nodes, places, people = (many[name] for name in ("nodes", "places", "people"))
    random = np.random.default_rng(2026)
    x, y, a, b = streets(nodes, random)
    folder.mkdir(parents=True, exist_ok=True)
    _write_network(folder / "walking.parquet", x, y, a, b)
    # One or more people to a point, in tenths, as squares have them.
    px, py = beside(x, y, people, random)
    numbers = random.integers(0, 40, people) / 10
    write_points(folder / "people.parquet", crs, px, py, {"inhabitants": numbers})
    table = pq.read_table(folder / "people.parquet")
    pq.write_table(table, folder / "people.parquet", row_group_size=row_group)
    px, py = beside(x, y, places, random)
    chance = random.random((2, places))
    gpd.GeoDataFrame(
        {
            "id": [f"p{at}" for at in range(places)],
            "kind": np.where(np.arange(places) % 4 == 0, "huis_van_de_wijk", "huiskamer"),
            "status": np.where(chance[0] < 0.1, "unknown", "open"),
            "uncertainty_m": np.where(chance[1] < 0.05, 150.0, 0.0),
        },
        geometry=shapely.points(px, py),
        crs=crs,
    ).to_parquet(folder / "places.parquet")
    _write_districts(folder / "districts.parquet", x, y, crs)
    return files_in(folder, crs)


def files_in(folder, crs=RD):
    """Return where the files of a country that was made are."""
    names = (f"{name}.parquet" for name in ("places", "people", "walking", "districts"))
    return CountryFiles(*(folder / name for name in names), crs=ProjectedCrs.of(crs))


def _write_network(path, x, y, a, b):
    ends = np.sort(np.stack([a, b]), axis=0)
    a, b = ends[:, np.lexsort(ends[::-1])]
    units = [np.rint(axis * UNITS_PER_M).astype(np.int64) for axis in (x, y)]
    path.write_bytes(encode(WalkingTable(*units, a, b)))


def _write_districts(path, x, y, crs):
    columns, rows = (
        np.arange(np.floor(axis.min() / DISTRICT_M) - 1, np.ceil(axis.max() / DISTRICT_M))
        for axis in (x, y)
    )
    column, row = (axis.ravel() * DISTRICT_M for axis in np.meshgrid(columns, rows))
    gpd.GeoDataFrame(
        {
            "code": [f"D{at:04}" for at in range(len(column))],
            "name": [f"District {at}" for at in range(len(column))],
        },
        geometry=shapely.box(column, row, column + DISTRICT_M, row + DISTRICT_M),
        crs=crs,
    ).to_parquet(path)
