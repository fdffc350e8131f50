"""The description of the API to read and to try: Swagger UI, from our own files."""

import pytest
from playwright.sync_api import expect

OF_SWAGGER_UI = {"nested-interactive"}
"""What axe finds in its own markup: the row that opens an address holds a button and a link."""


@pytest.fixture(scope="module")
def viewer(visit_for_all, site):
    visitor = visit_for_all().open(f"{site}/docs")
    visitor.page.locator(".opblock").first.wait_for()
    return visitor


def test_every_file_is_our_own_and_the_policy_forbids_nothing_that_it_needs(viewer, site):
    assert [address for address in viewer.requests if not address.startswith(f"{site}/")] == []
    assert viewer.complaints == []


def test_axe_finds_nothing_but_what_swagger_ui_brings(viewer):
    assert {rule for rule, _ in viewer.violations()} <= OF_SWAGGER_UI


def test_it_fits_a_narrow_screen(viewer):
    viewer.page.set_viewport_size({"width": 320, "height": 800})
    assert not viewer.is_scrolling_sideways()


def test_an_address_is_asked_from_the_page(viewer):
    viewer.page.locator("[id$=-conformance] .opblock-summary-control").click()
    viewer.page.locator(".execute").click()
    answer = viewer.page.locator(".live-responses-table")
    expect(answer).to_contain_text("ogcapi-features-1")
