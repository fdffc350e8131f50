"""Writing figures: CSV, a workbook, GeoJSON with the districts, or a table to read."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from openpyxl import Workbook
from openpyxl.styles import Font

_WHOLE = ("residents", "residents_in_reach", "residents_out_of_reach", "residents_lost",
          "residents_lost_of_kind", "people", "people_at_least", "change", "squares",
          "in_reach_before", "in_reach_after")  # fmt: skip
_DECIMALS = MappingProxyType({"share": 4, "minutes": 1, "places_per_10000": 2, "lon": 5, "lat": 5})
_WIDTH = 14


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Round as figures are published: people whole, shares to 0.01 %, minutes to 0.1.

    Returns
    -------
    DataFrame
        Numbers of people as integers that may be missing.
    """
    table = table.copy()
    for name in table.columns:
        if name in _WHOLE:
            table[name] = table[name].round().astype("Int64")
        elif table[name].dtype.kind == "f":
            parts = [name, *name.split("_")]
            decimals = next((_DECIMALS[part] for part in parts if part in _DECIMALS), None)
            if decimals is not None:
                table[name] = table[name].round(decimals)
    return table


def encode_csv(table: pd.DataFrame, _districts: gpd.GeoDataFrame) -> bytes:
    """Write CSV: UTF-8, commas, a point in decimals; empty where not known."""
    return rounded(table).to_csv(index=False, lineterminator="\n").encode()


def encode_xlsx(table: pd.DataFrame, _districts: gpd.GeoDataFrame) -> bytes:
    """Write a workbook of one sheet with numbers as numbers."""
    book = Workbook()
    sheet = book.active
    sheet.title = "coverage"
    sheet.append(list(table.columns))
    for row in rounded(table).itertuples(index=False):
        sheet.append([None if pd.isna(value) else _plain(value) for value in row])
    sheet.freeze_panes = "C2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = _WIDTH
    for cells, name in zip(sheet.columns, table.columns, strict=True):
        if name.startswith("share"):
            for cell in cells[1:]:
                cell.number_format = "0.0%"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def encode_geojson(table: pd.DataFrame, districts: gpd.GeoDataFrame) -> bytes:
    """Write GeoJSON (RFC 7946): a feature per row, with the polygon of its district."""
    shapes = {
        code: json.loads(shapely.to_geojson(shape)) for code, shape in districts.geometry.items()
    }
    features = []
    for row in rounded(table).to_dict("records"):
        properties = {
            name: None if pd.isna(value) else _plain(value) for name, value in row.items()
        }
        features.append(
            {
                "type": "Feature",
                "id": "-".join(str(properties[part]) for part in ("code", "minutes", "kind")),
                "geometry": shapes.get(properties["code"]),
                "properties": properties,
            }
        )
    collection = {"type": "FeatureCollection", "features": features}
    return (json.dumps(collection, ensure_ascii=False) + "\n").encode()


FORMATS: Mapping[str, Callable[[pd.DataFrame, gpd.GeoDataFrame], bytes]] = MappingProxyType(
    {"csv": encode_csv, "xlsx": encode_xlsx, "geojson": encode_geojson}
)
"""How figures are written to a file."""


def encode(table: pd.DataFrame, form: str, districts: gpd.GeoDataFrame) -> bytes:
    """Write figures.

    Parameters
    ----------
    table
        Figures, with the columns ``code``, ``minutes`` and ``kind`` for GeoJSON.
    form
        A name in `FORMATS`.
    districts
        Polygons (EPSG:4326) by code.
    """
    return FORMATS[form](table, districts)


def share_text(row: Mapping[Any, Any]) -> str:
    """Write a share as a range in whole percents: ``67-74 %``; one figure where it is certain."""
    if pd.isna(row["share"]):
        return "-"
    low, high = (round(100 * row[name]) for name in ("share_low", "share_high"))
    return f"{low} %" if low == high else f"{low}-{high} %"


def _plain(value: Any) -> Any:  # noqa: ANN401 - numpy's numbers and texts
    return value.item() if hasattr(value, "item") else value
