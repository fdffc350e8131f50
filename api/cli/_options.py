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
    str, typer.Option("--speed", help="rollator, wheelchair, older, walk or fast; or km/h.")
]
AtOption = Annotated[str, typer.Option("--at", help='Only places open then, such as "Sa 14:00".')]
BlockOption = Annotated[
    str, typer.Option("--block", help="weekday_day, weekday_evening, saturday or sunday.")
]
OnOption = Annotated[
    str, typer.Option("--on", help="Day from which hours are judged; today if not given.")
]
PlanOption = Annotated[
    Path | None,
    typer.Option("--what-if", help="CSV of changes: action, id, name, kind, lat, lon."),
]
