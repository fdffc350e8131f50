"""What the catalogue of a database says of a table: columns, key, geometry, extent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import TableClause, TextClause, func, select, table, text
from sqlalchemy.sql import quoted_name

from geo.collections.postgis.address import TableName
from geo.collections.postgis.column_types import CatalogueColumn, named
from geo.collections.postgis.database import Database
from geo.model.errors import InputError, Problem

_SAMPLE = 1000
"""Rows in which the reference system is looked for where the column does not say it."""
KEY_TYPES = frozenset(("int2", "int4", "int8", "text", "varchar", "bpchar", "uuid"))
"""Types of a column that can identify a feature."""

_RELATION: TextClause = text(
    """
    SELECT c.oid, n.nspname, c.relname, c.relkind, obj_description(c.oid, 'pg_class')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname = :name AND c.relkind IN ('r', 'v', 'm', 'f', 'p')
      AND CASE WHEN :schema = '' THEN pg_table_is_visible(c.oid) ELSE n.nspname = :schema END
    """
)
_COLUMNS: TextClause = text(
    """
    WITH RECURSIVE based (attnum, type, modifier) AS (
        SELECT attnum, atttypid, atttypmod FROM pg_attribute
        WHERE attrelid = :relation AND attnum > 0 AND NOT attisdropped
          AND has_column_privilege(:relation, attnum, 'SELECT')
        UNION ALL
        SELECT based.attnum, t.typbasetype, t.typtypmod
        FROM based JOIN pg_type t ON t.oid = based.type WHERE t.typtype = 'd'
    )
    SELECT a.attname, t.typname, t.typtype, coalesce(e.typname, ''), based.modifier,
           coalesce(col_description(:relation, a.attnum), ''), a.attnotnull
    FROM based
    JOIN pg_type t ON t.oid = based.type AND t.typtype <> 'd'
    JOIN pg_attribute a ON a.attrelid = :relation AND a.attnum = based.attnum
    LEFT JOIN pg_type e ON t.typcategory = 'A' AND e.oid = t.typelem
    ORDER BY a.attnum
    """
)
_KEYS: TextClause = text(
    """
    SELECT i.indisprimary, array_agg(a.attname ORDER BY a.attnum)
    FROM pg_index i
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
    WHERE i.indrelid = :relation AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
    GROUP BY i.indexrelid, i.indisprimary, i.indnatts
    HAVING count(*) = i.indnatts
    """
)
_SYSTEM: TextClause = text(
    "SELECT auth_name || ':' || auth_srid FROM spatial_ref_sys WHERE srid = :srid"
)
_GEOMETRY_MODIFIER: TextClause = text(
    "SELECT postgis_typmod_srid(:modifier), postgis_typmod_type(:modifier)"
)


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, a view or a foreign table as the catalogue has it.

    Attributes
    ----------
    given
        Its name as the operator gave it.
    oid
        Its number in the catalogue.
    schema, name
        Where it stands, and its name there.
    is_table
        Whether it can have a primary key, so that a view needs one by hand.
    comment
        What its owner says of it.
    columns
        Those that may be read.
    """

    given: TableName
    oid: int
    schema: str
    name: str
    is_table: bool
    comment: str
    columns: tuple[CatalogueColumn, ...]

    @property
    def clause(self) -> TableClause:
        """Itself in a statement; its name and schema are always quoted."""
        return table(
            quoted_name(self.name, quote=True), schema=quoted_name(self.schema, quote=True)
        )

    def column(self, name: str) -> CatalogueColumn | None:
        """Find a column by its name in the database."""
        return next((one for one in self.columns if one.name == name), None)

    def refuse(self, found: str, expected: str) -> InputError:
        """Make the error for a table that cannot be served."""
        return InputError([Problem(found, expected, file=f"table {self.given}", field="data")])


@dataclass(frozen=True, slots=True)
class GeometryColumn:
    """The column with the geometry of the features.

    Attributes
    ----------
    srid
        The number of its reference system in the database; 0 where it has none.
    system
        The same by authority and code; empty where it has none.
    kind
        ``POINT``, ``MULTIPOLYGON``, … without ``Z`` and ``M``; ``GEOMETRY`` where it does not say.
    is_geography
        Whether it is measured on the sphere; it is compared as a geometry.
    required
        Whether no row is without.
    """

    name: str
    srid: int
    system: str
    kind: str
    is_geography: bool
    required: bool


def find_relation(database: Database, given: TableName) -> Relation:
    """Find a table in the catalogue.

    Raises
    ------
    InputError
        There is no such table, or none of its columns may be read.
    """
    found = database.rows(_RELATION, {"name": given.name, "schema": given.schema})
    if not found:
        where = f"a table or view of {database.name} that the role sees"
        raise InputError([Problem(f"'{given}'", where, field="data, tables")])
    oid, schema, name, kind, comment = found[0]
    rows = database.rows(_COLUMNS, {"relation": oid})
    columns = tuple(CatalogueColumn(*row) for row in rows)
    relation = Relation(given, oid, schema, name, kind in "rp", comment or "", columns)
    if not columns:
        expected = f'the right to read it: GRANT SELECT ON "{schema}"."{name}" TO the role'
        raise relation.refuse("no column that may be read", expected)
    return relation


def find_key(database: Database, relation: Relation, asked: str) -> CatalogueColumn:
    """Find the column that identifies a row.

    Parameters
    ----------
    asked
        The column that the operator named; empty for the primary key.

    Raises
    ------
    InputError
        There is none, or it does not have a value of its own in each row.
    """
    keys = database.rows(_KEYS, {"relation": relation.oid})
    primary = [names for is_primary, names in keys if is_primary]
    name = asked or (primary[0][0] if primary and len(primary[0]) == 1 else "")
    instead = f"key={relation.given}.COLUMN in the address, with a column that is unique"
    if not name:
        found = "a primary key of several columns" if primary else "no primary key"
        raise relation.refuse(found, instead)
    column = relation.column(name)
    if column is None:
        raise relation.refuse(f"no column '{name}' that may be read", instead)
    if column.kind not in KEY_TYPES:
        raise relation.refuse(
            f"a key '{name}' of type {column.kind}", "whole numbers, text or uuid"
        )
    if [name] not in [names for _, names in keys]:
        if relation.is_table:
            raise relation.refuse(f"no unique index on '{name}'", instead)
        _require_unique(database, relation, name)
    return column


def _require_unique(database: Database, relation: Relation, name: str) -> None:
    """Look whether a column of a view has a value of its own in each row."""
    own = named(name)
    double = (
        select(own)
        .select_from(relation.clause)
        .group_by(own)
        .having((func.count() > 1) | own.is_(None))
        .limit(1)
    )
    if database.rows(double):
        raise relation.refuse(f"rows with the same '{name}', or none", "one of its own in each row")


def find_geometry(database: Database, relation: Relation) -> GeometryColumn | None:
    """Find the first column with a geometry; None where there is none.

    Raises
    ------
    InputError
        Its rows are in different reference systems.
    """
    found = next((one for one in relation.columns if one.kind in {"geometry", "geography"}), None)
    if found is None:
        return None
    srid, kind = 0, "GEOMETRY"
    if found.modifier >= 0:
        srid, kind = database.rows(_GEOMETRY_MODIFIER, {"modifier": found.modifier})[0]
    elif found.kind == "geography":
        srid = 4326
    if not srid:
        srid = _sampled_srid(database, relation, found.name)
    system = "".join(row[0] or "" for row in database.rows(_SYSTEM, {"srid": srid}))
    flat = kind.upper().removesuffix("M").removesuffix("Z")
    return GeometryColumn(found.name, srid, system, flat, found.kind == "geography", found.required)


def _sampled_srid(database: Database, relation: Relation, name: str) -> int:
    own = named(name)
    sample = (
        select(own.label("shape"))
        .select_from(relation.clause)
        .where(own.is_not(None))
        .limit(_SAMPLE)
        .subquery()
    )
    rows: Sequence[tuple[Any, ...]] = database.rows(
        select(func.st_srid(sample.c.shape)).distinct().select_from(sample)
    )
    if len(rows) > 1:
        found = f"'{name}' in the reference systems {', '.join(str(row[0]) for row in rows)}"
        raise relation.refuse(found, "one reference system")
    return int(rows[0][0]) if rows else 0


def rows_expected(database: Database, relation: Relation) -> int:
    """Return how many rows PostgreSQL thinks that a table has; -1 where it does not know."""
    statement = (
        select(text("reltuples")).select_from(table("pg_class")).where(text("oid = :relation"))
    )
    return int(database.rows(statement, {"relation": relation.oid})[0][0])
