"""Options that several commands share, each declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

OutOption = Annotated[
    Path | None, typer.Option("--out", help="File to write; standard output if not given.")
]
ReleaseOption = Annotated[
    Path | None,
    typer.Option("--release", help="A built release; one of the packaged data if not given."),
]
SpeedOption = Annotated[
    str, typer.Option("--speed", help="rollator, older, walk or fast; or km/h.")
]
