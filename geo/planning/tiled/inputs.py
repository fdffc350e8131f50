"""The four files of a country: places, people, network and districts, checked before any work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from geo.city.people import COLUMNS, GROUPS
from geo.city.walking.snapping import Floats, Integers
from geo.io.native_geometry import PointsFile
from geo.model.crs import WGS84, ProjectedCrs
from geo.model.errors import InputError, Problem
from geo.model.vocabulary import Kind, Status
from geo.planning.coverage.supply import Supply

MOST_TOLD = 20
"""Problems of a file that are listed; the rest are counted."""

_PLACE_COLUMNS = ("id", "kind", "status")
_PLACE_TEXTS = ("name", "initiative", "buurt_code", "gebied_code")
_POLYGONS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class CountryFiles:
    """Where the input is.

    Attributes
    ----------
    places
        Points in any file that geopandas reads, with ``id``, ``kind`` and ``status``; ``name`` and
        ``uncertainty_m`` where known, and ``code`` of the district where that is known better than
        by the point.
    people
        GeoParquet of points with ``inhabitants`` or other `geo.city.people.GROUPS`, and with
        ``code`` of the district where that is known better than by the point.
    network
        A table as ``meetingplaces reference walking`` makes it, in the reference system ``crs``.
    districts
        Polygons with ``code`` and ``name``.
    crs
        The projected reference system in which distances are taken.
    """

    places: Path
    people: Path
    network: Path
    districts: Path
    crs: ProjectedCrs


def read_places(path: Path, crs: ProjectedCrs, districts: CountryDistricts) -> Supply:
    """Read the places that count, each in its district.

    Raises
    ------
    InputError
        Lists every row that does not fit: an unknown kind or status, no point, an uncertainty that
        is no distance.
    """
    frame = _read(path, "points", _PLACE_COLUMNS)
    problems = _unknown(frame, "kind", tuple(Kind), path) + _unknown(
        frame, "status", tuple(Status), path
    )
    kinds = shapely.get_type_id(frame.geometry.to_numpy())
    absent = np.flatnonzero((kinds != shapely.GeometryType.POINT) & (kinds != _MISSING))
    problems += [Problem("another shape", "a point", path.name, int(at) + 1) for at in absent]
    uncertainty = _uncertainty(frame, path, problems)
    repeated = frame["id"].duplicated().to_numpy(dtype=bool) | frame["id"].isna().to_numpy()
    problems += [
        Problem(f"'{frame['id'].iloc[at]}'", "each id once", path.name, int(at) + 1, "id")
        for at in np.flatnonzero(repeated)
    ]
    if "code" in frame:
        frame["code"] = frame["code"].astype(object).where(frame["code"].notna(), "")
        problems += _unknown(frame, "code", ("", *districts.codes), path, "the code of a district")
    refuse(problems)
    texts = {name: frame.get(name, "") for name in _PLACE_TEXTS}
    known = frame.assign(**texts, uncertainty_m=uncertainty)
    supply = Supply.of(known.to_crs(WGS84), crs)
    if "code" in frame:
        codes = frame.set_index("id")["code"].loc[list(supply.ids)].to_numpy(dtype=object)
    else:
        codes = districts.codes_at(supply.x, supply.y)
    return replace(supply, buurt_code=codes, gebied_code=codes)


@dataclass(frozen=True, slots=True, eq=False)
class CountryDistricts:
    """Districts in the reference system in which distances are taken.

    Attributes
    ----------
    frame
        ``code``, ``name`` and the polygon, in the order of the file.
    """

    frame: gpd.GeoDataFrame

    @classmethod
    def read(cls, path: Path, crs: ProjectedCrs) -> CountryDistricts:
        """Read districts from any file of polygons that geopandas reads.

        Raises
        ------
        InputError
            Lists every feature that does not fit: no polygon, no code, a code twice.
        """
        frame = _read(path, "polygons", ("code", "name"))
        shapes = frame.geometry.to_numpy()
        wrong = {
            "a polygon": ~np.isin(frame.geometry.geom_type, _POLYGONS),
            "a valid polygon": ~shapely.is_valid(shapes),
            "a code": frame["code"].isna().to_numpy(dtype=bool),
            "each code once": frame["code"].duplicated().to_numpy(dtype=bool),
        }
        problems = [
            Problem(f"'{frame['code'].iloc[at]}'", expected, path.name, int(at) + 1)
            for expected, rows in wrong.items()
            for at in np.flatnonzero(rows)
        ]
        refuse(problems)
        named = frame.assign(code=frame["code"].astype(str), name=frame["name"].astype(str))
        return cls(named[["code", "name", "geometry"]].to_crs(crs.code))

    @property
    def codes(self) -> NDArray[np.object_]:
        """Their codes."""
        codes: NDArray[np.object_] = self.frame["code"].to_numpy(dtype=object)
        return codes

    @property
    def names(self) -> NDArray[np.object_]:
        """Their names."""
        names: NDArray[np.object_] = self.frame["name"].to_numpy(dtype=object)
        return names

    def at(self, x: Floats, y: Floats) -> Integers:
        """Return the row of the district that each point lies in; on a border the first, else -1.

        Parameters
        ----------
        x, y
            In the system of the districts.
        """
        tree = shapely.STRtree(self.frame.geometry.to_numpy())
        point, district = tree.query(np.asarray(shapely.points(x, y)), predicate="intersects")
        order = np.lexsort([district, point])
        point, first = np.unique(point[order], return_index=True)
        found = np.full(len(x), -1, dtype=np.int64)
        found[point] = district[order][first]
        return found

    def codes_at(self, x: Floats, y: Floats) -> NDArray[np.object_]:
        """Return the code of the district that each point lies in; empty for none."""
        row = self.at(x, y)
        codes: NDArray[np.object_] = np.append(self.codes, "")[row]
        return codes


class PeopleFile:
    """The people of a country, read a batch at a time.

    Attributes
    ----------
    groups
        The columns of people that it has.
    batches
        What `read` takes, one after another.

    Raises
    ------
    InputError
        It is no GeoParquet of points, has no column of people, or not the one that is asked about.
    """

    def __init__(self, path: Path, crs: ProjectedCrs, age: str | None = None) -> None:
        self._file = PointsFile(path)
        self._path, self._crs = path, crs
        self.groups = [name for name in GROUPS if name in self._file.columns]
        self.batches = self._file.batches
        wanted = COLUMNS[age] if age is not None else "inhabitants"
        if not self.groups or (age is not None and wanted not in self.groups):
            raise InputError([Problem("no such column", "numbers of people", path.name, 1, wanted)])
        self._with_code = "code" in self._file.columns

    def read(
        self, batch: tuple[tuple[int, ...], int], districts: CountryDistricts
    ) -> tuple[Floats, Floats, Integers, dict[str, Floats]]:
        """Read one batch.

        Returns
        -------
        tuple
            x and y in the projected system, row of the district (-1 for none), and the groups, NaN
            where unknown.

        Raises
        ------
        InputError
            Lists every row that does not fit: no point, an unknown code, a number below 0.
        """
        groups, first = batch
        x, y, columns = self._file.read(
            groups, [*self.groups, *(["code"] if self._with_code else [])]
        )
        if self._file.crs != CRS(self._crs.code):
            to = Transformer.from_crs(self._file.crs, self._crs.code, always_xy=True)
            x, y = to.transform(x, y)
        wrong = [("geometry", "a point", ~(np.isfinite(x) & np.isfinite(y)), x)]
        numbers = {name: columns[name].astype(np.float64) for name in self.groups}
        for name, values in numbers.items():
            wrong.append((name, "a number of people, 0 or more", ~np.isnan(values) & ~(
                (values >= 0) & (values < np.inf)), values))  # fmt: skip
        if self._with_code:
            code = columns["code"].astype(object)
            none = pd.isna(code)
            row = pd.Index(districts.codes).get_indexer(pd.Index(np.where(none, "", code)))
            wrong.append(("code", "the code of a district", ~none & (row < 0), code))
        refuse(
            [
                Problem(f"'{values[at]}'", expected, self._path.name, first + int(at) + 1, field)
                for field, expected, rows, values in wrong
                for at in np.flatnonzero(rows)[: MOST_TOLD + 1]
            ]
        )
        district = row if self._with_code else districts.at(x, y)
        return x, y, district.astype(np.int64), numbers


def refuse(problems: Iterable[Problem]) -> None:
    """Raise the problems of a file, if there are any, in the order of its rows.

    Raises
    ------
    InputError
        With the first `MOST_TOLD` of them.
    """
    told = sorted(problems, key=lambda problem: (problem.file, problem.line or 0))
    if len(told) > MOST_TOLD:
        more = Problem("more rows that do not fit", "as above", told[0].file)
        told = [*told[:MOST_TOLD], more]
    if told:
        raise InputError(told)


_MISSING = -1


def _read(path: Path, what: str, columns: Iterable[str]) -> gpd.GeoDataFrame:
    """Read a file of shapes that has these columns and says its reference system."""
    try:
        is_parquet = path.suffix in {".parquet", ".geoparquet"}
        frame = gpd.read_parquet(path) if is_parquet else gpd.read_file(path)
    except Exception as error:
        found = "a file that cannot be read" if path.exists() else "no such file"
        raise InputError([Problem(found, f"a file of {what}", path.name)]) from error
    problems = [
        Problem("no such column", f"a column '{name}'", path.name, field=name)
        for name in columns
        if name not in frame
    ]
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None:
        problems.append(Problem("no reference system", "one, such as EPSG:28992", path.name))
    if not len(frame):
        problems.append(Problem("no rows", "at least one", path.name))
    refuse(problems)
    return frame


def _unknown(
    frame: gpd.GeoDataFrame, field: str, words: tuple[str, ...], path: Path, expected: str = ""
) -> list[Problem]:
    wrong = np.flatnonzero(~frame[field].isin(words))
    expected = expected or "one of " + ", ".join(words)
    return [
        Problem(f"'{frame[field].iloc[at]}'", expected, path.name, int(at) + 1, field)
        for at in wrong
    ]


def _uncertainty(frame: gpd.GeoDataFrame, path: Path, problems: list[Problem]) -> Floats:
    if "uncertainty_m" not in frame:
        return np.zeros(len(frame))
    metres = pd.to_numeric(frame["uncertainty_m"], errors="coerce").to_numpy(dtype=np.float64)
    given = frame["uncertainty_m"].notna().to_numpy(dtype=bool)
    for at in np.flatnonzero(given & ~((metres >= 0) & (metres < np.inf))):
        found = f"'{frame['uncertainty_m'].iloc[at]}'"
        problems.append(Problem(found, "metres, 0 or more", path.name, int(at) + 1,
                                "uncertainty_m"))  # fmt: skip
    uncertainty: Floats = np.nan_to_num(metres)
    return uncertainty
