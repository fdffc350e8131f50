import sys
from dataclasses import dataclass

import pytest

from api.cli import main
from geo.city.walking.shared import shared_network
from geo.model.settings import settings


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str


@pytest.fixture(scope="session")
def _streets():
    """The streets of the city, which stay in memory from one command to the next.

    Reading them is a third of what a command about coverage takes.
    """
    return shared_network(settings().reference)


@pytest.fixture
def run(_streets, monkeypatch, capsys):
    """Run the command with its own arguments, and give status and output."""

    def command(*words):
        monkeypatch.setattr(sys, "argv", ["meetingplaces", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Done(int(ended.value.code or 0), captured.out, captured.err)

    return command
