"""From observations to a release: locate, check, find duplicates, build."""
