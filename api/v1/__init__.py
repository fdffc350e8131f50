"""The data service: OGC API - Features and the other services of the API."""
