"""Registers from their addresses, at a stand-in that breaks off in the middle."""

import hashlib
import json
import shutil

import httpx
import pytest
from own_city import ROTTERDAM
from publisher import publisher

from geo.city.profile_tables import RegisterPart
from geo.model.errors import MeetingplacesError
from geo.model.settings import settings
from geo.registers.address_sources import open_addresses
from geo.registers.downloads import ATTEMPTS, Downloads
from geo.registers.online import Registers

CONTENT = bytes(range(256)) * 20_000
STREETS = [f"Verzonnen {name}straat" for name in "abcdefgh"]


@pytest.fixture
def site():
    with publisher() as running:
        yield running


def downloads(folder):
    return Downloads(folder, httpx.Client(trust_env=False), sleep=lambda _: None)


class TestFiles:
    def test_a_file_that_breaks_off_goes_on_from_there(self, site, tmp_path):
        site.files["/gtfs-nl.zip"] = CONTENT
        site.break_after = [3_000_000]
        path = downloads(tmp_path).fetch(f"{site.url}/gtfs-nl.zip")
        assert path.read_bytes() == CONTENT
        assert site.statuses == [200, 206]
        assert site.ranges[0] is None
        assert site.ranges[1] == "bytes=3000000-"

    def test_what_came_in_is_kept_for_a_later_run(self, site, tmp_path):
        site.files["/a.zip"] = CONTENT
        site.break_after = [1_000_000, *[0] * ATTEMPTS]
        with pytest.raises(MeetingplacesError, match="broke off after 1,000,000 bytes"):
            downloads(tmp_path).fetch(f"{site.url}/a.zip")
        assert not (tmp_path / "a.zip").exists()
        assert downloads(tmp_path).fetch(f"{site.url}/a.zip").read_bytes() == CONTENT
        assert site.ranges[-1] == "bytes=1000000-"

    def test_another_file_at_the_address_is_fetched_from_its_beginning(self, site, tmp_path):
        site.files["/a.zip"] = CONTENT
        site.break_after = [1_000_000, *[0] * ATTEMPTS]
        with pytest.raises(MeetingplacesError):
            downloads(tmp_path).fetch(f"{site.url}/a.zip")
        site.files["/a.zip"] = newer = CONTENT[::-1]
        assert downloads(tmp_path).fetch(f"{site.url}/a.zip").read_bytes() == newer

    def test_an_unchanged_file_comes_from_the_cache(self, site, tmp_path):
        site.files["/a.zip"] = CONTENT
        for _ in range(2):
            assert downloads(tmp_path).fetch(f"{site.url}/a.zip").read_bytes() == CONTENT
        assert site.statuses == [200, 304]

    def test_a_file_in_the_cache_that_was_changed_is_fetched_anew(self, site, tmp_path):
        site.files["/a.zip"] = CONTENT
        downloads(tmp_path).fetch(f"{site.url}/a.zip").write_bytes(b"something else")
        assert downloads(tmp_path).fetch(f"{site.url}/a.zip").read_bytes() == CONTENT
        assert site.statuses == [200, 200]

    def test_the_checksum_of_the_publisher_must_agree(self, site, tmp_path):
        site.files["/nl.osm.pbf"] = CONTENT
        right = hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()
        site.files["/nl.osm.pbf.md5"] = f"{'0' * 32}  nl.osm.pbf\n".encode()
        with pytest.raises(MeetingplacesError, match=f"with the MD5 {right}; its publisher says 0"):
            downloads(tmp_path).fetch(f"{site.url}/nl.osm.pbf")
        assert not list(tmp_path.glob("*.part"))
        site.files["/nl.osm.pbf.md5"] = f"{right}  nl.osm.pbf\n".encode()
        assert downloads(tmp_path).fetch(f"{site.url}/nl.osm.pbf").read_bytes() == CONTENT

    def test_a_refusal_is_said(self, site, tmp_path):
        with pytest.raises(MeetingplacesError, match=r"/none\.zip answered with status 404"):
            downloads(tmp_path).fetch(f"{site.url}/none.zip")


def feature(street, number):
    """An address as PDOK's OGC API writes it: the house number is a text."""
    return {
        "type": "Feature",
        "id": f"{street}-{number}",
        "properties": {
            "identificatie": "0599200000508415",
            "adresseerbaar_object_type": "Verblijfsobject",
            "openbare_ruimte_naam": street,
            "huisnummer": str(number),
            "huisletter": "A",
            "toevoeging": None,
            "postcode": "3012BR",
            "woonplaats_naam": "Rotterdam",
        },
        "geometry": {"type": "Point", "coordinates": [4.477563182494074, 51.91559870274542]},
    }


class TestFeatures:
    @pytest.fixture
    def registers(self, site, tmp_path):
        site.features = [feature(street, 42) for street in STREETS]
        url = f"{site.url}/bag/ogc/v2/collections/adres/items"
        city = ROTTERDAM.model_copy(update={"downloads": {RegisterPart.ADDRESSES: url}})
        shutil.copy(settings().reference / "gemeente.geojson", tmp_path)
        return Registers(city, tmp_path, tmp_path / "cache", sleep=lambda _: None)

    def test_a_page_that_breaks_off_is_asked_again_and_none_is_asked_twice(self, site, registers):
        site.break_after = [3]
        told = []
        found = list(open_addresses(registers.fetch(RegisterPart.ADDRESSES, told.append)))
        assert [one.street for one in found] == STREETS
        assert found[0][1:6] == (42, "A", "", "3012BR", "Rotterdam")
        assert told == [3, 6, 8]
        assert [query.get("cursor") for query in site.queries] == [None, "3", "3", "6"]
        assert site.queries[0]["limit"] == "1000"
        west, south, east, north = map(float, site.queries[0]["bbox"].split(","))
        assert 3 < west < east < 5
        assert 51 < south < north < 53

    def test_a_fetch_that_failed_goes_on_with_the_page_where_it_was(self, site, registers):
        site.break_after = [6] * ATTEMPTS
        with pytest.raises(MeetingplacesError, match="The pages before it are kept"):
            registers.fetch(RegisterPart.ADDRESSES)
        site.queries.clear()
        found = list(open_addresses(registers.fetch(RegisterPart.ADDRESSES)))
        assert [one.street for one in found] == STREETS
        assert [query.get("cursor") for query in site.queries] == ["6"]

    def test_a_collection_is_used_again(self, site, registers):
        first = registers.fetch(RegisterPart.ADDRESSES).read_bytes()
        site.features = []
        assert registers.fetch(RegisterPart.ADDRESSES).read_bytes() == first

    def test_a_feature_that_is_no_address_is_named_by_its_line(self, tmp_path):
        wrong = feature("Straat", "een")
        lines = [json.dumps(feature("Straat", 1)), json.dumps(wrong)]
        (tmp_path / "a.ndjson").write_text("\n".join(lines), encoding="utf-8")
        with pytest.raises(Exception, match=r"a\.ndjson, line 2: .* expected a feature with"):
            list(open_addresses(tmp_path / "a.ndjson"))
