"""The planners' page over HTTP: its answer, its table, what it refuses and what it links to."""

import html
import re

import pytest


@pytest.fixture
def client(rotterdam):
    return rotterdam


def test_the_page_says_the_figure_of_the_city_in_one_sentence(client):
    dutch = client.get("/planner").text
    assert "van de 672.940 inwoners van Rotterdam woont" in dutch
    english = client.get("/en/planner?age=65%2B&kind=huiskamer").text
    assert "residents of 65 and over of Rotterdam" in english
    assert "minutes of a huiskamer" in english


def test_a_chosen_district_gets_an_answer_of_its_own(client):
    for page in (
        client.get("/planner?by=buurt&gebied=WK059903").text,
        client.get("/planner?gebied=Delfshaven").text,
    ):
        assert "van de 76.955 inwoners van Delfshaven woont" in page
        assert "672.940" not in page
        total = page.split("<tfoot>")[1].split("</tfoot>")[0]
        assert "76.955" in total
        assert names_in(page)[:2] == ["Bospolder", "Delfshaven"]


def test_the_map_shows_the_same_part_whoever_is_asked_about(client):
    parts = [
        re.search(r'data-tight="[^"]*" data-west="[^"]*"', client.get(f"/planner?age={age}").text)
        for age in ("all", "65%2B")
    ]
    assert parts[0][0] == parts[1][0]


def test_a_share_of_a_few_people_is_a_dash(client):
    page = client.get("/planner").text
    row = page.split('id="row-WK059923"')[1].split("</tr>")[0]
    assert ">5</td>" in row
    assert "%" not in re.sub(r'"[^"]*"', "", row)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("minutes=20&sites=1", "Kies één gebied, of een kortere looptijd."),
        ("sites=11", "Kies 1 tot en met 10 nieuwe plekken."),
        ("sites=2&candidates=name,lat,lon%0AClub,51.92,4.47", "Kies minder nieuwe plekken."),
        ("add=nan,nan", "“nan,nan” kennen we niet."),
        ("sites=1&candidates=naam%0AClub", "Regel 1 van uw eigen locaties"),
        ("sites=1&candidates=name,address%0AClub,Nergens", "Regel 2 van uw eigen locaties"),
        ("plan=nonsense", "Begin een nieuw plan."),
        ("plan=add,huiskamer,52.37,4.89", "Een plek in dit plan ligt niet in Rotterdam."),
    ],
)
def test_a_wrong_plan_or_search_leaves_the_answer_as_it_is(client, asked, said):
    answer = client.get(f"/planner?{asked}")
    assert answer.status_code == 400
    alert = html.unescape(answer.text).split('role="alert"')[1].split("</div>")[0]
    assert said in alert
    assert "van de 672.940 inwoners van Rotterdam woont" in answer.text


def test_the_page_says_of_how_many_places_the_hours_are_not_known(client):
    assert "niet bekend of ze dan open zijn" in client.get("/planner?block=saturday").text
    assert "niet bekend of ze dan open zijn" not in client.get("/planner").text


def test_the_page_keeps_the_question_in_every_link(client):
    page = client.get("/planner?by=buurt&minutes=12&block=sunday&age=65%2B").text
    query = "by=buurt&amp;minutes=12&amp;kind=either&amp;age=65%2B&amp;speed=walk&amp;block=sunday"
    for part, form in (("", "csv"), ("", "xlsx"), ("", "geojson"), ("/gaps", "csv")):
        links = [one for one in page.split('href="') if one.startswith(f"/v1/coverage{part}?")]
        assert any(f"f={form}" in one.split('"')[0] for one in links)
        assert all("age=65%2B" in one.split('"')[0] for one in links)
    assert 'href="/en/planner?by=buurt&amp;minutes=12' in page
    assert query.split("&amp;")[1] in page


def test_the_downloads_of_the_page_work(client):
    page = client.get("/planner?block=saturday").text
    links = {
        one.split('"')[0].replace("&amp;", "&")
        for one in page.split('href="')
        if one.startswith("/v1/coverage")
    }
    assert len(links) == 14
    assert {client.get(link).status_code for link in links} == {200}


def names_in(page):
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    return [line.split("</a>")[0].rsplit(">")[-1] for line in body.split("<tr ")[1:]]


def test_the_table_sorts_by_link(client):
    by_name = names_in(client.get("/planner").text)
    assert by_name[:2] == ["Botlek-Europoort-Maasvlakte", "Charlois"]
    page = client.get("/planner?sort=-residents").text
    assert names_in(page)[:2] == ["Prins Alexander", "Feijenoord"]
    assert set(names_in(page)[-2:]) == {"Rivium", "Vondelingenplaat"}
    assert 'aria-sort="descending"' in page
    assert names_in(client.get("/planner?sort=nonsense").text) == by_name


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("minutes=-5", "De looptijd “-5” kan niet."),
        ("minutes=10000", "De looptijd “10000” kan niet."),
        ("at=gisteren", "“gisteren” is geen dag met een tijd."),
        ("at=za+14:00&block=sunday", "Kies een deel van de week of vul een moment in"),
        ("gebied=Delfshavn", "Bedoelt u Delfshaven?"),
        ("gebied=Ommoord", "“Ommoord” is een buurt."),
        ("speed=300", "“300” is geen keuze bij “Loopsnelheid”."),
        ("kind=%3Cscript%3E", "“&lt;script&gt;” is geen keuze"),
        ("minutes=" + "9" * 5000, "De looptijd “9999"),
    ],
)
def test_what_cannot_be_is_said_above_the_form_which_keeps_it(client, query, said):
    answer = client.get(f"/planner?{query}")
    assert answer.status_code == 400
    assert said in answer.text
    assert answer.text.index(said) < answer.text.index("<form")
    value = query.split("=")[1].split("&")[0].replace("+", " ").replace("%3C", "&lt;")
    assert f'value="{value.replace("%3E", "&gt;")[:20]}' in answer.text
    assert "<script>" not in answer.text


def test_all_mistakes_on_the_page_are_said_at_once(client):
    page = client.get("/planner?minutes=x&at=y&gebied=z").text
    assert page.split("</form>")[0].count('<li><a href="#') == 3


def test_markup_in_the_address_is_shown_as_text(client):
    page = client.get("/planner?minutes=%22%3E%3Cimg%20src=x%3E").text
    assert "<img" not in page


def test_the_page_names_method_sources_years_and_licences(client):
    page = client.get("/planner").text
    assert 'href="#method"' in page
    for words in (
        "CBS, Kerncijfers wijken en buurten, 2025, Hoek van Holland 2024 (CC BY 4.0)",
        "© OpenStreetMap contributors, 18 augustus 2026 (ODbL 1.0)",
        "april 2026",
    ):
        assert words in page


def test_every_page_leads_to_the_planners(client):
    assert 'href="/planner"' in client.get("/").text
    assert 'href="/en/planner"' in client.get("/en/").text


def test_the_page_holds_no_script_or_style_of_its_own(client):
    page = client.get("/planner?by=buurt").text
    assert "<style" not in page
    assert " style=" not in page
    assert "<script>" not in page
