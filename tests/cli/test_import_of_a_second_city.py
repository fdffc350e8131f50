"""The list of the second city comes in by one command and its mapping, as it stands in the data."""

import csv
import json
import shutil

import pytest

from geo.model.settings import settings

TITLE = "Gemeente Amsterdam, Maatschappelijke voorzieningen"
LAYER = [
    # The first three as published; the others in the same form, for what is special about them.
    ("MV1135-1", "Buurtboederij Ons Genoegen", "Buurtkamer", "Spaarndammerdijk", "319", "1014AA",
     "West", (4.860541, 52.390909)),
    ("MV1038-1", "BK NIVON / ESAN Het Honk", "Buurtkamer", "Jan de Louterpad", "8", "1063ME",
     "Nieuw-West", (4.818269, 52.378877)),
    ("MV1039-1", "BK Social Garden", "Buurtkamer", "Burgemeester Van Leeuwenlaan", "73-1", "1064KM",
     "Nieuw-West", (4.812415, 52.377303)),
    ("MV1005-1", "De Banne", "Huis van de wijk", "Bezaanjachtplein", "243", "1034CR",
     "Noord", (4.916939, 52.4077)),
    ("MV1447-1", "Sloterdijk Stationskwartier: Huis van de Wijk", "Huis van de wijk", "", "", "",
     "Nieuw-West", (4.836, 52.387)),
    ("MV3057-1", "Volewijck Buurtkamer Tolhuis 7a (renovatie)", "Buurtkamer", "Buiksloterweg", "7A",
     "1031CC", "Noord", (4.904636, 52.383272)),
    ("MV1244-1", "BIKO", "Buurtkamer", "Steve Bikoplein", "45659", "1092GN",
     "Oost", (4.92314, 52.355589)),
    ("MV9999-1", "Een verzonnen school", "School", "Damrak", "1", "1012LG",
     "Centrum", (4.9, 52.377)),
]  # fmt: skip
ROWS = {
    "amsterdam-" + place: row_id
    for place, row_id in {
        "buurtboederij-ons-genoegen": "MV1135-1",
        "bk-nivon-esan-het-honk": "MV1038-1",
        "bk-social-garden": "MV1039-1",
        "de-banne": "MV1005-1",
        "sloterdijk-stationskwartier-huis-van-de-wijk": "MV1447-1",
        "volewijck-buurtkamer-tolhuis-7a": "MV3057-1",
        "biko": "MV1244-1",
    }.items()
}


def observations(folder):
    with (folder / "observations.csv").open(encoding="utf-8", newline="") as stream:
        return {row["place_id"]: row for row in csv.DictReader(stream)}


@pytest.fixture
def layer(tmp_path):
    """The layer in the form in which the municipality publishes it."""
    names = ("MVZN_ID", "Naam", "Soort", "Adres", "Huisnummer", "Postcode", "Stadsdeel")
    features = [
        {
            "type": "Feature",
            "id": number,
            "geometry": {"type": "Point", "coordinates": point},
            "properties": dict(zip(names, values, strict=True)) | {"Domein": "Basisvoorzieningen"},
        }
        for number, (*values, point) in enumerate(LAYER, 1)
    ]
    path = tmp_path / "maatschappelijke_vzn.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_the_rows_in_the_data_are_those_of_the_import(run, layer, tmp_path, monkeypatch):
    packaged = settings().data
    data = tmp_path / "data"
    for part in ("amsterdam/reference", "sources", "holidays", "words"):
        shutil.copytree(packaged / part, data / part)
    for file in ("city.toml", "observations/decisions.csv"):
        (data / "amsterdam" / file).parent.mkdir(exist_ok=True)
        shutil.copy(packaged / "amsterdam" / file, data / "amsterdam" / file)
    seed = packaged / "amsterdam/observations/observations.csv"
    header = seed.read_text(encoding="utf-8").splitlines()[0]
    (data / "amsterdam/observations/observations.csv").write_text(f"{header}\n", encoding="utf-8")
    monkeypatch.setenv("MEETINGPLACES_DATA", str(data))
    monkeypatch.setenv("MEETINGPLACES_CITY", "amsterdam")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "stored"))
    settings.cache_clear()
    try:
        words = ("import", layer, "--city", "amsterdam", "--source", TITLE, "--date", "2026-05")
        done = run(*words, "--accept")
        assert (done.status, "7 rows written" in done.out) == (0, True), done.err
        again = run(*words, "--accept")
        assert "Nothing to write" in again.out
        assert run("store", "export", "--city", "amsterdam", "--out", tmp_path / "out").status == 0
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    made, kept = observations(tmp_path / "out"), observations(seed.parent)
    assert set(made) == set(ROWS)
    for place, row in made.items():
        assert row | {"retrieved": ""} == kept[place] | {"retrieved": ""}


def test_what_is_planned_or_being_renovated_is_not_taken_for_open():
    kept = observations(settings().data / "amsterdam/observations")
    assert len(kept) == 192
    planned = [row for row in kept.values() if row["status"] == "planned"]
    assert len(planned) == 6
    assert {(row["street"], row["point_precision"]) for row in planned} == {("", "postcode")}
    assert kept["amsterdam-volewijck-buurtkamer-tolhuis-7a"]["status"] == "unknown"
    assert not any(len(row["house_number"]) == 5 and row["house_number"].isdigit()
                   for row in kept.values())  # fmt: skip
    assert {row["source_date"] for row in kept.values()} == {"2026-05"}
