"""The places as tables: what a release publishes, and the evidence behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import Point

from geo.evidence.observations import COLUMNS as OBSERVATION_COLUMNS
from geo.evidence.observations import Observation
from geo.evidence.place import Place
from geo.geocoding.located_place import LocatedPlace
from geo.model.crs import WGS84
from geo.model.partial_date import order
from geo.model.vocabulary import SourceType
from geo.release.layer_tables import LISTS, OBSERVATIONS_LAYER

EVIDENCE_COLUMNS = (
    "place_id", "field", "role", "value", "observation_id", "reason", "confirmed", "confirmed_by",
)  # fmt: skip
"""The columns of ``evidence.csv``: per field the chosen observation, and those against it."""

LEAD_COLUMNS = (
    "id", "name", "street", "house_number", "postcode", "gebied", "buurt", "status", "status_date",
    "confirmed", "precision", "lon", "lat", "observations", "lacks",
)  # fmt: skip
"""The columns of ``leads.csv``."""


def places_frame(located: Iterable[LocatedPlace], gemeente: str) -> gpd.GeoDataFrame:
    """Make the table of published places.

    Parameters
    ----------
    located
        All places; leads are left out.
    gemeente
        Code of their municipality.

    Returns
    -------
    GeoDataFrame
        One row per place, sorted by id, columns as `geo.model.place_tables.PLACES`, geometry in
        EPSG:4326; unknown texts are None, lists are lists.
    """
    published = sorted(
        (one for one in located if not one.place.is_lead), key=lambda one: one.place.id
    )
    rows = [_place_row(one) | {"gemeente": gemeente} for one in published]
    points = [_point(one) for one in published]
    frame = pd.DataFrame(rows, dtype=object)
    frame["uncertainty_m"] = frame["uncertainty_m"].astype("float64")
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(points, crs=WGS84), crs=WGS84)


def evidence_frame(located: Iterable[LocatedPlace]) -> pd.DataFrame:
    """Make the table that says, per field, which observation was chosen, which not, and why.

    Returns
    -------
    DataFrame
        Columns `EVIDENCE_COLUMNS`; ``role`` is ``chosen`` or ``against``. A list has a chosen row
        for each of its entries; an unknown value has none.
    """
    rows = [
        (
            one.place.id,
            field,
            role,
            said.value,
            said.observation_id,
            said.reason.value,
            _text(said.confirmed),
            said.confirmed_by,
        )
        for one in located
        for field, evidence in sorted(one.place.evidence.items())
        for role, statements in (("chosen", evidence.chosen), ("against", evidence.against))
        for said in statements
    ]
    return pd.DataFrame(rows, columns=list(EVIDENCE_COLUMNS), dtype=object)


def leads_frame(located: Iterable[LocatedPlace]) -> pd.DataFrame:
    """Make the table of leads: places whose kind or initiative no source states.

    Parameters
    ----------
    located
        All places; published ones are left out.

    Returns
    -------
    DataFrame
        Columns `LEAD_COLUMNS`; ``lon`` and ``lat`` in EPSG:4326.
    """
    rows = []
    for one in sorted(located, key=lambda one: one.place.id):
        place, location = one.place, one.location
        if place.is_lead:
            rows.append(
                (
                    place.id,
                    place.name,
                    place.street,
                    place.house_number,
                    place.postcode,
                    location.gebied or place.gebied,
                    location.buurt or place.buurt,
                    place.status.value,
                    _text(place.status_date),
                    _text(place.confirmed),
                    location.precision.value,
                    location.lon,
                    location.lat,
                    len(place.observations),
                    "; ".join(place.lacks),
                )
            )
    return pd.DataFrame(rows, columns=list(LEAD_COLUMNS), dtype=object)


def observations_frame(observations: Iterable[Observation]) -> pd.DataFrame:
    """Make the table of observations, as `geo.evidence.observations` reads it.

    Parameters
    ----------
    observations
        In the required order.

    Returns
    -------
    DataFrame
        Columns `geo.evidence.observations.COLUMNS`, all text.
    """
    rows = [_observation_row(seen) for seen in observations]
    return pd.DataFrame(rows, columns=list(OBSERVATION_COLUMNS), dtype=object)


def observations_layer(
    observations: Iterable[Observation], located: Iterable[LocatedPlace]
) -> gpd.GeoDataFrame:
    """Make the layer of observations: each at the point of the place it now belongs to.

    Returns
    -------
    GeoDataFrame
        Columns as `layer_tables.OBSERVATIONS_LAYER`, geometry in EPSG:4326. The point is that of
        the place, null where it has none; the source's own coordinates are in ``source_lon`` and
        ``source_lat``.
    """
    place_of = {seen.id: one for one in located for seen in one.place.observations}
    rows, points = [], []
    for seen in observations:
        one = place_of[seen.id]
        row: dict[str, Any] = dict(zip(OBSERVATION_COLUMNS, _observation_row(seen), strict=True))
        row |= {"place_id": one.place.id, "published": not one.place.is_lead}
        row |= {name: list(getattr(seen, name)) for name in LISTS}
        del row["lon"], row["lat"]
        row["source_lon"] = seen.point.lon if seen.point else None
        row["source_lat"] = seen.point.lat if seen.point else None
        rows.append(row)
        points.append(_point(one))
    columns = [field.name for field in OBSERVATIONS_LAYER.fields]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(points, crs=WGS84), crs=WGS84)


def address_line(place: Place) -> str:
    """Write the address of a place on one line, as on an envelope."""
    if not place.street:
        return ""
    line = f"{place.street} {place.house_number}".strip()
    postcode = f"{place.postcode[:4]} {place.postcode[4:]}".strip()
    town = f"{postcode} {place.city}".strip()
    return f"{line}, {town}" if town else line


def _point(one: LocatedPlace) -> Point | None:
    if one.location.lon is None or one.location.lat is None:
        return None
    return Point(one.location.lon, one.location.lat)


def _place_row(one: LocatedPlace) -> dict[str, Any]:
    place, location = one.place, one.location
    return {
        "id": place.id,
        "name": place.name,
        "alt_names": list(place.alt_names),
        "kind": _text(place.kind),
        "initiative": place.initiative.value,
        "operator": place.operator or None,
        "street": place.street or None,
        "house_number": place.house_number or None,
        "postcode": place.postcode or None,
        "city": place.city or None,
        "address": address_line(place) or None,
        "gebied": location.gebied or None,
        "gebied_code": location.gebied_code or None,
        "buurt": location.buurt or place.buurt or None,
        "buurt_code": location.buurt_code or None,
        "website": place.website or None,
        "phone": place.phone or None,
        "email": place.email or None,
        "opening_hours": place.opening_hours or None,
        "opening_hours_date": _confirmed(place, "opening_hours"),
        "activities": list(place.activities),
        "programme": list(place.programme),
        "costs": place.costs or None,
        "languages": list(place.languages),
        "access": place.access.value,
        "step_free_entrance": place.step_free_entrance.value,
        "accessible_toilet": place.accessible_toilet.value,
        "hearing_loop": place.hearing_loop.value,
        "status": place.status.value,
        "status_date": _text(place.status_date) or None,
        "first_seen": _text(place.first_seen) or None,
        "valid_from": _text(place.valid_from) or None,
        "valid_until": _text(place.valid_until) or None,
        "precision": location.precision.value,
        "uncertainty_m": location.uncertainty_m,
        "location_provider": location.provider or None,
        "location_matched": location.matched or None,
        "confirmed": _text(place.confirmed) or None,
        "osm_id": place.osm_id or None,
        "former_ids": list(place.former_ids),
        "sources": _sources(place.observations),
    }


def _confirmed(place: Place, field: str) -> str | None:
    """Write the latest date on which a source said the value of a field; None where unknown."""
    evidence = place.evidence.get(field)
    return _text(evidence.confirmed) or None if evidence else None


def _sources(observations: Sequence[Observation]) -> list[dict[str, str | None]]:
    """List the documents behind a place, newest first, each once, without rejected ones."""
    seen: dict[tuple[str, str], Observation] = {}
    for observation in observations:
        if observation.source.kind is not SourceType.REJECTED:
            seen.setdefault((observation.source.url, observation.source.title), observation)
    newest_first = sorted(seen.values(), key=lambda one: order(one.source.published), reverse=True)
    return [
        {
            "title": one.source.title,
            "url": one.source.url or None,
            "date": str(one.source.published or one.source.retrieved),
            "date_kind": "published" if one.source.published else "retrieved",
            "type": one.source.kind.value,
        }
        for one in newest_first
    ]


def _observation_row(seen: Observation) -> tuple[str, ...]:
    source = seen.source
    return (
        seen.id,
        seen.place_id,
        source.title,
        source.url,
        _text(source.published),
        str(source.retrieved),
        source.kind.value,
        source.licence,
        seen.attribution.value,
        seen.confidence,
        seen.name,
        "; ".join(seen.alt_names),
        _text(seen.kind),
        _text(seen.initiative),
        seen.operator,
        seen.street,
        seen.house_number,
        seen.postcode,
        seen.city,
        seen.gebied,
        seen.buurt,
        seen.website,
        seen.phone,
        seen.email,
        seen.opening_hours,
        "; ".join(seen.activities),
        "; ".join(seen.programme),
        seen.costs,
        "; ".join(seen.languages),
        _text(seen.access),
        _text(seen.step_free_entrance),
        _text(seen.accessible_toilet),
        _text(seen.hearing_loop),
        _text(seen.status),
        _text(seen.status_date),
        _text(seen.opened),
        seen.osm_id,
        "" if seen.point is None else repr(seen.point.lat),
        "" if seen.point is None else repr(seen.point.lon),
        "" if seen.point is None else seen.point.precision.value,
        seen.note,
    )


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(str(part) for part in value)
    return str(value)
