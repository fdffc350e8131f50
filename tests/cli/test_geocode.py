"""`meetingplaces geocode`: one address, or a table of them."""

import csv
import json
import math

import pytest
from observation_rows import read_observations

from geo.model.crs import RD_NEW
from geo.model.settings import settings

KNOWN = {
    "Afrikaanderplein 7": "huis-van-de-wijk-t-klooster",
    "Banierstraat 1": "huis-van-de-wijk-de-banier",
    "Dreef 71": "huis-van-de-wijk-de-brink",
    "Jacob Loisstraat 18": "huis-van-de-wijk-de-propeller",
    "Persoonsdam 142": "huis-van-de-wijk-de-dam",
    "Schommelstraat 69": "huis-van-de-wijk-mozaiek",
    "Menanderstraat 89": "huis-van-de-wijk-lombardijen",
}


@pytest.fixture(scope="module")
def observed():
    points = {}
    for seen in read_observations(settings().city_folder() / "observations"):
        if seen.point is not None:
            points.setdefault(seen.place_id, seen.point)
    return points


@pytest.mark.parametrize("address", KNOWN)
def test_known_addresses_are_found_within_5_metres_of_the_observations(run, observed, address):
    done = run("geocode", address)
    answer = json.loads(done.out)
    assert done.status == 0
    assert answer["precision"] == "address"
    point = observed[KNOWN[address]]
    x, y = RD_NEW.xy([answer["lon"], point.lon], [answer["lat"], point.lat])
    assert math.hypot(x[1] - x[0], y[1] - y[0]) <= 5
    expected = {"lat", "lon", "precision", "uncertainty_m", "provider", "matched", "score"}
    assert expected <= answer.keys()


def test_an_address_that_is_nowhere_has_no_point_and_status_1(run):
    done = run("geocode", "Coolsingel 1, Amsterdam")
    answer = json.loads(done.out)
    assert (done.status, answer["precision"], answer["lat"]) == (1, "none", None)


@pytest.mark.parametrize("nonsense", ["", "   ", "12", "😀", "x" * 10_000])
def test_what_is_no_address_gets_a_sentence_and_status_2(run, nonsense):
    done = run("geocode", nonsense)
    assert done.status == 2
    assert "expected" in done.err
    assert len(done.err) < 500
    assert done.out == ""


def test_no_address_at_all_tells_both_ways_to_call(run):
    done = run("geocode")
    assert done.status == 2
    assert "--csv IN --out OUT" in done.err


def table(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def test_a_table_keeps_its_columns_and_gains_the_answer(run, tmp_path):
    source = table(tmp_path / "in.csv", "nr,address,note\n1,Dreef 71,é\n2,nergens 99999,\n")
    done = run("geocode", "--csv", source, "--out", tmp_path / "out.csv")
    assert done.status == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:3] == ["nr", "address", "note"]
    assert list(rows[0])[3:] == [
        "lat", "lon", "precision", "uncertainty_m", "provider", "matched", "score", "remark",
    ]  # fmt: skip
    assert (rows[0]["precision"], rows[0]["note"]) == ("address", "é")
    assert (rows[1]["precision"], rows[1]["lat"]) == ("none", "")


def test_an_address_that_a_spreadsheet_damaged_is_told_with_its_line(run, tmp_path):
    text = 'address\nDreef 71\nGaffelstraat 1-mrt\n"3,011E+03"\n'
    done = run("geocode", "--csv", table(tmp_path / "in.csv", text), "--out", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        assert [row["precision"] for row in csv.DictReader(file)] == ["address", "none", "none"]
    told = " ".join((done.out + done.err).split())
    assert "line 3, field 'address': found 'Gaffelstraat 1-mrt'" in told
    assert "line 4, field 'address': found '3,011E+03'" in told


def test_semicolons_are_read_and_kept(run, tmp_path):
    source = table(tmp_path / "in.csv", "address;nr\nDreef 71;1\n")
    assert run("geocode", "--csv", source, "--out", tmp_path / "out.csv").status == 0
    assert (tmp_path / "out.csv").read_text().splitlines()[0].startswith("address;nr;lat;lon")


def test_windows_1252_is_refused_with_a_way_out_that_works(run, tmp_path):
    source = table(tmp_path / "in.csv", "address,note\nDreef 71,café\n", "windows-1252")
    out = tmp_path / "out.csv"
    refused = run("geocode", "--csv", source, "--out", out)
    assert refused.status == 2
    assert "0xE9" in refused.err
    assert "windows-1252" in refused.err
    assert not out.exists()
    assert run("geocode", "--csv", source, "--out", out, "--encoding", "windows-1252").status == 0
    assert "café" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("plek,nr\nDreef 71,1\n", "a column 'address'"),
        ("address,adres\nDreef 71,Dreef 71\n", "two columns with the address"),
        ("sep=;\nadres;nr\nDreef 71;1\n", "'sep=' on the first line"),
        ("", "an empty file"),
        ("address,lat\nDreef 71,1\n", "field 'lat'"),
        ("address,nr\nDreef 71\n", "line 2: found 1 values"),
        ('address,nr\n"Dreef 71,1\n', "no table"),
    ],
)
def test_a_table_that_is_none_is_refused_and_the_old_result_stays(run, tmp_path, text, told):
    out = table(tmp_path / "out.csv", "what was there")
    done = run("geocode", "--csv", table(tmp_path / "in.csv", text), "--out", out)
    assert done.status == 2
    assert told in done.err
    assert out.read_text() == "what was there"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_house_number_12_a_bis_is_an_address(run):
    answer = json.loads(run("geocode", "Kipstraat 12-a bis").out)
    assert answer["precision"] in ("address", "street")


def test_an_unknown_encoding_is_told(run, tmp_path):
    source = table(tmp_path / "in.csv", "address\nDreef 71\n")
    done = run("geocode", "--csv", source, "--out", tmp_path / "o.csv", "--encoding", "klingon")
    assert done.status == 2
    assert "klingon" in done.err


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("adres;nr\nDreef 71;1\n", "Dreef 71"),
        ("Address\nDreef 71\n", "Dreef 71"),
        ("straat;huisnummer;postcode;plaats\nDreef;71;3075HA;Rotterdam\n", "Dreef 71"),
        ("straat;huisnummer;toevoeging;plaats\nGaffelstraat;63;A;Rotterdam\n", "Gaffelstraat 63A"),
    ],
)
def test_the_columns_that_lists_have_are_understood(run, tmp_path, text, address):
    source = table(tmp_path / "in.csv", text)
    assert run("geocode", "--csv", source, "--out", tmp_path / "out.csv").status == 0
    separator = ";" if ";" in text else ","
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file, delimiter=separator)
    assert row["precision"] == "address"
    assert row["matched"].startswith(address)
    assert row["remark"] == ""


def test_a_row_that_is_vague_or_empty_says_why(run, tmp_path):
    source = table(tmp_path / "in.csv", "address\nKipstraat 999\n3011\n?!\nKipstraat 999\n")
    assert run("geocode", "--csv", source, "--out", tmp_path / "out.csv").status == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["remark"] for row in rows)
    assert "Not an address" in rows[2]["remark"]
    assert rows[0] == rows[3]


def test_a_table_in_utf_16_is_refused_with_what_to_do(run, tmp_path):
    source = table(tmp_path / "in.csv", "address\nDreef 71\n", "utf-16")
    done = run("geocode", "--csv", source, "--out", tmp_path / "out.csv")
    assert done.status == 2
    assert "--encoding utf-16" in done.err
    out = tmp_path / "out.csv"
    assert run("geocode", "--csv", source, "--out", out, "--encoding", "utf-16").status == 0
