"""Releases that were frozen stay as they were, and say so."""

import io
import re
import zipfile

import pytest
from frozen_releases import CURRENT, FIRST, SECOND, past_places, whole_release, write_archive

from geo.directory.directory import Directory
from geo.directory.holder import DirectoryHolder
from geo.io import checksums
from geo.model.errors import InputError, ReleaseError
from geo.release.archive import Archive, freeze, pack, unpack
from geo.release.files import verify_release

HEADER = "id,date,version,bytes,sha256\n"
SUM = "a" * 64


@pytest.fixture
def archive(tmp_path):
    return write_archive(tmp_path)


def test_a_frozen_release_is_listed_with_the_checksum_of_its_file(archive):
    kept = Archive.open(archive)
    assert [one.id for one in kept.releases] == [FIRST, SECOND]
    for one in kept.releases:
        content = (archive / f"{one.id}.zip").read_bytes()
        assert (one.bytes, one.sha256) == (len(content), checksums.digest(content))
        assert kept.content(one) == content


def test_freezing_twice_keeps_what_was_frozen(archive, tmp_path):
    before = {path.name: path.read_bytes() for path in archive.iterdir()}
    first, _ = past_places()
    again = whole_release(tmp_path / "again", first, version="aaaa1111", date="2025-01-10")
    assert freeze(again, archive).id == FIRST
    assert {path.name: path.read_bytes() for path in archive.iterdir()} == before


def test_the_same_release_gives_the_same_bytes_wherever_and_whenever_it_is_packed(tmp_path):
    one, other = (whole_release(tmp_path / name) for name in ("one", "other"))
    (other / "places.geojson").touch()
    assert pack(one) == pack(other)


def test_an_unpacked_release_is_whole_and_opens(archive, tmp_path):
    kept = Archive.open(archive)
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(kept.path(kept.releases[1])).extractall(unpacked)
    verify_release(unpacked)
    directory = Directory.open(unpacked)
    assert directory.version == "bbbb2222"
    assert directory.find("korte-tijd") is not None


def test_the_real_release_is_small_and_holds_its_tables_as_text(release):
    packed = pack(release)
    assert len(packed) < 500_000
    names = set(zipfile.ZipFile(io.BytesIO(packed)).namelist())
    assert {"places.geojson", "observations.csv", "evidence.csv", "datapackage.json"} <= names
    assert not [name for name in names if name.endswith((".gpkg", ".fgb", ".parquet"))]


def test_the_places_of_a_frozen_release_are_as_they_were(archive):
    kept = Archive.open(archive)
    first, second = past_places()
    for one, places in zip(kept.releases, (first, second), strict=True):
        assert kept.places(one) == {place["id"]: place for place in places}


def test_a_release_that_is_not_whole_is_not_frozen(tmp_path):
    release = whole_release(tmp_path / "release")
    (release / "places.geojson").write_text("{}")
    with pytest.raises(ReleaseError, match=re.escape("places.geojson differs")):
        freeze(release, tmp_path / "archive")
    assert not (tmp_path / "archive").exists()


@pytest.mark.parametrize("damage", [b"", b"PK no zip", None])
def test_a_damaged_or_missing_file_is_never_given_as_a_release(archive, damage):
    kept = Archive.open(archive)
    path = kept.path(kept.releases[0])
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    with pytest.raises(ReleaseError, match=re.escape(FIRST)):
        kept.places(kept.releases[0])


def test_a_zip_with_the_right_checksum_but_no_places_is_refused(archive):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as empty:
        empty.writestr("release.json", "{}")
    content = buffer.getvalue()
    (archive / f"{FIRST}.zip").write_bytes(content)
    line = f"{FIRST},2025-01-10,aaaa1111,{len(content)},{checksums.digest(content)}\n"
    (archive / "releases.csv").write_text(HEADER + line)
    kept = Archive.open(archive)
    with pytest.raises(ReleaseError, match=r"no readable places\.geojson"):
        kept.places(kept.releases[0])


def test_a_folder_that_does_not_exist_is_an_empty_archive(tmp_path):
    assert Archive.open(tmp_path / "nowhere").releases == ()


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (f"../../etc/passwd,2025-01-10,aaaa1111,1,{SUM}", "id"),
        (f"2025-01-10-bbbb,2025-01-10,aaaa1111,1,{SUM}", "id"),
        (f"2025-01-99-aaaa1111,2025-01-99,aaaa1111,1,{SUM}", "date"),
        (f"{FIRST},2025-01-10,aaaa1111,many,{SUM}", "bytes"),
        (f"{FIRST},2025-01-10,aaaa1111,1,short", "sha256"),
        (f"{FIRST},2025-01-10,aaaa1111,1,{SUM}\n{FIRST},2025-01-10,aaaa1111,1,{SUM}", "id"),
    ],
)
def test_a_list_that_is_wrong_is_refused_by_line_and_field(tmp_path, line, field):
    (tmp_path / "releases.csv").write_text(f"{HEADER}{line}\n")
    with pytest.raises(InputError) as refused:
        Archive.open(tmp_path)
    assert field in {problem.field for problem in refused.value.problems}
    assert all(problem.line for problem in refused.value.problems)


def frozen_as(archive, content):
    """Put any content in the place of the first frozen release, with its right checksum."""
    (archive / f"{FIRST}.zip").write_bytes(content)
    lines = (archive / "releases.csv").read_text().splitlines()
    lines[1] = f"{FIRST},2025-01-10,aaaa1111,{len(content)},{checksums.digest(content)}"
    (archive / "releases.csv").write_text("\n".join(lines) + "\n")


def zip_of(files, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return buffer.getvalue()


PLACES = '{"type": "FeatureCollection", "features": []}'


def encrypted(content):
    """Set the bit that says that the first file of a zip is encrypted, in both its headers."""
    changed = bytearray(content)
    changed[6] |= 1
    changed[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no readable places.geojson"),
        (b"no zip", "no readable places.geojson"),
        (zip_of({"other.txt": "x"}), "no readable places.geojson"),
        (zip_of({"places.geojson": PLACES})[:-40], "no readable places.geojson"),
        (encrypted(zip_of({"places.geojson": PLACES})), "no readable places.geojson"),
        (zip_of({"places.geojson": "[]"}), "no readable places"),
        (zip_of({"places.geojson": PLACES, "../evil.sh": "rm"}), "'../evil.sh'"),
        (zip_of({"places.geojson": PLACES, "/etc/passwd": "x"}), "'/etc/passwd'"),
        (zip_of({"places.geojson": PLACES, "..\\evil.sh": "x"}), "evil.sh'"),
        (zip_of({"places.geojson": PLACES, "map/": ""}), "'map/'"),
    ],
)
def test_what_is_no_frozen_release_is_left_out_and_told(archive, tmp_path, content, told):
    frozen_as(archive, content)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    directory = Directory.open(whole_release(tmp_path / "now"), archive=archive)
    assert [state.release for state in directory.history.states] == [SECOND, "2026-11-20-one"]
    assert [one.id for one in directory.history.archive.releases] == [SECOND]
    assert told in directory.history.damaged[FIRST]
    assert [name for name in before if "evil" in name or "passwd" in name] == []


@pytest.mark.parametrize("slip", ["../x.csv", "map/../../x.csv", "/{}/x.csv", "..\\x.csv", "C:\\x"])
def test_zip_slip_nothing_is_unpacked_where_a_name_leads_out_of_the_folder(tmp_path, slip):
    packed = io.BytesIO(pack(whole_release(tmp_path / "release")))
    with zipfile.ZipFile(packed, "a") as changed:
        changed.writestr(slip.format(tmp_path), "x")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ReleaseError, match="which is no plain file name"):
        unpack(packed.getvalue(), tmp_path / "folder", "x.zip")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_zip_that_would_fill_the_memory_is_never_unpacked(archive, monkeypatch):
    bomb = zip_of({"places.geojson": b"0" * 3_000_000})
    assert len(bomb) < 10_000
    frozen_as(archive, bomb)
    monkeypatch.setattr("geo.release.archive.MAX_UNPACKED_BYTES", 1_000_000)
    kept = Archive.open(archive)
    with pytest.raises(ReleaseError, match="holds 3000000 bytes when unpacked"):
        kept.places(kept.releases[0])


def test_one_changed_bit_in_a_frozen_release_stops_neither_serving_nor_freezing(archive, tmp_path):
    path = archive / f"{FIRST}.zip"
    content = path.read_bytes()
    path.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])
    release = whole_release(tmp_path / "now")
    holder = DirectoryHolder(release, archive=archive)
    assert list(holder.current.history.damaged) == [FIRST]
    assert not holder.refresh(), "nothing changed"
    assert freeze(release, archive).id == CURRENT
    assert holder.refresh(), "one was frozen"
    assert list(holder.current.history.damaged) == [FIRST]
    path.write_bytes(content)
    assert holder.refresh(), "one is whole again"
    assert holder.current.history.damaged == {}
    assert holder.current.history.archive.find(FIRST) is not None
