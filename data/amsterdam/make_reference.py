"""Derive the tables of Amsterdam from the extracts that README.md names.

    python data/amsterdam/make_reference.py EXTRACTS

It stands here and not in the code, because it is about one city and these extracts. The places come
in by `meetingplaces import` (data/sources). An operator with
a current register and a current OpenStreetMap extract needs none of it: docs/another-city.md.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.city.profile import CityProfile
from geo.model.crs import RD, RD_NEW, WGS84
from geo.registers.districts import SLIVER_M, TOLERANCE_M, simplify_coverage
from geo.registers.people import in_tenths, square_code
from geo.registers.writing import csv_text, geojson_text
from geo.release.datapackage import write_data_package

HERE = Path(__file__).parent
SIDE = 100.0
AGES = {
    "age_0_15": "k_0Tot15Jaar_8",
    "age_15_25": "k_15Tot25Jaar_9",
    "age_25_45": "k_25Tot45Jaar_10",
    "age_45_65": "k_45Tot65Jaar_11",
    "age_65_plus": "k_65JaarOfOuder_12",
}
NEAR_M = 60.0
"""A square counts as built when a road comes this near to its middle."""
RADIUS_M = {6: 90, 5: 300, 4: 620}
"""What holds nine in ten of the known points around the middle of the others with the same first
characters of the postcode (leave one out, on 2,859 points): 90, 289 and 611 m, rounded up."""


def main(extracts: Path) -> None:
    reference = HERE / "reference"
    city = CityProfile.open(HERE)
    table = pd.read_csv(extracts / "boundaries/buurt_wijk_gebied_stadsdeel.csv", dtype=str)
    wijken, stadsdelen, gemeente = _districts(extracts, city)
    people = _people(extracts, table)
    squares = _squares(extracts, people)
    population = _population(people, wijken, stadsdelen, city)
    streets, addresses = _streets(extracts, wijken)
    files = {
        "buurten.geojson": geojson_text(wijken),
        "gebieden.geojson": geojson_text(stadsdelen),
        "gemeente.geojson": geojson_text(gemeente),
        "population.csv": csv_text(population),
        "people.csv": csv_text(squares.drop(columns=["x", "y", "buurt"])),
        "districts.csv": csv_text(_centres(squares, population, wijken)),
        "streets.csv": csv_text(streets),
        "addresses.csv": csv_text(addresses),
        "postcodes.csv": csv_text(_postcodes(extracts)),
        "stops.csv": "name,town,lon,lat,platforms\n",
    }
    for name, text in files.items():
        (reference / name).write_text(text, encoding="utf-8")
    write_data_package(HERE)


def _districts(extracts: Path, city: CityProfile):
    raw = gpd.read_file(extracts / "boundaries/amsterdam_wijken.geojson").to_crs(RD)
    raw = raw.sort_values("wijkcode", ignore_index=True)
    outlines = simplify_coverage(
        raw.geometry.to_numpy(), sliver_m=SLIVER_M, tolerance_m=TOLERANCE_M
    )
    wijken = gpd.GeoDataFrame(
        {
            "code": raw["wijkcode"],
            "name": raw["wijknaam"],
            "gebied_code": "SD0363" + raw["stadsdeelcode"],
            "gebied": raw["stadsdeel"],
        },
        geometry=outlines,
        crs=WGS84,
    )
    groups = list(wijken.groupby(["gebied_code", "gebied"], sort=True))
    stadsdelen = gpd.GeoDataFrame(
        {
            "code": [code for (code, _), _ in groups],
            "name": [name for (_, name), _ in groups],
            "residential": [name != "Westpoort" for (_, name), _ in groups],
        },
        geometry=[shapely.coverage_union_all(part.geometry.to_numpy()) for _, part in groups],
        crs=WGS84,
    )
    whole = shapely.coverage_union_all(wijken.geometry.to_numpy())
    gemeente = gpd.GeoDataFrame(
        {"code": [city.code], "name": [city.name]}, geometry=[whole], crs=WGS84
    )
    return wijken, stadsdelen, gemeente


def _people(extracts: Path, table: pd.DataFrame) -> pd.DataFrame:
    """Residents per buurt; one that the source leaves out has none (harbour, parks, building land)."""
    counts = pd.read_csv(extracts / "population/kwb_2025_amsterdam_buurten.csv")
    counts = counts.set_index("buurtcode").reindex(table["buurtcode"])
    absent = counts["AantalInwoners_5"].isna()
    columns = {"inhabitants": "AantalInwoners_5", **AGES}
    people = pd.DataFrame({name: counts[of].to_numpy() for name, of in columns.items()})
    people.loc[absent.to_numpy()] = 0.0
    return people.assign(
        buurt=table["buurtcode"].to_numpy(),
        wijk=table["wijkcode"].to_numpy(),
        stadsdeel=("SD0363" + table["stadsdeelcode"]).to_numpy(),
    )


def _squares(extracts: Path, people: pd.DataFrame) -> pd.DataFrame:
    """Spread the residents of each buurt evenly over its squares near a road."""
    buurten = gpd.read_file(extracts / "boundaries/amsterdam_buurten.geojson").to_crs(RD)
    code = next(
        name for name in buurten.columns if buurten[name].astype(str).isin(people["buurt"]).all()
    )
    outline = dict(zip(buurten[code], buurten.geometry, strict=True))
    roads = gpd.read_parquet(extracts / "network/osm_roads_amsterdam_2018.parquet").to_crs(RD)
    lines = shapely.STRtree(roads.geometry.to_numpy())
    parts = []
    for row in people.to_dict("records"):
        if not row["inhabitants"]:
            continue
        shape = outline[row["buurt"]]
        west, south, east, north = shape.bounds
        x, y = np.meshgrid(
            np.arange(west // SIDE * SIDE + SIDE / 2, east + SIDE, SIDE),
            np.arange(south // SIDE * SIDE + SIDE / 2, north + SIDE, SIDE),
        )
        x, y = x.ravel(), y.ravel()
        inside = shapely.contains_xy(shape, x, y)
        x, y = x[inside], y[inside]
        points = shapely.points(x, y)
        near = np.zeros(len(x), dtype=bool)
        near[lines.query(points, predicate="dwithin", distance=NEAR_M)[0]] = True
        basis = "streets" if near.any() else "area"
        if near.any():
            x, y = x[near], y[near]
        if not len(x):
            point = shape.representative_point()
            x, y = (np.array([one // SIDE * SIDE + SIDE / 2]) for one in (point.x, point.y))
        weight = np.ones(len(x))
        part = pd.DataFrame({"x": x, "y": y})
        for name in ("inhabitants", *AGES):
            part[name] = in_tenths(weight, row[name])
        parts.append(part.assign(buurt=row["buurt"], buurt_code=row["wijk"], basis=basis))
    every = pd.concat(parts, ignore_index=True)
    every.insert(0, "square", square_code(every["x"], every["y"]))
    numbers = ["inhabitants", *AGES]
    summed = every.groupby(["square", "buurt_code"], as_index=False, sort=True).agg(
        {
            "basis": "first",
            **dict.fromkeys(numbers, lambda one: one.sum(min_count=len(one))),
            "x": "first",
            "y": "first",
            "buurt": "first",
        }
    )
    summed[numbers] = summed[numbers].round(1)
    columns = ["square", "buurt_code", "basis", *numbers]
    return summed[[*columns, "x", "y", "buurt"]].assign(one_person_households=np.nan)[
        [*columns, "one_person_households", "x", "y", "buurt"]
    ]


def _population(people, wijken, stadsdelen, city) -> pd.DataFrame:
    numbers = ["inhabitants", *AGES]
    rows = []
    levels = (
        ("buurt", wijken, people.groupby("wijk")),
        ("gebied", stadsdelen, people.groupby("stadsdeel")),
    )
    for level, frame, groups in levels:
        for code, name in zip(frame["code"], frame["name"], strict=True):
            part = groups.get_group(code)
            rows.append(_sums(part, numbers, code, name, level))
    rows.append(_sums(people, numbers, city.code, city.name, "gemeente"))
    columns = [
        "code",
        "name",
        "level",
        "year",
        *numbers,
        "households",
        "one_person_households",
        "buurten_unknown",
        "buurten_without_households",
    ]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype(
        dict.fromkeys(
            [
                "year",
                *numbers,
                "households",
                "one_person_households",
                "buurten_unknown",
                "buurten_without_households",
            ],
            "Int64",
        )
    )


def _sums(part, numbers, code, name, level) -> dict[str, object]:
    sums = {one: part[one].sum() for one in numbers}
    return {
        "code": code,
        "name": name,
        "level": level,
        "year": 2025,
        **sums,
        "households": None,
        "one_person_households": None,
        "buurten_unknown": 0,
        "buurten_without_households": len(part),
    }


def _centres(squares, population, wijken) -> pd.DataFrame:
    """The inhabited middle of each district: where it holds nobody, a point on its surface."""
    up = dict(zip(wijken["code"], wijken["gebied_code"], strict=True))
    rows = []
    shapes = wijken.to_crs(RD).set_index("code").geometry
    for row in population.to_dict("records"):
        code = row["code"]
        mine = {
            "buurt": squares["buurt_code"] == code,
            "gebied": squares["buurt_code"].map(up) == code,
        }.get(row["level"], squares["x"] > 0)
        some, basis = squares[mine], "streets"
        x, y = some["x"].to_numpy(), some["y"].to_numpy()
        weights = some["inhabitants"].to_numpy()
        if len(x) < 10 or not weights.sum():
            codes = [one for one in up if code in (one, up[one])]
            shape = shapely.union_all(shapes.loc[codes].to_numpy())
            west, south, east, north = shape.bounds
            gx, gy = np.meshgrid(
                np.arange(west // SIDE * SIDE + 50, east, SIDE),
                np.arange(south // SIDE * SIDE + 50, north, SIDE),
            )
            inside = shapely.contains_xy(shape, gx.ravel(), gy.ravel())
            x, y, basis = gx.ravel()[inside], gy.ravel()[inside], "area"
            weights = np.ones(len(x))
        middle = np.average(x, weights=weights), np.average(y, weights=weights)
        at = np.hypot(x - middle[0], y - middle[1]).argmin()
        far = np.hypot(x - x[at], y - y[at])
        lon, lat = RD_NEW.lon_lat(x[at], y[at])
        rows.append(
            (
                code,
                row["name"],
                row["level"],
                float(lon),
                float(lat),
                int(np.ceil(np.quantile(far, 0.9))),
                len(x),
                basis,
            )
        )
    names = ["code", "name", "level", "lon", "lat", "radius_90_m", "squares", "basis"]
    return pd.DataFrame(rows, columns=names)


def _streets(extracts: Path, wijken):
    """Streets with the middle of the nearest known points by postcode, and the known addresses."""
    known = pd.read_csv(extracts / "addresses/amsterdam_address_points.csv", dtype={"number": str})
    known = known[known["in_amsterdam"] & known["number"].str.match(r"\d+", na=False)]
    x, y = RD_NEW.xy(known["lon"], known["lat"])
    points = dict[int, dict[str, list[tuple[float, float]]]]()
    for length in (6, 5, 4):
        points[length] = defaultdict(list)
        for code, at in zip(known["postcode"].str[:length], zip(x, y, strict=True), strict=True):
            points[length][code].append(at)
    codes = pd.read_csv(extracts / "addresses/amsterdam_pc6_street.csv.gz", dtype=str)
    areas = _postcodes(extracts).set_index("postcode4")
    tree = shapely.STRtree(wijken.to_crs(RD).geometry.to_numpy())
    rows: dict[tuple[str, str, str, str], list[tuple[float, float, float, int]]] = defaultdict(list)
    for postcode, street, numbers in zip(
        codes["postcode"], codes["street"], codes["numbers"], strict=True
    ):
        length = next((n for n in (6, 5, 4) if points[n].get(postcode[:n])), 0)
        if length:
            east, north = np.mean(points[length][postcode[:length]], axis=0)
            radius = RADIUS_M[length]
        elif postcode[:4] in areas.index:
            area = areas.loc[postcode[:4]]
            east, north = (float(one) for one in RD_NEW.xy(area["lon"], area["lat"]))
            radius = float(area["uncertainty_m"])
        else:
            continue
        wijk = int(tree.nearest(shapely.Point(east, north)))
        key = (street, wijken["code"][wijk], wijken["gebied_code"][wijk], postcode[:4])
        rows[key].append((float(east), float(north), float(radius), len(str(numbers).split())))
    table = []
    for (street, wijk, stadsdeel, postcode4), parts in sorted(rows.items()):
        array = np.array(parts)
        middle = np.average(array[:, :2], axis=0, weights=array[:, 3])
        spread = np.hypot(*(array[:, :2] - middle).T) + array[:, 2]
        lon, lat = RD_NEW.lon_lat(*middle)
        table.append(
            (
                street,
                wijk,
                stadsdeel,
                postcode4,
                float(lon),
                float(lat),
                int(np.ceil(np.quantile(spread, 0.9))),
                int(array[:, 3].sum()),
            )
        )
    names = [
        "street",
        "buurt_code",
        "gebied_code",
        "postcode4",
        "lon",
        "lat",
        "radius_90_m",
        "stretches",
    ]
    parts = known["number"].str.extract(r"^(\d+)\s*-?\s*([A-Za-z])?")
    town = dict(zip(codes["postcode"], codes["town"], strict=True))
    addresses = pd.DataFrame(
        {
            "street": known["street"].str.strip(),
            "house_number": parts[0].astype("int64"),
            "house_letter": parts[1].fillna("").str.upper(),
            "postcode": known["postcode"],
            "city": known["postcode"].map(town).fillna("Amsterdam"),
            "lon": known["lon"],
            "lat": known["lat"],
            "consistent": True,
        }
    )
    keys = ["street", "house_number", "house_letter", "postcode"]
    addresses = addresses.sort_values([*keys, "lon", "lat"], ignore_index=True).drop_duplicates(
        keys
    )
    return pd.DataFrame(table, columns=names), addresses[addresses["street"] != ""]


def _postcodes(extracts: Path) -> pd.DataFrame:
    areas = gpd.read_file(extracts / "addresses/pc4_amsterdam_wgs84.geojson").to_crs(RD)
    rows = []
    for area in areas.sort_values("postcode").itertuples():
        west, south, east, north = area.geometry.bounds
        x, y = np.meshgrid(
            np.arange(west // SIDE * SIDE + 50, east, SIDE),
            np.arange(south // SIDE * SIDE + 50, north, SIDE),
        )
        inside = shapely.contains_xy(area.geometry, x.ravel(), y.ravel())
        at_x, at_y = (float(one) for one in RD_NEW.xy(area.lon_in, area.lat_in))
        far = np.hypot(x.ravel()[inside] - at_x, y.ravel()[inside] - at_y)
        rows.append(
            (
                str(area.postcode),
                area.lon_in,
                area.lat_in,
                int(np.ceil(np.quantile(far, 0.9))),
                "area",
                area.plaats,
            )
        )
    return pd.DataFrame(rows, columns=["postcode4", "lon", "lat", "uncertainty_m", "basis", "city"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
