"""What a layer of many features keeps, in little memory: it is made anew where it is asked for.

Up to `MANY` features everything is kept as it is used, which takes the least time. Beyond that a
point is two numbers instead of a shape, an id that is a number is that number, and all features are
one row of bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.collections.cql2.shape_column import points_at
from geo.model.reference_systems import Shapes

MANY = 20_000
"""From this many features on, memory counts for more than the time to make them anew."""

LONGEST_NUMBER = 18
"""Most digits of an id that is kept as a number."""
_NO_SHAPE, _POINT = -1, 0
"""GEOS's numbers of the types of shapes."""


class KeptShapes:
    """Shapes by position.

    Parameters
    ----------
    shapes
        None where there is none.
    many
        Beyond this many, points are made anew.
    """

    def __init__(self, shapes: Shapes, many: int = MANY) -> None:
        self._size = len(shapes)
        self.missing: NDArray[np.bool_] = np.atleast_1d(
            shapely.is_missing(shapes) | shapely.is_empty(shapes)
        )
        kinds = shapely.get_type_id(shapes)
        only_points = bool(np.isin(kinds, (_NO_SHAPE, _POINT)).all())
        self.coordinates: NDArray[np.float64] | None = None
        """x and y of each row where all are points; NaN where there is none. All x stand together,
        so that comparing them reads nothing else."""
        if only_points:
            self.coordinates = shapely.bounds(shapes)[:, :2].copy(order="F")
        empty = self.missing & ~shapely.is_missing(shapes)
        can_be_made_anew = only_points and self._size > many and not empty.any()
        self._shapes: Shapes | None = None if can_be_made_anew else shapes

    @classmethod
    def of_points(cls, coordinates: NDArray[np.float64]) -> KeptShapes:
        """Keep points that are made anew; NaN stands for none."""
        kept = cls(np.empty(0, dtype=object))
        kept._size = len(coordinates)
        kept.missing = np.atleast_1d(np.isnan(coordinates).any(axis=1))
        kept.coordinates = np.asfortranarray(coordinates)
        kept._shapes = None
        return kept

    @property
    def is_made_anew(self) -> bool:
        """Whether its shapes are made for the one who asks."""
        return self._shapes is None

    def __len__(self) -> int:
        """Count the rows."""
        return self._size

    def all(self) -> Shapes:
        """Return every shape; those of many points are made for the one who asks."""
        if self._shapes is not None or self.coordinates is None:
            return np.asarray(self._shapes)
        return points_at(self.coordinates)

    def at(self, positions: NDArray[np.int64]) -> Shapes:
        """Return the shapes of some positions."""
        if self._shapes is not None or self.coordinates is None:
            return np.asarray(self._shapes)[positions]
        return points_at(self.coordinates[positions])

    def bounds(self) -> tuple[float, float, float, float] | None:
        """Return west, south, east and north of all; None where there is no shape."""
        if self.missing.all():
            return None
        if self.coordinates is not None:
            least, most = np.nanmin(self.coordinates, axis=0), np.nanmax(self.coordinates, axis=0)
            return float(least[0]), float(least[1]), float(most[0]), float(most[1])
        west, south, east, north = (float(side) for side in shapely.total_bounds(self.all()))
        return west, south, east, north

    def types(self) -> frozenset[str]:
        """Return which types of geometry there are, by their names in GeoJSON."""
        if self.coordinates is not None:
            return frozenset(() if self.missing.all() else {"Point"})
        shapes = self.all()
        return frozenset(shape.geom_type for shape in shapes[~shapely.is_missing(shapes)])


def kept_together(parts: Sequence[KeptShapes]) -> KeptShapes:
    """Keep the shapes of several parts as those of one."""
    coordinates = [part.coordinates for part in parts if part.coordinates is not None]
    anew = all(part.is_made_anew for part in parts)
    if anew and len(coordinates) == len(parts) and sum(map(len, parts)) > MANY:
        return KeptShapes.of_points(np.concatenate(coordinates))
    nothing = np.empty(0, dtype=object)
    return KeptShapes(np.concatenate([nothing, *(part.all() for part in parts)]))


class Pieces(Sequence[bytes]):
    """Pieces of bytes that are kept as one.

    Parameters
    ----------
    pieces
        In their order.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        content = bytearray()
        ends = array("q", (0,))
        for piece in pieces:
            content += piece
            ends.append(len(content))
        self._content = bytes(content)
        self._ends = ends
        self._size = len(ends) - 1

    def __len__(self) -> int:
        """Count the pieces."""
        return self._size

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> list[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | list[bytes]:
        """Return a piece, or several."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if not 0 <= place < self._size:
            place = range(self._size)[place]  # counted from the end, or beyond it
        return self._content[self._ends[place] : self._ends[place + 1]]


def as_kept(pieces: Iterable[bytes], size: int) -> Sequence[bytes]:
    """Keep pieces of bytes: few as they are, many as one."""
    return Pieces(pieces) if size > MANY else tuple(pieces)


def as_array(values: list[Any]) -> Sequence[Any]:
    """Keep the values of a column: many numbers without their objects."""
    if len(values) > MANY:
        for kind, code in ((float, "d"), (int, "q")):
            if all(type(value) is kind for value in values):
                return array(code, values)
    return values


class NumberIds(Sequence[str]):
    """Ids that are whole numbers, in the order of the numbers.

    Parameters
    ----------
    numbers
        Ascending; none is there twice.
    """

    def __init__(self, numbers: NDArray[np.int64]) -> None:
        self._numbers = numbers

    def __len__(self) -> int:
        """Count the ids."""
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        """Return an id, or several."""
        if isinstance(place, slice):
            return [str(number) for number in self._numbers[place].tolist()]
        return str(int(self._numbers[place]))

    def __iter__(self) -> Iterator[str]:
        """Return the ids one after another."""
        return map(str, self._numbers.tolist())

    def position(self, name: str) -> int | None:
        """Return where an id stands; None where it does not."""
        if not is_number(name):
            return None
        place = int(np.searchsorted(self._numbers, int(name)))
        there = place < len(self) and int(self._numbers[place]) == int(name)
        return place if there else None

    def first_after(self, number: int) -> int:
        """Return the first position whose number comes after a number."""
        return int(np.searchsorted(self._numbers, number, side="right"))


def is_number(name: str) -> bool:
    """Return whether an id is a whole number in its canonical form."""
    plain = name.isascii() and name.isdigit() and len(name) <= LONGEST_NUMBER
    return plain and (name == "0" or name[0] != "0")


def shared(values: list[Any], seen: dict[Any, Any]) -> list[Any]:
    """Let equal texts and whole numbers of a column be one object.

    Parameters
    ----------
    values
        Of one column, and of one type.
    seen
        What was met of the column before; it grows.
    """
    if len(seen) > MANY:  # nearly every value is another: there is nothing to share
        return values
    return [seen.setdefault(one, one) if isinstance(one, str | int) else one for one in values]
