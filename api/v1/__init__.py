"""The data service: OGC API - Features and what stands beside it."""
