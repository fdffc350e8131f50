"""What can be asked about the next places, and the sentences that say what was found."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.city.areas import Areas
from geo.model.errors import InputError
from geo.model.settings import settings
from geo.planning.coverage import CoverageQuestion, Level
from geo.planning.siting.candidates import Candidates
from geo.planning.siting.next_sites import NextSites, SitingRequest
from geo.planning.siting.sites import Siting

PERCENT = "\N{NO-BREAK SPACE}%"


@pytest.fixture(scope="module")
def areas():
    return Areas.open(settings().reference)


def test_all_that_is_wrong_with_a_wish_is_told_at_once(areas):
    with pytest.raises(InputError) as error:
        SitingRequest.parse(
            areas, sites=0, minutes=-5, kind="pub", group="99+", method="luck", seconds=-1,
            speed="crawl",
        )  # fmt: skip
    fields = {problem.field for problem in error.value.problems}
    assert fields == {"sites", "minutes", "kind", "group", "method", "seconds", "speed"}


def test_a_wish_asks_one_question(areas):
    wish = SitingRequest.parse(areas, sites=4, minutes=15, kind="huiskamer", group="one-person")
    assert wish.question == CoverageQuestion(
        by=Level.BUURT, minutes=(15,), kinds=("huiskamer",), age="one-person"
    )


class TestSentences:
    """What is said of an answer, from its figures."""

    SITING = Siting(
        chosen=(0,),
        steps=(1234.4,),
        gained_people=1234.4,
        covered_share_before=0.5,
        covered_share_after=0.5678,
        mean_metres_before=512.4,
        mean_metres_after=400.6,
        lowest_share=None,
        lifted=(),
        value=1234.4,
        bound=1234.4,
        gap=0.0,
        optimal=True,
        unknown_points=0,
    )
    FOUND = Candidates(*(np.empty(0) for _ in range(5)))
    PROVEN = "No other choice of these candidates does better: proven (bound reached, gap 0)."

    def said(self, rows, sites, *, method="cover", group="all", lifted=(), **values):
        question = CoverageQuestion(minutes=(10,), kinds=("either",), age=group)
        table = pd.DataFrame(
            rows, columns=["rank", "people_gained", "people_gained_at_least", "check_first"]
        )
        wish = SitingRequest(sites, question, method)
        siting = replace(self.SITING, **values)
        return NextSites(wish, table, siting, lifted, 1500, self.FOUND).sentences()

    @pytest.mark.parametrize(
        ("group", "who"),
        [
            ("all", "residents"),
            ("65+", "residents of 65 and over"),
            ("one-person", "one-person households"),
        ],
    )
    def test_one_site_that_is_proven(self, group, who):
        gain, proven = self.said([(1, 1234.4, 1000.0, "")], 1, group=group)
        assert gain == (
            f"1 site out of 1,500 candidates brings 1,234 more {who} within 10 minutes: "
            f"50.0{PERCENT} "
            f"before, 56.8{PERCENT} after."
        )
        assert proven == self.PROVEN

    def test_a_place_to_check_where_less_than_half_of_the_gain_is_certain(self):
        rows = [(1, 100.0, 50.0, "De Brink"), (2, 90.0, 44.0, "De Hoek")]
        gain, proven, check, more = self.said(rows, 3)
        assert gain.startswith("2 sites out of 1,500 candidates bring")
        assert proven == self.PROVEN
        assert check == (
            "Before site 2, check De Hoek: if it is open and near, it serves people of this site "
            "already."
        )
        assert more == "More than 2 sites would bring nothing."

    def test_the_mean_walk_and_a_gap_in_metres(self):
        _, walk, good = self.said(
            [(1, 9.0, 9.0, "")], 1, method="walk", bound=2000.4, gap=0.0126, optimal=False
        )
        assert (
            walk == "The mean walk goes from 512 m to 401 m; beyond 10 minutes it counts as that."
        )
        gap = f"a gap of 1.3{PERCENT}."
        assert good == f"The best choice gives at most 2,000 m saved in all: {gap}"

    def test_the_lowest_share_and_a_gap_in_shares(self):
        _, lowest, good = self.said(
            [(1, 9.0, 9.0, "")],
            1,
            method="worst-buurt",
            lifted=("Cool", "Dorp"),
            lowest_share=0.4567,
            bound=0.4571,
            gap=0.0009,
            optimal=False,
        )
        assert lowest == f"The lowest share among Cool, Dorp becomes 45.7{PERCENT}."
        assert good == (
            f"The best choice gives at most a lowest share of 45.7{PERCENT}: "
            f"a gap of less than 0.1{PERCENT}."
        )

    def test_a_gap_in_people(self):
        *_, good = self.said([(1, 9.0, 9.0, "")], 1, bound=1236.0, gap=0.001, optimal=False)
        gap = f"a gap of 0.1{PERCENT}."
        assert good == f"The best choice gives at most 1,236 more within reach: {gap}"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"sites": 0}, "field 'sites': found 0, expected a whole number from 1 to 100."),
        ({"sites": 101}, "field 'sites': found 101, expected a whole number from 1 to 100."),
        (
            {"method": "luck"},
            "field 'method': found 'luck', expected one of cover, walk, worst-buurt.",
        ),
        ({"seconds": -1}, "field 'seconds': found -1, expected a time from 0 to 600 s."),
        ({"seconds": 600.5}, "field 'seconds': found 600.5, expected a time from 0 to 600 s."),
    ],
)
def test_each_thing_that_is_wrong_has_a_sentence(areas, asked, sentence):
    with pytest.raises(InputError) as error:
        SitingRequest.parse(areas, **{"sites": 1} | asked)
    assert str(error.value) == sentence


def test_the_least_and_the_most_that_can_be_asked(areas):
    least = SitingRequest.parse(areas, sites=1, seconds=0)
    assert (least.sites, least.seconds, least.method, least.sure) == (1, 0, "cover", False)
    assert least.question == CoverageQuestion(by=Level.BUURT, minutes=(10,), kinds=("either",))
    most = SitingRequest.parse(areas, sites=100, seconds=600, sure=True)
    assert (most.sites, most.seconds, most.sure) == (100, 600, True)
    assert SitingRequest.parse(areas, sites=1).seconds == 30
