"""Three lists made to look real: a city's workbook, a layer of its map server, and OpenStreetMap.

Each holds places that the directory knows under the same or another name, new ones, one in doubt,
and one of another town.
"""

import json
from pathlib import Path

import openpyxl

WORKBOOK_ROWS = [
    # name, street, number, postcode, town, hours in words, website, telephone, contact person
    ["Pier 80", "Rösener Manzstraat", "80", "3026 TV", "Rotterdam",
     "ma t/m vr 9.00-17.00 uur", "www.pier80.example", "010 - 123 45 67", "P. Ersoon"],
    ["De Kip", "Kipstr.", "37", "3011RS", "Rotterdam",
     "dinsdag- en donderdagmiddag van 13.30 tot 16.00", "", "", ""],
    ["Huiskamer De Verzonnen Linde", "Kipstraat", "112", "3011 RT", "Rotterdam",
     "elke eerste woensdag van de maand van 10.00 tot 12.00 uur", "", "", "A. Nders"],
    ["Wijkpunt Het Bedenksel", "Slinge", "902", "3085 EX", "Rotterdam",
     "ma t/m vr 9-17 uur, gesloten op feestdagen", "bedenksel.example/plek", "", ""],
    ["De Verzonnen Boom", "Slinge", "951", "3085EX", "Rotterdam",
     "dinsdag van 2 tot 4, vraag naar de sleutel", "", "", ""],
    ["'t Klooster", "Verzonnenlaan", "3", "", "Rotterdam", "", "", "", ""],
    ["Ontmoetingsplek Schiedam", "Hoogstraat", "1", "3111 HA", "Schiedam", "", "", "", ""],
]  # fmt: skip

LAYER_ROWS = [
    ({"OBJECTID": 11, "NAAM": "Pier 80", "SOORT": "Huis van de Wijk",
      "STRAATNAAM": "Rösener Manzstraat", "HUISNUMMER": 80}, (90_114.0, 436_703.0)),
    ({"OBJECTID": 12, "NAAM": "De Kip", "SOORT": "Huis van de Wijk",
      "STRAATNAAM": "Kipstraat", "HUISNUMMER": 37}, (93_372.0, 437_556.0)),
    ({"OBJECTID": 13, "NAAM": "Het Verzonnen Raam", "SOORT": "Stadswinkel",
      "STRAATNAAM": "Slinge", "HUISNUMMER": 250}, (92_500.0, 431_900.0)),
]  # fmt: skip

OSM_ELEMENTS = [
    {"type": "node", "id": 101, "lat": 51.9229753, "lon": 4.491278,
     "tags": {"amenity": "community_centre", "name": "Huis van de Wijk De Kip",
              "addr:street": "Kipstraat", "addr:housenumber": "37", "wheelchair": "yes",
              "opening_hours": "Mo-Fr 09:00-17:00"}},
    {"type": "way", "id": 102, "center": {"lat": 51.8800, "lon": 4.4800},
     "tags": {"amenity": "social_centre", "name": "De Verzonnen Ark",
              "contact:website": "https://ark.example", "wheelchair": "limited"}},
    {"type": "node", "id": 103, "lat": 52.3676, "lon": 4.9041,
     "tags": {"amenity": "library", "name": "Bibliotheek in Amsterdam"}},
    {"type": "node", "id": 104, "lat": 51.9, "lon": 4.48, "tags": {"amenity": "bench"}},
]  # fmt: skip


def write_workbook(folder: Path) -> Path:
    """Write the workbook: a title, a header over two lines with merged cells, and the rows."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Locaties"
    page.append(["Overzicht Huizen van de Wijk en huiskamers, stand 1 oktober 2026"])
    page.append([])
    page.append(["Naam", "Adres", "", "", "", "Openingstijden", "Contact", "", ""])
    page.append(["", "Straat", "Nr", "Postcode", "Plaats", "", "Website", "Telefoon", "Persoon"])
    for row in WORKBOOK_ROWS:
        page.append(row)
    for cells in ("A1:I1", "A3:A4", "B3:E3", "F3:F4", "G3:I3"):
        page.merge_cells(cells)
    path = folder / "huizen.xlsx"
    book.save(path)
    return path


def write_overpass(folder: Path) -> Path:
    """Write an answer of Overpass."""
    about = {"timestamp_osm_base": "2026-10-01T08:00:00Z", "copyright": "… ODbL."}
    content = {"version": 0.6, "generator": "Overpass API", "osm3s": about}
    path = folder / "plekken.json"
    path.write_text(json.dumps({**content, "elements": OSM_ELEMENTS}), encoding="utf-8")
    return path
