"""A release in memory: filter, nearest, describe, export."""
