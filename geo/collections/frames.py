"""The features of a layer as a frame, for those who work with geopandas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.model.crs import WGS84
from geo.model.reference_systems import Shapes


def frame_of(columns: Mapping[str, Sequence[Any]], shapes: Shapes) -> gpd.GeoDataFrame:
    """Make a frame of features.

    Parameters
    ----------
    columns
        Plain values by name; None where one is not known.
    shapes
        Longitude and latitude; None where there is none.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, index = position.
    """
    series = {name: _column(values) for name, values in columns.items()}
    return gpd.GeoDataFrame(series, geometry=shapes, crs=WGS84)


def _column(values: Sequence[Any]) -> pd.Series[Any]:
    """Make a column in which text that is not known stays None: pandas would make it NaN."""
    numbers = all(isinstance(value, int | float | None) for value in values)
    return pd.Series(values) if numbers else pd.Series(values, dtype=object)
