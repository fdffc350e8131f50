"""QR codes are read back by a reader that shares no code with what wrote them (ZXing)."""

import re

import numpy as np
import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.maps.qr import QUIET, code

ADDRESS = "https://example.org/ar/?q=Zwart+Janstraat+95&kind=huiskamer&open=2026-11-24T14%3A00"


def pixels(svg, *, scale=6):
    """Paint the picture: white, with the horizontal strokes of its one black path."""
    width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups())
    painted = np.full((height, width), 255, dtype=np.uint8)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", svg.split('class="qrline"')[1]):
        first, *rest = (float(number) for number in numbers.split())
        if command == "h":
            painted[int(y), int(x) : int(x + first)] = 0
            x += first
        else:
            x, y = (first, rest[0]) if command == "M" else (x + first, y + rest[0])
    return np.kron(painted, np.ones((scale, scale), dtype=np.uint8))


def read(picture):
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize(
    "text", [ADDRESS, "http://127.0.0.1:8000/", "https://example.org/" + "x" * 900]
)
def test_a_reader_finds_the_address_again(text):
    assert read(pixels(code(text))) == [text]


@settings(max_examples=30)
@given(st.text(st.characters(codec="ascii", min_codepoint=33, max_codepoint=126), min_size=1))
@pytest.mark.slow
def test_any_address_is_read_back(text):
    address = f"https://example.org/{text}"
    assert read(pixels(code(address))) == [address]


def test_a_stain_is_forgiven():
    picture = pixels(code(ADDRESS))
    middle = picture.shape[0] // 2
    picture[middle : middle + 30, middle : middle + 30] = 0
    assert read(picture) == [ADDRESS]


def test_it_has_white_around_it_and_colours_of_its_own():
    svg = code(ADDRESS)
    picture = pixels(svg, scale=1)
    assert (picture[:QUIET] == 255).all()
    assert (picture[:, -QUIET:] == 255).all()
    assert 'fill="#fff"' in svg
    assert 'stroke="#000"' in svg


def test_hostile_text_is_in_the_code_and_not_in_the_markup():
    svg = code('https://example.org/"><script>alert(1)</script>')
    assert "script" not in svg


def test_what_fits_no_code_is_an_error():
    with pytest.raises(segno.DataOverflowError):
        code("x" * 3000)
