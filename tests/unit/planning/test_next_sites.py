"""Where next, on a made-up city: the pieces together against trying everything by hand."""

import json
from dataclasses import replace
from itertools import combinations

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from own_city import ROTTERDAM

from geo.city.areas import Areas
from geo.city.people import GROUPS, People
from geo.city.walking.network import Network
from geo.io.cells import cell_text
from geo.model.crs import RD_NEW, WGS84
from geo.model.errors import InputError
from geo.model.settings import settings
from geo.planning.coverage import City, Level, Supply
from geo.planning.coverage.writing import encode
from geo.planning.siting.candidates import Candidates, spots_near_people
from geo.planning.siting.difference import difference
from geo.planning.siting.next_sites import COLUMNS, SitingRequest, next_sites
from geo.planning.siting.tables import SITES

X, Y = 90_000.0, 437_000.0
SIDE = 6
BLOCK_M = 300.0
LIMIT_M = 800.0
BUURTEN = ("BU05990001", "BU05990002", "BU05990003")


@pytest.fixture(scope="module")
def areas():
    return Areas.open(settings().reference)


def corners():
    x, y = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    return X + x.ravel() * BLOCK_M, Y + y.ravel() * BLOCK_M


@pytest.fixture
def city():
    """Thirty-six corners of streets of a hand's length, some of them missing; people at each."""
    x, y = corners()
    rng = np.random.default_rng(4)
    pairs = [
        (one, other)
        for one, other in combinations(range(SIDE * SIDE), 2)
        if np.hypot(x[one] - x[other], y[one] - y[other]) <= BLOCK_M
    ]
    kept = [pair for pair in pairs if rng.random() > 0.25]
    a, b = np.array(kept).T
    people = rng.integers(10, 400, SIDE * SIDE).astype(np.float64)
    groups = dict.fromkeys(GROUPS, people) | {"age_65_plus": people[::-1].copy()}
    squares = People(x=x, y=y, buurt=np.arange(SIDE * SIDE) // 12, buurten=BUURTEN, **groups)
    names = {"name": ["South", "Middle", "North"], "gebied_code": "WK059901", "gebied": "Town"}
    buurten = pd.DataFrame(names, index=list(BUURTEN))
    return City.of(Network(x, y, a, b), squares, buurten, ROTTERDAM)


def supply_at(nodes, statuses=None):
    x, y = corners()
    nodes = list(nodes)
    count = len(nodes)
    table = pd.DataFrame(
        {
            "id": [f"place-{node}" for node in nodes],
            "name": [f"Place {node}" for node in nodes],
            "kind": ["huiskamer"] * count,
            "initiative": ["private"] * count,
            "buurt_code": [BUURTEN[node // 12] for node in nodes],
            "gebied_code": ["WK059901"] * count,
            "status": statuses or ["open"] * count,
            "uncertainty_m": np.zeros(count),
        }
    )
    points = gpd.points_from_xy(x[nodes], y[nodes], crs="EPSG:28992").to_crs(WGS84)
    return Supply.of(gpd.GeoDataFrame(table, geometry=points), RD_NEW)


def candidates_at(nodes):
    x, y = corners()
    nodes = list(nodes)
    names = np.array([f"Building {node}" for node in nodes], dtype=object)
    codes = np.array([BUURTEN[node // 12] for node in nodes], dtype=object)
    return Candidates(names, codes, x[nodes], y[nodes], np.zeros(len(nodes)))


def walked(city):
    """Measure every walk with another engine."""
    graph = nx.Graph()
    graph.add_nodes_from(range(SIDE * SIDE))
    rows, columns = city.network.graph.nonzero()
    graph.add_weighted_edges_from(
        (i, j, city.network.graph[i, j]) for i, j in zip(rows, columns, strict=True)
    )
    table = np.full((SIDE * SIDE, SIDE * SIDE), np.inf)
    for one, lengths in nx.all_pairs_dijkstra_path_length(graph):
        for other, metres in lengths.items():
            table[one, other] = metres
    return table


def reached(walks, people, nodes):
    return people[(walks[list(nodes)] <= LIMIT_M + 1e-6).any(axis=0)].sum()


@pytest.mark.parametrize("group", ["all", "65+"])
@pytest.mark.parametrize("sites", [1, 3])
def test_the_best_sites_are_those_of_trying_everything(city, areas, group, sites):
    there, could_be = [14], [0, 3, 5, 9, 17, 22, 26, 30, 33, 35]
    wish = SitingRequest.parse(areas, sites=sites, group=group)
    answer = next_sites(city, supply_at(there), candidates_at(could_be), wish)
    walks, people = walked(city), city.people.group(group)
    before = reached(walks, people, there)
    best = max(reached(walks, people, [*there, *more]) for more in combinations(could_be, sites))
    assert answer.siting.gained_people == pytest.approx(best - before)
    assert answer.siting.optimal
    table = answer.table
    assert tuple(table.columns) == COLUMNS
    assert table["people_gained"].sum() == pytest.approx(best - before)
    assert table["share_before"].iloc[0] == pytest.approx(before / people.sum())
    assert table["share_after"].iloc[-1] == pytest.approx(best / people.sum())
    assert table["share_before"].tolist()[1:] == pytest.approx(table["share_after"].tolist()[:-1])
    chosen = [int(name.split()[1]) for name in table["name"]]
    assert reached(walks, people, [*there, *chosen]) == pytest.approx(best)
    for row, node in zip(table.to_dict("records"), chosen, strict=True):
        x, y = (axis[node] for axis in corners())
        assert RD_NEW.xy(row["lon"], row["lat"]) == pytest.approx((x, y), abs=0.01)
        assert row["buurt_code"] == BUURTEN[node // 12]


def test_the_shortest_mean_walk_is_that_of_trying_everything(city, areas):
    there, could_be = [14], [0, 3, 5, 9, 17, 22, 26, 30]
    answer = next_sites(
        city,
        supply_at(there),
        candidates_at(could_be),
        SitingRequest.parse(areas, sites=2, method="walk"),
    )
    walks, people = walked(city), city.people.inhabitants

    def mean(nodes):
        return np.average(np.minimum(walks[nodes].min(axis=0), LIMIT_M), weights=people)

    best = min(mean([*there, *more]) for more in combinations(could_be, 2))
    assert answer.siting.mean_metres_before == pytest.approx(mean(there))
    assert answer.siting.mean_metres_after == pytest.approx(best)
    assert any("mean walk" in sentence for sentence in answer.sentences())


def test_the_worst_served_buurt_goes_first(city, areas):
    answer = next_sites(
        city,
        supply_at([7]),
        candidates_at([0, 8, 14, 20, 27, 33]),
        SitingRequest.parse(areas, sites=1, method="worst-buurt"),
    )
    assert answer.lifted == ("North",)
    assert answer.table["buurt"].tolist() == ["North"]
    assert any("lowest share among North" in sentence for sentence in answer.sentences())


def test_people_whom_a_doubtful_place_may_serve_are_no_certain_gain(city, areas):
    could_be = [7, 33]
    wish = SitingRequest.parse(areas, sites=2)
    doubtful = supply_at([14, 7], ["open", "unknown"])
    answer = next_sites(city, doubtful, candidates_at(could_be), wish)
    table = answer.table.set_index("name")
    assert (table["people_gained_at_least"] <= table["people_gained"]).all()
    assert table.loc["Building 7", "people_gained"] > 0
    assert table.loc["Building 7", "people_gained_at_least"] == 0
    assert table.loc["Building 7", "check_first"] == "Place 7"
    assert any("check Place 7" in sentence for sentence in answer.sentences())
    sure = next_sites(
        city, doubtful, candidates_at(could_be), SitingRequest.parse(areas, sites=2, sure=True)
    )
    assert sure.table["name"].tolist() == ["Building 33"]
    assert sure.table["check_first"].tolist() == [""]
    assert sure.table["people_gained"].tolist() == sure.table["people_gained_at_least"].tolist()
    assert "More than 1 site would bring nothing." in sure.sentences()


def test_without_any_place_nobody_is_served_before(city, areas):
    answer = next_sites(
        city, supply_at([]), candidates_at([14]), SitingRequest.parse(areas, sites=1)
    )
    assert answer.table["share_before"].tolist() == [0]
    assert answer.siting.gained_people == reached(walked(city), city.people.inhabitants, [14])


def test_both_formats_say_the_same(city, areas):
    answer = next_sites(
        city, supply_at([14]), candidates_at([0, 5, 33]), SitingRequest.parse(areas, sites=2)
    )
    lines = encode(SITES, answer.table, "csv", ROTTERDAM).decode().splitlines()
    features = json.loads(encode(SITES, answer.frame, "geojson", ROTTERDAM))["features"]
    assert lines[0] == ",".join(COLUMNS)
    assert len(lines) == len(features) + 1 == 3
    for line, feature in zip(lines[1:], features, strict=True):
        properties = feature["properties"]
        assert [cell_text(value) for value in properties.values()] == line.split(",")
        assert feature["geometry"]["coordinates"] == [properties["lon"], properties["lat"]]


def test_more_sites_than_candidates_are_refused(city, areas):
    with pytest.raises(InputError, match="from 1 to 2, the number of candidates"):
        next_sites(
            city, supply_at([14]), candidates_at([0, 5]), SitingRequest.parse(areas, sites=3)
        )


def test_a_proof_that_is_not_there_is_told_with_its_gap(city, areas):
    answer = next_sites(
        city,
        supply_at([14]),
        candidates_at(range(36)),
        SitingRequest.parse(areas, sites=3, seconds=0),
    )
    last = answer.sentences()[-1]
    assert answer.siting.bound >= answer.siting.gained_people
    assert ("proven" in last) == answer.siting.optimal
    assert ("a gap of" in last) != answer.siting.optimal


def test_candidates_that_would_help_nobody_are_told(city, areas):
    answer = next_sites(
        city, supply_at(range(36)), candidates_at([0, 5]), SitingRequest.parse(areas, sites=1)
    )
    assert len(answer.table) == 0
    assert answer.sentences() == ["None of the 2 candidates would help more residents."]
    assert encode(SITES, answer.table, "csv", ROTTERDAM).decode().splitlines() == [
        ",".join(COLUMNS)
    ]
    assert json.loads(encode(SITES, answer.frame, "geojson", ROTTERDAM))["features"] == []


def test_a_spot_is_named_after_its_buurt(city, areas):
    could_be = candidates_at([0, 35])
    spots = replace(could_be, names=np.array(["", ""], dtype=object))
    answer = next_sites(city, supply_at([14]), spots, SitingRequest.parse(areas, sites=2))
    assert set(answer.table["name"]) == {"Spot in South", "Spot in North"}
    assert set(answer.table["gebied"]) == {"Town"}


def test_a_site_outside_every_known_buurt_has_no_buurt(city, areas):
    elsewhere = replace(candidates_at([0]), buurt_code=np.array(["BU05990099"], dtype=object))
    answer = next_sites(city, supply_at([]), elsewhere, SitingRequest.parse(areas, sites=1))
    assert answer.table[["buurt", "gebied"]].to_numpy().tolist() == [["", ""]]


def test_each_row_repeats_what_was_asked_and_how_good_the_answer_is(city, areas):
    wish = SitingRequest.parse(
        areas, sites=2, minutes=12, kind="huiskamer", group="65+", method="walk", sure=True
    )
    answer = next_sites(city, supply_at([14]), candidates_at([0, 5, 33]), wish)
    for rank, row in enumerate(answer.table.to_dict("records"), start=1):
        assert row["rank"] == rank
        assert (row["minutes"], row["kind"], row["group"]) == (12, "huiskamer", "65+")
        assert (row["method"], row["served_by"], row["gap"]) == ("walk", "possible", 0)
        assert row["value"] == row["bound"] == answer.siting.value
    known = SitingRequest.parse(areas, sites=2)
    assert set(
        next_sites(city, supply_at([14]), candidates_at([0, 5]), known).table["served_by"]
    ) == {"known"}


def test_a_doubtful_place_of_another_kind_makes_no_difference(city, areas):
    doubtful = supply_at([7], ["unknown"])
    of_houses = SitingRequest.parse(areas, sites=1, kind="huis_van_de_wijk")
    [row] = next_sites(city, doubtful, candidates_at([7]), of_houses).table.to_dict("records")
    assert row["people_gained"] == row["people_gained_at_least"] > 0
    assert row["check_first"] == ""


def test_the_place_to_check_is_the_one_that_may_serve_most_of_the_people_of_a_site(city, areas):
    # Place 7 may serve six corners of the site, place 10 only four, but with more people.
    doubtful, site = [7, 10], 8
    answer = next_sites(
        city,
        supply_at(doubtful, ["unknown", "unknown"]),
        candidates_at([site]),
        SitingRequest.parse(areas, sites=1),
    )
    walks, people = walked(city), city.people.inhabitants
    near_site = walks[site] <= LIMIT_M + 1e-6
    nearest = walks[doubtful].argmin(axis=0)
    may_be_served = near_site & (walks[doubtful].min(axis=0) <= LIMIT_M + 1e-6)
    served = [people[may_be_served & (nearest == one)].sum() for one in (0, 1)]
    assert 0 < served[0] < served[1]
    [row] = answer.table.to_dict("records")
    assert row["check_first"] == "Place 10"
    assert row["people_gained"] == people[near_site].sum()
    assert row["people_gained_at_least"] == people[near_site & ~may_be_served].sum()


def test_the_place_to_check_is_of_the_kind_that_is_asked_for(city, areas):
    doubtful = supply_at([7, 10], ["unknown", "unknown"])
    kinds = np.array(["huis_van_de_wijk", "huiskamer"], dtype=object)
    for kind, named in zip(kinds, ("Place 7", "Place 10"), strict=True):
        [row] = next_sites(
            city,
            replace(doubtful, kind=kinds),
            candidates_at([8]),
            SitingRequest.parse(areas, sites=1, kind=kind),
        ).table.to_dict("records")
        assert row["check_first"] == named


def test_people_whom_an_earlier_site_reaches_are_not_gained_again(city, areas):
    answer = next_sites(
        city, supply_at([]), candidates_at([14, 15]), SitingRequest.parse(areas, sites=2)
    )
    walks, people = walked(city), city.people.inhabitants
    assert answer.table["people_gained_at_least"].sum() == reached(walks, people, [14, 15])
    assert answer.table["people_gained_at_least"].tolist() == answer.table["people_gained"].tolist()


@pytest.mark.parametrize("buurt", BUURTEN)
def test_of_one_district_only_its_people_count(city, areas, buurt):
    there, could_be = [14], [0, 3, 5, 9, 17, 22, 26, 30, 33, 35]
    question = replace(
        SitingRequest.parse(areas, sites=2).question, by=Level.BUURT, codes=frozenset([buurt])
    )
    wish = SitingRequest(2, question, gebied="Here")
    supply = supply_at(there)
    answer = next_sites(city, supply, candidates_at(could_be), wish)
    people = np.where(city.people.buurt_code == buurt, city.people.inhabitants, 0.0)
    walks = walked(city)
    before = reached(walks, people, there)
    best = max(reached(walks, people, [*there, *more]) for more in combinations(could_be, 2))
    assert answer.siting.optimal
    assert answer.siting.gained_people == pytest.approx(best - before)
    assert answer.siting.covered_share_before == pytest.approx(before / people.sum())
    assert set(answer.table["within"]) <= {"Here"}
    changes = difference(city, supply, answer, Level.BUURT)
    assert changes["code"].tolist() == [buurt]
    assert changes["change"].sum() == pytest.approx(best - before)


def test_what_sites_change_per_buurt_adds_up_to_what_they_gain(city, areas):
    supply = supply_at([14])
    answer = next_sites(
        city, supply, candidates_at([0, 5, 30, 35]), SitingRequest.parse(areas, sites=3)
    )
    changes = difference(city, supply, answer, Level.BUURT)
    assert changes["change"].sum() == pytest.approx(answer.siting.gained_people)
    whole = difference(city, supply, answer, Level.GEMEENTE)
    assert whole["change"].sum() == pytest.approx(answer.siting.gained_people)


def test_spots_for_one_district_come_from_there(city):
    every, some = spots_near_people(city), spots_near_people(city, within=BUURTEN[1:2])
    assert 0 < len(some) < len(every)
    assert set(some.buurt_code) == {BUURTEN[1]}


def test_a_district_is_named_as_a_gebied_a_buurt_or_several(areas):
    names = ["Feijenoord", "WK059910", "Katendrecht"]
    found = [SitingRequest.parse(areas, sites=1, gebied=name).gebied for name in names]
    assert found == ["Feijenoord", "Feijenoord", "Katendrecht"]
