"""Who gets in at the desk, and who may do what: sign-in, sessions, forms, roles (ASVS level 2)."""

import re

import pytest
from post_office import wait_for_mail

from api.desk.routes import PARTS
from geo.model.settings import settings
from geo.store.desk_users import DeskRole, DeskUsers
from geo.store.sessions import Links, Purpose

OPEN = {"/sign-in", "/sign-in/{token}", "/sign-in/oidc", "/sign-in/oidc/back"}
"""The pages that need no session."""


def routes(method):
    """The paths of the desk that take a method, as their modules declare them."""
    found = (route for part in PARTS for route in part.router.routes)
    return sorted(route.path for route in found if method in route.methods)


def filled(path):
    return "/desk" + re.sub(r"\{\w+\}", "aal", path)


def test_no_page_is_shown_to_somebody_who_is_not_signed_in(browse):
    browser = browse()
    for path in set(routes("GET")) - OPEN:
        response = browser.client.get(filled(path))
        assert (response.status_code, response.headers["location"]) == (303, "/desk/sign-in"), path


def test_no_form_is_taken_from_somebody_who_is_not_signed_in(browse, store):
    browser, before = browse(), store.fingerprint()
    for path in set(routes("POST")) - OPEN:
        assert browser.client.post(filled(path), data={"csrf": "x"}).status_code == 401, path
    assert store.fingerprint() == before


def test_a_viewer_sees_every_page_and_changes_nothing(store, viewer):
    csrf, before = viewer.csrf(), store.fingerprint()
    for path in set(routes("POST")) - OPEN - {"/sign-out"}:
        assert viewer.client.post(filled(path), data={"csrf": csrf}).status_code == 403, path
    assert store.fingerprint() == before
    for path in ("", "/places", "/places/aal", "/new", "/confirm", "/publish"):
        assert "<button" not in re.sub(
            r"<header.*?</header>|<form method=\"get\".*?</form>", "",
            viewer.open(f"/desk{path}"), flags=re.DOTALL,
        ), path  # fmt: skip


@pytest.mark.parametrize("token", ["", "wrong", "x" * 43])
def test_a_form_without_the_token_of_its_page_is_refused(store, jo, token):
    before = store.fingerprint()
    for path in set(routes("POST")) - OPEN:
        assert jo.client.post(filled(path), data={"csrf": token}).status_code == 403, path
    assert store.fingerprint() == before


def test_the_token_of_another_session_is_refused(jo, sign_in):
    other = sign_in("Sam", DeskRole.MAINTAINER)
    assert jo.send("/desk/publish", csrf=other.csrf()).status_code == 403
    assert jo.send("/desk/publish").status_code == 303


def test_a_form_that_another_site_sends_is_refused(jo):
    response = jo.client.post(
        "/desk/publish", data={"csrf": jo.csrf()}, headers={"Origin": "https://evil.example"}
    )
    assert response.status_code == 403


def test_a_link_signs_in_once_and_not_by_looking_at_it(browse, store):
    user = DeskUsers(store.log).add("Jo", "jo@example.org", DeskRole.MAINTAINER)
    link = f"/desk/sign-in/{Links(store.log).make(Purpose.SIGN_IN, str(user.id))}"
    browser = browse()
    for _ in range(3):  # as programs that look at mail do
        assert "<form" in browser.open(link)
    assert browser.client.post(link).status_code == 303
    assert "Postvak" in browser.open("/desk")
    again = browse()
    assert "<form" not in again.open(link, 404)
    assert again.client.post(link).status_code == 404


def test_a_link_for_something_else_does_not_sign_in(browse, store):
    DeskUsers(store.log).add("Jo", "jo@example.org", DeskRole.MAINTAINER)
    token = Links(store.log).make(Purpose.OWNER, "1")
    assert browse().client.post(f"/desk/sign-in/{token}").status_code == 404


def test_signing_in_draws_a_new_session_and_signing_out_ends_it(browse, jo, store):
    first = jo.client.cookies["desk"]
    link = f"/desk/sign-in/{Links(store.log).make(Purpose.SIGN_IN, '1')}"
    jo.client.post(link)
    second = jo.client.cookies["desk"]
    assert first != second
    jo.send("/desk/sign-out")
    for token in (first, second):
        other = browse()
        other.client.cookies.set("desk", token)
        assert other.client.get("/desk").status_code == 303


def test_somebody_who_may_not_use_the_desk_any_more_is_out_at_once(jo, store):
    users = DeskUsers(store.log)
    users.change_role(users.find("Jo"), DeskRole.NONE)
    assert jo.client.get("/desk").status_code == 303


@pytest.mark.parametrize("public", ["", "https://plekken.example"])
def test_the_cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(
    browse, store, monkeypatch, public
):
    monkeypatch.setenv("MEETINGPLACES_PUBLIC_URL", public)
    settings.cache_clear()
    user = DeskUsers(store.log).add("Jo", "jo@example.org", DeskRole.MAINTAINER)
    link = f"/desk/sign-in/{Links(store.log).make(Purpose.SIGN_IN, str(user.id))}"
    cookie = browse().client.post(link).headers["set-cookie"]
    settings.cache_clear()
    assert cookie.startswith("__Host-desk=" if public else "desk=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert ("Secure" in cookie) == bool(public)


def test_pages_are_kept_nowhere_and_run_nothing_from_elsewhere(jo):
    headers = jo.client.get("/desk").headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_link_comes_by_mail_and_strangers_are_answered_alike(browse, store, post_office):
    DeskUsers(store.log).add("Jo", "jo@example.org", DeskRole.MAINTAINER)
    browser = browse()
    answers = {
        browser.client.post("/desk/sign-in", data={"mail": mail}).text
        for mail in ("jo@example.org", "stranger@example.org")
    }
    assert len(answers) == 1
    # Sent after the answer, so that its time does not tell who has an account.
    wait_for_mail(post_office)
    (message,) = post_office
    assert (message["to"], message["from"]) == ("jo@example.org", "plekken@example.org")
    link = re.search(
        r"http://127\.0\.0\.1:\d+(/desk/sign-in/\S+)", message.get_payload(decode=True).decode()
    )[1]
    assert browser.client.post(link).status_code == 303


def test_a_server_for_mail_that_is_down_tells_nobody_who_has_an_account(browse, store, monkeypatch):
    DeskUsers(store.log).add("Jo", "jo@example.org", DeskRole.MAINTAINER)
    monkeypatch.setenv("MEETINGPLACES_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("MEETINGPLACES_MAIL_FROM", "plekken@example.org")
    settings.cache_clear()
    browser = browse()
    answers = [
        browser.client.post("/desk/sign-in", data={"mail": mail})
        for mail in ("jo@example.org", "stranger@example.org")
    ]
    settings.cache_clear()
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].text == answers[1].text


def test_asking_for_links_and_trying_links_is_limited(browse):
    browser = browse()
    statuses = [
        browser.client.post("/desk/sign-in", data={"mail": "x@example.org"}).status_code
        for _ in range(12)
    ]
    assert statuses[-1] == 429
    assert statuses[0] == 200
