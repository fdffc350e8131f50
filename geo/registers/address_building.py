"""Putting a register of addresses into the reference tables of a city."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd

from geo.city import address_register, postcode6
from geo.city.address_register import AddressRegister
from geo.io.swap import replace_file
from geo.registers.address_register import write_register
from geo.registers.address_sources import open_addresses
from geo.registers.address_tables import address_tables
from geo.registers.writing import csv_text


def put_in_addresses(
    source: Path,
    reference: Path,
    out: Path,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Write the register of a city, and the tables of streets and postcodes that follow from it.

    Parameters
    ----------
    source
        A register as it is published, of the city or of the country.
    reference
        Folder with the districts of the city (``buurten.geojson``), which the register is cut to.
    out
        Folder to write ``addresses.sqlite``, ``streets.csv``, ``postcode6.csv`` and
        ``postcodes.csv`` in; what else is there stays.
    progress
        Called with the number of addresses that were read.

    Returns
    -------
    int
        How many addresses the city has.

    Raises
    ------
    InputError
        The register is malformed, or has no address in the city. Nothing is written then.
    """
    buurten = gpd.read_file(reference / "buurten.geojson")
    out.mkdir(parents=True, exist_ok=True)
    with replace_file(out / address_register.FILE) as path:
        count = write_register(open_addresses(source), path, outline=buurten, progress=progress)
        tables = address_tables(AddressRegister(path), buurten)
        for name, table in {
            "streets.csv": tables.streets,
            postcode6.FILE: tables.postcode6,
            "postcodes.csv": tables.postcodes,
        }.items():
            with replace_file(out / name) as aside:
                aside.write_text(csv_text(table), encoding="utf-8")
    return count
