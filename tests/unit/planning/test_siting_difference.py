"""Sites as places, and what they change, on one street with known answers."""

import numpy as np
import pytest
from planning_city import HOUSE, QUICK, ROOM, places, street

from geo.planning.coverage import CoverageQuestion, Doubt, Level
from geo.planning.siting.candidates import Candidates
from geo.planning.siting.difference import as_supply, difference
from geo.planning.siting.next_sites import SitingRequest, next_sites

WEST, EAST = "BU1", "BU2"


def sites(*named):
    """Make candidates from names and places along the street."""
    names, x = zip(*named, strict=True)
    return Candidates(
        names=np.array(names, dtype=object),
        buurt_code=np.array([WEST if at < 500 else EAST for at in x], dtype=object),
        x=np.array(x, dtype=np.float64),
        y=np.full(len(x), 50.0),
        uncertainty_m=np.zeros(len(x)),
    )


def request(kind="either", codes=None, sites=1):
    question = CoverageQuestion(minutes=(2,), kinds=(kind,), speed_kmh=QUICK, codes=codes)
    return SitingRequest(sites, question)


@pytest.mark.parametrize(("asked", "kind"), [(HOUSE, HOUSE), (ROOM, ROOM), ("either", ROOM)])
def test_a_site_counts_as_an_open_place_of_the_kind_that_is_asked_about(asked, kind):
    found = sites(("Library", 50), ("", 950))
    made = as_supply(street(), found, request(asked).question)
    assert made.ids.tolist() == ["site-1", "site-2"]
    assert made.names.tolist() == ["Library", "site-2"]
    assert made.kind.tolist() == [kind, kind]
    assert made.initiative.tolist() == ["unknown", "unknown"]
    assert made.gebied_code.tolist() == ["WK1", "WK2"]
    assert made.doubt.tolist() == [Doubt.NONE, Doubt.NONE]


def test_a_site_in_no_known_buurt_is_in_no_gebied():
    found = sites(("Far", 50))
    found.buurt_code[0] = ""
    assert as_supply(street(), found, request().question).gebied_code.tolist() == [""]


@pytest.mark.parametrize(
    ("level", "codes"),
    [(Level.BUURT, [EAST]), (Level.GEBIED, ["WK2"]), (Level.GEMEENTE, ["GM0599"])],
)
def test_of_one_district_only_what_it_lies_in_is_compared_at_each_level(level, codes):
    city, supply = street(), places((50, HOUSE))
    answer = next_sites(city, supply, sites(("Library", 750)), request(codes=frozenset([EAST])))
    changes = difference(city, supply, answer, level)
    assert changes["code"].tolist() == codes
    assert changes["change"].tolist() == [50]


def test_whom_a_place_reaches_at_the_limit_itself_is_not_gained_again():
    # From 450 the place reaches 250 in exactly two minutes; the site at 250 adds 50 and 150.
    answer = next_sites(street(), places((450, HOUSE)), sites(("Library", 250)), request())
    [row] = answer.table.to_dict("records")
    assert (row["people_gained"], row["people_gained_at_least"]) == (20, 20)
    assert row["check_first"] == ""
