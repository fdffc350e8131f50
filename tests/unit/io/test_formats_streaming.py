"""Files written in batches: the same file, whatever the batches, and no more than one in memory."""

import gc
import io
import json
import weakref

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from release_sample import contents, place
from shapely import Point

from geo.collections.batches import in_system
from geo.io.formats import FORMATS
from geo.io.records import Records
from geo.model.errors import InputError, ReleaseError
from geo.model.place_tables import GEBIEDEN, PLACES

OTHER_BYTES = {"parquet", "fgb", "gpkg"}
"""A batch becomes a row group; one batch alone gets an index; a database counts its changes."""


def many(count):
    rows = [place(f"plek-{number:05d}", name=f"Plek {number}") for number in range(count)]
    points = [
        None if number % 7 == 0 else Point(4.4 + number % 50 / 100, 51.9 + number % 30 / 100)
        for number in range(count)
    ]
    return Records.of(PLACES, gpd.GeoDataFrame(rows, geometry=points, crs="EPSG:4326"))


def cut(records, *ends):
    rows = np.arange(len(records.geometry))
    starts = [0, *sorted(ends)]
    return [
        records.taken((rows >= start) & (rows < end))
        for start, end in zip(starts, [*starts[1:], len(rows)], strict=True)
    ]


def written(name, batches, date="2026-03-01"):
    target = io.BytesIO()
    FORMATS[name].write(iter(batches), target, date)
    return target.getvalue()


class Pipe(io.RawIOBase):
    """A target that can only be written to, as standard output is."""

    def __init__(self):
        super().__init__()
        self.parts = []

    def writable(self):
        return True

    def write(self, content):
        self.parts.append(bytes(content))
        return len(self.parts[-1])


@settings(deadline=None, max_examples=8)
@given(st.lists(st.integers(0, 40), max_size=4))
@pytest.mark.parametrize("name", sorted(set(FORMATS) - OTHER_BYTES))
@pytest.mark.slow
def test_however_rows_are_cut_into_batches_the_bytes_are_the_same(name, ends):
    records = many(40)
    assert written(name, cut(records, *ends)) == written(name, [records])


@pytest.mark.parametrize("ends", [(), (10,), (0, 13, 13, 40)])
@pytest.mark.parametrize("name", sorted(OTHER_BYTES))
def test_however_rows_are_cut_into_batches_the_rows_are_the_same(name, ends, tmp_path):
    records = many(40)
    path = tmp_path / f"file.{name}"
    path.write_bytes(written(name, cut(records, *ends)))
    frame = gpd.read_parquet(path) if name == "parquet" else pyogrio.read_dataframe(path)
    assert frame["id"].tolist() == records.columns["id"]
    assert shapely.equals_exact(
        frame.geometry.dropna().to_numpy(), records.geometry[~shapely.is_missing(records.geometry)]
    ).all()
    assert int(frame.geometry.isna().sum()) == int(shapely.is_missing(records.geometry).sum())


@pytest.mark.parametrize("name", FORMATS)
def test_a_target_that_cannot_be_gone_back_in_gets_the_same_bytes(name):
    records, pipe = many(20), Pipe()
    FORMATS[name].write([records], pipe, "2026-03-01")
    assert b"".join(pipe.parts) == FORMATS[name].encode([records], "2026-03-01")


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_a_batch_is_let_go_before_the_next_but_one_is_made(name):
    alive = []
    most = 0

    def batches():
        nonlocal most
        for _ in range(5):
            gc.collect()
            most = max(most, sum(one() is not None for one in alive))
            # A copy, so that nothing else holds on to the geometry.
            batch = Records(PLACES, sample.columns, sample.geometry.copy(), sample.crs)
            alive.append(weakref.ref(batch.geometry))
            yield batch
            del batch

    sample = many(5)
    gc.freeze()  # what other tests left is not gone through each time
    try:
        written(name, batches())
    finally:
        gc.unfreeze()
    assert most == 1


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_at_all_is_refused_and_an_empty_batch_is_a_file_without_rows(name):
    with pytest.raises(ReleaseError, match="no table"):
        written(name, [])
    assert written(name, [many(0)])


@pytest.mark.parametrize("name", FORMATS)
def test_an_error_in_making_a_batch_comes_out_as_it_is(name):
    def batches():
        yield many(3)
        raise InputError([])

    with pytest.raises(InputError):
        written(name, batches())


def test_each_batch_is_a_row_group_with_a_box_that_lets_readers_skip_it(tmp_path):
    records = many(30)
    path = tmp_path / "file.parquet"
    path.write_bytes(written("parquet", cut(records, 10, 20)))
    file = pq.ParquetFile(path)
    assert file.num_row_groups == 3
    about = json.loads(file.metadata.metadata[b"geo"])
    assert about["columns"]["geometry"]["bbox"] == list(shapely.total_bounds(records.geometry))
    names = [file.schema.column(number).path for number in range(len(file.schema))]
    column = file.metadata.row_group(0).column(names.index("bbox.xmin"))
    assert column.statistics.has_min_max
    part = gpd.read_parquet(path, bbox=(4.4, 51.9, 4.45, 51.95))
    assert 0 < len(part) < 30


def test_polygons_become_the_multipolygons_that_the_layer_promises(tmp_path):
    gebieden = Records.of(GEBIEDEN, contents().gebieden)
    for name in ("gpkg", "fgb"):
        path = tmp_path / f"file.{name}"
        path.write_bytes(written(name, [gebieden]))
        assert pyogrio.read_info(path)["geometry_type"] == "MultiPolygon"
        assert set(pyogrio.read_dataframe(path).geom_type) == {"MultiPolygon"}


@pytest.mark.parametrize("crs", ["EPSG:28992", "EPSG:3857", "EPSG:4258"])
def test_rows_in_another_system_keep_missing_points_missing(crs):
    records = many(10)
    turned = in_system(records, crs)
    assert turned.crs == crs
    assert (shapely.is_missing(turned.geometry) == shapely.is_missing(records.geometry)).all()
    frame = gpd.GeoSeries(records.geometry, crs="EPSG:4326").to_crs(crs)
    assert shapely.distance(turned.geometry[1], frame.iloc[1]) < 0.01


def test_a_table_without_shapes_can_be_written_as_csv_xlsx_and_parquet():
    table = Records.of(PLACES, pd.DataFrame([place("a"), place("b")]))
    assert written("csv", [table]).count(b"\n") == 3
    assert "geo" not in (pq.read_schema(io.BytesIO(written("parquet", [table]))).metadata or {})
    assert written("xlsx", [table])
