"""The reference tables, as the gazetteer uses them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.geocoding.addresses import Address, normalise_street
from geo.geocoding.streets import StreetRow
from geo.io.tables import read_rows
from geo.model.checks import Checks

_MAX_BYTES = 100_000_000
_NUMBER = re.compile(r"[1-9]\d{0,4}")

_LONE_RADIUS_M = 270.0
"""90 % radius around the only known address of a street, in metres. With
`geo.geocoding.streets.MARGIN_M` it makes 320 m, within which the middle of its street lies for 90 %
of the known addresses.
"""


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """An address whose point is known.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326.
    """

    address: Address
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class PostcodeArea:
    """The centre of a PC4.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326.
    radius_m
        Radius that holds 90 % of where its people live, in metres.
    """

    postcode4: str
    lon: float
    lat: float
    radius_m: float
    city: str

    def __str__(self) -> str:
        """Write it as on an envelope."""
        return f"{self.postcode4} {self.city}"


def read_streets(reference: Path) -> list[StreetRow]:
    """Read ``streets.csv``."""
    columns = (
        "street",
        "buurt_code",
        "gebied_code",
        "postcode4",
        "lon",
        "lat",
        "radius_90_m",
        "stretches",
    )
    rows = read_rows(reference / "streets.csv", columns, optional=("trees",), max_bytes=_MAX_BYTES)
    return [
        (
            cells["street"],
            cells["buurt_code"],
            cells["gebied_code"],
            cells["postcode4"],
            float(cells["lon"]),
            float(cells["lat"]),
            float(cells["radius_90_m"]),
            int(cells["stretches"]),
        )
        for cells in (row.cells for row in rows)
    ]


def with_lone_streets(
    streets: Sequence[StreetRow], addresses: Iterable[KnownAddress]
) -> list[StreetRow]:
    """Add rows for streets known only from an address, where no municipal tree stands.

    They are assumed to lie in the buurt of the nearest street with the same PC4, and take the place
    of the rows that were estimated from the postcodes around them, which have no buurt.
    """
    measured = [row for row in streets if row[1]]
    named = {normalise_street(row[0]) for row in measured}
    rows: list[StreetRow] = []
    for known in addresses:
        address = known.address
        if normalise_street(address.street) in named:
            continue
        around = [row for row in measured if row[3] == address.postcode4]
        if not around:
            continue
        _, buurt_code, gebied_code, *_ = min(
            around, key=lambda row: (row[4] - known.lon) ** 2 + 2.6 * (row[5] - known.lat) ** 2
        )
        place = (address.postcode4, known.lon, known.lat)
        rows.append((address.street, buurt_code, gebied_code, *place, _LONE_RADIUS_M, 1))
    lone = {(normalise_street(row[0]), row[3]) for row in rows}
    kept = (row for row in streets if row[1] or (normalise_street(row[0]), row[3]) not in lone)
    return [*kept, *rows]


def read_addresses(reference: Path) -> list[KnownAddress]:
    """Read ``addresses.csv``, leaving out the points that are wrong at the source.

    Raises
    ------
    InputError
        With every cell that is no house number, no postcode or no coordinate.
    """
    columns = (
        "street",
        "house_number",
        "house_letter",
        "postcode",
        "city",
        "lon",
        "lat",
        "consistent",
    )
    path = reference / "addresses.csv"
    rows = read_rows(path, columns, max_bytes=_MAX_BYTES)
    checks = Checks(path.name)
    for row in rows:
        checks.line = row.line
        checks.matching("house_number", row.cells["house_number"], _NUMBER, "a whole number")
        checks.postcode("postcode", row.cells["postcode"])
        for name in ("lon", "lat"):
            checks.degrees(name, row.cells[name])
    checks.finish()
    return [
        KnownAddress(
            Address(
                cells["street"],
                int(cells["house_number"]),
                letter=cells["house_letter"],
                postcode=cells["postcode"],
                city=cells["city"],
            ),
            float(cells["lon"]),
            float(cells["lat"]),
        )
        for cells in (row.cells for row in rows)
        if cells["consistent"] == "true"
    ]


def read_postcodes(reference: Path) -> dict[str, PostcodeArea]:
    """Read ``postcodes.csv``: the centre of each PC4."""
    columns = ("postcode4", "lon", "lat", "uncertainty_m", "city")
    rows = read_rows(
        reference / "postcodes.csv", columns, optional=("basis",), max_bytes=_MAX_BYTES
    )
    return {
        cells["postcode4"]: PostcodeArea(
            cells["postcode4"],
            float(cells["lon"]),
            float(cells["lat"]),
            float(cells["uncertainty_m"]),
            cells["city"],
        )
        for cells in (row.cells for row in rows)
    }
