"""The features of a layer in another reference system: made where somebody asks, and kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from geo.collections import features as geojson
from geo.collections.compact import KeptShapes, as_kept
from geo.collections.touching import Touching
from geo.model.reference_systems import ReferenceSystem


@dataclass(frozen=True, eq=False)
class Elsewhere:
    """Features in a reference system other than CRS84.

    Attributes
    ----------
    ids
        Id of each feature.
    in_crs84
        Each feature as GeoJSON in CRS84.
    shapes
        Their shapes in the other system, in the order x, y; not rounded.
    """

    ids: Sequence[str]
    in_crs84: Sequence[bytes]
    system: ReferenceSystem
    shapes: KeptShapes

    @cached_property
    def touching(self) -> Touching:
        """Which of them touch a box."""
        return Touching(self.shapes)

    @cached_property
    def geometries(self) -> Sequence[bytes]:
        """The geometry of each as GeoJSON, with axes in the order of the authority."""
        return as_kept(geojson.geometries(self.system.rounded(self.shapes.all())), len(self.shapes))

    @cached_property
    def features(self) -> Sequence[bytes]:
        """Each feature as GeoJSON with that geometry."""
        return as_kept(self._written(), len(self.shapes))

    def _written(self) -> Iterator[bytes]:
        for feature_id, feature, geometry in zip(
            self.ids, self.in_crs84, self.geometries, strict=True
        ):
            begin, end = geojson.geometry_span(feature, feature_id)
            yield feature[:begin] + geometry + feature[end:]
