"""The words of the project: vocabularies, partial dates, schemas, CRS, errors and settings."""
