"""What if, as a planner tries it: by hand on the map, by keyboard and without JavaScript."""

import csv
import io
import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

LAPTOP = {"viewport": {"width": 1280, "height": 1000}}
PLACE = "wijkgebouw-de-bron-rubroek"
PLAN = f"close,{PLACE}~add,huiskamer,51.86000,4.36000"


@pytest.fixture
def look(visit):
    """Visit on a laptop."""
    return lambda **options: visit(**LAPTOP | options)


@pytest.fixture
def command(run, release):
    """What a command prints as CSV, by row."""

    def ask(*asked):
        done = run(*asked, "--format", "csv", "--release", release)
        assert done.status == 0, done.err
        return list(csv.DictReader(io.StringIO(done.out)))

    return ask


def differences(page):
    """The last column, by the name of the district, in people."""
    found = {}
    for row in page.locator("#table tr:has(.change)").all():
        said = row.locator(".change").inner_text()
        number = re.sub(r"[^\d\u2212]", "", said).replace("\u2212", "-")
        found[row.locator("th").inner_text().strip(" *\u00a0")] = int(number) if number else None
    return found


def moves(page):
    return page.locator("ul.moves li").count()


def test_a_plan_in_the_address_says_what_the_command_says(look, site, command, tmp_path):
    page = look().open(f"{site}/planner?plan={PLAN}").page
    assert moves(page) == 2
    link = page.get_by_role("link", name="Het plan als CSV").get_attribute("href")
    file = tmp_path / "plan.csv"
    file.write_text(unquote(link.partition(",")[2]), encoding="utf-8")
    asked = ("--minutes", "10", "--kind", "either", "--what-if", str(file))
    of_command = {row["name"]: row["change"] for row in command("coverage", *asked)}
    on_page = differences(page)
    assert on_page["Rotterdam"] != 0
    assert on_page["Hoogvliet"] > 1000
    for name, change in of_command.items():
        expected = None if change == "" else round(int(change) / 10) * 10
        assert on_page[name] == expected or abs(on_page[name] - int(change)) <= 5, name


def test_a_click_adds_a_place_and_undo_takes_it_back(look, site):
    page = look().open(f"{site}/planner").page
    page.locator("[data-tool=add] summary").click()
    expect(page.locator("#map[data-tool=add]")).to_be_attached()
    page.evaluate("scrollTo(0, 0)")
    before = page.locator("#map").bounding_box()
    page.mouse.click(before["x"] + 500, before["y"] + 400)
    page.locator("ul.moves li").wait_for()
    page.wait_for_url(re.compile("plan=add(%2C|,)huiskamer"))
    assert page.locator("#moves use").count() == 1
    assert len(differences(page)) == 22
    page.locator("ul.moves a").click()
    page.locator("ul.moves").wait_for(state="detached")
    expect(page).not_to_have_url(re.compile("plan="))
    page.go_back()
    expect(page.locator("ul.moves li")).to_have_count(1)


def test_a_place_is_closed_by_a_click_and_moved_by_dragging(look, site):
    page = look().open(f"{site}/planner").page
    page.locator("[data-tool=close] summary").click()
    expect(page.locator("#map[data-tool=close]")).to_be_attached()
    page.locator(f"#places [data-id='{PLACE}']").dispatch_event("click")
    expect(page.locator("ul.moves")).to_contain_text("Dicht")
    page.locator("[data-tool=move] summary").click()
    expect(page.locator("#map[data-tool=move]")).to_be_attached()
    assert moves(page) == 1
    page.evaluate("scrollTo(0, 0)")
    dot = page.locator(f"#places [data-id='{PLACE}']").bounding_box()
    at = dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2
    top = page.evaluate("at => document.elementFromPoint(...at).dataset.id ?? ''", list(at))
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + 60, at[1] + 20, steps=3)
    page.mouse.up()
    page.get_by_text("Verplaatst:").wait_for()
    page.wait_for_url(lambda url: f"move,{top}" in unquote(url))


def test_the_keyboard_closes_a_place_from_the_list(look, site):
    page = look().open(f"{site}/planner").page
    page.locator("[data-tool=close] summary").focus()
    page.keyboard.press("Enter")
    page.locator("#close").select_option(PLACE)
    page.get_by_role("button", name="Sluit de plek").press("Enter")
    expect(page.locator("#plan-said")).to_contain_text("Samen")


def test_without_javascript_an_address_adds_a_place(look, site):
    visitor = look(java_script_enabled=False).open(f"{site}/planner?age=65%2B")
    page = visitor.page
    page.locator("[data-tool=add] summary").click()
    page.fill("#add", "Kipstraat 37")
    page.get_by_role("button", name="Zet de plek erbij").click()
    expect(page.locator("ul.moves li")).to_have_count(1)
    assert page.locator("#age").input_value() == "65+"
    page.locator("[data-tool=add] summary").click()
    page.fill("#add", "Nergensstraat 999999")
    page.get_by_role("button", name="Zet de plek erbij").click()
    expect(page.get_by_role("alert")).to_contain_text("kennen we niet")
    expect(page.locator("#add")).to_have_value("Nergensstraat 999999")
    assert all("400 (Bad Request)" in text for text in visitor.complaints)
    visitor.complaints.clear()


def test_axe_finds_nothing_in_a_plan(look, site):
    visitor = look(bypass_csp=True).open(f"{site}/planner?plan={PLAN}")
    assert visitor.violations() == []


def gains(page):
    """What each site adds, as the list says."""
    said = page.locator(".best li").all_inner_texts()
    return [int(re.search(r": ([\d.]+) inwoners", one)[1].replace(".", "")) for one in said]


def test_where_next_says_what_the_command_says_and_its_plan_holds_it(look, site, command):
    page = look().open(f"{site}/planner?gebied=WK059916").page
    page.locator("#sites > summary").click()
    page.locator("#sites-number").select_option("2")
    page.get_by_role("button", name="Zoek in Hoogvliet").click()
    page.locator(".best li").nth(1).wait_for()
    page.wait_for_url("**sites=2**")
    expect(page.locator("#plan-said")).to_contain_text("bewezen")
    expect(page.locator("#moves .site")).to_have_count(2)
    of_command = [
        int(row["people_gained"])
        for row in command("next-sites", "--sites", "2", "--gebied", "Hoogvliet")
    ]
    promised = gains(page)
    assert all(abs(one - other) <= 5 for one, other in zip(promised, of_command, strict=True))
    page.get_by_role("link", name="Zet alles in het plan").click()
    page.locator("ul.moves li").nth(1).wait_for()
    page.wait_for_url("**plan=**")  # the last that a change of the page does
    assert abs(differences(page)["Hoogvliet"] - sum(promised)) <= 20


OWN = "name,lat,lon\nSchool De Brug,51.8601,4.3602\nKantine Vooruit,51.8655,4.3492\n"


def test_where_next_among_spots_of_ones_own(look, site, command, tmp_path):
    file = tmp_path / "own.csv"
    file.write_text(OWN, encoding="utf-8")
    page = look().open(f"{site}/planner").page
    page.locator("#sites > summary").click()
    page.locator(".own > summary").click()
    page.locator("#candidates-file").set_input_files(file)
    expect(page.locator("#candidates")).to_have_value(re.compile("School De Brug"))
    page.get_by_role("button", name="Zoek in Rotterdam").click()
    page.locator(".best li").wait_for()
    row = command("next-sites", "--sites", "1", "--candidates", str(file))[0]
    assert page.locator(".best li b").inner_text().startswith(row["name"])
    assert abs(gains(page)[0] - int(row["people_gained"])) <= 5
    link = page.locator("#sites-found .files a", has_text="CSV").get_attribute("href")
    of_file = page.request.get(f"{site}{link}").text()
    assert next(csv.DictReader(io.StringIO(of_file)))["people_gained"] == row["people_gained"]


def test_without_javascript_a_wrong_spot_is_said_and_kept(look, site):
    visitor = look(java_script_enabled=False)
    page = visitor.open(f"{site}/planner?sites=1&candidates=name,address%0AClub,Nergens+99").page
    assert "Regel 2" in page.get_by_role("alert").inner_text()
    assert page.locator("#candidates").input_value().endswith("Nergens 99")
    assert page.locator("tbody tr").count() == 21
    visitor.complaints.clear()  # of the status 400
