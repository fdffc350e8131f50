"""Lists as people and services publish them, read as rows with points."""

import io
import json
import zipfile
from datetime import date, time

import geopandas as gpd
import openpyxl
import osmium
import pytest
from list_server import list_server
from shapely import Point, Polygon

from geo.intake.fetching import Fetcher
from geo.intake.incoming import OSM_LICENCE
from geo.intake.reading import read_list
from geo.model.errors import InputError, MeetingplacesError

KIPSTRAAT = (4.491278, 51.9229753)
KIPSTRAAT_RD = (93372.0, 437556.0)


def written(path, content, encoding="utf-8"):
    path.write_bytes(content.encode(encoding))
    return str(path)


def workbook(path, rows, merged=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)
    return str(path)


def near(point, other):
    return point == pytest.approx(other, abs=2e-4)


# Tables


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_whatever_its_separator_and_encoding(tmp_path, separator, encoding):
    lines = [("Naam", "Straat", "Nr"), ("Café Één", "Rösener Manzstraat", "80")]
    text = "\r\n".join(separator.join(line) for line in lines)
    found = read_list(written(tmp_path / "a.csv", text, encoding))
    assert found.columns == ("Naam", "Straat", "Nr")
    assert found.rows[0].cells == {"Naam": "Café Één", "Straat": "Rösener Manzstraat", "Nr": "80"}
    assert found.rows[0].number == 2


def test_a_line_that_names_the_separator_is_obeyed(tmp_path):
    found = read_list(written(tmp_path / "a.csv", 'sep=|\nNaam|Adres\nA, B en C|"Kade 1"\n'))
    assert found.rows[0].cells == {"Naam": "A, B en C", "Adres": "Kade 1"}
    assert found.rows[0].number == 3


def test_a_cell_may_hold_several_lines(tmp_path):
    found = read_list(written(tmp_path / "a.csv", 'Naam;Tijden\nA;"ma 9-12\ndi 9-12"\n'))
    assert found.rows[0].cells["Tijden"] == "ma 9-12\ndi 9-12"


def test_titles_above_a_table_are_skipped_and_a_merged_header_is_joined(tmp_path):
    rows = [
        ["Overzicht huizen 2026"],
        [],
        ["Naam", "Adres", "", "", "Tijden"],
        ["", "Straat", "Nr", "Postcode"],
        ["De Kip", "Kipstraat", 37, "3011 RS", "ma 9-12"],
    ]
    path = workbook(tmp_path / "a.xlsx", rows, ["A1:E1", "A3:A4", "B3:D3", "E3:E4"])
    found = read_list(path)
    assert found.columns == ("Naam", "Adres Straat", "Adres Nr", "Adres Postcode", "Tijden")
    assert found.rows[0].cells["Adres Nr"] == "37"
    assert found.rows[0].number == 5


def test_dates_and_times_of_a_workbook_are_read_as_people_see_them(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["Naam", "Dag", "Uur"], ["A", date(2026, 3, 1), time(9)]])
    assert read_list(path).rows[0].cells == {"Naam": "A", "Dag": "2026-03-01", "Uur": "09:00"}


def test_a_sheet_is_chosen_by_its_name(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Lees mij", "eerst"])
    book.active.append(["lange", "uitleg"])
    page = book.create_sheet("Locaties")
    page.append(["Naam", "Plaats"])
    page.append(["A", "Rotterdam"])
    book.save(tmp_path / "a.xlsx")
    assert read_list(str(tmp_path / "a.xlsx"), layer="Locaties").rows[0].cells["Naam"] == "A"
    with pytest.raises(InputError, match="one of Sheet, Locaties"):
        read_list(str(tmp_path / "a.xlsx"), layer="Plekken")


def test_a_workbook_that_unpacks_to_much_more_than_it_is_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["Naam", "Plaats"], ["A", "Rotterdam"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * 50_000_000)
    with pytest.raises(InputError, match="does not unpack to much more"):
        read_list(path)


def test_a_table_with_more_rows_than_a_city_has_places_is_refused(tmp_path):
    text = "Naam;Plaats\n" + "".join(f"A{number};B\n" for number in range(20_050))
    with pytest.raises(InputError, match="at most 20,000"):
        read_list(written(tmp_path / "a.csv", text))


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", "no zip"), ("a.csv", ""), ("a.csv", "Naam;Plaats\n"), ("a.pdf", "x")],
)
def test_what_is_no_list_is_refused_with_its_name(tmp_path, name, content):
    with pytest.raises(InputError, match=name):
        read_list(written(tmp_path / name, content))


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_list(str(tmp_path / "a.csv"))


# Features


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "fgb"])
def test_features_come_with_a_point_in_degrees(tmp_path, suffix):
    frame = gpd.GeoDataFrame({"naam": ["De Kip"]}, geometry=[Point(KIPSTRAAT_RD)], crs=28992)
    path = tmp_path / f"a.{suffix}"
    frame.to_file(path, engine="pyogrio")
    (row,) = read_list(str(path)).rows
    assert row.cells["naam"] == "De Kip"
    assert near(row.point, KIPSTRAAT)


def test_an_area_has_a_point_within(tmp_path):
    x, y = KIPSTRAAT
    shape = Polygon([(x, y), (x + 0.001, y), (x + 0.001, y + 0.001), (x, y)])
    frame = gpd.GeoDataFrame({"naam": ["A"]}, geometry=[shape], crs=4326)
    frame.to_file(tmp_path / "a.gpkg", engine="pyogrio")
    (row,) = read_list(str(tmp_path / "a.gpkg")).rows
    assert shape.contains(Point(row.point))


def test_metres_that_pretend_to_be_degrees_are_refused_until_it_is_said_where_they_lie(tmp_path):
    feature = {
        "type": "Feature",
        "properties": {"naam": "A"},
        "geometry": {"type": "Point", "coordinates": KIPSTRAAT_RD},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    path = written(tmp_path / "a.geojson", text)
    with pytest.raises(InputError, match="--crs"):
        read_list(path)
    assert near(read_list(path, crs="EPSG:28992").rows[0].point, KIPSTRAAT)


def test_a_virtual_layer_that_is_called_geojson_is_refused(tmp_path):
    text = '<OGRVRTDataSource><OGRVRTLayer name="a"/></OGRVRTDataSource>'
    with pytest.raises(InputError, match="other content"):
        read_list(written(tmp_path / "a.geojson", text))


# OpenStreetMap


def overpass(*elements):
    about = {"timestamp_osm_base": "2026-10-01T00:00:00Z", "copyright": "ODbL"}
    return json.dumps({"version": 0.6, "osm3s": about, "elements": list(elements)})


def test_an_answer_of_overpass_gives_named_meeting_places_with_their_terms(tmp_path):
    tags = {"amenity": "community_centre", "name": "De Kip", "opening_hours": "Mo-Fr 09:00-17:00"}
    text = overpass(
        {"type": "node", "id": 1, "lat": 51.9, "lon": 4.5, "tags": tags},
        {"type": "way", "id": 2, "center": {"lat": 51.8, "lon": 4.4}, "tags": tags},
        {"type": "node", "id": 3, "lat": 51.9, "lon": 4.5, "tags": {"amenity": "community_centre"}},
        {"type": "node", "id": 4, "lat": 51.9, "lon": 4.5, "tags": {"amenity": "bar", "name": "B"}},
        {"type": "node", "id": 5, "lat": 51.9, "lon": 4.5},
    )
    found = read_list(written(tmp_path / "a.json", text))
    assert [row.cells["osm_id"] for row in found.rows] == ["node/1", "way/2"]
    assert [row.point for row in found.rows] == [(4.5, 51.9), (4.4, 51.8)]
    assert (found.licence, found.published, found.is_osm) == (OSM_LICENCE, "2026-10-01", True)


def test_an_extract_gives_nodes_and_areas_once(tmp_path):
    path = tmp_path / "a.osm.pbf"
    tags = {"amenity": "library", "name": "Bibliotheek"}
    with osmium.SimpleWriter(str(path)) as writer:
        corners = [(4.40, 51.90), (4.41, 51.90), (4.41, 51.91)]
        for number, place in enumerate(corners, start=1):
            writer.add_node(osmium.osm.mutable.Node(id=number, location=place))
        named = {"amenity": "social_centre", "name": "De Kip"}
        writer.add_node(osmium.osm.mutable.Node(id=9, location=KIPSTRAAT, tags=named))
        writer.add_way(osmium.osm.mutable.Way(id=5, nodes=[1, 2, 3, 1], tags=tags))
    found = read_list(str(path))
    by_id = {row.cells["osm_id"]: row for row in found.rows}
    assert set(by_id) == {"node/9", "way/5"}
    assert near(by_id["node/9"].point, KIPSTRAAT)
    assert Polygon(corners).contains(Point(by_id["way/5"].point))
    assert found.licence == OSM_LICENCE


# Services

HOUSES = [({"OBJECTID": n, "Naam": f"Huis {n}"}, KIPSTRAAT_RD) for n in range(1, 6)]


@pytest.mark.parametrize("formats", ["JSON, geoJSON", "JSON"])
@pytest.mark.parametrize("address", ["/0", "/0/query?where=1%3D1", ""])
def test_a_layer_of_arcgis_is_read_page_by_page(formats, address):
    with list_server(HOUSES) as server:
        server.formats = formats
        url = server.layer.removesuffix("/0") + address
        found = read_list(url, fetcher=Fetcher([server.host]))
    assert [row.cells["Naam"] for row in found.rows] == [f"Huis {n}" for n in range(1, 6)]
    assert [row.number for row in found.rows] == [1, 2, 3, 4, 5]
    assert all(near(row.point, KIPSTRAAT) for row in found.rows)
    assert found.published == "2026-09-21"


@pytest.mark.slow
def test_a_service_that_fails_once_is_asked_again():
    with list_server(HOUSES) as server:
        server.failures.extend([200, 503])
        found = read_list(server.layer, fetcher=Fetcher([server.host]))
    assert len(found.rows) == 5


@pytest.mark.slow
def test_a_service_that_keeps_failing_is_said_to():
    with list_server(HOUSES) as server:
        server.failures.extend([503] * 9)
        with pytest.raises(MeetingplacesError, match="status 503"):
            read_list(server.layer, fetcher=Fetcher([server.host]))


def test_a_collection_of_ogc_api_features_is_read_by_its_links():
    with list_server(HOUSES) as server:
        url = f"{server.url}/ogc/collections/huizen"
        found = read_list(url, fetcher=Fetcher([server.host]))
    assert [row.cells["Naam"] for row in found.rows] == [f"Huis {n}" for n in range(1, 6)]
    assert near(found.rows[4].point, KIPSTRAAT)


def test_a_file_at_an_address_is_read_by_its_name_or_its_type():
    table = io.StringIO("Naam;Plaats\nA;Rotterdam\n").getvalue().encode()
    with list_server() as server:
        server.files = {"/a.csv": ("text/html", table), "/download": ("text/csv", table)}
        for path in server.files:
            found = read_list(f"{server.url}{path}", fetcher=Fetcher([server.host]))
            assert found.rows[0].cells["Naam"] == "A"


def test_another_answer_than_a_layer_is_refused():
    with list_server() as server:
        server.files = {"/x/FeatureServer/0": ("text/html", b"<html>Log in</html>")}
        with pytest.raises(InputError, match="FeatureServer"):
            read_list(f"{server.url}/x/FeatureServer/0", fetcher=Fetcher([server.host]))
