"""A release: its files, their provenance, the archive and the history."""
