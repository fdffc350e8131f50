"""A made-up city of 7 by 13 square buurten, in the form of the extracts."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

SIDE = 1000.0
WEST, SOUTH = 85_000.0, 430_000.0
COLUMNS, ROWS = 7, 13
PEOPLE = [
    "AantalInwoners_5",
    "k_0Tot15Jaar_8",
    "k_15Tot25Jaar_9",
    "k_25Tot45Jaar_10",
    "k_45Tot65Jaar_11",
    "k_65JaarOfOuder_12",
    "HuishoudensTotaal_29",
    "Eenpersoonshuishoudens_30",
]


def corner(column, row):
    """Return the south-west corner of a buurt, EPSG:28992."""
    return WEST + column * SIDE, SOUTH + row * SIDE


def code(column, row):
    """Return the code of a buurt; a row of buurten is a gebied."""
    return f"BU0599{row + 1:02d}{column + 1:02d}"


def buurten():
    """Return the 91 buurten, as the layer of that name."""
    cells = [(column, row) for row in range(ROWS) for column in range(COLUMNS)]
    return gpd.GeoDataFrame(
        {
            "BU_CODE": [code(*cell) for cell in cells],
            "BUURTNAAM": [f"Buurt {column + 1}-{row + 1}" for column, row in cells],
            "WK_CODE": [f"WK0599{row + 1:02d}" for _, row in cells],
            "GEBDNAAM": [f"Gebied {row + 1}" for _, row in cells],
        },
        geometry=[
            shapely.box(x, y, x + SIDE, y + SIDE) for x, y in (corner(*cell) for cell in cells)
        ],
        crs="EPSG:28992",
    )


def trees():
    """Return two streets: one through two buurten, one that the register marks as in Rozenburg."""
    x, y = corner(0, 0)
    along = np.arange(500.0, 1500.0, 10.0)
    return pd.DataFrame(
        {
            "STRAAT": ["Langstraat"] * len(along) + ["Lekstraat[RZB]"] * 3 + ["Buitenweg"],
            "x": [*(x + along), x + 200, x + 210, x + 230, x - 500],
            "y": [*np.full(len(along), y + 100), *np.full(3, y + 700), y],
        }
    )


def roads():
    """Return a street that others meet and cross, a bridge over it, and a motorway beside it."""
    x, y = corner(0, 0)
    lines = {
        (5, False, False): [(0, 0), (1000, 0)],
        (9, False, False): [(500, 0.3), (500, 400)],
        (8, False, False): [(250, -200), (250, 200)],
        (8, True, False): [(750, -200), (750, 200)],
        (0, False, False): [(0, 50), (1000, 50)],
    }
    return gpd.GeoDataFrame(
        [{"cls": cls, "bridge": bridge, "tunnel": tunnel} for cls, bridge, tunnel in lines],
        geometry=[
            shapely.LineString([(x + east, y + north) for east, north in line])
            for line in lines.values()
        ],
        crs="EPSG:28992",
    ).to_crs("EPSG:4326")


def estimate():
    """Return two squares in the first buurt, of which one has no count, and one in the second."""
    x, y = corner(0, 0)
    return pd.DataFrame(
        {
            "rd_x": [x + 50, x + 150, x + 1050],
            "rd_y": [y + 50, y + 50, y + 450],
            "inwoners_2020_schatting": [60, None, 20],
            "inwoners_0_15": [10, None, 0],
            "inwoners_15_65": [40, None, 10],
            "inwoners_65plus": [10, None, 10],
        }
    )


def stops():
    """Return one stop of two platforms and the area that holds them, and one of trains' buses."""
    x, y = corner(0, 0)
    points = gpd.GeoSeries(
        gpd.points_from_xy([x + 100, x + 160, x + 130, x + 300, x - 5000], [y] * 5),
        crs="EPSG:28992",
    ).to_crs("EPSG:4326")
    return pd.DataFrame(
        {
            "stop_name": [
                "Rotterdam, Lange Weg perron A",
                "Rotterdam, Lange Weg",
                "Lange Weg",
                "[Rotterdam Zuid] Busstation",
                "Elders, Ver Weg",
            ],
            "location_type": ["0", "0", "1", "0", "0"],
            "lon": points.x,
            "lat": points.y,
        }
    )


def write_extracts(folder: Path, *, shuffle: int | None = None) -> Path:
    """Write all extracts; with a number, their rows stand in another order."""

    def ordered(frame):
        return frame if shuffle is None else frame.sample(frac=1, random_state=shuffle)

    for name in ("boundaries", "addresses", "population", "network"):
        (folder / name).mkdir(parents=True)
    areas = buurten()
    people = pd.DataFrame(
        {
            "Codering_3": areas["BU_CODE"],
            "jaar": 2025,
            "hh_method": "unique",
            **dict.fromkeys(PEOPLE, 100),
        }
    )
    gebieden = sorted(set(areas["WK_CODE"]))
    outline = areas.dissolve().geometry
    squares = pd.DataFrame(
        {"rd_x": np.arange(WEST + 50, WEST + SIDE, 50), "rd_y": SOUTH + 5 * SIDE + 50}
    )
    ordered(areas).to_file(folder / "boundaries/tir_rotterdam_rd.gpkg", layer="buurten")
    postcodes = gpd.GeoDataFrame({"postcode": ["3011"], "plaats": ["Rotterdam"]}, geometry=outline)
    postcodes.to_crs("EPSG:4326").to_file(folder / "addresses/pc4_rotterdam_wgs84.geojson")
    ordered(trees()).to_parquet(folder / "addresses/bomen_straat_punten.parquet", index=False)
    ordered(roads()).to_parquet(folder / "network/osm_wegen_rotterdam.parquet", index=False)
    for path, table in {
        "boundaries/wijk_gebied_mapping.csv": pd.DataFrame(
            {"WK_CODE": gebieden, "is_gebied14": [name < "WK059910" for name in gebieden]}
        ),
        "addresses/adrespunten_stemlokalen_2023.csv": pd.DataFrame(
            {
                "Straatnaam": ["Langstraat", "Dobber"],
                "Huisnummer": [1, 20],
                "Huisletter": ["a", ""],
                "Postcode": ["3011AA", "3011AB"],
                "Plaats": ["", "Rotterdam"],
                "Latitude": [51.85, 51.9],
                "Longitude": [4.4, 4.3],
                "pc4_consistent": [True, False],
            }
        ),
        "addresses/pc4_centroids.csv": pd.DataFrame(
            {"pc4": ["3011"], "addr_mean_lat": [51.85], "addr_mean_lon": [4.41]}
        ),
        "network/ov_haltes_gtfs.csv": stops(),
        "population/cbs_vk100_bewoonde_vierkanten.csv": squares,
        "population/inwoners_vk100_2020_schatting.csv": estimate(),
        "population/kwb_2025_rotterdam_buurten.csv": people,
        "population/kwb_2025_rotterdam_wijken_sum.csv": pd.DataFrame(
            {"WK_CODE": ["GM0599"], **dict.fromkeys(PEOPLE, 9101)}
        ),
    }.items():
        ordered(table).to_csv(folder / path, index=False)
    return folder
