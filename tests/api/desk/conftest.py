"""A desk on a store of a few places, and browsers of a maintainer and a viewer."""

import re
from contextlib import ExitStack

import httpx
import pytest
from observation_rows import cells
from post_office import post_office_open
from serving import TLS, served
from stores import fresh_store

from api.desk.desk import Desk
from api.desk.routes import create_desk
from geo.store.desk_users import DeskRole, DeskUsers
from geo.store.publication import publish
from geo.store.sessions import Links, Purpose
from geo.store.store import Author, Batch, Role

PLACES = [
    cells("aal--1", name="De Aal", kind="huiskamer", initiative="private", street="Aalstraat",
          house_number="1", status="open", status_date="2023-11-22"),
    cells("brug--1", name="Huis van de Wijk De Brug", kind="huis_van_de_wijk", street="Brugweg",
          house_number="2", status="open", status_date="2023-11-22", website="https://brug.example"),
    cells("kade--1", name="De Kade", kind="huiskamer", initiative="private", street="Kade",
          house_number="3"),
]  # fmt: skip


class Browser:
    """What somebody does at the desk: open a page, fill in its form, send it."""

    def __init__(self, address):
        self.client = httpx.Client(base_url=address, timeout=60, verify=TLS)
        self._tokens = {}

    def open(self, path, status=200):
        response = self.client.get(path)
        assert response.status_code == status, response.text
        return response.text

    def csrf(self, path="/desk/confirm"):
        """The token of the forms: all those of a session have the same."""
        session = str(self.client.cookies)
        if session not in self._tokens:
            self._tokens[session] = re.search(r'name="csrf" value="([^"]+)"', self.open(path))[1]
        return self._tokens[session]

    def send(self, path, **fields):
        return self.client.post(path, data={"csrf": self.csrf()} | fields)


def seed(store):
    store.append(Batch(PLACES, why="The seed."), Author(Role.SEED))
    publish(store, Author(Role.SEED), "The seed.")


@pytest.fixture
def store(tmp_path):
    opened = fresh_store(tmp_path, seed)
    yield opened
    opened.log.engine.dispose()


@pytest.fixture
def used():
    """How often a release was taken into use."""
    return []


@pytest.fixture(scope="session")
def standing():
    """The application of a desk, whose store each test gives, and the address of its server."""
    app = create_desk(None)
    with served(app) as address:
        yield app, address


@pytest.fixture
def desk(store, used):
    return Desk(store, lambda: used.append(1))


@pytest.fixture
def address(standing, desk):
    app, address = standing
    app.state.desk = desk
    return address


@pytest.fixture
def browse(address):
    """Opens a browser that has no session yet."""
    with ExitStack() as opened:

        def another():
            browser = Browser(address)
            opened.enter_context(browser.client)
            return browser

        yield another


@pytest.fixture
def sign_in(store, browse):
    def somebody(name, role):
        user = DeskUsers(store.log).add(name, f"{name.lower()}@example.org", role)
        browser = browse()
        token = Links(store.log).make(Purpose.SIGN_IN, str(user.id))
        assert browser.client.post(f"/desk/sign-in/{token}").status_code == 303
        return browser

    return somebody


@pytest.fixture
def jo(sign_in):
    return sign_in("Jo", DeskRole.MAINTAINER)


@pytest.fixture
def viewer(sign_in):
    return sign_in("Vera", DeskRole.VIEWER)


@pytest.fixture
def post_office():
    with post_office_open() as taken:
        yield taken
