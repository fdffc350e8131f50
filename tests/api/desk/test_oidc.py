"""Signing in at the desk through a real OpenID provider, and every way in which that must fail."""

import sys
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from openid_provider import CLIENT, OTHER_KEY, SECRET, openid_provider
from serving import TLS

from geo.model.errors import InputError
from geo.model.settings import settings
from geo.store.desk_users import DeskRole, DeskUsers


@pytest.fixture
def choose(monkeypatch):
    """Set settings for the time of a test."""

    def chosen(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"MEETINGPLACES_{name.upper()}", value)
        settings.cache_clear()

    yield chosen
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture(scope="module")
def running():
    with openid_provider() as provider:
        yield provider


@pytest.fixture
def provider(running, choose, address, store):
    DeskUsers(store.log).add("Jo", "jo@example.org", DeskRole.MAINTAINER)
    running.forget()
    running.redirect_uris = [f"{address}/desk/sign-in/oidc/back"]
    choose(oidc_issuer=running.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET)
    return running


def leave(browser, path="/desk/sign-in/oidc"):
    """Go to the provider, and return the address that it sends the browser back to."""
    away = browser.client.get(path)
    assert away.status_code == 303, away.text
    return httpx.get(away.headers["location"], verify=TLS).headers["location"]


def come_back(browser, where):
    return browser.client.get(where)


def test_somebody_known_signs_in_and_the_code_serves_once(provider, browse):
    browser = browse()
    assert "/desk/sign-in/oidc" in browser.open("/desk/sign-in")
    where = leave(browser)
    back = come_back(browser, where)
    assert (back.status_code, back.headers["location"]) == (303, "/desk")
    assert "Jo" in browser.open("/desk")
    asked = provider.asked[-1]
    assert len(asked["state"]) >= 43
    assert len(asked["nonce"]) >= 43
    assert come_back(browser, where).status_code == 403  # what it left with is spent
    assert come_back(browse(), where).status_code == 403


@pytest.mark.usefixtures("provider")
def test_the_desk_is_then_read_in_the_language_in_which_it_was_left(browse):
    browser = browse()
    back = come_back(browser, leave(browser, "/en/desk/sign-in/oidc"))
    assert back.headers["location"] == "/en/desk"


@pytest.mark.usefixtures("provider")
def test_a_new_session_is_drawn_and_its_cookie_is_out_of_reach(viewer):
    before = viewer.client.cookies["desk"]
    back = come_back(viewer, leave(viewer))
    assert viewer.client.cookies["desk"] != before
    for cookie in back.headers.get_list("set-cookie"):
        assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "of another attempt"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"], "azp": "another-client"},
        {"iss": "https://evil.example"},
        {"exp": 1_700_000_000},  # in 2023
        {"exp": None},
        {"iat": 4_000_000_000},  # in 2096
        {"email": None},
        {"email": "stranger@example.org"},
        {"email": "Jo"},  # the name of somebody is not their address
        {"email": ["jo@example.org"]},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
    ],
    ids=str,
)
def test_a_token_that_is_not_right_signs_nobody_in(provider, browse, lies):
    provider.lies = lies
    browser = browse()
    back = come_back(browser, leave(browser))
    assert back.status_code == 403
    assert 'role="alert"' in back.text
    assert browser.client.get("/desk").status_code == 303
    assert "desk" not in browser.client.cookies


def test_a_token_signed_with_another_key_signs_nobody_in(provider, browse):
    provider.sign_with = OTHER_KEY
    browser = browse()
    assert come_back(browser, leave(browser)).status_code == 403


def test_an_unsigned_token_signs_nobody_in(provider, browse, monkeypatch):
    signed = provider.id_token
    monkeypatch.setattr(
        provider,
        "id_token",
        lambda nonce: f"eyJhbGciOiJub25lIn0.{signed(nonce).split('.')[1]}.",
    )
    browser = browse()
    assert come_back(browser, leave(browser)).status_code == 403


@pytest.mark.parametrize("state", ["", "x" * 43])
@pytest.mark.usefixtures("provider")
def test_an_answer_with_another_state_signs_nobody_in(browse, state):
    browser = browse()
    code = parse_qs(urlsplit(leave(browser)).query)["code"][0]
    back = browser.client.get("/desk/sign-in/oidc/back", params={"code": code, "state": state})
    assert back.status_code == 403


@pytest.mark.usefixtures("provider")
def test_an_answer_to_another_browser_signs_nobody_in(browse):
    mine, theirs = browse(), browse()
    leave(mine)
    assert come_back(mine, leave(theirs)).status_code == 403


@pytest.mark.usefixtures("provider")
def test_a_code_of_another_attempt_does_not_fit_the_verifier(browse):
    mine, theirs = browse(), browse()
    stolen = parse_qs(urlsplit(leave(theirs)).query)["code"][0]
    state = parse_qs(urlsplit(leave(mine)).query)["state"][0]
    back = mine.client.get("/desk/sign-in/oidc/back", params={"code": stolen, "state": state})
    assert back.status_code == 403


@pytest.mark.usefixtures("provider")
def test_who_declines_at_the_provider_is_not_signed_in(browse):
    browser = browse()
    state = parse_qs(urlsplit(leave(browser)).query)["state"][0]
    back = browser.client.get(
        "/desk/sign-in/oidc/back", params={"error": "access_denied", "state": state}
    )
    assert back.status_code == 403


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": None},
    ],
    ids=str,
)
def test_a_discovery_document_that_is_not_right_leads_nowhere(provider, browse, document):
    provider.document = document
    assert browse().client.get("/desk/sign-in/oidc").status_code == 403


@pytest.mark.usefixtures("provider")
def test_a_provider_that_is_down_is_told(browse, choose):
    choose(oidc_issuer="http://127.0.0.1:1")
    assert browse().client.get("/desk/sign-in/oidc").status_code == 403


@pytest.mark.parametrize(
    ("roles", "role"),
    [("viewer", DeskRole.VIEWER), (["x", "maintainer"], DeskRole.MAINTAINER), (None, None),
     ("none", None), ({"maintainer": 1}, None)],
    ids=str,
)  # fmt: skip
def test_roles_come_from_a_claim_where_one_is_set(  # noqa: PLR0913, PLR0917 - fixtures
    provider, browse, choose, store, roles, role
):
    choose(oidc_role_claim="roles")
    provider.lies = {"roles": roles}
    browser = browse()
    assert come_back(browser, leave(browser)).status_code == (303 if role else 403)
    assert DeskUsers(store.log).find("Jo").role is (role or DeskRole.MAINTAINER)


def test_a_claim_lets_nobody_in_whom_the_store_does_not_know(provider, browse, choose, store):
    choose(oidc_role_claim="roles")
    users = DeskUsers(store.log)
    users.change_role(users.find("Jo"), DeskRole.NONE)
    provider.lies = {"roles": "maintainer"}
    browser = browse()
    assert come_back(browser, leave(browser)).status_code == 403


def test_without_a_provider_nothing_of_it_shows(browse):
    browser = browse()
    assert "oidc" not in browser.open("/desk/sign-in")
    for path in ("/desk/sign-in/oidc", "/desk/sign-in/oidc/back"):
        assert browser.client.get(path).status_code == 404


@pytest.mark.usefixtures("provider")
def test_without_the_extra_nothing_of_it_shows(browse, monkeypatch):
    monkeypatch.setitem(sys.modules, "authlib", None)  # as where it is not installed
    browser = browse()
    assert "oidc" not in browser.open("/desk/sign-in")
    assert browser.client.get("/desk/sign-in/oidc").status_code == 404


@pytest.mark.parametrize("issuer", ["http://login.example.org", "login.example.org", "ftp://x"])
def test_a_provider_without_tls_is_refused_at_the_start(choose, issuer):
    choose(oidc_issuer=issuer)
    with pytest.raises(InputError, match="https"):
        settings()
