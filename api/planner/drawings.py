"""What is drawn of an answer: districts with places and names, ground, squares and gaps.

Each is kept per release and question, since a plan leaves most of it as it is.
"""

from __future__ import annotations

from functools import lru_cache

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from api.planner import figures as planning_figures
from api.planner import layers
from api.planner import plan as plans
from api.planner.figures import Words
from api.planner.stage import Stage, stage
from api.v1.coverage_questions import CityData, CoverageRequest, measured
from api.web.cache import of_release
from geo.directory.directory import Directory
from geo.directory.symbology import is_drawn
from geo.model.crs import WGS84
from geo.model.vocabulary import Language, Precision


@of_release
def stage_of(
    ground: CityData, directory: Directory, asked: CoverageRequest, language: Language
) -> Stage:
    """Draw the districts, and the places that count; kept, since a plan leaves them as they are."""
    found = measured(ground, directory, asked)
    rows = planning_figures.rows(found, Words(language, ground.areas.city))
    counted = set(found.supply.ids)
    places = gpd.GeoDataFrame(directory.places[directory.places["id"].isin(counted)])
    dots = [
        {
            "id": place["id"],
            "name": place["name"],
            "kind": place["kind"],
            "exact": place["precision"] == Precision.ADDRESS,
            "lon": place["geometry"].x,
            "lat": place["geometry"].y,
        }
        for place in places.to_dict("records")
        if is_drawn(place["precision"])
    ]
    numbers = ground.areas.inhabitants.fillna(0)
    inhabitants = {str(code): float(number) for code, number in numbers.items()}
    return stage(found.ground.districts(found.asked.question.by), rows, dots, inhabitants)


@of_release
def ground_of(
    ground: CityData, directory: Directory, asked: CoverageRequest, language: Language
) -> tuple[str, str]:
    """Draw what of the districts is bare, and what is water; kept as the districts are."""
    drawn = stage_of(ground, directory, asked, language)
    codes = [one.row.code for one in drawn.districts]
    shapes = ground.districts(asked.question.by).geometry.loc[codes]
    bare, water = _ground(ground, tuple(shapes))
    return drawn.path(bare, ground.city.crs), drawn.path(water, ground.city.crs)


@lru_cache(maxsize=32)
def _ground(
    ground: CityData, shapes: tuple[BaseGeometry, ...]
) -> tuple[BaseGeometry, BaseGeometry]:
    """Return the bare ground of districts (EPSG:4326) and their water, in metres."""
    crs = ground.city.crs
    districts = gpd.GeoSeries(shapes, crs=WGS84).to_crs(crs.code)
    found = ground.city.ground(districts.to_list())
    return found.bare, found.water


@of_release
def layers_of(  # noqa: PLR0913, PLR0917 - whose, which question, and what is drawn
    ground: CityData,
    directory: Directory,
    asked: CoverageRequest,
    plan: str,
    fill: str,
    has_gaps: bool,  # noqa: FBT001 - the cache takes no names
    language: Language,
) -> tuple[tuple[layers.Fill, ...], tuple[layers.Outline, ...]]:
    """Draw squares and gaps, with a plan or without one."""
    if plan:
        found = plans.carried_out(ground, directory, asked, plan).after
    else:
        found = measured(ground, directory, asked)
    drawn, words = stage_of(ground, directory, asked, language), Words(language, ground.areas.city)
    return (
        layers.squares(found, drawn, fill, words),
        layers.gaps(found, drawn, words) if has_gaps else (),
    )
