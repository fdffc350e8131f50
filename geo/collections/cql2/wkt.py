"""Reading the geometries of the text encoding: well-known text, as OGC Simple Features has it."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from geo.collections.cql2 import literals
from geo.collections.cql2.expression import Geometry, Node
from geo.collections.cql2.reading import Reader
from geo.collections.cql2.tokens import Token, Word


class GeometryReader(Reader):
    """A reader that knows geometries."""

    def _begins_geometry(self) -> bool:
        return self._is("(") or self._here.keyword in ("Z", "EMPTY")

    def _geometry(self, token: Token) -> Node:
        return Geometry(self._shape(token), token.at)

    def _shape(self, token: Token) -> BaseGeometry:
        """Read a geometry of which the name has been read."""
        kind = literals.geometry_type(token.keyword) or ""
        self._take_keyword("Z")
        if kind == "GeometryCollection":
            return self._collection()
        try:
            return literals.geometry(kind, self._coordinates(kind, literals.NESTING[kind]))
        except ValueError as error:
            self._refuse(f"a {token.keyword} with {error}", token)

    def _collection(self) -> BaseGeometry:
        if self._take_keyword("EMPTY"):
            return shapely.GeometryCollection()
        self._need("(", " and the geometries of the collection")
        parts = [self._member()]
        while self._take(","):
            parts.append(self._member())
        self._need(")", " or ','")
        return shapely.GeometryCollection(parts)

    def _member(self) -> BaseGeometry:
        token = self._here
        if literals.geometry_type(token.keyword) in (None, "GeometryCollection"):
            self._refuse("a geometry, such as POINT(4.47 51.92)")
        self._advance()
        return self._shape(token)

    def _coordinates(self, kind: str, nesting: int) -> list[object]:
        """Read the coordinates of a geometry: lists in each other around positions."""
        if self._take_keyword("EMPTY"):
            return []
        self._need("(", " and coordinates")
        if nesting == 0:
            inner: list[object] = list(self._position())
        else:
            inner = [self._part(kind, nesting)]
            while self._take(","):
                inner.append(self._part(kind, nesting))
        self._need(")", " or ','" if nesting else " after the coordinates")
        return inner

    def _part(self, kind: str, nesting: int) -> list[object]:
        if nesting > 1:
            return self._coordinates(kind, nesting - 1)
        if kind == "MultiPoint" and self._is("("):
            return self._coordinates(kind, 0)
        return list(self._position())

    def _position(self) -> list[int | float]:
        position = [self._coordinate(), self._coordinate()]
        if self._here.word is Word.NUMBER or self._is("-") or self._is("+"):
            position.append(self._coordinate())
        return position
