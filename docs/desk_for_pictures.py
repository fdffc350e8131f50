"""A desk with work on it, for the pictures of the docs: real places, made-up reports and changes.

Kept in a database that is thrown away, so that no picture shows what somebody really reported.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext

from geo.model.settings import settings
from geo.store.desk_users import DeskRole, DeskUser, DeskUsers
from geo.store.opening import open_store
from geo.store.reports import ReportKind, Reports
from geo.store.rows import Channel, new_observation
from geo.store.sessions import Links, Purpose
from geo.store.sql_store import SqlStore
from geo.store.store import Author, Batch, Role

LIST = """\
Locatie;Straat;Huisnr;Plaats;Telefoon;Openingstijden
Huis van de Wijk Pier 80;Rösener Manzstraat;80;Rotterdam;010 123 45 67;ma t/m vr 9-17 uur
Wijkgebouw de Bron;Bergstraat;5;Rotterdam;;dinsdag en donderdag 10.00-12.00 uur
De Voorbeeldkamer;Slinge;250;Rotterdam;;iedere middag als het licht brandt
"""
"""A list that comes in: rows that are known, in doubt and new, and hours that nobody can read."""


def made_up_desk(folder: Path) -> SqlStore:
    """Open the seed in a database of its own, with reports that wait and changes to be published.

    Parameters
    ----------
    folder
        In which the database is made.
    """
    store = open_store(settings().city_folder(), f"sqlite:///{folder / 'store.sqlite'}")
    user = DeskUsers(store.log).add("Sam", "sam@example.org", DeskRole.MAINTAINER)
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011 - a calendar day
    for place_id, values in (
        (
            "huis-van-de-wijk-prinsenland",
            {"phone": "+31 10 123 4567", "website": "https://voorbeeld.example/"},
        ),
        ("wijkgebouw-de-bron-rubroek", {"opening_hours": "Tu,Th 10:00-12:00"}),
        (
            "de-bron-voorbeeld",
            {
                "name": "De Bron",
                "kind": "huiskamer",
                "street": "Vondelweg",
                "house_number": "254",
                "postcode": "3031PW",
            },
        ),
    ):
        row = new_observation(place_id, values, Channel.CALL, yesterday)
        store.append(Batch([row], why="Gebeld."), Author(Role.MAINTAINER, user.id))
    reports = Reports(store)
    reports.add(
        ReportKind.OTHER, place_id="huis-van-de-wijk-pier-80", author=Author(Role.OWNER),
        proposed={"opening_hours": "Mo-Fr 09:00-17:00; Sa,Su off", "phone": "+31 10 123 4567"},
    )  # fmt: skip
    reports.add(ReportKind.CLOSED, place_id="schiezicht", text="Er hangt een briefje op de deur.")
    reports.add(ReportKind.HOURS, place_id="huis-van-de-wijk-prinsenland",
                text="ma t/m do 9-21 uur, vr 9-17 uur")  # fmt: skip
    missing = {"name": "De Voorbeeldkamer", "street": "Slinge", "house_number": "250"}
    reports.add(ReportKind.MISSING, text="Elke woensdag soep.", proposed=missing)
    return store


def sign_in(context: BrowserContext, home: str, store: SqlStore) -> None:
    """Sign in at the desk as its maintainer."""
    page = context.new_page()
    user = _maintainer(store)
    page.goto(f"{home}/desk/sign-in/{Links(store.log).make(Purpose.SIGN_IN, str(user.id))}")
    page.get_by_role("button").last.click()
    # Who depends on which place is counted in the background; the inbox is in order only then.
    while page.goto(f"{home}/desk/call") and page.locator("main [role=status]").count():
        page.wait_for_timeout(1000)
    page.close()


def take_in_list(context: BrowserContext, home: str) -> str:
    """Read the list at the desk, and return the path at the desk on which its rows stand."""
    page = context.new_page()
    page.goto(f"{home}/desk/import")
    page.fill("#title", "Gemeente, voorbeeldlijst")
    page.fill("#licence", "CC0-1.0")
    page.set_input_files(
        "#file", {"name": "lijst.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    page.locator("main form button.btn").last.click()
    page.wait_for_url("**/desk/import/*")
    path = page.url.removeprefix(f"{home}/desk")
    page.close()
    return path


def _maintainer(store: SqlStore) -> DeskUser:
    [user] = DeskUsers(store.log).all()
    return user
