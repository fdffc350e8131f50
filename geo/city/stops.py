"""Public transport stops near a point.

From ``data/<city>/reference/stops.csv``, which `geo.registers.stops` derives from the national
timetable. Which lines call at a stop is known where the whole timetable was put in.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from geo.city.profile import CityProfile
from geo.io.tables import read_rows
from geo.model.crs import ProjectedCrs

FILE = "stops.csv"
_MAX_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of bus, tram, metro, train or ferry.

    Parameters
    ----------
    name
        Name, without the town.
    town
        The town, as the timetable writes it; empty where it names none.
    lon, lat
        The middle of its platforms, EPSG:4326 degrees.
    lines
        The lines that call there; empty where they are not known.
    """

    name: str
    town: str
    lon: float
    lat: float
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearStop:
    """A stop and how far it is.

    Parameters
    ----------
    name
        Name, without the town.
    straight_m
        Straight-line distance in metres, EPSG:28992; the walk is longer.
    lon, lat
        The middle of its platforms, EPSG:4326 degrees.
    lines
        The lines that call there; empty where they are not known.
    """

    name: str
    straight_m: float
    lon: float
    lat: float
    lines: tuple[str, ...] = ()


class Stops:
    """The stops in memory; immutable and safe to share.

    Parameters
    ----------
    stops
        In any order.
    crs
        In which distances are taken.
    """

    def __init__(self, stops: list[Stop], crs: ProjectedCrs) -> None:
        self._stops = stops
        self._crs = crs
        x, y = crs.xy([stop.lon for stop in stops], [stop.lat for stop in stops])
        self._tree = cKDTree(np.column_stack([x, y])) if stops else None

    @classmethod
    def open(cls, reference: Path) -> Stops:
        """Read the stops from the reference tables.

        Parameters
        ----------
        reference
            Folder with ``stops.csv``.

        Raises
        ------
        InputError
            The table is missing or has other columns.

        Examples
        --------
        >>> from geo.model.settings import settings
        >>> stops = Stops.open(settings().reference)
        >>> [stop.name for stop in stops.near(4.4777, 51.9244, within_m=300)]
        ['Stadhuis', 'Weena']
        """
        columns = ("name", "town", "lon", "lat", "platforms")
        rows = read_rows(reference / FILE, columns, optional=("lines",), max_bytes=_MAX_BYTES)
        return cls(
            [
                Stop(
                    cells["name"],
                    cells["town"],
                    float(cells["lon"]),
                    float(cells["lat"]),
                    tuple(line for line in cells.get("lines", "").split(";") if line),
                )
                for cells in (row.cells for row in rows)
            ],
            CityProfile.beside(reference).projected,
        )

    def __len__(self) -> int:
        """Count the stops."""
        return len(self._stops)

    @property
    def all(self) -> tuple[Stop, ...]:
        """The stops, in the order of the table."""
        return tuple(self._stops)

    def near(
        self, lon: float, lat: float, within_m: float = 500.0, limit: int = 4
    ) -> tuple[NearStop, ...]:
        """Find the stops near a point.

        Parameters
        ----------
        lon, lat
            EPSG:4326 degrees.
        within_m
            Straight line, metres.
        limit
            Most stops.

        Returns
        -------
        tuple of NearStop
            Nearest first, each name once.
        """
        x, y = (float(number) for number in self._crs.xy(lon, lat))
        if self._tree is None or not np.isfinite([x, y]).all():
            return ()
        found: dict[str, NearStop] = {}
        rows = self._tree.query_ball_point((x, y), within_m)
        away = np.hypot(*(self._tree.data[rows] - (x, y)).T) if rows else np.empty(0)
        for at in np.argsort(away, kind="stable"):
            stop = self._stops[rows[at]]
            away_m = round(float(away[at]), 1)
            near = NearStop(stop.name, away_m, stop.lon, stop.lat, stop.lines)
            found.setdefault(stop.name, near)
        return tuple(found.values())[:limit]
