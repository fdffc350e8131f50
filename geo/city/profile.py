"""A city as a value: what its `city.toml` says, checked.

Every city is a folder of the data with this file in it. The code knows no city by name; whatever
differs between two cities stands here and in `geo.city.profile_tables`. The reference of the keys
in ``docs/city.md`` is written from these classes (``make settings``), and a test keeps it whole.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from geo.city.profile_tables import (
    BackgroundMap,
    Box,
    CityDrawing,
    Credit,
    CreditOf,
    Crs,
    DistrictAliases,
    DistrictLevels,
    Extracts,
    KindsWords,
    ProfileTable,
    RegisterPart,
    Text,
    TownInCity,
    WalkingNetwork,
)
from geo.model.crs import ProjectedCrs
from geo.model.errors import InputError, Problem
from geo.model.said import Said
from geo.model.settings import settings
from geo.model.text import fold
from geo.model.vocabulary import Language

FILE: Final = "city.toml"


class CityProfile(ProfileTable):
    """One city."""

    name: Text
    """Name of the city, as it stands in a sentence."""
    code: Text
    """Code of the municipality, such as `GM0518`; it stands in `gemeente` on every place."""
    place_ids: Annotated[str, StringConstraints(pattern=r"^([a-z0-9]+-)*$")] = ""
    """What the ids of new places begin with, such as `dorpstad-`, so that cities that are served
    together share none."""
    languages: tuple[Language, ...] = ("nl", "en")
    """The languages of its pages; the first is the one that they open in."""
    crs: Crs
    """The projected reference system, in metres, in which every distance and area is taken."""
    bounds: Box | None = None
    """West, south, east, north in degrees (EPSG:4326): where a point may lie. Where not given: the
    area in which the reference system holds."""
    country_nl: Text = "Nederland"
    """The country or region within `bounds`, in Dutch."""
    country_en: Text = Said("the Netherlands")
    """The same in English, as it stands after "in"."""
    school_holidays: str = ""
    """Region of the school holidays in `data/holidays/holidays.csv`; empty where none is known."""
    publisher: Text
    """The municipality as it wants to be credited."""
    also_called: tuple[Text, ...] = ()
    """Short names of the city that people type, such as `R'dam`."""
    nearby: tuple[Text, ...] = ()
    """Towns around it that people may type, so that none is taken for a street of the city."""
    example_address: Text
    """How an address is best written; shown in messages."""
    example_postcode: Text
    """A postcode of the city, as an example in a form."""
    postcodes: str = ""
    """Which postcodes the city has, in words; shown to who asks for another."""
    example_district: Text
    """Name of a district of the upper level, as an example in messages."""
    levels: DistrictLevels
    """The two levels of districts."""
    kinds: KindsWords
    """The two kinds of place."""
    towns: tuple[TownInCity, ...] = ()
    """Towns of the municipality beside the city itself."""
    aliases: DistrictAliases = DistrictAliases()
    """Everyday names of districts."""
    background_map: BackgroundMap = BackgroundMap()
    """The background of the maps."""
    drawing: CityDrawing = CityDrawing()
    """What a map of the whole city shows."""
    walking: WalkingNetwork = WalkingNetwork()
    """The streets to walk."""
    credits: dict[CreditOf, Credit] = {}  # noqa: RUF012 - pydantic copies it
    """Who published what the reference tables were made from."""
    extracts: Extracts = Extracts()
    """What its extracts must hold."""
    downloads: dict[RegisterPart, Text] = {}  # noqa: RUF012 - as above
    """Where `meetingplaces reference build --online` fetches a part, where that is not the official
    address for the whole country: such as the streets of one province."""

    def __hash__(self) -> int:
        """Return a number that equal profiles share."""
        return hash((self.code, self.name))

    @classmethod
    def open(cls, folder: Path) -> CityProfile:
        """Read the profile of a city.

        Parameters
        ----------
        folder
            Folder of the city, with ``city.toml``.

        Raises
        ------
        InputError
            Lists everything that is wrong with the file.
        """
        return _open(folder.resolve())

    @classmethod
    def parse(cls, text: str, file: str = FILE) -> CityProfile:
        """Read a profile from the text of its file.

        Raises
        ------
        InputError
            Lists everything that is wrong with it.
        """
        try:
            return cls.model_validate(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise InputError([Problem(f"'{error}'", "TOML that can be read", file=file)]) from None
        except ValidationError as error:
            raise InputError([_problem(one, file) for one in error.errors()]) from None

    @classmethod
    def beside(cls, reference: Path) -> CityProfile:
        """Read the profile of the city that a folder of reference tables belongs to.

        Parameters
        ----------
        reference
            The folder ``reference`` of a city.
        """
        return cls.open(reference.resolve().parent)

    @classmethod
    def around(cls, folder: Path) -> CityProfile:
        """Read the profile of the city whose folder holds a folder; elsewhere the default one."""
        above = folder.resolve().parent
        return cls.open(above if (above / FILE).is_file() else settings().city_folder())

    @property
    def slug(self) -> str:
        """The name of the city in URLs and file names: ``den-haag``."""
        return fold(self.name).replace(" ", "-")

    @cached_property
    def projected(self) -> ProjectedCrs:
        """The reference system in which distances are taken."""
        return ProjectedCrs.of(self.crs)

    @cached_property
    def extent(self) -> Box:
        """West, south, east, north in degrees: where a point may lie."""
        return self.bounds or self.projected.area_of_use

    def point_problem(self, lon: float, lat: float) -> Problem | None:
        """Say what is wrong with a point that should lie in or near this city.

        Parameters
        ----------
        lon, lat
            Degrees, EPSG:4326.

        Returns
        -------
        Problem or None
            About the field ``lat``; says when latitude and longitude seem to be swapped.
        """
        if self._within(lon, lat):
            return None
        if self._within(lat, lon):
            found = Said("lat %(lat)s and lon %(lon)s, which look swapped",
                         lat=f"{lat:g}", lon=f"{lon:g}")  # fmt: skip
            return Problem(found, f"lat {lon:g} and lon {lat:g}", field="lat")
        expected = Said("a point in %(country)s", country=Said(self.country_en))
        return Problem(f"lat {lat:g} and lon {lon:g}", expected, field="lat")

    def _within(self, lon: float, lat: float) -> bool:
        west, south, east, north = self.extent
        return west <= lon <= east and south <= lat <= north

    @cached_property
    def town_districts(self) -> Mapping[str, str]:
        """The code of the district that each town of the municipality is, by its folded name."""
        return {fold(name): town.district for town in self.towns for name in town.names}

    @cached_property
    def written_towns(self) -> Mapping[str, str]:
        """The names of the city and its towns as they are written, by their folded form."""
        names = {fold(name): name for town in self.towns for name in town.names}
        return names | {fold(short): self.name for short in (self.name, *self.also_called)}


@cache
def _open(folder: Path) -> CityProfile:
    """Read the file once; whoever changes it starts anew."""
    path = folder / FILE
    where = f"{folder.name}/{FILE}"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        expected = "a readable file (make it with 'meetingplaces city new')"
        raise InputError([Problem("no such file", expected, file=where)]) from None
    return CityProfile.parse(text, where)


def _problem(error: ErrorDetails, file: str) -> Problem:
    """Word one fault of pydantic."""
    field = _field(error["loc"])
    if error["type"] == "missing":
        return Problem("nothing", "a value", file=file, field=field)
    if error["type"] == "extra_forbidden":
        return Problem("a key that is not known", "a key of docs/city.md", file=file, field=field)
    if error["type"] == "string_too_short":
        return Problem("nothing", "a text", file=file, field=field)
    expected = error["msg"].removeprefix("Input should be ").removeprefix("String should ")
    return Problem(_quoted(error["input"]), expected, file=file, field=field)


def _field(location: Sequence[int | str]) -> str:
    """Write the position in the file: ``levels.upper.id``, ``towns[1].district``."""
    text = ""
    for step in location:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _quoted(value: Any) -> str:  # noqa: ANN401 - whatever TOML holds
    return f"'{value}'" if isinstance(value, str) else str(value)
