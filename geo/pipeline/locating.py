"""Where each place is, how exactly that is known, and in which buurt and gebied.

The rule
--------
1. *Whose coordinates.* Coordinates of a source are used only for the address that they were given
   for. Those of another address are not used, and a finding says so.
2. *The building.* Coordinates of the building take precedence over everything else.
3. *The postcode.* The centre of a postcode that a source gives is used where the geocoder knows the
   address less exactly.
4. *The geocoder.* Otherwise the point is the geocoder's result, with its precision. An address that
   cannot be read is a finding; then only the city is geocoded.
5. *Contradiction.* Coordinates of a source that are farther from their address than their
   uncertainties allow are a finding. The middle of a neighbourhood contradicts nothing.
6. *Districts of the point.* A point determines buurt and gebied. One outside the municipality is an
   error, one outside the gebied or buurt that the sources name a finding.
7. *Districts of the sources.* Where there is no point, or only that of a neighbourhood, buurt and
   gebied are those that the sources name; a name of several buurten gives no buurt, and no gebied
   if they lie in several.
8. *One point.* Two published places on one point of a building are a finding until a maintainer
   decides that they are different.

Nothing falls back silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from geo.city.areas import Areas
from geo.evidence.decisions import Decision
from geo.evidence.place import ObservedPoint, Place
from geo.geocoding import (
    ADDRESS_UNCERTAINTY_M,
    POSTCODE6_UNCERTAINTY_M,
    Geocoder,
    GeocodingResult,
    Hint,
)
from geo.geocoding.addresses import Address, parse_address
from geo.geocoding.located_place import SOURCE_PROVIDER, LocatedPlace, Location
from geo.model.crs import ProjectedCrs
from geo.model.errors import InputError
from geo.model.findings import Finding, Severity
from geo.model.vocabulary import Precision

SAME_SPOT_M = 1.0
"""Two places closer than this share one point, in metres."""


def locate(
    places: Sequence[Place],
    geocoder: Geocoder,
    areas: Areas,
    *,
    decisions: Iterable[Decision] = (),
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[list[LocatedPlace], list[Finding]]:
    """Locate every place: its point, precision and districts.

    Parameters
    ----------
    places
        From `geo.evidence.resolve.resolve`.
    decisions
        Pairs that were decided to be different places may share a point without a finding.

    Returns
    -------
    places, findings
        The places in the same order, and what was noticed about them.
    """
    located: list[LocatedPlace] = []
    findings: list[Finding] = []
    for count, place in enumerate(places, start=1):
        hint = Hint(areas.find_gebied(place.gebied), areas.find_buurten(place.buurt))
        location, noticed = _point(place, hint, geocoder, areas.city.projected)
        location, misplaced = _districts(place, location, hint, areas)
        located.append(LocatedPlace(place, location))
        findings += noticed + misplaced
        progress(count)
    findings += _shared_points(located, decisions, areas.city.projected)
    return located, findings


def address_of(place: Place) -> Address:
    """Return the address of a place for the geocoder.

    Raises
    ------
    InputError
        Street and house number do not form an address.
    """
    if not place.street:
        return Address(postcode=place.postcode, city=place.city)
    line = f"{place.street} {place.house_number}".strip()
    parsed = parse_address(line)
    return replace(parsed, street=place.street, postcode=place.postcode, city=place.city)


def _point(
    place: Place, hint: Hint, geocoder: Geocoder, crs: ProjectedCrs
) -> tuple[Location, list[Finding]]:
    """Choose between the coordinates that sources give and what the geocoder answers."""
    findings: list[Finding] = []
    try:
        address = address_of(place)
    except InputError as error:
        findings.append(Finding("address-not-understood", place.id, str(error)))
        address = Address(city=place.city)
    answer = geocoder.geocode(address, hint)
    findings += [replace(finding, place_id=place.id) for finding in answer.findings]
    own = [seen for seen in place.points if _is_for(seen, place)]
    exact = next((seen for seen in own if seen.point.precision is Precision.ADDRESS), None)
    if exact is not None:
        findings += _cross_check(place, exact, answer, crs)
        return _from_source(exact, ADDRESS_UNCERTAINTY_M), findings
    if place.points and not own:
        findings.append(
            Finding(
                "point-of-another-address",
                place.id,
                f"The coordinates of {place.points[0].observation_id} were given for "
                f"{place.points[0].street} {place.points[0].house_number}, not for "
                f"{place.street} {place.house_number}; they are not used.",
                Severity.INFO,
            )
        )
    coarse = next((seen for seen in own if seen.point.precision is Precision.POSTCODE), None)
    if coarse is not None and (answer.uncertainty_m or np.inf) > POSTCODE6_UNCERTAINTY_M:
        findings += _cross_check(place, coarse, answer, crs)
        return _from_source(coarse, POSTCODE6_UNCERTAINTY_M), findings
    if answer.lon is None or answer.lat is None:
        return Location(), findings
    location = Location(
        answer.lon,
        answer.lat,
        answer.precision,
        answer.uncertainty_m,
        answer.provider,
        answer.matched,
    )
    return location, findings


def _is_for(seen: ObservedPoint, place: Place) -> bool:
    """Whether coordinates belong to the address of the place."""
    if not seen.street or not place.street:
        return True
    return (seen.street, seen.house_number) == (place.street, place.house_number)


def _from_source(seen: ObservedPoint, uncertainty_m: float) -> Location:
    point = seen.point
    return Location(
        point.lon, point.lat, point.precision, uncertainty_m, SOURCE_PROVIDER, seen.observation_id
    )


def _cross_check(
    place: Place, seen: ObservedPoint, answer: GeocodingResult, crs: ProjectedCrs
) -> list[Finding]:
    """Compare a source's coordinates with where the geocoder puts their address."""
    if answer.lon is None or answer.lat is None or answer.uncertainty_m is None:
        return []
    if answer.precision is Precision.NEIGHBOURHOOD:
        return []
    distance_m = _distance_m((seen.point.lon, seen.point.lat), (answer.lon, answer.lat), crs)
    allowed_m = answer.uncertainty_m + POSTCODE6_UNCERTAINTY_M
    if distance_m <= allowed_m:
        return []
    return [
        Finding(
            "coordinates-contradict-address",
            place.id,
            f"The coordinates of {seen.observation_id} lie {distance_m:.0f} m from "
            f"'{answer.matched}' (precision {answer.precision}); "
            f"expected at most {allowed_m:.0f} m.",
        )
    ]


def _districts(
    place: Place, location: Location, hint: Hint, areas: Areas
) -> tuple[Location, list[Finding]]:
    """Add buurt and gebied, and report a point outside the district that the sources name."""
    if location.lon is None or location.lat is None:
        return _as_named(location, hint, areas), [
            Finding(
                "no-point", place.id, "No source gives an address or a district.", Severity.WARNING
            )
        ]
    if location.precision is Precision.NEIGHBOURHOOD:
        return _as_named(location, hint, areas), []
    found = areas.locate([location.lon], [location.lat]).iloc[0]
    if not found["inside"]:
        return location, [
            Finding(
                "outside-municipality",
                place.id,
                f"The point {location.lon:.5f}, {location.lat:.5f} lies outside {areas.city.name}.",
                Severity.ERROR,
            )
        ]
    findings: list[Finding] = []
    if hint.gebied_code and found["gebied_code"] != hint.gebied_code:
        findings.append(
            Finding(
                "outside-named-gebied",
                place.id,
                f"The point lies in {found['gebied']}; the sources name {place.gebied}.",
            )
        )
    elif hint.buurt_codes and found["buurt_code"] not in hint.buurt_codes:
        findings.append(
            Finding(
                "outside-named-buurt",
                place.id,
                f"The point lies in {found['buurt']}; the sources name {place.buurt}.",
                Severity.INFO,
            )
        )
    return replace(
        location,
        gebied_code=found["gebied_code"],
        gebied=found["gebied"],
        buurt_code=found["buurt_code"],
        buurt=found["buurt"],
    ), findings


def _as_named(location: Location, hint: Hint, areas: Areas) -> Location:
    """Take the districts that the sources name, where no point is more exact.

    A name that covers several buurten gives no buurt; one that covers several gebieden no gebied.
    """
    gebieden = {str(areas.buurten.at[code, "gebied_code"]) for code in hint.buurt_codes}
    gebied_code = hint.gebied_code or (gebieden.pop() if len(gebieden) == 1 else "")
    buurt_code = next(iter(hint.buurt_codes)) if len(hint.buurt_codes) == 1 else ""
    return replace(
        location,
        gebied_code=gebied_code,
        gebied=str(areas.gebieden.at[gebied_code, "name"]) if gebied_code else "",
        buurt_code=buurt_code,
        buurt=str(areas.buurten.at[buurt_code, "name"]) if buurt_code else "",
    )


def _shared_points(
    located: Sequence[LocatedPlace], decisions: Iterable[Decision], crs: ProjectedCrs
) -> list[Finding]:
    """Notice places that stand on one point without a decision that they are different."""
    decided = {frozenset((d.place_id, d.other_id)) for d in decisions}
    exact = [
        one
        for one in located
        if one.location.precision is Precision.ADDRESS and not one.place.is_lead
    ]
    findings: list[Finding] = []
    for index, one in enumerate(exact):
        for other in exact[index + 1 :]:
            pair = frozenset((one.place.id, other.place.id))
            if pair not in decided and _apart_m(one, other, crs) < SAME_SPOT_M:
                findings.append(
                    Finding(
                        "shared-point",
                        one.place.id,
                        f"Stands on the same point as {other.place.id}; decide in decisions.csv "
                        "whether they are the same place.",
                    )
                )
    return findings


def _apart_m(one: LocatedPlace, other: LocatedPlace, crs: ProjectedCrs) -> float:
    first, second = one.location, other.location
    if first.lon is None or first.lat is None or second.lon is None or second.lat is None:
        return float("inf")
    return _distance_m((first.lon, first.lat), (second.lon, second.lat), crs)


def _distance_m(one: tuple[float, float], other: tuple[float, float], crs: ProjectedCrs) -> float:
    """Measure in a straight line, in metres."""
    x, y = crs.xy(*zip(one, other, strict=True))
    return float(np.hypot(x[1] - x[0], y[1] - y[0]))
