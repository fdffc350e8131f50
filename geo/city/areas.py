"""Districts of a city: which one a point lies in, and which one a name means.

Two levels: *gebieden* and the *buurten* in them, whatever the city calls them. People and sources
name both loosely, so names are compared without capitals, accents, hyphens and articles, and a
short list maps everyday names. An unknown name stays unknown: `Areas.suggest` proposes candidates,
but nothing picks one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from rapidfuzz import fuzz, process

from geo.city.profile import CityProfile
from geo.city.profile_tables import DistrictAliases
from geo.model.errors import InputError, Problem

Centre: TypeAlias = tuple[float, float, int]
"""Longitude, latitude (EPSG:4326) and the radius in metres that holds 90 % of the district."""

SUGGESTIONS = 3
SUGGESTION_SCORE = 70
"""Lowest similarity (rapidfuzz, 0 to 100) at which a name is proposed for another."""

_SEVERAL = re.compile(r"[;,/]|\s(?:en|and|&)\s")
_ARTICLE = re.compile(r"^(?:het|de|t) ")


@dataclass(frozen=True, slots=True)
class _Names:
    """The known spellings of districts, as keys."""

    gebieden: dict[str, str]
    buurten: dict[str, frozenset[str]]
    parts: dict[str, frozenset[str]]
    written: dict[str, str]


class Areas:
    """The districts in memory; immutable and safe to share.

    Parameters
    ----------
    gemeente, gebieden, buurten
        Frames in EPSG:4326 with the code as index; columns as in the GeoJSON of the reference.
    centres
        ``lon``, ``lat``, ``radius_90_m`` per code.
    inhabitants
        Inhabitants per code; missing where unknown.
    city
        The city that they are the districts of.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - one per table, and the city
        self,
        gemeente: gpd.GeoDataFrame,
        gebieden: gpd.GeoDataFrame,
        buurten: gpd.GeoDataFrame,
        centres: pd.DataFrame,
        inhabitants: pd.Series[int],
        city: CityProfile,
    ) -> None:
        self.city = city
        self.gemeente = gemeente
        self.gebieden = gebieden
        self.buurten = buurten
        self._centres = centres
        self.inhabitants = inhabitants
        self._tree = shapely.STRtree(buurten.geometry.to_numpy())
        self._names = _collect_names(gebieden, buurten, city.aliases)

    @classmethod
    def open(cls, reference: Path) -> Areas:
        """Read the districts from the reference tables.

        Parameters
        ----------
        reference
            Folder with ``buurten.geojson`` and the other tables.

        Raises
        ------
        InputError
            Tables are missing.

        Examples
        --------
        >>> from geo.model.settings import settings
        >>> areas = Areas.open(settings().reference)
        >>> areas.locate([4.4777], [51.9244])[["buurt", "gebied"]].iloc[0].tolist()
        ['Stadsdriehoek', 'Rotterdam Centrum']
        >>> areas.find_gebied("prins-alexander")
        'WK059914'
        >>> areas.suggest("Delfhaven")
        ['Delfshaven', 'Oude Haven', 'Eemhaven']
        """
        files = ["gemeente.geojson", "gebieden.geojson", "buurten.geojson"]
        tables = ["districts.csv", "population.csv"]
        missing = [name for name in files + tables if not (reference / name).is_file()]
        if missing:
            expected = (
                f"a table in {reference.name}/ (make it with 'meetingplaces reference build')"
            )
            raise InputError([Problem("no such file", expected, file=name) for name in missing])
        gemeente, gebieden, buurten = (
            gpd.read_file(reference / name)
            .drop(columns="id", errors="ignore")
            .set_index("code")
            .sort_index()
            for name in files
        )
        centres, population = (pd.read_csv(reference / name, index_col="code") for name in tables)
        city = CityProfile.beside(reference)
        return cls(gemeente, gebieden, buurten, centres, population["inhabitants"], city)

    def locate(self, lon: ArrayLike, lat: ArrayLike) -> pd.DataFrame:
        """Find the buurt and gebied in which each point lies.

        A point on a border belongs to the buurt with the lowest code.

        Parameters
        ----------
        lon, lat
            Degrees (EPSG:4326), of equal length; NaN for a place without a point.

        Returns
        -------
        DataFrame
            One row per point, in order: ``buurt_code``, ``buurt``, ``gebied_code``, ``gebied``
            (None outside the municipality) and ``inside``.
        """
        x = np.atleast_1d(np.asarray(lon, dtype=np.float64))
        y = np.atleast_1d(np.asarray(lat, dtype=np.float64))
        known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        point, buurt = self._tree.query(
            np.asarray(shapely.points(x[known], y[known])), predicate="intersects"
        )
        order = np.lexsort([buurt, point])
        point, first = np.unique(point[order], return_index=True)
        buurt = buurt[order][first]
        inside = np.zeros(len(x), dtype=bool)
        inside[known[point]] = True
        table: dict[str, NDArray[np.object_]] = {}
        for column, values in (
            ("buurt_code", self.buurten.index),
            ("buurt", self.buurten["name"]),
            ("gebied_code", self.buurten["gebied_code"]),
            ("gebied", self.buurten["gebied"]),
        ):
            table[column] = np.full(len(x), None, dtype=object)
            table[column][known[point]] = values.to_numpy(dtype=object)[buurt]
        return pd.DataFrame(table, dtype=object).assign(inside=inside)

    def find_gebied(self, name: str) -> str | None:
        """Return the code of the gebied that a name means.

        Parameters
        ----------
        name
            ``Centrum``, ``prins-alexander``, ``Noord``.

        Returns
        -------
        str or None
            Its code; None for an unknown name.
        """
        return self._names.gebieden.get(_key(name))

    def find_buurten(self, name: str) -> frozenset[str]:
        """Return the codes of the buurten that a name means.

        A buurt takes precedence over a gebied of the same name: *Delfshaven* is the buurt. Several
        names may be combined: ``Bergpolder; Liskwartier``, ``Pendrecht-Zuidwijk``.

        Returns
        -------
        frozenset of str
            Their codes; empty when a name, or one of several, is unknown.
        """
        whole = self._find_one(name)
        if whole:
            return whole
        for parts in (_SEVERAL.split(name), name.split("-")):
            found = [self._find_one(part) for part in parts]
            if len(parts) > 1 and all(found):
                return frozenset().union(*found)
        return frozenset()

    def find_part(self, name: str) -> frozenset[str]:
        """Return the codes of the gebieden that an everyday part of the city covers.

        Parameters
        ----------
        name
            ``Zuid``, or whatever else the city calls a part of itself.

        Returns
        -------
        frozenset of str
            Their codes; empty for an unknown name.
        """
        return self._names.parts.get(_key(name), frozenset())

    def suggest(self, name: str) -> list[str]:
        """Propose known names for an unknown one.

        Returns
        -------
        list of str
            At most `SUGGESTIONS` names, most similar first.
        """
        likest = process.extract(
            _key(name),
            list(self._names.written),
            scorer=fuzz.ratio,
            limit=SUGGESTIONS,
            score_cutoff=SUGGESTION_SCORE,
        )
        return [self._names.written[key] for key, _, _ in likest]

    def centre(self, codes: Collection[str]) -> Centre:
        """Return the centre of one or several districts, with a radius around it.

        For one district, or all buurten of one gebied, both are measured (``districts.csv``). For
        other sets they are estimated: people are assumed to be normally distributed around the
        centre of each district, and the distributions are summed by inhabitants. For the
        residential gebieden with four or more buurten the estimate is within 13 % of the measured
        radius.

        Parameters
        ----------
        codes
            Codes of buurten, of gebieden, or of both.

        Returns
        -------
        Centre
            Longitude, latitude (EPSG:4326), metres.

        Raises
        ------
        InputError
            A code is unknown, or none was given.
        """
        unknown = sorted(set(codes) - set(self._centres.index))
        if unknown or not codes:
            found = [f"'{code}'" for code in unknown] or ["no code"]
            expected = f"the code of a district of {self.city.name}"
            raise InputError([Problem(each, expected, field="code") for each in found])
        clouds = self._centres.loc[self._widen(codes)]
        if len(clouds) == 1:
            one = clouds.iloc[0]
            return float(one["lon"]), float(one["lat"]), int(one["radius_90_m"])
        people = self.inhabitants.reindex(clouds.index).fillna(0).to_numpy(dtype=np.float64)
        weights = people if people.any() else np.ones(len(clouds), dtype=np.float64)
        x, y = self.city.projected.xy(clouds["lon"], clouds["lat"])
        middle_x, middle_y = np.average(x, weights=weights), np.average(y, weights=weights)
        # Around the centre of a circular normal distribution, 90 % lies within r with
        # r^2 = ln(10) * mean of the squared distances; those means can be averaged, radii cannot.
        own = clouds["radius_90_m"].to_numpy(dtype=np.float64) ** 2 / np.log(10)
        apart = (x - middle_x) ** 2 + (y - middle_y) ** 2
        radius = np.sqrt(np.log(10) * np.average(own + apart, weights=weights))
        lon, lat = self.city.projected.lon_lat(middle_x, middle_y)
        return float(lon), float(lat), int(np.ceil(radius))

    def _widen(self, codes: Collection[str]) -> list[str]:
        """Replace all buurten of a gebied by the gebied."""
        gebied = self._whole.get(frozenset(codes))
        return sorted(set(codes)) if gebied is None else [gebied]

    @cached_property
    def _whole(self) -> dict[frozenset[str], str]:
        """Each gebied by the codes of all its buurten."""
        groups = self.buurten.groupby("gebied_code")
        return {frozenset(members.index): str(gebied) for gebied, members in groups}

    def _find_one(self, name: str) -> frozenset[str]:
        return self._names.buurten.get(_key(name), frozenset())


def _collect_names(
    gebieden: gpd.GeoDataFrame, buurten: gpd.GeoDataFrame, aliases: DistrictAliases
) -> _Names:
    """Gather every known spelling; official names take precedence over everyday ones."""
    code_of_gebied = {str(name): str(code) for code, name in gebieden["name"].items()}
    code_of_buurt = {str(name): str(code) for code, name in buurten["name"].items()}
    keys_of_gebieden = {_key(name): code for name, code in code_of_gebied.items()}
    keys_of_gebieden |= {
        _key(alias): code_of_gebied[name]
        for alias, name in aliases.upper.items()
        if name in code_of_gebied
    }
    keys_of_buurten = {
        key: frozenset(buurten.index[buurten["gebied_code"] == code])
        for key, code in keys_of_gebieden.items()
    }
    keys_of_buurten |= {
        _key(alias): frozenset(code_of_buurt[name] for name in names)
        for alias, names in aliases.lower.items()
        if code_of_buurt.keys() >= set(names)
    }
    keys_of_buurten |= {_key(name): frozenset([code]) for name, code in code_of_buurt.items()}
    keys_of_parts = {
        _key(alias): frozenset(code_of_gebied[name] for name in names)
        for alias, names in aliases.parts.items()
        if code_of_gebied.keys() >= set(names)
    }
    everything = (*aliases.upper, *aliases.lower, *code_of_gebied, *code_of_buurt)
    written = {_key(name): name for name in everything}
    return _Names(keys_of_gebieden, keys_of_buurten, keys_of_parts, written)


def _key(name: str) -> str:
    """Reduce a name to a key that is equal for all its spellings."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = " ".join(re.findall(r"[a-z0-9]+", plain))
    return _ARTICLE.sub("", words).replace(" ", "").replace("ij", "y")
