"""The OpenAPI description of the data service."""
