"""What the Frictionless framework, a validator of others, says of a data package."""

from pathlib import Path


def is_valid(folder: Path) -> bool:
    """Validate a data package: its description, and each file against it."""
    from frictionless import Package  # takes half a second to import

    return Package(str(folder / "datapackage.json")).validate().valid
