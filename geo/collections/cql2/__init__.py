"""CQL2, the OGC's Common Query Language (OGC 21-065r2): read, check and evaluate filters.

::

    text ─ parse_text ─┐
                       ├─ Expression ─ check ─ evaluate ─ rows
    JSON ─ parse_json ─┘
"""
