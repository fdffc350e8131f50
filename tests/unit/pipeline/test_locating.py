"""Where a place stands: a source's own point, or what the geocoder answers, never in silence."""

from dataclasses import replace

import numpy as np
import pytest
from observation_rows import read, read_decisions, read_observations, row, write
from own_city import ROTTERDAM

from geo.city.areas import Areas
from geo.evidence.resolve import resolve
from geo.geocoding import ADDRESS_UNCERTAINTY_M, POSTCODE6_UNCERTAINTY_M, GeocodingResult
from geo.geocoding.addresses import Address
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
    city = ROTTERDAM

    def __init__(self, answer):
        self.answer = answer
        self.asked = []

    def geocode(self, address, hint):
        self.asked.append((address, hint))
        return self.answer


@pytest.fixture(scope="module")
def areas():
    return Areas.open(settings().reference)


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


CENTRE = {**KIP, "point_precision": "postcode"}
OTHER = {"street": "Kipstraat", "house_number": "99"}
OLDER = {"source_date": "2020"}


# --- 1. Whose coordinates ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "used"),
    [
        pytest.param([{**KIPSTRAAT, **KIP}], "huis--1", id="of the address"),
        pytest.param([KIPSTRAAT, {**OTHER, **KIP, **OLDER}], "", id="of another number"),
        pytest.param(
            [KIPSTRAAT, {"street": "Dreef", "house_number": "37", **KIP, **OLDER}],
            "",
            id="of another street",
        ),
        pytest.param([KIPSTRAAT, {**KIP, **OLDER}], "huis--2", id="of no address at all"),
        pytest.param([KIP], "huis--1", id="of a place without an address"),
        pytest.param(
            [KIPSTRAAT, {**OTHER, **KIP, **OLDER}, {**KIPSTRAAT, **KIP, "source_date": "2010"}],
            "huis--3",
            id="of the address, though another row is newer",
        ),
    ],
)
def test_rule_1_coordinates_are_used_for_the_address_they_were_given_for(located, rows, used):
    [one], findings = located([row(number, **said) for number, said in enumerate(rows, start=1)])
    provider = "source" if used else "test"
    assert (one.location.provider, one.location.matched) == (provider, used or "Kipstraat")
    assert codes(findings) == ([] if used else ["point-of-another-address"])


def test_rule_1_a_finding_names_both_addresses(located):
    _, [finding] = located([row(1, **KIPSTRAAT), row(2, **OTHER, **KIP, **OLDER)])
    assert (finding.place_id, finding.severity.value) == ("huis", "info")
    assert finding.message == (
        "The coordinates of huis--2 were given for Kipstraat 99, not for Kipstraat 37; "
        "they are not used."
    )


# --- 2. The building, 3. the postcode, 4. the geocoder -------------------------------------------


EXACT = replace(ANSWER, precision=Precision.ADDRESS, uncertainty_m=10.0)
COARSE = replace(ANSWER, uncertainty_m=POSTCODE6_UNCERTAINTY_M + 0.1)
AS_GOOD = replace(ANSWER, uncertainty_m=POSTCODE6_UNCERTAINTY_M)


@pytest.mark.parametrize("answer", [EXACT, ANSWER, NOWHERE])
@pytest.mark.parametrize("others", [[], [{**KIPSTRAAT, **CENTRE, "source_date": "2024"}]])
def test_rule_2_coordinates_of_the_building_go_first(located, answer, others):
    rows = [{**KIPSTRAAT, **KIP}, *others]
    [one], findings = located([row(number, **said) for number, said in enumerate(rows)], answer)
    where = one.location
    assert (where.lon, where.lat, where.precision) == (4.491278, 51.9229753, Precision.ADDRESS)
    assert (where.uncertainty_m, where.provider) == (ADDRESS_UNCERTAINTY_M, "source")
    assert (where.matched, findings) == ("huis--0", [])
    assert (where.buurt, where.gebied_code) == ("Stadsdriehoek", "WK059901")


@pytest.mark.parametrize(
    ("answer", "provider"),
    [(NOWHERE, "source"), (COARSE, "source"), (AS_GOOD, "test"), (EXACT, "test")],
)
def test_rule_3_the_centre_of_a_postcode_is_used_where_nothing_is_more_exact(
    located, answer, provider
):
    [one], findings = located([row(**KIPSTRAAT, **CENTRE)], answer)
    where = one.location
    assert (where.provider, findings) == (provider, [])
    if provider == "source":
        assert (where.precision, where.matched) == (Precision.POSTCODE, "huis--1")
        assert where.uncertainty_m == POSTCODE6_UNCERTAINTY_M
        assert (where.lon, where.lat) == (4.491278, 51.9229753)


@pytest.mark.parametrize("precision", [Precision.ADDRESS, Precision.STREET, Precision.POSTCODE])
def test_rule_4_otherwise_the_point_is_that_of_the_geocoder(located, precision):
    answer = replace(ANSWER, precision=precision)
    [one], findings = located([row(**KIPSTRAAT)], answer)
    where = one.location
    assert (where.lon, where.lat, where.precision) == (answer.lon, answer.lat, precision)
    assert (where.uncertainty_m, where.provider) == (answer.uncertainty_m, "test")
    assert (where.matched, findings) == ("Kipstraat", [])


def test_rule_4_an_address_that_cannot_be_read_is_a_finding(located):
    [one], findings = located([row(street="...", city="Rotterdam")], NOWHERE)
    assert codes(findings) == ["address-not-understood", "no-point"]
    assert {finding.place_id for finding in findings} == {"huis"}
    assert "found '...', expected a street" in findings[0].message
    assert one.location.provider == ""


def test_rule_4_then_only_the_city_is_geocoded(areas):
    geocoder = Says(ANSWER)
    locate(resolve(read([row(street="...", city="Rotterdam")])), geocoder, areas)
    assert [address for address, _ in geocoder.asked] == [Address(city="Rotterdam")]


def test_rule_4_findings_of_the_geocoder_get_the_id_of_the_place(located):
    told = replace(ANSWER, findings=(Finding("postcode-contradicts-street", "", "x"),))
    _, [finding] = located([row(**KIPSTRAAT)], told)
    assert (finding.code, finding.place_id) == ("postcode-contradicts-street", "huis")


def test_every_finding_about_every_place_is_kept(located):
    told = replace(ANSWER, lat=51.8, findings=(Finding("postcode-contradicts-street", "", "x"),))
    rows = [row(1, one, **KIPSTRAAT, **KIP, gebied="Charlois") for one in ("a", "b")]
    _, findings = located(rows, told)
    each = ["postcode-contradicts-street", "coordinates-contradict-address", "outside-named-gebied"]
    assert [(one.place_id, one.code) for one in findings] == [
        (place_id, code) for place_id in ("a", "b") for code in each
    ]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (KIPSTRAAT, Address("Kipstraat", 37, postcode="3011RS", city="Rotterdam")),
        ({"street": "Kipstraat"}, Address("Kipstraat")),
        ({"street": "Plein 1953", "house_number": "24"}, Address("Plein 1953", 24)),
        ({"street": "Kipstraat (hof)", "house_number": "3"}, Address("Kipstraat (hof)", 3)),
        ({"city": "Rotterdam"}, Address(city="Rotterdam")),
    ],
)
def test_rule_4_the_geocoder_is_asked_for_the_address_and_the_named_districts(areas, said, asked):
    geocoder = Says(ANSWER)
    [place] = resolve(read([row(gebied="Rotterdam Centrum", buurt="Cool", **said)]))
    locate([place], geocoder, areas)
    [(address, hint)] = geocoder.asked
    assert address == asked
    assert (hint.gebied_code, hint.buurt_codes) == ("WK059901", areas.find_buurten("Cool"))


# --- 5. Contradiction -----------------------------------------------------------------------------

METRE = 1 / 111_250.0
"""One metre to the north, in degrees, at the latitude of Rotterdam."""


@pytest.mark.parametrize("beside", [KIP, CENTRE])
@pytest.mark.parametrize(
    ("away_m", "precision", "found"),
    [
        (POSTCODE6_UNCERTAINTY_M + 119, Precision.STREET, []),
        (POSTCODE6_UNCERTAINTY_M + 121, Precision.STREET, ["coordinates-contradict-address"]),
        (5000, Precision.NEIGHBOURHOOD, []),
    ],
)
def test_rule_5_coordinates_too_far_from_their_address_are_a_finding(
    located, beside, away_m, precision, found
):
    south = 51.9229753 - away_m * METRE
    answer = replace(ANSWER, lon=4.491278, lat=south, precision=precision)
    [one], findings = located([row(**KIPSTRAAT, **beside)], answer)
    assert one.location.provider == "source"
    assert codes(findings) == found
    if found:
        assert findings[0].place_id == "huis"
        assert f"lie {away_m:.0f} m from 'Kipstraat' (precision street)" in findings[0].message
        allowed_m = POSTCODE6_UNCERTAINTY_M + ANSWER.uncertainty_m
        assert f"expected at most {allowed_m:.0f} m" in findings[0].message


def test_rule_5_the_distance_is_that_in_any_direction(located):
    east = 4.491278 + 300 * METRE / np.cos(np.radians(51.9229753))
    answer = replace(ANSWER, lon=east, lat=51.9229753)
    _, [finding] = located([row(**KIPSTRAAT, **KIP)], answer)
    assert finding.code == "coordinates-contradict-address"
    assert "lie 301 m from 'Kipstraat'" in finding.message


# --- 6. Districts of the point --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ({"gebied": "Rotterdam Centrum", "buurt": "Stadsdriehoek"}, []),
        ({"buurt": "Stadsdriehoek"}, []),
        ({"gebied": "Rotterdam Centrum", "buurt": "Cool"}, ["outside-named-buurt"]),
        ({"gebied": "Charlois", "buurt": "Carnisse"}, ["outside-named-gebied"]),
        ({"gebied": "Elders", "buurt": "Nergens"}, []),
        ({}, []),
    ],
)
def test_rule_6_a_point_tells_its_districts_and_what_contradicts_is_a_finding(
    located, named, found
):
    [one], findings = located([row(**KIPSTRAAT, **KIP, **named)])
    where = one.location
    assert (where.buurt, where.buurt_code) == ("Stadsdriehoek", "BU05990110")
    assert (where.gebied, where.gebied_code) == ("Rotterdam Centrum", "WK059901")
    assert codes(findings) == found
    for finding in findings:
        level = "buurt" if finding.code == "outside-named-buurt" else "gebied"
        severity = "info" if level == "buurt" else "warning"
        assert (finding.place_id, finding.severity.value) == ("huis", severity)
        assert finding.message == (
            f"The point lies in {getattr(where, level)}; the sources name {named[level]}."
        )


def test_rule_6_a_point_outside_the_municipality_is_an_error(located):
    amsterdam = {"lat": "52.3676", "lon": "4.9041", "point_precision": "address"}
    [one], [finding] = located([row(**KIPSTRAAT, **amsterdam)], NOWHERE)
    assert (finding.code, finding.severity.value) == ("outside-municipality", "error")
    assert finding.place_id == "huis"
    assert "4.90410, 52.36760" in finding.message
    assert (one.location.buurt, one.location.gebied) == ("", "")


# --- 7. Districts of the sources ------------------------------------------------------------------


@pytest.mark.parametrize("answer", [NOWHERE, replace(ANSWER, precision=Precision.NEIGHBOURHOOD)])
@pytest.mark.parametrize(
    ("named", "gebied", "buurt"),
    [
        ({"gebied": "Noord"}, "Noord", ""),
        ({"buurt": "Cool"}, "Rotterdam Centrum", "Cool"),
        ({"gebied": "Noord", "buurt": "Cool"}, "Noord", "Cool"),
        ({"buurt": "Zevenkamp; Cool"}, "", ""),
        ({}, "", ""),
    ],
)
def test_rule_7_without_a_point_the_districts_are_those_that_sources_name(
    located, answer, named, gebied, buurt
):
    [one], findings = located([row(name="Ergens", **named)], answer)
    assert (one.location.gebied, one.location.buurt) == (gebied, buurt)
    assert codes(findings) == (["no-point"] if answer is NOWHERE else [])
    for finding in findings:
        assert finding.message == "No source gives an address or a district."
        assert (finding.place_id, finding.severity.value) == ("huis", "warning")


def test_rule_7_a_named_district_comes_with_its_code(located, areas):
    [one], _ = located([row(name="Ergens", buurt="Cool")], NOWHERE)
    assert one.location.gebied_code == "WK059901"
    assert {one.location.buurt_code} == areas.find_buurten("Cool")


# --- 8. One point ---------------------------------------------------------------------------------

PUBLISHED = {"kind": "huiskamer", "initiative": "private"}


@pytest.mark.parametrize(
    ("beside", "found"),
    [
        pytest.param({}, True, id="on one point"),
        pytest.param({"lat": str(51.9229753 + 0.9 * METRE)}, True, id="0.9 m apart"),
        pytest.param({"lat": str(51.9229753 + 1.1 * METRE)}, False, id="1.1 m apart"),
        pytest.param({"point_precision": "postcode"}, False, id="a centre of a postcode"),
        pytest.param({"initiative": ""}, False, id="a lead"),
    ],
)
def test_rule_8_two_published_places_on_one_point_are_a_finding(located, beside, found):
    rows = [
        row(1, "b", **PUBLISHED, **KIPSTRAAT, **KIP),
        row(1, "a", **{**PUBLISHED, **KIPSTRAAT, **KIP, **beside}),
    ]
    _, findings = located(rows)
    assert codes(findings) == (["shared-point"] if found else [])
    if found:
        assert findings[0].place_id == "a"
        assert findings[0].message == (
            "Stands on the same point as b; decide in decisions.csv whether they are the same "
            "place."
        )


@pytest.mark.parametrize("pair", [("a", "b"), ("b", "a")])
def test_rule_8_until_it_is_decided_that_they_are_different(located, pair):
    rows = [row(1, one, **PUBLISHED, **KIPSTRAAT, **KIP) for one in ("a", "b", "c")]
    decided = {"decision": "different", "reason": "Tenant.", "decided": "2026"}
    _, findings = located(rows, decisions=[{"place_id": pair[0], "other_id": pair[1], **decided}])
    assert [finding.place_id for finding in findings] == ["a", "b"]
    assert all("same point as c" in finding.message for finding in findings)


def test_the_number_of_places_done_is_told(areas):
    done = []
    places = resolve(read([row(1, one) for one in ("a", "b")]))
    locate(places, Says(ANSWER), areas, progress=done.append)
    assert done == [1, 2]
