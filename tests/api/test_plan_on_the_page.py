"""What the planners' page says of a plan, as a whole and as the part that its script asks for."""

import csv
import html
import io
import re

import pytest

HOOGVLIET = "add,huiskamer,51.85660,4.36980"
PARTS = ("answer", "plan-moves", "sites-found", "table", "moves", "names", "drawn", "legend")


@pytest.fixture
def client(rotterdam):
    return rotterdam


def asked(client, **query):
    answer = client.get("/planner", params=query)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"\s*([<>])\s*", r"\1", answer.text)))


def share_of(page, name):
    """The range of a district, as its row of the table says it."""
    row = page.split(f'data-said="{name}: ')[1]
    return row.split('"')[0]


def inside(page, part):
    """How a part begins."""
    found = page.split(f' id="{part}"')[1].split(">", 1)[1]
    return found[:100]


def test_the_part_that_changes_is_that_of_the_page_at_the_same_address(client):
    question = {"plan": HOOGVLIET, "gebied": "Hoogvliet", "sites": "1", "fill": "reach"}
    whole, part = asked(client, **question), asked(client, **question, part="changes")
    for name in PARTS:
        assert inside(part, name) == inside(whole, name), name
    assert len(part) < len(whole) / 1.5
    assert "part=" not in part, "its links lead to pages"


def test_with_a_plan_the_table_and_the_map_show_what_would_be(client):
    now = asked(client, gebied="Hoogvliet")
    planned = asked(client, gebied="Hoogvliet", plan=HOOGVLIET)
    without = asked(client, gebied="Hoogvliet", plan=HOOGVLIET, now="1")
    name = "Hoogvliet Zuid"
    assert share_of(planned, name) != share_of(now, name)
    assert share_of(without, name) == share_of(now, name)
    assert f"{name}: {share_of(planned, name)}" in planned.split('id="shapes"')[1].split("</g>")[0]
    assert "Dit is met uw plan; zonder uw plan: 27\N{EN DASH}46 %." in planned.replace("\xa0", " ")
    assert "Dit is zonder uw plan; met uw plan: 37\N{EN DASH}55 %." in without.replace("\xa0", " ")
    assert "uw plan:" not in now


@pytest.mark.parametrize("fill", ["walk", "reach"])
def test_squares_show_what_would_be(client, fill):
    drawn = [
        asked(client, gebied="Hoogvliet", fill=fill, gaps="1", part="changes", **more)
        .split('id="drawn"')[1]
        .split("</g>")[0]
        for more in ({}, {"plan": HOOGVLIET}, {"plan": HOOGVLIET, "now": "1"})
    ]
    assert drawn[0] != drawn[1]
    assert drawn[0] == drawn[2]


def test_the_map_of_walks_keeps_what_depends_on_unknown_hours_apart(client):
    legends = [
        asked(client, fill="walk", part="changes", **more)
        .split('id="legend"')[1]
        .split("</div>")[0]
        for more in ({}, {"block": "saturday"})
    ]
    said = "Dat hangt af van wat we niet weten"
    assert [said in one for one in legends] == [False, True]


def test_a_plan_that_cannot_be_read_is_said_in_the_part(client):
    answer = client.get("/planner", params={"plan": "close,nobody", "part": "changes"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("more", [{"plan": "~".join([HOOGVLIET] * 50)}, {"add": "51.8566,4.3698"}])
def test_a_plan_that_is_too_long_is_said_and_the_last_one_stays(client, more):
    moves = [f"add,huiskamer,51.85660,4.369{at}" for at in range(10, 40)]
    answer = client.get("/planner", params={"plan": "~".join(moves), **more})
    assert answer.status_code == 400
    assert "Een plan heeft hoogstens 30 wijzigingen. Maak er eerst een ongedaan." in answer.text
    kept = answer.text.count('class="moves"')
    assert kept == ("add" in more)


def test_a_form_that_the_script_sends_leads_to_the_part(client):
    answer = client.get("/planner", params={"add": "51.8566,4.3698", "part": "changes"})
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("part=changes#plan")


def test_sites_come_on_top_of_the_plan_and_so_does_their_file(client):
    page = asked(client, gebied="Hoogvliet", sites="2")
    links = re.findall(r'href="([^"]+)#plan">Zet in het plan', page)
    # The other is still the best on top of the one that goes into the plan.
    on_top = html.unescape(re.sub(r"\s+", " ", client.get(links[0]).text))
    assert "Deze plekken komen boven op uw plan." in on_top
    assert gains(on_top) == gains(page)[1:]
    (offered,) = set(re.findall(r'href="(/v1/coverage/sites[^"]+f=csv)"', on_top))
    row = next(csv.DictReader(io.StringIO(client.get(offered).text)))
    assert round(int(row["people_gained"]), -1) == gains(on_top)[0]


def gains(page):
    """What each site adds, as the list says."""
    said = re.findall(r"</b>: ?([\d.]+) inwoners", page)
    return [int(one.replace(".", "")) for one in said]


def test_sites_that_count_hours_are_no_file_and_the_page_says_why(client):
    page = asked(client, gebied="Hoogvliet", sites="1", block="saturday")
    assert "Niet als bestand" in page
    assert "/v1/coverage/sites?" not in page
    assert "Niet als bestand" not in asked(client, gebied="Hoogvliet", sites="1")
