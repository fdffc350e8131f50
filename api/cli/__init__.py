"""The command ``meetingplaces``: every task of the project from the command line.

Bad input ends with status 2 and one sentence per problem; anything else that fails with status 1.
"""

from __future__ import annotations

import sys

import typer

from api.cli import (
    building,
    finding,
    planning,
    publishing,
    reference,
    releases,
    reporting,
    siting,
    translating,
)
from geo.model.errors import InputError, MeetingplacesError

app = typer.Typer(
    name="meetingplaces",
    help="An open directory of the places where a neighbourhood meets, starting with Rotterdam.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
building.register(app)
finding.register(app)
planning.register(app)
publishing.register(app)
reporting.register(app)
reference.register(app)
releases.register(app)
siting.register(app)
translating.register(app)

BAD_INPUT = 2
"""Exit status when something that was given is wrong."""
FAILED = 1
"""Exit status when the task could not be done for another reason."""


def main() -> None:
    """Run the command line."""
    try:
        app()
    except InputError as error:
        for problem in error.problems:
            sys.stderr.write(f"{problem}\n")
        raise SystemExit(BAD_INPUT) from None
    except BrokenPipeError:
        raise SystemExit(FAILED) from None
    except (MeetingplacesError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(FAILED) from None
