"""Somebody at the desk in a real browser, on a store of forty-two made-up places."""

from bird_names import BIRDS
from observation_rows import cells
from stores import fresh_store

from geo.store.desk_users import DeskRole, DeskUsers
from geo.store.publication import publish
from geo.store.sessions import Links, Purpose
from geo.store.store import Author, Batch, Role


def place_name(number):
    """Return the name of a place, counted from 1."""
    return f"De {BIRDS[number - 1]}"


def made_up_store(folder):
    """Open a store of forty places, and one more that was entered twice."""
    opened = fresh_store(folder)
    rows = [
        cells(f"plek-{number}--1", name=place_name(number), kind="huiskamer", initiative="private",
              street=f"{BIRDS[number - 1]}pad", house_number="1", status="open",
              status_date="2023-11-22")
        for number in range(1, 41)
    ]  # fmt: skip
    rows += [
        cells(f"{place_id}--1", name=name, kind="huiskamer", initiative="private",
              street="Kipstraat", house_number="37")
        for place_id, name in (("dubbel-a", "Huiskamer De Dubbele"),
                               ("dubbel-b", "De Dubbele Huiskamer"))
    ]  # fmt: skip
    opened.append(Batch(rows, why="The seed."), Author(Role.SEED))
    publish(opened, Author(Role.SEED), "The seed.")
    return opened


class Hands:
    """A maintainer in a browser, whose clicks are counted; typing is not."""

    def __init__(self, visit, address, store, name="Jo"):
        self.page, self.visit, self.root = visit.page, visit, f"{address}/desk"
        self.clicks = 0
        users = DeskUsers(store.log)
        user = users.find(name) or users.add(name, f"{name}@example.org", DeskRole.MAINTAINER)
        token = Links(store.log).make(Purpose.SIGN_IN, str(user.id))
        self.page.goto(f"{self.root}/sign-in/{token}")
        self.submit(self.page.get_by_role("button").last)

    def begin(self, tab):
        """Begin a job at the inbox, by a click on a page of the menu."""
        self.page.goto(self.root)
        self.clicks = 0
        self.submit(self.page.locator("nav.tabs").get_by_role("link", name=tab))

    def click(self, what):
        what.click()
        self.clicks += 1

    def submit(self, what):
        """Click on what leads to another page, and wait for it."""
        with self.page.expect_navigation():
            self.click(what)

    def choose(self, selector, value):
        self.page.locator(selector).select_option(value)
        self.clicks += 1

    def type(self, selector, text):
        self.page.locator(selector).fill(text)

    def upload(self, name, content):
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        self.page.locator("#file").set_input_files(file)
        self.clicks += 1
