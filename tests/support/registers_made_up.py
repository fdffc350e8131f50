"""Registers made up in the true form: names of layers and columns are those of the publishers."""

import csv
import sqlite3
import struct
from pathlib import Path

from geo.model.crs import RD_NEW

OLDER = (
    "feature_id", "geom", "nummer_id", "straatnaam", "huisnummer", "huisletter", "toevoeging",
    "woonplaats", "postcode", "type", "status",
)  # fmt: skip
"""Columns of PDOK's older GeoPackage of the BAG, from a genuine file."""
LIGHT = (
    "feature_id", "geom", "identificatie", "status", "gebruiksdoel", "openbare_ruimte_naam",
    "huisnummer", "huisletter", "toevoeging", "postcode", "woonplaats_naam", "pand_identificatie",
)  # fmt: skip
"""Columns of "BAG Light", from its description: no genuine file was at hand."""
CSV_COLUMNS = (
    "straat", "huisnummer", "huisletter", "huisnummertoevoeging", "postcode", "woonplaats",
    "gemeente", "provincie", "lat", "lon",
)  # fmt: skip
"""Columns of the "adressen" CSV, from a genuine file."""
PARTS = {
    "street": ("straatnaam", "openbare_ruimte_naam", "straat"),
    "number": ("huisnummer",),
    "letter": ("huisletter",),
    "addition": ("toevoeging", "huisnummertoevoeging"),
    "postcode": ("postcode",),
    "town": ("woonplaats", "woonplaats_naam"),
    "status": ("status",),
}


def made_up_houses(streets: int, numbers: int, west: float = 90_000.0, south: float = 430_000.0):
    """Yield houses: streets of equal length side by side, a postcode for every 20 numbers."""
    for street in range(streets):
        for number in range(1, numbers + 1):
            block = street * (numbers // 20 + 1) + number // 20
            letters = chr(65 + block // 26 % 26) + chr(65 + block % 26)
            yield {
                "street": name_of(street),
                "number": number,
                "letter": "",
                "addition": "",
                "postcode": f"{1000 + block // 676}{letters}",
                "town": "Dorp",
                "status": "Verblijfsobject in gebruik",
                "x": west + 6.0 * number,
                "y": south + 40.0 * street,
            }


def name_of(street):
    """Return the name of a made-up street."""
    return f"Verzonnen{_letters(street)}straat"


def _letters(number):
    """Write a number in letters, since a digit would be read as a house number."""
    return (_letters(number // 26 - 1) if number > 25 else "") + chr(97 + number % 26)


def write_geopackage(path: Path, houses, *, columns=LIGHT, layer="verblijfsobject", srs=28992):
    """Write a GeoPackage with one layer of points."""
    with sqlite3.connect(path) as database:
        database.executescript(
            "CREATE TABLE gpkg_geometry_columns (table_name, column_name, geometry_type_name,"
            " srs_id, z, m);"
            f"CREATE TABLE {layer} ({', '.join(columns)});"
        )
        database.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POINT', ?, 0, 0)", (layer, srs)
        )
        rows = ([_cell(name, house) for name in columns] for house in houses)
        marks = ", ".join("?" * len(columns))
        database.executemany(f"INSERT INTO {layer} VALUES ({marks})", rows)  # noqa: S608 - ours
    return path


def _cell(name, house):
    if name == "geom":
        point = struct.pack("<BIdd", 1, 1, house["x"], house["y"])
        return b"GP\x00\x01" + struct.pack("<i", 28992) + point
    return next((house[part] for part, names in PARTS.items() if name in names), None)


def write_csv(path: Path, houses):
    """Write the "adressen" CSV."""
    houses = list(houses)
    lon, lat = RD_NEW.lon_lat([one["x"] for one in houses], [one["y"] for one in houses])
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(CSV_COLUMNS)
        for one, east, north in zip(houses, lon, lat, strict=True):
            writer.writerow(
                [
                    *(one[part] for part in ("street", "number", "letter", "addition")),
                    one["postcode"],
                    one["town"],
                    "",
                    "",
                    f"{north:.8f}",
                    f"{east:.8f}",
                ]
            )
    return path
