"""Files of features as another city might have them, for `serve --data`: each awkward in a way."""

from datetime import UTC, date, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely


def write_other_files(folder):
    """Write a GeoPackage in RD, a GeoParquet with lists and moments, and a mixed GeoJSON."""
    folder.mkdir()
    trees, routes, areas = (
        folder / name for name in ("trees.gpkg", "Wandel routes.parquet", "areas.geojson")
    )
    _trees().to_file(trees, driver="GPKG", layer="trees", engine="pyogrio")
    _routes().to_parquet(routes)
    areas.write_text(_areas().to_json(drop_id=True), encoding="utf-8")
    return trees, routes, areas


def add_other_tables(database, points=0):
    """Put the same features into PostGIS, where a day and a moment say when they hold.

    With `points`, only a table of so many.
    """
    if points:
        database.run(
            "CREATE TABLE points (id int PRIMARY KEY, name text, size float8, seen date, "
            "geom geometry(Point, 4326))"
        )
        database.run(
            "INSERT INTO points SELECT i, 'name ' || i %% 5000, i %% 977 / 10.0, "
            "date '1990-01-01' + i %% 10000, ST_SetSRID(ST_Point("
            "round((4.3 + 0.3 * random())::numeric, 6)::float8, "
            "round((51.85 + 0.15 * random())::numeric, 6)::float8), 4326) "
            "FROM generate_series(1, %s) i",
            (points,),
        )
        database.run("CREATE INDEX ON points USING gist (geom)")
        database.run("VACUUM ANALYZE points")
        return database.address("points", time="points.seen")
    database.add("trees", _trees(), "number", {"planted": "date"})
    database.add("Wandel routes", _routes(), "id")
    database.add("areas", _areas(), "code")
    return database.address(
        'trees,"Wandel routes",areas', time='trees.planted,"Wandel routes".seen'
    )


def _trees():
    """120 points in metres, one without a point, with numbers, truths and dates."""
    chance = np.random.default_rng(4)
    x, y = chance.uniform(85_000, 95_000, 120), chance.uniform(431_000, 440_000, 120)
    points = shapely.points(x, y)
    points[17] = None
    planted = [date(1950 + number % 70, 1 + number % 12, 1 + number % 28) for number in range(120)]
    return gpd.GeoDataFrame(
        {
            "species": [
                ("eik", "linde", "'t Iepje & <b>co</b>")[number % 3] for number in range(120)
            ],
            "height_m": np.round(chance.uniform(2, 30, 120), 1),
            "number": np.arange(120),
            "monumental": np.arange(120) % 5 == 0,
            "planted": pd.to_datetime(planted),
        },
        geometry=points,
        crs="EPSG:28992",
    )


def _routes():
    """Lines with lists, moments with a zone, and values that are missing."""
    lines = [
        shapely.LineString([(4.4 + step / 100, 51.9), (4.41 + step / 100, 51.91 + step / 500)])
        for step in range(12)
    ]
    return gpd.GeoDataFrame(
        {
            "id": [f"route-{number:02}" for number in range(12)],
            "name": [None if number == 3 else f"Ommetje {number}" for number in range(12)],
            "tags": [["kort", "rolstoel"] if number % 2 else [] for number in range(12)],
            "seen": [datetime(2026, 1 + number, 5, 12, tzinfo=UTC) for number in range(12)],
        },
        geometry=lines,
        crs="EPSG:4258",
    )


def _areas():
    """A polygon with a hole, parts together, and a point, in one collection."""
    square = shapely.box(4.3, 51.8, 4.4, 51.9)
    with_hole = square.difference(shapely.box(4.33, 51.83, 4.36, 51.86))
    apart = shapely.MultiPolygon(
        [shapely.box(4.5, 51.8, 4.52, 51.82), shapely.box(4.6, 51.8, 4.62, 51.83)]
    )
    return gpd.GeoDataFrame(
        {"code": ["a", "b", "c"], "people": [10, None, 3]},
        geometry=[with_hole, apart, shapely.Point(4.45, 51.95)],
        crs="EPSG:4326",
    )
