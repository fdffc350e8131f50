"""Districts of one's own, such as wijkraden: polygons that may cut buurten.

People belong to the district that the centre of their square lies in, as everywhere a walk begins
there. Who lives in none of the districts is left out, and counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.city.people import GROUPS, People
from geo.city.walking.snapping import Floats, Integers
from geo.model.crs import WGS84
from geo.model.errors import InputError, Problem
from geo.planning.coverage.city import City
from geo.planning.coverage.supply import Supply

_MOST = 2_000
_POLYGONS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True, eq=False)
class OwnDistricts:
    """Districts that do not overlap where people live.

    Attributes
    ----------
    frame
        ``name`` and the polygon by code, in the reference system of the city.
    left_out
        How many people live in none of them.
    """

    frame: gpd.GeoDataFrame
    left_out: float

    @classmethod
    def read(cls, path: Path, city: City) -> OwnDistricts:
        """Read districts from any file of polygons that geopandas reads.

        Parameters
        ----------
        path
            With ``name``, and ``code`` where there is one (else they are numbered), in any
            reference system that the file names.

        Raises
        ------
        InputError
            Lists every feature that does not fit: no polygon, no name, a code twice, nobody living
            in it, or people who live in another one too.
        """
        try:
            frame = gpd.read_file(path)
        except Exception as error:
            found = "no such file" if not path.exists() else "a file that cannot be read"
            raise InputError([Problem(found, "a file of polygons", path.name)]) from error
        _check_file(frame, path.name)
        if "code" not in frame:
            frame["code"] = [str(number) for number in range(1, len(frame) + 1)]
        frame = frame[["code", "name", "geometry"]].to_crs(city.crs.code)
        problems = _feature_problems(frame, path.name)
        if problems:
            raise InputError(problems)
        frame["code"] = frame["code"].astype(str)
        point, district = _within(frame, city.people.x, city.people.y)
        problems = _people_problems(frame, city, point, district, path.name)
        if problems:
            raise InputError(problems)
        everybody = np.nan_to_num(city.people.inhabitants)
        left_out = float(everybody.sum() - everybody[point].sum())
        return cls(frame.set_index("code"), left_out)

    @property
    def shapes(self) -> gpd.GeoDataFrame:
        """The polygons by code, EPSG:4326."""
        return self.frame.to_crs(WGS84)

    def divide(self, city: City) -> City:
        """Return the city with these districts in the place of its buurten and gebieden."""
        point, district = _within(self.frame, city.people.x, city.people.y)
        order = np.lexsort([point, district])
        point, district = point[order], district[order]
        people = city.people
        groups = {name: getattr(people, name)[point] for name in GROUPS}
        own = People(
            x=people.x[point],
            y=people.y[point],
            buurt=district,
            buurten=tuple(self.frame.index),
            **groups,
        )
        names = self.frame["name"].astype(str)
        buurten = pd.DataFrame({"name": names, "gebied_code": self.frame.index, "gebied": names})
        return replace(city, buurten=buurten).with_people(own)

    def locate(self, supply: Supply) -> Supply:
        """Return places with the district that each lies in; empty for none."""
        point, district = _within(self.frame, supply.x, supply.y)
        codes: NDArray[np.object_] = np.full(len(supply), "", dtype=object)
        codes[point] = self.frame.index.to_numpy(dtype=object)[district]
        return replace(supply, buurt_code=codes, gebied_code=codes)


def _within(frame: gpd.GeoDataFrame, x: Floats, y: Floats) -> tuple[Integers, Integers]:
    """Return pairs of a point and the district that it lies in; on a border the first."""
    tree = shapely.STRtree(frame.geometry.to_numpy())
    point, district = tree.query(np.asarray(shapely.points(x, y)), predicate="intersects")
    order = np.lexsort([district, point])
    point, first = np.unique(point[order], return_index=True)
    return point.astype(np.int64), district[order][first].astype(np.int64)


def _check_file(frame: gpd.GeoDataFrame, file: str) -> None:
    problems = []
    if not 1 <= len(frame) <= _MOST:
        problems.append(Problem(f"{len(frame)} features", f"1 to {_MOST} districts", file))
    if "name" not in frame:
        problems.append(Problem("no such column", "a column 'name'", file, field="name"))
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None:
        problems.append(Problem("no reference system", "one, such as EPSG:28992", file))
    if problems:
        raise InputError(problems)


def _feature_problems(frame: gpd.GeoDataFrame, file: str) -> list[Problem]:
    """Return what is wrong with each feature by itself, and with codes that are not unique."""
    problems = []
    for number, (code, name, shape) in enumerate(
        frame[["code", "name", "geometry"]].itertuples(index=False), start=1
    ):
        who = f"feature {number} ('{name}')"
        kind = "nothing" if shape is None or shape.is_empty else shape.geom_type
        if kind not in _POLYGONS:
            problems.append(Problem(f"{kind} in {who}", "a polygon", file, number))
        elif not shape.is_valid:
            why = shapely.is_valid_reason(shape)
            problems.append(Problem(f"{why} in {who}", "a valid polygon", file, number))
        if pd.isna(name) or not str(name).strip():
            problems.append(Problem("nothing", "a name", file, number, "name"))
        before = np.flatnonzero((frame["code"] == code).to_numpy())[0] + 1
        if pd.isna(code):
            problems.append(Problem("nothing", "a code", file, number, "code"))
        elif before < number:
            found = f"'{code}', as feature {before} has"
            problems.append(Problem(found, "each code once", file, number, "code"))
    return problems


def _people_problems(
    frame: gpd.GeoDataFrame, city: City, point: Integers, district: Integers, file: str
) -> list[Problem]:
    """Return the districts without people, and those that share people with an earlier one."""
    names = frame["name"].astype(str).to_numpy()
    people = np.nan_to_num(city.people.inhabitants)
    problems = []
    tree = shapely.STRtree(np.asarray(shapely.points(city.people.x, city.people.y)))
    first = np.full(len(people), -1)
    first[point] = district
    for number, shape in enumerate(frame.geometry):
        inside = tree.query(shape, predicate="contains_properly")
        own = inside[people[inside] > 0]
        if not people[point[district == number]].sum() and not len(own):
            found = f"nobody in feature {number + 1} ('{names[number]}')"
            expected = f"a district of {city.name} where people live"
            problems.append(Problem(found, expected, file, number + 1))
        others = own[first[own] != number]
        if len(others):
            other = first[others[0]]
            found = (
                f"{people[others].sum():.0f} people of feature {number + 1} ('{names[number]}') "
                f"who live in feature {other + 1} ('{names[other]}') too"
            )
            problems.append(Problem(found, "districts that do not overlap", file, number + 1))
    return problems
