"""What somebody may type to break the desk is refused with a reason, or kept and harmless."""

import re
from html import unescape

import pytest

from geo.store.reports import ReportKind, Reports

SWEEP = pytest.mark.long(job="sweeps")
SOURCE = {"channel": "call", "on": "2026-11-20"}
TEXTS = {
    "a script": "<script>alert(1)</script>",
    "an attribute": '" autofocus onfocus="alert(1)',
    "a template": "{{ 7 * 7 }}{% raw %}",
    "another direction": "\u202egnp.exe",
    "a NUL": "a\x00b",
    "10,000 characters": "x" * 10_000,
    "SQL": "'; DROP TABLE entry; --",
    "a formula": "=HYPERLINK(1)",
    "a broken emoji": "\ufffd\U0001f600",
}
FIELDS = (
    "name", "operator", "street", "house_number", "postcode", "website", "phone", "email", "costs",
    "languages", "activities", "programme", "opening_hours", "url", "why",
)  # fmt: skip


def assert_harmless(page):
    assert "<script>alert" not in page
    assert 'onfocus="alert' not in page
    assert "{{ 7 * 7 }}" in unescape(page) or "49" not in re.findall(r">(\d+)<", page)


EVERYWHERE = "a script"
ELSEWHERE = {name: text for name, text in TEXTS.items() if name != EVERYWHERE}
SOME = ("name", "languages", "opening_hours", "why")
"""Fields of text, of a list and of a notation, and what is said of the change."""


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        pytest.param(TEXTS[EVERYWHERE], FIELDS, id=f"{EVERYWHERE} in every field"),
        *(pytest.param(text, SOME, id=name) for name, text in ELSEWHERE.items()),
        *(
            pytest.param(text, FIELDS, id=f"{name} in every field", marks=SWEEP)
            for name, text in ELSEWHERE.items()
        ),
    ],
)
def test_no_text_in_any_field_breaks_a_page_or_gets_out_of_it(jo, store, text, fields):
    page = jo.open("/desk/places/aal")
    for field in fields:
        version = re.search(r'name="version" value="(\d+)"', page)[1]
        sent = jo.send("/desk/places/aal", **SOURCE, version=version, **{field: text})
        assert sent.status_code in {303, 400}, (field, sent.status_code)
        if sent.status_code == 303:
            page = jo.open("/desk/places/aal")
        assert_harmless(sent.text)
        assert_harmless(page)
    assert_harmless(jo.open("/desk/publish"))
    stored = str(store.tables().observations) + "".join(one.why for one in store.log.entries())
    assert not re.search("[\x00\u202e]", stored)
    assert store.log.verify() == []


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_text_of_a_report_or_a_reason_breaks_the_inbox(jo, store, text):
    report = Reports(store).add(ReportKind.OTHER, place_id="aal", text=text[:1000])
    page = jo.open("/desk")
    assert "<script>alert" not in page
    assert not re.search("[\x00\u202e]", page)
    sent = jo.send(f"/desk/reports/{report.number}/decline", outcome=text)
    assert sent.status_code in {303, 400}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_text_in_another_form_or_an_address_breaks_anything(jo, text):
    for path, fields in {
        "/desk/new": SOURCE | {"name": text, "kind": "huiskamer", "initiative": "private",
                               "sure": "true"},
        "/desk/confirm": SOURCE | {"place": [text]},
        "/desk/duplicates": {"place_id": text, "other_id": text, "verdict": "same", "reason": text},
        "/desk/publish": {"why": text},
        "/desk/import": {"title": text, "address": text, "licence": text, "published": text},
        "/desk/places/aal/contact": {"mail": text},
        "/desk/places/aal/withdraw": {"observation": text, "why": text},
        "/desk/sign-in": {"mail": text},
    }.items():  # fmt: skip
        sent = jo.send(path, **fields)
        assert sent.status_code < 500, (path, sent.text)
        assert "<script>alert" not in sent.text
    for path in ("/desk/places", "/desk/new", "/desk/import/mapping.toml", "/desk/call"):
        query = {"q": text, "name": text, "source": text, "gebied": text}
        assert jo.client.get(path, params=query).status_code < 500, path
