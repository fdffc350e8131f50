"""The desk of the real city: what is published is served at once, and going back as well."""

import re

import httpx
import pytest
from serving import served

from api.app import create_app
from geo.model.settings import settings
from geo.pipeline.current import current_release
from geo.store.desk_users import DeskRole, DeskUsers
from geo.store.opening import open_store
from geo.store.sessions import Links, Purpose

PLACE = "verhalenhuis-belvedere"


@pytest.fixture
def city(tmp_path, monkeypatch):
    """A browser of a maintainer at a server of the real city, with a store of its own."""
    monkeypatch.setenv("MEETINGPLACES_DATABASE", f"sqlite:///{tmp_path / 'store.sqlite'}")
    settings.cache_clear()
    opened = open_store(settings().city_folder(), settings().database)
    user = DeskUsers(opened.log).add("Jo", "jo@example.org", DeskRole.MAINTAINER)
    token = Links(opened.log).make(Purpose.SIGN_IN, str(user.id))
    with (
        served(create_app(current_release, store=lambda: opened)) as address,
        httpx.Client(base_url=address, timeout=120) as browser,
    ):
        assert browser.post(f"/desk/sign-in/{token}").status_code == 303
        yield browser
    opened.log.engine.dispose()
    settings.cache_clear()


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]+)"', page)[1]


def served_name(city):
    feature = city.get(f"/v1/collections/places/items/{PLACE}").json()
    return feature["properties"]["name"]


def test_what_is_published_is_served_at_once_and_going_back_too(city):
    before = served_name(city)
    page = city.get(f"/desk/places/{PLACE}").text
    form = {"csrf": hidden(page, "csrf"), "version": hidden(page, "version"), "channel": "call",
            "on": "2026-11-20", "name": "Verhalenhuis aan de Maas"}  # fmt: skip
    assert city.post(f"/desk/places/{PLACE}", data=form).status_code == 303
    assert served_name(city) == before
    waiting = city.get("/desk/publish").text
    assert "Verhalenhuis aan de Maas" in waiting
    assert city.post("/desk/publish", data={"csrf": form["csrf"]}).status_code == 303
    assert served_name(city) == "Verhalenhuis aan de Maas"
    earlier = hidden(city.get("/desk/publish").text, "upto")
    city.post("/desk/publish", data={"csrf": form["csrf"], "upto": earlier})
    assert served_name(city) == before
