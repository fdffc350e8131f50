"""The commands of the program, run in this process."""

import sys
from dataclasses import dataclass

import pytest

from api.cli import main


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command with its own arguments, and give status and output."""

    def command(*words):
        monkeypatch.setattr(sys, "argv", ["meetingplaces", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Done(int(ended.value.code or 0), captured.out, captured.err)

    return command
