"""The directory in memory: a release that can be filtered, searched and queried by distance.

::

    release folder  ->  Directory.open  ->  filter, nearest, search  ->  positions  ->  bytes
                             ^
                 geo.directory.holder.DirectoryHolder, when another release takes the folder's place

A `Directory` never changes, so threads can share it; another release is another `Directory`,
swapped in as a whole.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from geo.city.profile import CityProfile
from geo.collections.columns import Positions
from geo.collections.described import BBox
from geo.collections.layer import Layer
from geo.directory.nearby import PlaceGrid, place_grids
from geo.directory.text_search import Match, TextIndex
from geo.model.errors import InputError, MeetingplacesError, Problem, ReleaseError
from geo.release.cities import read_cities, told_of
from geo.release.history import History, Tombstone
from geo.release.layer_tables import LAYERS
from geo.release.provenance import Provenance
from geo.release.version import read_version
from geo.release.whole import check_whole

if TYPE_CHECKING:
    import geopandas as gpd

SEARCHED = {
    "name": 1.0,
    "alt_names": 0.95,
    "street": 0.8,
    "buurt": 0.7,
    "gebied": 0.7,
    "activities": 0.7,
    "operator": 0.6,
    "postcode": 0.6,
}
"""Properties that the text search uses, with the weight of a word in each."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place near a point.

    Attributes
    ----------
    position
        Row of the place in `Directory.places`.
    distance_m
        Straight line from the given point to the point of the place, in metres in the system of its
        city. The place itself may be `uncertainty_m` away from its point.
    """

    position: int
    distance_m: float


@dataclass(frozen=True, eq=False)
class Directory:
    """A release in memory; make one with `Directory.open`.

    Attributes
    ----------
    version
        Version of the release: different content has a different version.
    date
        Date of the release (``2026-11-22``); empty where it has none.
    layers
        Its layers by name: ``places``, ``gebieden``, ``buurten`` and any others.
    provenance
        Where each value of a place comes from.
    folder
        Folder of the release.
    is_checked
        Whether its files were compared with its checksums; False where it has none.
    history
        What changed since the frozen releases before it.
    cities
        The cities that its places lie in, at least one.
    """

    version: str
    date: str
    layers: Mapping[str, Layer]
    provenance: Provenance
    folder: Path
    history: History
    cities: tuple[CityProfile, ...]
    is_checked: bool
    _grids: tuple[PlaceGrid, ...]
    _successors: Mapping[str, str]

    @classmethod
    def open(
        cls, release: Path, further: Sequence[Layer] = (), archive: Path | None = None
    ) -> Directory:
        """Read a release.

        Parameters
        ----------
        release
            Folder made by ``meetingplaces build``.
        further
            Layers that do not come from the release and are offered besides it.

        Raises
        ------
        ReleaseError
            The folder or one of its files is missing, or is not what was written.
        InputError
            A file is malformed; lists every problem of that file.
        """
        release = release.resolve()  # one folder, even when a link to it is moved meanwhile
        version, date = read_version(release)
        try:
            is_checked = check_whole(release)
            cities = read_cities(release)
            layers = {
                name: Layer.open(release / f"{name}.geojson", told_of(table, cities))
                for name, table in LAYERS.items()
            }
        except MeetingplacesError:
            _refuse_another(release, version)
            raise
        _refuse_another(release, version)
        places = layers["places"]
        return cls(
            version=version_with(version, further),
            date=date,
            is_checked=is_checked,
            layers=MappingProxyType(layers | {layer.name: layer for layer in further}),
            cities=cities,
            _grids=place_grids(places, cities),
            _successors=MappingProxyType(_successors(places)),
            provenance=Provenance.open(release),
            folder=release,
            history=History.open(release, archive, version=version, date=date),
        )

    @cached_property
    def _texts(self) -> TextIndex:
        return _index_texts(self.layers["places"])

    @property
    def city(self) -> CityProfile:
        """The city that it is of; of several, the first."""
        return self.cities[0]

    def point_problem(self, lon: float, lat: float) -> Problem | None:
        """Say what is wrong with a point that ought to lie near one of its cities."""
        problems = [city.point_problem(lon, lat) for city in self.cities]
        return None if None in problems else problems[0]

    @property
    def gone(self) -> Mapping[str, Tombstone]:
        """The places that were removed, by id, with their successors."""
        return self.history.gone

    @property
    def places(self) -> gpd.GeoDataFrame:
        """The meeting places: EPSG:4326, index = position, sorted by id. Do not modify it."""
        return self.layers["places"].frame

    @property
    def gebieden(self) -> gpd.GeoDataFrame:
        """The areas of the city: EPSG:4326, index = position. Do not modify it."""
        return self.layers["gebieden"].frame

    @property
    def buurten(self) -> gpd.GeoDataFrame:
        """The neighbourhoods of the city: EPSG:4326, index = position. Do not modify it."""
        return self.layers["buurten"].frame

    def date_of(self, layer: Layer) -> str:
        """Return the date of the data of a layer; empty for one from outside the release."""
        return self.date if layer.name in LAYERS else ""

    def find(self, place_id: str) -> int | None:
        """Return the position of a place, or None where no place has this id now."""
        return self.layers["places"].find(place_id)

    def successor(self, former_id: str) -> str | None:
        """Return the id of the place that carries on a former id, or None where none does.

        An id is never reused for another place: when two places turn out to be one, the id that is
        given up remains known as a former id of the other.
        """
        return self._successors.get(former_id)

    def filter(self, *, bbox: BBox | None = None, **equals: str | bool | None) -> Positions:
        """Select places by box and by equality; see `geo.collections.layer.Layer.select`.

        Parameters
        ----------
        bbox
            West, south, east, north in EPSG:4326. Places without a point lie in no box.
        **equals
            Property and value, such as ``kind="huiskamer"``; None filters nothing.

        Returns
        -------
        array of int64
            Positions in the order of the ids.

        Raises
        ------
        InputError
            A property does not exist or cannot be filtered by.

        Examples
        --------
        >>> directory = Directory.open(release)
        >>> positions = directory.filter(kind="huiskamer", status="open")
        >>> set(directory.places["kind"].iloc[positions])
        {'huiskamer'}
        """
        return self.layers["places"].select(equals, bbox=bbox).positions

    def nearest(
        self,
        lon: float,
        lat: float,
        *,
        limit: int = 10,
        max_distance_m: float | None = None,
        **equals: str | bool | None,
    ) -> list[Hit]:
        """Find the places nearest to a point, in a straight line.

        Parameters
        ----------
        lon, lat
            The point, EPSG:4326 degrees.
        limit
            Maximum number of places.
        max_distance_m
            Leave out places farther away than this, in metres.
        **equals
            Only places with these properties; see `filter`.

        Returns
        -------
        list of Hit
            Nearest first, equally near places in the order of their ids. Places without a point
            are left out.

        Raises
        ------
        InputError
            The point or the limit is not a sensible number, or a property cannot be filtered by.

        Examples
        --------
        >>> directory = Directory.open(release)
        >>> [hit] = directory.nearest(4.4880, 51.9227, limit=1, kind="huis_van_de_wijk")
        >>> directory.places["name"].iloc[hit.position]
        'Huis van de Wijk De Kip'
        >>> round(hit.distance_m)
        228
        """
        _check_question(limit, max_distance_m, self.point_problem(lon, lat))
        chosen = None
        if any(value is not None for value in equals.values()):
            chosen = self.layers["places"].select(equals).positions
        found = [grid.nearest(lon, lat, limit, chosen) for grid in self._grids]
        if len(found) == 1:
            positions, distances = found[0]
        else:  # cities in several reference systems: each measured in its own
            positions = np.concatenate([one for one, _ in found])
            distances = np.concatenate([one for _, one in found])
            order = np.lexsort([positions, distances])[:limit]
            positions, distances = positions[order], distances[order]
        farthest = math.inf if max_distance_m is None else max_distance_m
        return [
            Hit(position, round(distance, 1))
            for position, distance in zip(positions.tolist(), distances.tolist(), strict=True)
            if distance <= farthest
        ]

    def search(self, text: str, *, limit: int = 20) -> list[Match]:
        """Search places by words, tolerating accents, capitals and typing errors.

        Parameters
        ----------
        text
            What was typed: a name, street, activity, operator, buurt or gebied.
        limit
            Maximum number of places.

        Returns
        -------
        list of Match
            Best first, with positions in `places`.

        Examples
        --------
        >>> directory = Directory.open(release)
        >>> best = directory.search("huis wijk kipp", limit=1)[0]
        >>> directory.places["name"].iloc[best.position]
        'Huis van de Wijk De Kip'
        """
        return self._texts.search(text, limit=limit)


def _refuse_another(release: Path, version: str) -> None:
    """Refuse a folder in which another release has taken the place of the one that was read."""
    if read_version(release)[0] != version:
        raise ReleaseError(f"{release} was replaced while it was read. Read it again.")


def version_with(version: str, further: Sequence[Layer]) -> str:
    """Return a version for a release together with the layers besides it.

    Parameters
    ----------
    further
        The layers; without any, this is the version of the release.

    Returns
    -------
    str
        Different content has a different version.
    """
    if not further:
        return version
    content = blake2b(version.encode(), digest_size=8)
    for layer in further:
        content.update(layer.digest)
    return content.hexdigest()


def _index_texts(places: Layer) -> TextIndex:
    rows = zip(*map(places.values.of, SEARCHED), strict=True)
    return TextIndex(
        [
            (weight, part)
            for value, weight in zip(row, SEARCHED.values(), strict=True)
            for part in (value if isinstance(value, list) else [value])
            if isinstance(part, str)
        ]
        for row in rows
    )


def _successors(places: Layer) -> dict[str, str]:
    """Map each former id to the place that carries it on; refuse one that means two places."""
    successors: dict[str, str] = {}
    problems = []
    for place_id, former_ids in zip(places.ids, places.values.of("former_ids"), strict=True):
        for former_id in former_ids or []:
            if former_id in successors or places.find(former_id) is not None:
                found = f"{former_id!r} at {place_id!r} and elsewhere"
                problems.append(
                    Problem(found, "an id for one place only", "places.geojson", None, "former_ids")
                )
            successors[former_id] = place_id
    if problems:
        raise InputError(problems)
    return successors


def _check_question(limit: int, max_distance_m: float | None, misplaced: Problem | None) -> None:
    problems = []
    if misplaced is not None:
        problems.append(misplaced)
    if limit < 1:
        problems.append(Problem(str(limit), "a whole number of at least 1", field="limit"))
    if max_distance_m is not None and not max_distance_m >= 0:
        problems.append(
            Problem(str(max_distance_m), "a distance in metres from 0", field="max_distance_m")
        )
    if problems:
        raise InputError(problems)
