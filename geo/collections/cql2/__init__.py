"""CQL2, the OGC's Common Query Language (OGC 21-065r2): read, check, evaluate and write filters.

::

    text ─ parse_text ─┐                            ┌─ to_text
                       ├─ Expression ─ check ─ evaluate ─ rows
    JSON ─ parse_json ─┘                            └─ to_json
"""

from geo.collections.cql2.checking import check
from geo.collections.cql2.columns import LISTS, Column, ColumnKind, Columns
from geo.collections.cql2.evaluating import evaluate
from geo.collections.cql2.expression import Expression
from geo.collections.cql2.json_encoding import parse_json, to_json
from geo.collections.cql2.parsing import parse_text
from geo.collections.cql2.writing import to_text

__all__ = [
    "LISTS",
    "Column",
    "ColumnKind",
    "Columns",
    "Expression",
    "check",
    "evaluate",
    "parse_json",
    "parse_text",
    "to_json",
    "to_text",
]
