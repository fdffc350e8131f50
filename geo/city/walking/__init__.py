"""The streets to walk: a graph, snapping to it, and distances along it."""
