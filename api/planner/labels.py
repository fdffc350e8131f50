"""Where the names of districts stand on the map: in their district, over no other name or place.

For each district a grid of spots is judged: a spot costs by the places that the name would cover,
by how much of it sticks out of the district, and by how far it is from the middle. Districts with
most people choose first. A name without room, or under a sign of a plan, is left out. A browser
with scripts places them itself at the scale that is seen, and moves them aside for signs:
`names.js`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

WIDE: Final = 1.15
NARROW: Final = 2.65
"""Units in a pixel, about, on a wide and on a narrow screen."""
HEIGHT_PX: Final = 45.0
"""Two lines, with what stays free above and below them."""
_LETTERS_PX: Final = (("fijltI .,'-()", 5.4), ("mwMW", 13.6))
_CAPITAL_PX, _LETTER_PX = 10.6, 8.8
"""How wide letters are: narrow and wide ones, other capitals, and all others."""
_FREE_PX: Final = 4.0
_DOT_PX: Final = 7.0
"""From the middle of the mark of a place to its edge."""
SIGN_PX: Final = 17.0
"""From the middle of the sign of a plan to where a name may begin."""
_SPOTS: Final = 9
"""Spots across a district, and as many down."""
_COVERED, _OUTSIDE, _FAR = 4.0, 3.0, 1.0
"""What a covered place costs, a corner out of the district, and a name's height off the middle."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name with its figure: where its middle stands, how wide it is, on which screens it fits."""

    x: int
    y: int
    width_px: float
    fits_wide: bool
    fits_narrow: bool

    def clear_of(self, signs: NDArray[np.float64]) -> Label:
        """Return it for the screens on which it lies under none of these signs.

        Parameters
        ----------
        signs
            Where signs of a plan are drawn, of shape (n, 2), in units of the picture.
        """
        away = np.abs(signs - (self.x, self.y))
        near = np.array([self.width_px, HEIGHT_PX]) / 2 + SIGN_PX
        under_wide, under_narrow = (
            bool((away < near * per_px).all(axis=1).any()) for per_px in (WIDE, NARROW)
        )
        return replace(
            self,
            fits_wide=self.fits_wide and not under_wide,
            fits_narrow=self.fits_narrow and not under_narrow,
        )


@dataclass(frozen=True, slots=True)
class Name:
    """A name that wants a place.

    Attributes
    ----------
    lines
        What is written, the name and its figure.
    middle
        The point of the district that is farthest from its border, in units of the picture.
    shape
        The district, in units of the picture.
    is_wanted
        Whether there is anything to write on the main map.
    """

    code: str
    lines: tuple[str, str]
    middle: tuple[float, float]
    shape: BaseGeometry
    is_wanted: bool

    @property
    def width_px(self) -> float:
        """How wide it is on the page."""
        return max(sum(map(_letter_px, line)) for line in self.lines) + _FREE_PX


def _letter_px(letter: str) -> float:
    """Return about how wide a letter is, bold and 15 pixels high, in the font of the pages."""
    for letters, width in _LETTERS_PX:
        if letter in letters:
            return width
    return _CAPITAL_PX if letter.isupper() else _LETTER_PX


def place_labels(names: Sequence[Name], dots: NDArray[np.float64]) -> dict[str, Label]:
    """Put names where they cover no other, and as few places as possible.

    Parameters
    ----------
    names
        Those that choose first come first.
    dots
        Where the places are drawn, of shape (n, 2), in units of the picture.
    """
    wide, narrow = (_fitting(names, dots, per_px) for per_px in (WIDE, NARROW))
    labels = {}
    for name in names:
        at = wide.get(name.code) or narrow.get(name.code) or name.middle
        fits_narrow = name.code in narrow and narrow[name.code] == at
        x, y = round(at[0]), round(at[1])
        labels[name.code] = Label(x, y, name.width_px, name.code in wide, fits_narrow)
    return labels


def _fitting(
    names: Sequence[Name], dots: NDArray[np.float64], per_px: float
) -> dict[str, tuple[float, float]]:
    taken: list[NDArray[np.float64]] = []
    found: dict[str, tuple[float, float]] = {}
    for name in names:
        if not name.is_wanted:
            continue
        size = np.array([name.width_px, HEIGHT_PX]) * per_px
        spots = _spots(name)
        boxes = np.hstack([spots - size / 2, spots + size / 2])
        free = ~_touching(boxes, np.array(taken).reshape(-1, 4)).any(axis=1)
        if not free.any():
            continue
        cost = (
            _COVERED * _covering(boxes, dots, _DOT_PX * per_px)
            + _OUTSIDE * _outside(boxes, name.shape)
            + _FAR * np.hypot(*((spots - name.middle) / size[1]).T)
        )
        best = int(np.where(free, cost, np.inf).argmin())
        taken.append(boxes[best])
        found[name.code] = (float(spots[best][0]), float(spots[best][1]))
    return found


def _spots(name: Name) -> NDArray[np.float64]:
    """Return where the middle of a name may stand, the middle of its district first."""
    west, north, east, south = name.shape.bounds
    columns, rows = np.meshgrid(
        np.linspace(west, east, _SPOTS + 2)[1:-1], np.linspace(north, south, _SPOTS + 2)[1:-1]
    )
    spots = np.stack([columns.ravel(), rows.ravel()], axis=1)
    inside = shapely.contains_xy(name.shape, spots)
    return np.vstack([name.middle, spots[inside]])


def _touching(boxes: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return for each box and each other whether they overlap."""
    one, two = boxes[:, None, :], others[None, :, :]
    begins = np.all(one[..., :2] < two[..., 2:], axis=2)
    ends = np.all(two[..., :2] < one[..., 2:], axis=2)
    overlap: NDArray[np.bool_] = np.logical_and(begins, ends)
    return overlap


def _covering(
    boxes: NDArray[np.float64], dots: NDArray[np.float64], radius: float
) -> NDArray[np.int64]:
    """Count the places that each box covers a part of."""
    marks = np.hstack([dots - radius, dots + radius])
    number: NDArray[np.int64] = np.count_nonzero(_touching(boxes, marks), axis=1)
    return number


def _outside(boxes: NDArray[np.float64], shape: BaseGeometry) -> NDArray[np.int64]:
    """Count the corners of each box that lie outside a district."""
    corners = boxes[:, [0, 1, 0, 3, 2, 1, 2, 3]].reshape(-1, 2)
    outside: NDArray[np.int64] = (~shapely.contains_xy(shape, corners)).reshape(-1, 4).sum(axis=1)
    return outside
