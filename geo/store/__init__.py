"""Where observations, decisions, reports and people are kept.

- ``store``: the interface, and what it takes and gives;
- ``csv_store``: a folder of CSV, read only: the seed, as it stands in git;
- ``sql_store``: SQLite or PostgreSQL, append-only;
- ``log`` and ``chain``: entries one after the other, under a chain of hashes;
- ``seeding``: how a newer seed comes in; ``csv_files``: the same tables as CSV.
"""
