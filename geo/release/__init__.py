"""Releases: what is built from the observations, how it is kept, and what changed in between."""
