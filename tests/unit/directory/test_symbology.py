"""Signs: told apart by shape, by colour and by word, and readable by who sees few colours."""

import itertools
import re
from xml.etree import ElementTree as ET

import pytest
from own_city import ROTTERDAM
from test_palette import contrast

from geo.directory import symbology
from geo.directory.symbology import COLOURS, PAPER, Symbol
from geo.model.vocabulary import Initiative, Kind, Precision, Status

SYMBOLS = [
    Symbol(kind, exact=exact, status=status, initiative=initiative)
    for kind, exact, status, initiative in itertools.product(
        Kind, (True, False), Status, Initiative
    )
]


def test_no_two_signs_are_drawn_alike():
    drawings = [symbol.drawing() for symbol in SYMBOLS]
    assert len(set(drawings)) == len(SYMBOLS) == 48
    assert len({symbol.name for symbol in SYMBOLS}) == 48


@pytest.mark.parametrize("exact", [True, False])
def test_kinds_differ_in_shape_without_colour(exact):
    shapes = [
        re.sub(r"#[0-9a-f]{6}", "", Symbol(kind, exact=exact).drawing()).split(" fill")[0]
        for kind in Kind
    ]
    assert len(set(shapes)) == 2


def test_initiatives_differ_in_shape_without_colour():
    plain = Symbol(Kind.HUISKAMER).drawing()
    added = [
        re.sub(r"#[0-9a-f]{6}", "", Symbol(Kind.HUISKAMER, initiative=one).drawing()).removeprefix(
            re.sub(r"#[0-9a-f]{6}", "", plain)
        )
        for one in Initiative
    ]
    assert len(set(added)) == 3
    assert added[list(Initiative).index(Initiative.UNKNOWN)] == ""


def test_each_colour_stands_out_from_the_paper():
    for colour in [*COLOURS.values(), symbology.CLOSED]:
        assert contrast(colour, PAPER) >= 6


@pytest.mark.parametrize("symbol", SYMBOLS, ids=lambda symbol: symbol.name)
def test_every_sign_is_a_picture_of_its_own(symbol):
    picture = ET.fromstring(symbol.svg())  # noqa: S314 - our own text
    assert picture.get("viewBox") == "0 0 32 32"
    assert "style" not in symbol.svg()  # a strict policy would drop it


@pytest.mark.parametrize(("kind", "status"), list(itertools.product(Kind, Status)))
def test_only_an_exact_point_is_filled(kind, status):
    place = {"kind": kind, "status": status, "initiative": "private"}
    exact = Symbol.of(place | {"precision": "address"})
    assert (exact.exact, exact.initiative) == (True, Initiative.PRIVATE)
    assert "dasharray" not in exact.drawing()
    for precision in set(Precision) - {Precision.ADDRESS}:
        vague = Symbol.of(place | {"precision": precision})
        assert not vague.exact
        assert "dasharray" in vague.drawing()


def test_a_closed_place_never_has_the_colour_of_an_open_one():
    for kind in Kind:
        assert COLOURS[kind] not in Symbol(kind, status=Status.CLOSED).drawing()


def test_neighbourhoods_get_no_pin():
    assert [precision for precision in Precision if symbology.is_drawn(precision)] == [
        "address",
        "street",
        "postcode",
    ]


def test_the_sprite_holds_the_signs_asked_for():
    assert symbology.sprite(SYMBOLS).count("<symbol ") == 48
    only = Symbol(Kind.HUISKAMER)
    assert re.findall(r'id="([^"]+)"', symbology.sprite([only, only])) == [only.name]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_legend_explains_every_part_of_a_sign(language):
    shown = [symbol for symbol, _ in symbology.legend(language, ROTTERDAM)]
    assert {symbol.kind for symbol in shown} == set(Kind)
    assert {symbol.status for symbol in shown} == set(Status)
    assert {symbol.exact for symbol in shown} == {True, False}
    assert {symbol.initiative for symbol in shown} == set(Initiative)
    meanings = [meaning for _, meaning in symbology.legend(language, ROTTERDAM)]
    assert len(set(meanings)) == len(meanings)
