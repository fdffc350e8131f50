"""Many features are kept in little memory, and are the same as few that are kept as they are."""

import numpy as np
import orjson
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.collections import compact, parts
from geo.collections.compact import KeptShapes, NumberIds, Pieces, is_number
from geo.collections.cql2.evaluating import evaluate
from geo.collections.cql2.parsing import parse_text
from geo.collections.reading import read_layers
from geo.model.errors import InputError

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"


@pytest.fixture
def compactly(monkeypatch):
    """Let a handful of features be many."""
    for module in (compact, parts):
        monkeypatch.setattr(module, "MANY", 3)
    monkeypatch.setattr("geo.collections.reading.MANY", 3)
    monkeypatch.setattr("geo.collections.parts._AT_A_TIME", 2)


def write(path, ids=None, shapes=None):
    """Write ten points with a value of each sort, of which one has no shape."""
    names = ["één", "twee", None] * 4
    features = []
    for number in range(10):
        shape = {"type": "Point", "coordinates": [4.4 + number / 100, 51.9]}
        features.append(
            {
                "type": "Feature",
                "properties": {
                    "naam": names[number],
                    "getal": number / 2,
                    "telling": number % 3,
                    **({"id": ids[number]} if ids else {}),
                },
                "geometry": None if number == 4 else shapes[number] if shapes else shape,
            }
        )
    path.write_bytes(orjson.dumps({"type": "FeatureCollection", "features": features}))
    return path


LINES = [{"type": "LineString", "coordinates": [[4, 51], [4 + n / 10, 52]]} for n in range(1, 11)]


def told(layer):
    """All that a layer tells of itself."""
    everything = np.arange(len(layer))
    chosen = evaluate(parse_text("telling = 1 OR naam = 'twee'"), layer.columns)
    inside = "S_INTERSECTS(geometry, BBOX(4.42, 51, 4.45, 52))"
    return {
        "ids": list(layer.ids),
        "features": list(layer.features),
        "elsewhere": list(layer.features_in(RD)),
        "shapes": list(layer.shapes),
        "stored": list(layer.stored_at(everything)),
        "order": layer.in_file_order(everything).tolist(),
        "bounds": layer.total_bounds,
        "found": [layer.find(name) for name in ("0", "4", "9", "10", "04", "x")],
        "columns": {name: list(values) for name, values in layer.values.columns.items()},
        "filter": chosen.tolist(),
        "places": evaluate(parse_text(inside), layer.columns).tolist(),
        "box": layer.select({}, bbox=(4.42, 51, 4.45, 52)).positions.tolist(),
        "rd": layer.select(
            {}, bbox=(90_000, 430_000, 92_500, 439_000), bbox_crs=RD
        ).positions.tolist(),
        "digest": layer.digest,
    }


@pytest.mark.parametrize(
    "made",
    [
        {},
        {"ids": list(range(30, 20, -1))},
        {"ids": [f"p{number}" for number in range(9, -1, -1)]},
        {"shapes": LINES},
    ],
)
def test_many_features_tell_what_few_do(tmp_path, request, made):
    path = write(tmp_path / "x.geojson", **made)
    (few,) = read_layers([path])
    expected = told(few)
    request.getfixturevalue("compactly")
    (many,) = read_layers([path])
    assert told(many) == expected


@pytest.mark.usefixtures("compactly")
def test_many_features_take_little_memory(tmp_path):
    (layer,) = read_layers([write(tmp_path / "x.geojson")])
    assert isinstance(layer.ids, NumberIds)
    assert isinstance(layer.features, Pieces)
    assert layer.shapes is not layer.shapes, "made for the one who asks"


def test_an_id_that_is_there_twice_is_refused():
    from geo.collections.layer import Layer
    from geo.collections.parts import Rows
    from geo.model.schema import Table

    with pytest.raises(InputError, match="'a' twice"):
        Layer.of(Rows(Table("t", "t", "t", (), ()), ""), ["a", "b", "a"])


@given(st.lists(st.binary(max_size=20), max_size=12))
def test_pieces_are_those_that_were_put_in(pieces):
    kept = Pieces(iter(pieces))
    assert list(kept) == pieces
    assert kept[1:3] == pieces[1:3]
    assert len(kept) == len(pieces)
    with pytest.raises(IndexError):
        kept[len(pieces)]


@given(st.sets(st.integers(0, 10**18 - 1), min_size=1, max_size=12), st.integers(0, 10**18 - 1))
def test_ids_that_are_numbers_are_found_as_texts(numbers, other):
    ordered = sorted(numbers)
    ids = NumberIds(np.array(ordered, dtype=np.int64))
    assert list(ids) == [str(number) for number in ordered]
    assert [ids.position(one) for one in ids] == list(range(len(ordered)))
    assert ids.position(str(other)) == (ordered.index(other) if other in numbers else None)
    assert ids.first_after(other) == sum(number <= other for number in ordered)
    assert ids.position(f"0{ordered[0]}") is None


@given(st.text(max_size=20))
def test_only_a_number_in_its_own_form_is_one(text):
    if is_number(text):
        assert str(int(text)) == text


def test_empty_points_are_kept_as_they_are(monkeypatch):
    monkeypatch.setattr(compact, "MANY", 1)
    shapes = np.array([shapely.Point(), None, shapely.Point(1, 2)], dtype=object)
    kept = KeptShapes(shapes, many=1)
    assert kept.all() is shapes
    assert kept.missing.tolist() == [True, True, False]
    assert kept.bounds() == (1.0, 2.0, 1.0, 2.0)


def test_reading_leaves_the_memory_pool_of_others_alone(tmp_path):
    before = pa.default_memory_pool().backend_name
    read_layers([write(tmp_path / "x.geojson")])
    assert pa.default_memory_pool().backend_name == before
