"""Registers of a made-up city of four districts, in the forms in which they are published.

Names of layers, columns and tables are those of the publishers; the contents are made up.
"""

import zipfile

import geopandas as gpd
import pandas as pd
import shapely
from own_city import ROTTERDAM

CITY = ROTTERDAM.model_copy(update={"name": "Vierstad", "code": "GM9999"})
WEST, SOUTH, SIDE = 92_000, 436_000, 1_000
RD = "EPSG:28992"
BUURTEN = ("BU99990101", "BU99990102", "BU99990201", "BU99990202")
PEOPLE = (1000, 500, 45, -99997)
"""Inhabitants per buurt; of the last CBS says nothing."""
FIGURES = (
    "percentage_personen_0_tot_15_jaar",
    "percentage_personen_15_tot_25_jaar",
    "percentage_personen_25_tot_45_jaar",
    "percentage_personen_45_tot_65_jaar",
    "percentage_personen_65_jaar_en_ouder",
)
SHARES = (20, 10, 30, 25, 15)
COUNTS = (
    "aantal_inwoners",
    "aantal_inwoners_0_tot_15_jaar",
    "aantal_inwoners_15_tot_25_jaar",
    "aantal_inwoners_25_tot_45_jaar",
    "aantal_inwoners_45_tot_65_jaar",
    "aantal_inwoners_65_jaar_en_ouder",
    "aantal_eenpersoonshuishoudens",
)


def cells(number=2, side=SIDE):
    """Squares side by side, from the south-west corner."""
    return [
        shapely.box(
            WEST + x * side, SOUTH + y * side, WEST + (x + 1) * side, SOUTH + (y + 1) * side
        )
        for x in range(number)
        for y in range(number)
    ]


def write_districts(path, *, rename=None, others=0, wijken=True):
    """Write "wijken en buurten" with their key figures; `others` adds districts of elsewhere."""
    extra = [shapely.box(10_000 + 10 * n, 400_000, 10_009 + 10 * n, 400_009) for n in range(others)]
    water = shapely.box(WEST, SOUTH - 500, WEST + 2 * SIDE, SOUTH)
    outlines = [*cells(), water, *extra]
    codes = [*BUURTEN, "BU99999997", *(f"BU{n:08d}" for n in range(others))]
    people = [*PEOPLE, -99999999, *[100] * others]
    buurten = gpd.GeoDataFrame(
        {
            "buurtcode": codes,
            "buurtnaam": [f"Buurt {code[-3:]}" for code in codes],
            "wijkcode": ["WK" + code[2:8] for code in codes],
            "gemeentecode": ["GM" + code[2:6] for code in codes],
            "water": ["JA" if code.endswith("9997") else "NEE" for code in codes],
            "aantal_inwoners": people,
            **dict(zip(FIGURES, SHARES, strict=True)),
            "aantal_huishoudens": [max(number // 2, -99997) for number in people],
            "percentage_eenpersoonshuishoudens": 40,
            "jaarstatcode": [f"2024{code}" for code in codes],
        },
        geometry=[shapely.MultiPolygon([one]) for one in outlines],
        crs=RD,
    ).rename(columns=rename or {})
    buurten.to_file(path, layer="buurten", driver="GPKG")
    if wijken:
        names = {"wijkcode": ["WK999901", "WK999902"], "wijknaam": ["Westwijk", "Oostwijk"]}
        boxes = [shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)] * 2
        frame = gpd.GeoDataFrame({**names, "gemeentecode": "GM9999"}, geometry=boxes, crs=RD)
        frame.to_file(path, layer="wijken", driver="GPKG")
    return path


def write_postcodes(path, counts, *, layer="postcode6", rename=None, others=0):
    """Write figures per postcode: a polygon of 200 by 100 m for each row of counts."""
    near = [shapely.box(WEST + 200 * n, SOUTH, WEST + 200 * (n + 1), SOUTH + 100) for n in range(9)]
    far = [shapely.box(10_000, 400_000 + 9 * n, 10_009, 400_009 + 9 * n) for n in range(others)]
    rows = [*counts, *[[100, 20, 10, 30, 25, 15, 40]] * others]
    frame = gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=list(COUNTS)).assign(
            postcode6=[
                f"{3000 + n // 676}{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}"
                for n in range(len(rows))
            ]
        ),
        geometry=[*near[: len(counts)], *far],
        crs=RD,
    ).rename(columns=rename or {})
    frame.to_file(path, layer=layer, driver="GPKG")
    return path


STOPS = (
    "stop_id,stop_code,stop_name,stop_lat,stop_lon,location_type,parent_station,stop_timezone,"
    "wheelchair_boarding,platform_code,zone_id\n"
)
TIMES = (
    "trip_id,stop_sequence,stop_id,stop_headsign,arrival_time,departure_time,pickup_type,"
    "drop_off_type,timepoint,shape_dist_traveled,fare_units_traveled\n"
)
ROUTES = (
    "route_id,agency_id,route_short_name,route_long_name,route_desc,route_type,route_color,"
    "route_text_color,route_url\n"
)
TRIPS = "route_id,service_id,trip_id,realtime_trip_id,trip_headsign,direction_id\n"


def write_timetable(path, platforms, lines, *, elsewhere=0, tables=None):
    """Write a GTFS zip.

    `platforms` are name, lon and lat by id; `lines` are short name and stop ids by route. Of each
    line two trips call at every stop. `elsewhere` adds trips along three stops far away.
    """
    stops = [f'{id_},5500,"{n}",{lat},{lon},,,,1,,\n' for id_, (n, lon, lat) in platforms.items()]
    stops += [f'far{n},5500,"Verweg, Halte {n}",53.2,6.5,0,,,1,,\n' for n in range(3)]
    routes = [f"{route},GVB,{name},Lang,,3,,,\n" for route, (name, _) in lines.items()]
    trips = [(f"{route}-{n}", route, ids) for route, (_, ids) in lines.items() for n in range(2)]

    def times():
        yield TIMES
        for trip, _, ids in trips:
            for number, stop in enumerate(ids):
                yield f"{trip},{number},{stop},,08:09:00,08:09:00,0,0,0,7418,7415\n"
        for trip in range(elsewhere):
            for number in range(3):
                yield f"x{trip},{number},far{number},,25:09:00,25:09:00,0,0,0,7418,7415\n"

    content = {
        "stops.txt": [STOPS, *stops],
        "stop_times.txt": times(),
        "trips.txt": [
            TRIPS,
            *(f"{route},1,{trip},,Centrum,0\n" for trip, route, _ in trips),
            *(f"far,1,x{trip},,Verweg,0\n" for trip in range(elsewhere)),
        ],
        "routes.txt": [ROUTES, *routes, "far,GVB,99,,,3,,,\n"],
    } | (tables or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, rows in content.items():
            if rows is not None:
                with packed.open(name, "w", force_zip64=True) as out:
                    for row in rows:
                        out.write(row.encode())
    return path
