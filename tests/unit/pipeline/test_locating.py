"""Where a place stands: a source's own point, or what the geocoder answers, never in silence."""

from dataclasses import replace

import pytest
from observation_rows import row, write

from geo.city.areas import Areas
from geo.evidence.decisions import read_decisions
from geo.evidence.observations import read_observations
from geo.evidence.resolve import resolve
from geo.geocoding import POSTCODE6_UNCERTAINTY_M, GeocodingResult
from geo.model.findings import Finding
from geo.model.settings import settings
from geo.model.vocabulary import Precision
from geo.pipeline.locating import locate

KIP = {"lat": "51.9229753", "lon": "4.491278", "point_precision": "address"}
KIPSTRAAT = {"street": "Kipstraat", "house_number": "37", "postcode": "3011RS", "city": "Rotterdam"}
ANSWER = GeocodingResult(
    lon=4.4913,
    lat=51.9230,
    precision=Precision.STREET,
    uncertainty_m=120.0,
    provider="test",
    matched="Kipstraat",
    score=0.9,
    candidates=(),
    findings=(),
)
NOWHERE = replace(
    ANSWER, lon=None, lat=None, precision=Precision.NONE, uncertainty_m=None, matched=""
)


class Says:
    """A geocoder that always gives one answer."""

    name = "test"

    def __init__(self, answer):
        self.answer = answer

    def geocode(self, *_):
        return self.answer


@pytest.fixture(scope="module")
def areas():
    return Areas.open(settings().data / "reference")


@pytest.fixture
def located(tmp_path, areas):
    def run(rows, answer=ANSWER, decisions=()):
        folder = write(tmp_path, rows, decisions)
        observations = read_observations(folder)
        decided = read_decisions(folder, observations)
        return locate(resolve(observations), Says(answer), areas, decisions=decided)

    return run


def codes(findings):
    return [finding.code for finding in findings]


def test_a_sources_point_for_the_same_address_is_used(located):
    [one], findings = located([row(**KIPSTRAAT, **KIP)])
    assert (one.location.lon, one.location.lat) == (4.491278, 51.9229753)
    assert one.location.precision is Precision.ADDRESS
    assert (one.location.provider, one.location.matched) == ("source", "huis--1")
    assert (one.location.buurt, one.location.gebied_code) == ("Stadsdriehoek", "WK059901")
    assert findings == []


def test_a_point_for_another_number_is_not_used_and_that_is_said(located):
    [one], findings = located(
        [
            row(1, **KIPSTRAAT, source_date="2024"),
            row(2, street="Kipstraat", house_number="99", **KIP),
        ]
    )
    assert one.location.provider == "test"
    assert one.location.precision is Precision.STREET
    assert "point-of-another-address" in codes(findings)


def test_a_point_far_from_its_own_address_is_a_finding(located):
    far = replace(ANSWER, lon=4.42, lat=51.915)
    _, findings = located([row(**KIPSTRAAT, **KIP)], far)
    assert "coordinates-contradict-address" in codes(findings)


def test_the_centre_of_a_postcode_never_poses_as_a_front_door(located):
    [one], _ = located([row(**KIPSTRAAT, **{**KIP, "point_precision": "postcode"})])
    assert one.location.precision is Precision.POSTCODE
    assert one.location.uncertainty_m == POSTCODE6_UNCERTAINTY_M


def test_a_point_outside_the_named_gebied_is_a_finding(located):
    _, findings = located([row(**KIPSTRAAT, **KIP, gebied="Charlois", buurt="Carnisse")])
    assert codes(findings) == ["outside-named-gebied"]


def test_a_point_outside_the_city_is_an_error(located):
    amsterdam = {"lat": "52.3676", "lon": "4.9041", "point_precision": "address"}
    _, findings = located([row(**KIPSTRAAT, **amsterdam)], NOWHERE)
    [error] = [finding for finding in findings if finding.severity == "error"]
    assert error.code == "outside-municipality"


def test_two_places_on_one_point_are_a_finding_until_it_is_decided(located):
    rows = [
        row(1, "a", kind="huiskamer", initiative="private", **KIPSTRAAT, **KIP),
        row(1, "b", kind="huiskamer", initiative="private", **KIPSTRAAT, **KIP),
    ]
    _, findings = located(rows)
    assert codes(findings) == ["shared-point"]
    decision = {"decision": "different", "reason": "Tenant.", "decided": "2026"}
    _, findings = located(rows, decisions=[{"place_id": "a", "other_id": "b", **decision}])
    assert findings == []


def test_a_place_without_any_spot_has_no_point(located):
    [one], findings = located([row(name="Ergens")], NOWHERE)
    assert one.location.lon is None
    assert one.location.precision is Precision.NONE
    assert codes(findings) == ["no-point"]


def test_findings_of_the_geocoder_get_the_id_of_the_place(located):
    told = replace(ANSWER, findings=(Finding("postcode-contradicts-street", "", "x"),))
    _, findings = located([row(**KIPSTRAAT)], told)
    assert ("postcode-contradicts-street", "huis") in [
        (finding.code, finding.place_id) for finding in findings
    ]
