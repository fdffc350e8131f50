"""Tables of PostGIS as collections: read where they stand, a page at a time.

::

    address ─> database ─> catalogue ─> StoredTable (columns, where, when)
                  │                          │
    question ─> filtering, paging, counting ─> one statement, its values bound ─> StoredPage
"""
