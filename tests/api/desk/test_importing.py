"""A list at the desk: its columns, three heaps, decisions, accepting; and what is refused."""

import io
import re
import zipfile
from html import unescape

import pytest
from bird_names import BIRDS
from list_server import list_server
from openpyxl import Workbook

from api.desk import importing
from geo.intake.drafts import ImportDrafts
from geo.model.settings import settings
from geo.store.desk_users import DeskRole

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER = [
    "Locatie",
    "Straatnaam",
    "Nr.",
    "PC",
    "Woonplaats",
    "Wanneer open",
    "Tel",
    "Contactpersoon",
]


@pytest.fixture(autouse=True)
def _own_drafts(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def workbook(rows, header=HEADER):
    book = Workbook()
    book.active.append(header)
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ten():
    """Ten rows with column names of their own: two places that are known, eight that are new."""
    rows = [
        ["De Aal", "Aalstraat", "1", "", "Rotterdam", "ma t/m vr 9-17 uur", "010-4123456", "J."],
        ["De Brug", "Brugweg", "2", "", "Rotterdam", "", "06-12345678", "K."],
    ]
    times = "dinsdag 10.00-12.00 uur"
    rows += [[one, f"{one}pad", "3", "", "Rotterdam", times, "", ""] for one in BIRDS[:8]]
    assert len(rows) == 10
    return rows


def upload(browser, content, name="lijst.xlsx", kind=XLSX, **fields):
    fields = {"csrf": browser.csrf(), "title": "Gemeente, lijst", **fields}
    return browser.client.post("/desk/import", data=fields, files={"file": (name, content, kind)})


def observations(store):
    return len(store.tables().observations)


def test_a_workbook_of_ten_rows_with_names_of_its_own_is_taken_in(store, jo):
    before = observations(store)
    # 1: choose the file and read it
    answer = upload(jo, workbook(ten()), licence="CC0", published="2026-10-01")
    assert answer.status_code == 303
    draft = answer.headers["location"]
    page = unescape(jo.open(draft))
    assert "10 rijen" in page
    assert observations(store) == before
    # 2 to 4: a column that was not recognised, the kind, whose initiative; 5: look again
    columns = dict.fromkeys((f"column_{number}" for number in range(8)), "")
    columns |= {"column_0": "name", "column_1": "street", "column_2": "house_number",
                "column_4": "city", "column_5": "opening_hours", "column_6": "phone"}  # fmt: skip
    said = {**columns, "kind": "huiskamer", "initiative": "private", "licence": "CC0",
            "published": "2026-10-01", "source_type": "municipality"}  # fmt: skip
    assert jo.send(f"{draft}/columns", **said).status_code == 303
    page = unescape(jo.open(draft))
    assert "ma–vr 09:00–17:00" in page  # noqa: RUF001 - spans
    assert "+31 10 412 3456" in page
    assert "(weggelaten)" in page  # somebody's own number
    assert observations(store) == before
    # 6: accept
    answer = jo.send(f"{draft}/accept")
    assert answer.status_code == 303
    assert "written=" in answer.headers["location"]
    written = int(answer.headers["location"].rpartition("=")[2])
    assert observations(store) == before + written >= before + 8
    assert not [row for row in store.tables().observations if "12345678" in str(row)]
    jo.open(draft, 404)
    # once more, with the same title: its columns are known, and nothing is new
    again = upload(jo, workbook(ten()), published="2026-10-01").headers["location"]
    page = unescape(jo.open(again))
    assert "Accepteer 0 rijen" in page
    toml = jo.open("/desk/import/mapping.toml?source=Gemeente, lijst")
    assert 'phone = "Tel"' in toml


def test_a_row_in_doubt_waits_until_somebody_says_what_it_is(store, jo):
    rows = [["De Kade", "Aalstraat", "99", "", "Rotterdam", "", "", ""]]
    draft = upload(jo, workbook(rows), licence="CC0").headers["location"]
    page = jo.open(draft)
    number = re.search(r'name="row_(\d+)" value="out"', page)[1]
    jo.send(f"{draft}/rows", **{f"row_{number}": "same=kade"})
    before = observations(store)
    jo.send(f"{draft}/accept")
    assert observations(store) == before + 1
    assert store.tables().observations[-1]["place_id"] == "kade"


def test_a_source_without_terms_is_taken_in_on_somebodys_word_only(store, jo):
    rows = [["Heel Nieuw", "Kipstraat", "37", "", "Rotterdam", "", "", ""]]
    draft = upload(jo, workbook(rows)).headers["location"]
    before = observations(store)
    assert jo.send(f"{draft}/accept").status_code == 400
    assert observations(store) == before
    assert jo.send(f"{draft}/accept", vouched="true").status_code == 303
    assert observations(store) == before + 1
    assert "word of the operator" in store.tables().observations[-1]["licence"]


def test_nobody_opens_the_draft_of_another(jo, sign_in):
    draft = upload(jo, workbook(ten()), licence="CC0").headers["location"]
    other = sign_in("Sam", DeskRole.MAINTAINER)
    other.open(draft, 404)
    assert other.send(f"{draft}/accept").status_code == 404
    assert jo.send(f"{draft}/forget").status_code == 303
    jo.open(draft, 404)


@pytest.mark.parametrize("name", ["../secret", "a.b", "ü"])
def test_the_name_of_a_draft_is_never_a_path(tmp_path, name):
    (tmp_path / "secret.json").write_text("{}")
    assert ImportDrafts(tmp_path / "imports").find(name, 1) is None


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "leeg.csv"),
        (b"naam;straat\n" + b"x" * 5000 + b";y\n", "cel.csv"),
        (b"\x00\x01\x02", "lijst.xlsx"),
        (b"<html></html>", "lijst.html"),
        (b"naam\n" + b"a\n" * 200_000, "lang.csv"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000), "wachtwoord.xlsx"),
        (b"naam;straat\nDe Aal;Aalstraat\n", "tabel.xlsx"),
        (b"naam;straat\nDe Aal;Aalstraat\n", "tabel.geojson"),
        (b"naam;straat\nDe Aal;Aalstraat\n", "tabel.osm.pbf"),
        (b"naam;straat\nDe Aal;Aalstraat\n", "tabel"),
        (b"", "leeg.xlsx"),
    ],
)
def test_what_is_no_list_of_places_is_refused_with_a_reason(store, jo, content, name):
    before = store.fingerprint()
    answer = upload(jo, content, name, "application/octet-stream")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert store.fingerprint() == before


def test_a_workbook_that_unpacks_to_much_more_is_refused(jo):
    content = bomb()
    assert len(content) < 100_000
    assert upload(jo, content).status_code == 400


def test_an_upload_is_limited_and_so_is_every_other_form(jo):
    assert upload(jo, b"x" * 17_000_000, "groot.csv", "text/csv").status_code == 413
    answer = jo.client.post("/desk/new", data={"csrf": jo.csrf(), "why": "x" * 200_000})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "within", ["http://127.0.0.1:1/x.csv", "http://[::1]/x.csv", "http://169.254.169.254/x.csv",
                "file:///etc/passwd", "ftp://example.org/x.csv"],
)  # fmt: skip
def test_an_address_within_is_refused(jo, within):
    answer = jo.send("/desk/import", title="Lijst", address=within)
    assert answer.status_code == 400
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:1/x.csv", "http://[::1]/x.csv", "http://10.0.0.1/x.csv",
     "http://169.254.169.254/latest", "http://[fd00::1]/x.csv", "http://localhost/x.csv"],
)  # fmt: skip
def test_an_address_that_leads_within_is_refused_after_every_redirect(jo, monkeypatch, target):
    with list_server() as server:
        monkeypatch.setenv("MEETINGPLACES_IMPORT_HOSTS", server.host)
        settings.cache_clear()
        server.files = {"/x.csv": ("text/csv", b"naam;straat\nDe Aal;Aalstraat\n")}
        server.redirects = {"/a": "/b", "/b": target}
        fine = jo.send("/desk/import", title="Lijst", address=f"{server.url}/x.csv")
        assert fine.status_code == 303
        led = jo.send("/desk/import", title="Lijst", address=f"{server.url}/a")
        assert led.status_code == 400
        assert server.asked[-1] == "/b"
    settings.cache_clear()


def test_the_targets_of_the_form_are_those_of_a_mapping(jo):
    draft = upload(jo, workbook(ten()), licence="CC0").headers["location"]
    page = jo.open(draft)
    for target in importing.get_args(importing.Target):
        assert f'<option value="{target}"' in page
