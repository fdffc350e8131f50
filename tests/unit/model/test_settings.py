"""What an operator may choose, how it is refused, and that the reference names all of it."""

import runpy
from pathlib import Path

import pytest

from geo.model.docstrings import attribute_docstrings
from geo.model.errors import InputError
from geo.model.settings import PREFIX, Settings, settings

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(autouse=True)
def _read_anew():
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_the_reference_is_what_the_class_says():
    written = runpy.run_path(str(DOCS / "write_settings.py"))["page"]()
    assert (DOCS / "settings.md").read_text(encoding="utf-8") == written, "run make settings"


def test_every_setting_is_described():
    assert set(attribute_docstrings(Settings)) == set(Settings.model_fields)


@pytest.mark.parametrize(
    "contact", ["", "mailto:security@example.org", "https://example.org/report", "tel:+31-10-0"]
)
def test_a_contact_is_a_uri_of_three_schemes(monkeypatch, contact):
    monkeypatch.setenv(f"{PREFIX}SECURITY_CONTACT", contact)
    assert settings().security_contact == contact


@pytest.mark.parametrize(
    "contact",
    [
        "security@example.org",
        "http://example.org",
        "mailto:",
        "mailto:a@b.nl\nPolicy: https://c.nl",
    ],
)
def test_another_contact_is_refused_in_one_sentence(monkeypatch, contact):
    monkeypatch.setenv(f"{PREFIX}SECURITY_CONTACT", contact)
    with pytest.raises(InputError) as refused:
        settings()
    assert str(refused.value) == (
        f"environment, field 'MEETINGPLACES_SECURITY_CONTACT': found {contact}, "
        "expected an address that begins with mailto:, https:// or tel:."
    )
