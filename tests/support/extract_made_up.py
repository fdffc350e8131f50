"""A BAG 2.0 extract of any size, made up in the form of the genuine one: a zip of zips of XML.

Elements, namespaces and names of files are those of a cut of the delivery of September 2020, as are
the objects that have ended: one house number in four has a version that is history.
"""

import io
import zipfile

_ROOT = (
    '<?xml version="1.0" encoding="UTF-8"?><sl-bag-extract:bagStand '
    'xmlns:Objecten="www.kadaster.nl/schemas/lvbag/imbag/objecten/v20200601" '
    'xmlns:gml="http://www.opengis.net/gml/3.2" '
    'xmlns:Historie="www.kadaster.nl/schemas/lvbag/imbag/historie/v20200601" '
    'xmlns:Objecten-ref="www.kadaster.nl/schemas/lvbag/imbag/objecten-ref/v20200601" '
    'xmlns:sl-bag-extract="http://www.kadaster.nl/schemas/lvbag/extract-deelbestand-lvc/v20200601" '
    'xmlns:sl="http://www.kadaster.nl/schemas/standlevering-generiek/1.0">'
    "<sl:standBestand><sl:dataset>LVBAG</sl:dataset><sl:stand>"
)
_END = "</sl:stand></sl:standBestand></sl-bag-extract:bagStand>"
_PART = 10_000
"""Objects to a file of XML, as Kadaster delivers them."""


def write_extract(path, addresses, *, houses=100):
    """Write an extract of so many addresses, so many to a street."""
    streets = addresses // houses
    parts = {
        "WPL": (_object("Woonplaats", 1000, "<Objecten:naam>Dorp</Objecten:naam>") for _ in "1"),
        "OPR": (
            _object(
                "OpenbareRuimte",
                f"03{street:014d}",
                f"<Objecten:naam>Straat {street}</Objecten:naam>"
                + _ref("ligtIn", "Woonplaats", 1000),
            )
            for street in range(streets)
        ),
        "NUM": (one for street in range(streets) for one in _numbers(street, houses)),
        "VBO": (_house(street, house) for street in range(streets) for house in range(houses)),
    }
    with zipfile.ZipFile(path, "w") as outer:
        for kind, objects in parts.items():
            with outer.open(f"9999{kind}08112026.zip", "w", force_zip64=True) as out:
                _write_part(out, kind, objects)
    return path


def _write_part(out, kind, objects):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        held, number = [], 0
        for one in objects:
            held.append(one)
            if len(held) == _PART:
                number += 1
                packed.writestr(_name(kind, number), _ROOT + "".join(held) + _END)
                held.clear()
        packed.writestr(_name(kind, number + 1), _ROOT + "".join(held) + _END)
    out.write(inner.getbuffer())


def _name(kind, number):
    return f"9999{kind}08112026-{number:06d}.xml"


def _numbers(street, houses):
    for house in range(houses):
        of = _ref("ligtAan", "OpenbareRuimte", f"03{street:014d}")
        postcode = (
            f"{1000 + street // 676 % 9000}{chr(65 + street // 26 % 26)}{chr(65 + street % 26)}"
        )
        own = (
            f"<Objecten:huisnummer>{house + 1}</Objecten:huisnummer>"
            f"<Objecten:postcode>{postcode}</Objecten:postcode>{of}"
        )
        if house % 4 == 0:
            yield _object("Nummeraanduiding", f"20{street:08d}{house:06d}", own, ended="2015-01-01")
        yield _object("Nummeraanduiding", f"20{street:08d}{house:06d}", own)


def _house(street, house):
    x, y = 20_000 + street % 500 * 400.0 + house * 3, 400_000 + street // 500 * 40.0
    return _object(
        "Verblijfsobject",
        f"01{street:08d}{house:06d}",
        _ref("heeftAlsHoofdadres", "Nummeraanduiding", f"20{street:08d}{house:06d}")
        + "<Objecten:geometrie><Objecten:punt><gml:Point "
        'srsName="urn:ogc:def:crs:EPSG::28992" srsDimension="3">'
        f"<gml:pos>{x} {y} 0.0</gml:pos></gml:Point></Objecten:punt></Objecten:geometrie>"
        "<Objecten:gebruiksdoel>woonfunctie</Objecten:gebruiksdoel>"
        "<Objecten:oppervlakte>80</Objecten:oppervlakte>",
        status="Verblijfsobject in gebruik",
    )


def _ref(role, kind, id_):
    return (
        f"<Objecten:{role}><Objecten-ref:{kind}Ref>{id_}</Objecten-ref:{kind}Ref></Objecten:{role}>"
    )


def _object(kind, id_, content, *, status="Naamgeving uitgegeven", ended=""):
    end = f"<Historie:eindGeldigheid>{ended}</Historie:eindGeldigheid>" if ended else ""
    return (
        f"<sl-bag-extract:bagObject><Objecten:{kind}>"
        f"<Objecten:identificatie>{id_}</Objecten:identificatie>{content}"
        f"<Objecten:status>{status}</Objecten:status><Objecten:voorkomen><Historie:Voorkomen>"
        f"<Historie:beginGeldigheid>2010-01-01</Historie:beginGeldigheid>{end}"
        f"</Historie:Voorkomen></Objecten:voorkomen></Objecten:{kind}></sl-bag-extract:bagObject>"
    )
