"""How many random examples a law is tried on: as many as usual in this run, or so many times that.

The usual number is that of the profile: docs/tests.md says how many that is for which command.
"""

from hypothesis import settings


def tried(times: float) -> settings:
    """Return what decorates a law that is tried on more or fewer examples than usual."""
    return settings(max_examples=max(1, round(times * settings().max_examples)))
