"""CQL2, the OGC's Common Query Language (OGC 21-065r2): read, check, evaluate and write filters.

::

    text ─ parse_text ─┐                            ┌─ to_text
                       ├─ Expression ─ check ─ evaluate ─ rows
    JSON ─ parse_json ─┘                            └─ to_json
"""
