"""One city in memory: its districts, people, stops and the streets to walk."""
