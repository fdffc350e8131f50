"""Tables of PostGIS for tests: any frame of features, in a database of its own."""

import pandas as pd
import psycopg
import shapely

_TYPES = {"b": "boolean", "i": "bigint", "f": "double precision", "M": "timestamptz"}


class PostGIS:
    """A database with PostGIS in it."""

    def __init__(self, url):
        self.url = url.replace("+psycopg", "")
        self.run("CREATE EXTENSION postgis")

    def run(self, statement, values=None):
        """Run a statement, and return its rows where it has any."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else None

    def address(self, tables, **further):
        """Write the address for `serve --data`."""
        asked = {"tables": tables, **further}
        return self.url + "&" + "&".join(f"{name}={value}" for name, value in asked.items())

    def add(self, name, frame, key, types=None):
        """Write a frame as a table with a key and an index on its geometry."""
        srid = frame.crs.to_epsg()
        plain = frame.drop(columns=frame.geometry.name)
        kinds = {column: _type(plain[column]) for column in plain} | (types or {})
        columns = ", ".join(f'"{column}" {kind}' for column, kind in kinds.items())
        self.run(f'CREATE TABLE "{name}" ({columns}, geom geometry, PRIMARY KEY ("{key}"))')
        shapes = shapely.set_srid(frame.geometry.to_numpy(), srid)
        written = shapely.to_wkb(shapes, include_srid=True, hex=True)
        with (
            psycopg.connect(self.url) as connection,
            connection.cursor() as cursor,
            cursor.copy(f'COPY "{name}" FROM STDIN') as copy,
        ):
            for row, shape in zip(plain.itertuples(index=False), written, strict=True):
                copy.write_row([*map(_value, row), shape])
        self.run(f'CREATE INDEX ON "{name}" USING gist (geom)')
        self.run(f'ANALYZE "{name}"')


def _type(column):
    if column.dtype.kind in _TYPES:
        return _TYPES[column.dtype.kind]
    known = [value for value in column if value is not None]
    return "text[]" if known and isinstance(known[0], list) else "text"


def _value(value):
    if isinstance(value, list):
        return value
    return None if pd.isna(value) else value
