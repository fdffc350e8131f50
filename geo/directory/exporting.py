"""Exporting rows of the directory, or of a file, in a chosen format and reference system.

::

    collection of a directory ─┐
                               ├─ bbox, kind, filter ─> reference system ─> format ─> file
    file of any size ──────────┘
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.collections.batches import in_system, layer_batches, turned
from geo.collections.columns import Values
from geo.collections.compact import KeptShapes
from geo.collections.cql2.checking import check
from geo.collections.cql2.evaluating import evaluate, find
from geo.collections.cql2.expression import Expression
from geo.collections.cql2.parsing import parse_text
from geo.collections.data_layers import DataLayer, open_layers
from geo.collections.described import BBox
from geo.collections.layer import Layer
from geo.directory.directory import Directory
from geo.io.formats import FORMATS, UNDATED, Format, only_system
from geo.io.names import free_address
from geo.io.records import Records
from geo.io.swap import replace_file
from geo.model.crs import WGS84
from geo.model.errors import InputError, Problem
from geo.model.reference_systems import CRS84, reference_system
from geo.model.vocabulary import Kind
from geo.release.layer_tables import LAYERS

_SIDES = 4
_MAX_LON = 180.0
_MAX_LAT = 90.0


@dataclass(frozen=True, slots=True)
class _Wish:
    """A request for an export, fully checked."""

    form: Format
    crs: str
    box: BBox | None
    kind: str | None
    expression: Expression | None


def export(  # noqa: PLR0913 - one parameter per choice
    source: Directory | Path,
    *,
    collection: str = "places",
    format: str = "geojson",  # noqa: A002 - what users call it
    crs: str | None = None,
    bbox: str | Sequence[float] | None = None,
    kind: str | None = None,
    filter: str | None = None,  # noqa: A002 - what users call it
    out: Path | None = None,
    data_crs: str | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Write rows to a file, or to standard output, a batch at a time.

    Parameters
    ----------
    source
        The directory that rows come from; or a file of features (see
        `geo.collections.drivers.EXTENSIONS`) of any size.
    collection
        Which layer of the directory; of a file the first layer is used.
    format
        A name in `geo.io.formats.FORMATS`.
    crs
        Reference system by authority and code, such as ``EPSG:28992``; longitude and latitude
        where not given. Coordinates are written in the order x, y or longitude, latitude, whatever
        order the authority lists. GeoJSON and KML know only ``OGC:CRS84``, and take no other name.
    bbox
        West, south, east, north in EPSG:4326; rows without a shape are then left out.
    kind
        Only places of this `geo.model.vocabulary.Kind`.
    filter
        Only rows for which this is true, in CQL2 text; shapes in it are in longitude, latitude.
    out
        File to create or replace as a whole; standard output by default.
    data_crs
        Reference system of a file that does not say its own, or says one that cannot be.
    say
        Is told what looks wrong in a file, and what of it is not kept.

    Raises
    ------
    InputError
        Lists everything that is wrong with the request.
    ReleaseError
        The file cannot be written; an older file is then unchanged.
    """
    problems: list[Problem] = []
    form = _format(format, problems)
    system = _system(WGS84 if crs is None else crs, problems)
    box = _box(bbox, problems)
    expression = _expression(filter, problems)
    layer = None
    if isinstance(source, Directory):
        layer = source.layers.get(collection)
        if layer is None:
            expected = f"one of {', '.join(source.layers)}"
            problems.append(Problem(f"'{collection}'", expected, field="collection"))
    if kind is not None and kind not in set(Kind):
        problems.append(Problem(f"'{kind}'", f"one of {', '.join(Kind)}", field="kind"))
    elif kind is not None and (layer is None or layer.table.field("kind") is None):
        problems.append(Problem(f"'{kind}'", "no kind: these rows have none", field="kind"))
    if form and system and crs is not None and form.only_wgs84 and reference_system(crs) != CRS84:
        problems.append(Problem(f"'{crs}'", only_system(form), field="crs"))
    if form and out is None and not form.is_text and sys.stdout.isatty():
        problems.append(Problem("a terminal", f"a file, as {form.title} is no text", field="out"))
    if problems or form is None or system is None:
        raise InputError(problems)
    wish = _Wish(form, _name(system), box, kind, expression)
    file = None
    if isinstance(source, Directory):
        batches = _from_layer(cast("Layer", layer), wish)
        date = source.date_of(cast("Layer", layer)) or UNDATED
    else:
        file = _opened(source, data_crs)
        batches, date = _from_file(file, wish), UNDATED
    _write(wish.form, batches, date, out)
    for note in file.notes if file else ():
        say(note)


def _write(form: Format, batches: Iterator[Records], date: str, out: Path | None) -> None:
    if out is None:
        form.write(batches, cast("BinaryIO", sys.stdout.buffer), date)
        sys.stdout.buffer.flush()
        return
    with replace_file(out) as aside, aside.open("wb") as target:
        form.write(batches, target, date)


def _from_layer(layer: Layer, wish: _Wish) -> Iterator[Records]:
    """Select rows of a layer; a wrong selection is reported before anything is written."""
    matching = None
    if wish.expression is not None:
        check(wish.expression, layer.columns)
        matching = find(wish.expression, layer.columns)
    chosen = layer.select({"kind": wish.kind}, bbox=wish.box, matching=matching)
    if wish.box is not None and not len(chosen):
        _refuse_latitude_first(layer, wish.box)
    return layer_batches(layer, chosen.positions, wish.crs)


def _opened(path: Path, crs: str | None) -> DataLayer:
    """Open the first layer of a file, under the name that it has where it is served."""
    first = open_layers(path, crs, option="--data-crs")[0]
    return first.named(free_address(first.title, set(LAYERS)))


def _from_file(file: DataLayer, wish: _Wish) -> Iterator[Records]:
    """Select rows of a file, a batch at a time."""
    for batch in file.batches():
        kept = batch.records
        if wish.box is not None or wish.expression is not None:
            shapes = turned(kept.geometry, kept.crs or WGS84, WGS84)
            kept = kept.taken(_wanted(kept, shapes, wish))
        yield in_system(kept, wish.crs)


def _wanted(batch: Records, shapes: NDArray[np.object_], wish: _Wish) -> NDArray[np.bool_]:
    """Select the requested rows of a batch, with these shapes in EPSG:4326."""
    wanted = np.ones(len(shapes), dtype=bool)
    if wish.box is not None:
        west, south, east, north = wish.box
        boxes = (
            [(west, east)] if west <= east else [(west, _MAX_LON), (-_MAX_LON, east)]
        )  # across longitude 180
        drawn = CRS84.rounded(shapes)  # as they are given, so that a point lies in its own box
        inside = [shapely.intersects(drawn, shapely.box(w, south, e, north)) for w, e in boxes]
        wanted &= np.logical_or.reduce(inside)
    if wish.expression is not None:
        columns = Values(batch.table, batch.columns, KeptShapes(shapes)).cql2
        check(wish.expression, columns)
        wanted &= evaluate(wish.expression, columns)
    return wanted


def _expression(text: str | None, problems: list[Problem]) -> Expression | None:
    if text is None:
        return None
    try:
        return parse_text(text)
    except InputError as error:
        problems.extend(error.problems)
        return None


def _format(name: str, problems: list[Problem]) -> Format | None:
    found = FORMATS.get(name.lower())
    if found is None:
        problems.append(Problem(f"'{name}'", f"one of {', '.join(FORMATS)}", field="format"))
    return found


def _system(code: str, problems: list[Problem]) -> CRS | None:
    """Look up a reference system with two axes by authority and code."""
    expected = "a reference system with two axes by authority and code, such as EPSG:28992"
    authority, _, number = code.partition(":")
    try:
        system = CRS.from_authority(authority.upper(), number)
    except CRSError:
        problems.append(Problem(f"'{code}'", expected, field="crs"))
        return None
    if len(system.axis_info) != 2 or system.is_geocentric:  # noqa: PLR2004 - x and y
        problems.append(Problem(f"'{code}' ({system.name})", expected, field="crs"))
        return None
    return system


def _name(system: CRS) -> str:
    """Return authority and code; CRS84 is EPSG:4326 in the axis order of all files here."""
    name = ":".join(system.to_authority() or ())
    return WGS84 if name == "OGC:CRS84" else name


def _box(bbox: str | Sequence[float] | None, problems: list[Problem]) -> BBox | None:
    """Read a bounding box, longitude before latitude."""
    if bbox is None:
        return None
    expected = "west,south,east,north in degrees, such as 4.4,51.9,4.5,52.0"
    parts = bbox.split(",") if isinstance(bbox, str) else list(bbox)
    shown = bbox if isinstance(bbox, str) else ",".join(map(str, bbox))
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        numbers = []
    if len(numbers) != _SIDES or not all(map(math.isfinite, numbers)):
        problems.append(Problem(f"'{shown}'", expected, field="bbox"))
        return None
    west, south, east, north = numbers
    if max(abs(west), abs(east)) > _MAX_LON or max(abs(south), abs(north)) > _MAX_LAT:
        problems.append(Problem(f"'{shown}', which is not on the globe", expected, field="bbox"))
    elif south > north:
        problems.append(
            Problem(f"'{shown}', with its south above its north", expected, field="bbox")
        )
    return west, south, east, north


def _refuse_latitude_first(layer: Layer, box: BBox) -> None:
    """Say so when an empty result comes from latitudes in place of longitudes."""
    west, south, east, north = box
    if len(layer.select({}, bbox=(south, west, north, east))):
        raise InputError(
            [
                Problem(
                    f"'{west},{south},{east},{north}', which holds no place",
                    f"longitude before latitude, such as {south},{west},{north},{east}",
                    field="bbox",
                )
            ]
        )
