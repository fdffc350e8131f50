"""A collection in memory: its features as bytes and as typed columns, chosen by index."""
