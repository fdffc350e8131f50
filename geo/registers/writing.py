"""The tables as text, with the same bytes for the same table, swapped in when all are ready."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geo.city import address_register
from geo.io import cells
from geo.io.swap import replace_folder
from geo.registers.districts import DECIMALS

BY_HAND = ("README.md", address_register.FILE)
"""What no build from extracts replaces: the meaning of the columns, and an operator's register."""


def csv_text(table: pd.DataFrame) -> str:
    """Write a table as CSV: commas, LF, coordinates with six decimals, unknown empty.

    Parameters
    ----------
    table
        Coordinates are in ``lon`` and ``lat``; truth values become ``true`` and ``false``.
    """
    text = table.copy()
    for column in ("lon", "lat"):
        if column in text:
            text[column] = text[column].map(lambda degrees: Decimal(f"{degrees:.{DECIMALS}f}"))
    return cells.csv_text([text.columns, *text.itertuples(index=False)])


def geojson_text(frame: gpd.GeoDataFrame) -> str:
    """Write a frame as GeoJSON (RFC 7946), one feature per line, so that changes show in a diff.

    Parameters
    ----------
    frame
        EPSG:4326, already rounded. The first column becomes the id of the feature; unknown
        becomes null.
    """
    outlines = shapely.orient_polygons(shapely.normalize(frame.geometry.to_numpy()))
    known = frame.drop(columns="geometry").astype(object)
    properties = known.where(known.notna(), None).to_dict("records")
    identifier = frame.columns[0]
    features = (
        json.dumps(
            {
                "type": "Feature",
                "id": values[identifier],
                "properties": values,
                "geometry": shapely.geometry.mapping(outline),
            },
            ensure_ascii=False,
            allow_nan=False,
            separators=(",", ":"),
        )
        for values, outline in zip(properties, outlines, strict=True)
    )
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"


def swap_in(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write all files aside, then replace the old ones in one step.

    Parameters
    ----------
    folder
        Created if absent. Files maintained by hand in it stay.

    Raises
    ------
    ReleaseError
        The folder contains other files, or cannot be written; it is then unchanged.
    """
    with replace_folder(folder, belongs={*BY_HAND, *files}.__contains__) as aside:
        for kept in BY_HAND:
            if (folder / kept).is_file():
                shutil.copy2(folder / kept, aside / kept)
        for name, content in files.items():
            (aside / name).write_bytes(content.encode() if isinstance(content, str) else content)
