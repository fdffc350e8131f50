"""Features as rows: files that GDAL reads, and the answers of services, which GDAL reads too."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo.collections.drivers import OpenOptions, check_driver, openings, without_network
from geo.intake.incoming import MAX_BYTES, MAX_ROWS, IncomingList, IncomingRow, large_file
from geo.model.crs import WGS84
from geo.model.errors import InputError, Problem
from geo.model.said import Said

_WGS84_RANGE = (180.0, 90.0)


def read_feature_file(path: Path, layer: str = "", crs: str = "") -> IncomingList:
    """Read a file of features: GeoJSON, GeoPackage, FlatGeobuf, Shapefile.

    Parameters
    ----------
    layer
        Its name; the first one where empty.
    crs
        Reference system, where the file does not say.

    Raises
    ------
    InputError
        When it cannot be read, is too large, or has no such layer.
    """
    if path.is_file() and path.stat().st_size > MAX_BYTES:
        raise large_file(path.stat().st_size, path.name)
    opening = openings(path)[0]
    import pyogrio

    with without_network():
        try:
            names = [str(name) for name, _ in pyogrio.list_layers(opening.path)]
        except pyogrio.errors.DataSourceError as error:
            raise _no_features(path.name) from error
        if layer and layer not in names:
            found = Said("no layer %(name)s", name=f"'{layer}'")
            expected = Said("one of %(known)s", known=", ".join(names))
            raise InputError([Problem(found, expected, file=path.name)])
        chosen = layer or names[0]
        check_driver(pyogrio.read_info(opening.path, layer=chosen)["driver"], opening, path.name)
        rows = list(_rows(path.name, opening, chosen, crs))
    return IncomingList.of_rows(path.name, rows)


def rows_of_answer(
    name: str, content: bytes, driver: str, crs: str = "", first: int = 1
) -> list[IncomingRow]:
    """Read one page of features of a service.

    Parameters
    ----------
    driver
        ``GeoJSON`` or ``ESRIJSON``.
    crs
        Reference system, where the answer does not say.
    first
        The number of its first feature.

    Raises
    ------
    InputError
        When GDAL cannot read it.
    """
    import tempfile

    with tempfile.NamedTemporaryFile(suffix=".json") as file, without_network():
        file.write(content)
        file.flush()
        opening = OpenOptions(f"{driver}:{file.name}", name, driver)
        return list(_rows(name, opening, None, crs, first))


def _rows(
    name: str, opening: OpenOptions, layer: str | None, crs: str, first: int = 1
) -> Iterator[IncomingRow]:
    """Read features with a point each, in longitude and latitude."""
    import geopandas as gpd
    import pyogrio

    try:
        frame = pyogrio.read_dataframe(
            opening.path,
            layer=layer,
            max_features=MAX_ROWS + 1,
            datetime_as_string=True,
            **opening.options,
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise _no_features(name) from error
    points: list[tuple[float, float] | None] = [None] * len(frame)
    columns = list(frame.columns)
    if isinstance(frame, gpd.GeoDataFrame):
        columns.remove(frame.geometry.name)
        points = _points(frame, crs, name)
    texts = [[_text(value) for value in frame[column].tolist()] for column in columns]
    for index, point in enumerate(points):
        cells = {column: text[index] for column, text in zip(columns, texts, strict=True)}
        yield IncomingRow(first + index, cells, point)


def _points(frame: Any, crs: str, name: str) -> list[tuple[float, float] | None]:  # noqa: ANN401 - a frame
    """Return a point of each feature: itself, or one within its area."""
    if crs:
        frame = frame.set_crs(crs, allow_override=True)
    frame = frame.set_crs(WGS84) if frame.crs is None else frame
    places = frame.geometry.representative_point().to_crs(WGS84)
    pairs = [None if one is None or one.is_empty else (one.x, one.y) for one in places]
    for number, pair in enumerate(pairs, start=1):
        if pair and not all(abs(n) <= m for n, m in zip(pair, _WGS84_RANGE, strict=True)):
            found = Said("the coordinates %(pair)s", pair=f"{pair[0]:g}, {pair[1]:g}")
            expected = Said(
                "%(crs)s; say where it lies with --crs, as EPSG:28992", crs=frame.crs.to_string()
            )
            raise InputError([Problem(found, expected, file=name, line=number)])
    return pairs


def _no_features(name: str) -> InputError:
    found = Said("content that cannot be read")
    return InputError([Problem(found, Said("a map layer with places"), file=name)])


def _text(value: object) -> str:
    """Write the value of a property as a person would."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple):
        return "; ".join(map(_text, value))
    return str(value)
