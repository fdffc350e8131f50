"""``/.well-known/security.txt``, as RFC 9116 has it."""

from datetime import UTC, datetime, timedelta

import pytest

from api.site.security_txt import PATH
from geo.model.settings import settings


@pytest.fixture
def given(monkeypatch):
    """Set variables of the environment, and have the settings read anew."""

    def setting(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(f"MEETINGPLACES_{name.upper()}", value)
        settings.cache_clear()

    yield setting
    monkeypatch.undo()
    settings.cache_clear()


def fields(answer):
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    return dict(line.split(": ", 1) for line in answer.text.splitlines())


def test_without_a_contact_there_is_no_file_and_the_answer_says_why(client, given):
    given(security_contact="", contact_email="")
    answer = client.get(PATH)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "names no contact" in answer.json()["detail"]


def test_the_contact_for_security_goes_before_that_for_the_service(client, given):
    given(contact_email="info@example.org")
    assert fields(client.get(PATH))["Contact"] == "mailto:info@example.org"
    given(security_contact="https://example.org/report")
    assert fields(client.get(PATH))["Contact"] == "https://example.org/report"


def test_it_holds_for_less_than_a_year_and_names_its_own_address(client, given):
    given(security_contact="mailto:security@example.org", public_url="https://plekken.example.org/")
    file = fields(client.get(PATH))
    left = datetime.fromisoformat(file["Expires"]) - datetime.now(UTC)
    assert timedelta(days=80) < left < timedelta(days=365)
    assert file["Canonical"] == "https://plekken.example.org/.well-known/security.txt"
    assert file["Preferred-Languages"] == "nl, en"
