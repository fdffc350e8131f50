"""A file is read in parts, as GDAL and DuckDB do from afar."""

import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import served_apart

GEOPACKAGE = "/v1/exports/places.gpkg"
CSV = "/v1/exports/places.csv"


@pytest.fixture(scope="module")
def whole(client):
    return client.get(CSV).content


def part(client, asked, **headers):
    return client.get(CSV, headers={"range": asked, **headers})


def test_a_file_says_that_parts_can_be_had(client, whole):
    for answer in (client.get(CSV), client.head(CSV)):
        assert answer.status_code == 200
        assert answer.headers["accept-ranges"] == "bytes"
        assert answer.headers["content-length"] == str(len(whole))
        assert "content-range" not in answer.headers
    assert "content-range" in client.get(CSV).headers["access-control-expose-headers"]


@given(first=st.integers(0, 400), last=st.integers(0, 10**9))
def test_a_part_is_what_the_file_has_there(client, whole, first, last):
    answer = part(client, f"bytes={first}-{last}")
    if last < first:
        assert (answer.status_code, answer.content) == (200, whole)
        return
    assert answer.status_code == 206
    assert answer.content == whole[first : last + 1]
    end = min(last, len(whole) - 1)
    assert answer.headers["content-range"] == f"bytes {first}-{end}/{len(whole)}"
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers["etag"]


@given(length=st.integers(1, 10**9))
def test_the_end_of_a_file_can_be_asked_for(client, whole, length):
    answer = part(client, f"bytes=-{length}")
    assert (answer.status_code, answer.content) == (206, whole[-length:])


def test_a_part_without_an_end_goes_on_to_the_end(client, whole):
    answer = part(client, "bytes=100-")
    assert (answer.status_code, answer.content) == (206, whole[100:])


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=999999999-1999999999", "bytes=-0"])
def test_a_part_outside_the_file_is_told_how_long_the_file_is(client, whole, asked):
    answer = part(client, asked)
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(whole)}"
    assert answer.headers["content-type"] == "application/problem+json"
    assert str(len(whole)) in answer.json()["detail"]


@pytest.mark.parametrize(
    "asked",
    ["bytes=0-1,5-6", "lines=0-1", "bytes=-", "bytes=a-b", "bytes", "0-1", "", "bytes=9-1",
     "bytes=-1-2", "bytes=" + "9" * 5000 + "-", b"bytes=\xd9\xa1-\xd9\xa2"],
)  # fmt: skip
def test_what_is_not_one_part_gets_the_whole_file(client, whole, asked):
    answer = part(client, asked)
    assert (answer.status_code, answer.content) == (200, whole)


def test_a_part_of_a_file_that_has_changed_is_not_given(client, whole):
    tag = client.get(CSV).headers["etag"]
    assert part(client, "bytes=0-9", **{"if-range": tag}).content == whole[:10]
    changed = part(client, "bytes=0-9", **{"if-range": '"another"'})
    assert (changed.status_code, changed.content) == (200, whole)


def test_a_part_of_a_filtered_file_is_of_that_file(client):
    address = f"{CSV}?kind=huiskamer"
    filtered = client.get(address).content
    answer = client.get(address, headers={"range": "bytes=-50"})
    assert answer.content == filtered[-50:]
    assert "selection" in answer.headers["content-disposition"]


def test_parts_fit_together_to_the_file(client):
    expected = client.get(GEOPACKAGE).content
    starts = range(0, len(expected), 50_000)
    parts = [
        client.get(GEOPACKAGE, headers={"range": f"bytes={one}-{one + 49_999}"}) for one in starts
    ]
    assert b"".join(one.content for one in parts) == expected


def test_gdal_opens_a_geopackage_where_it_stands(made_up, tmp_path):
    with served_apart(made_up, tmp_path / "asked.txt") as address:
        found = pyogrio.read_info(f"/vsicurl/{address}{GEOPACKAGE}")
    assert found["features"] > 0
