"""The maintainers' desk: reports are settled, places kept true, and releases published."""
