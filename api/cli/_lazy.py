"""Commands whose modules are imported when they run, so that help loads no libraries."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand
from typer.main import get_group


def lazy(module: str) -> type[TyperCommand]:
    """Make the class of a command that a module of this package registers.

    The name and help line of such a command are known in advance; its options are not.
    """

    class LazyCommand(TyperCommand):
        def make_context(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - as in Typer
            return command(module, self.name).make_context(*args, **extra)

    return LazyCommand


def command(module: str, name: str | None) -> Any:  # noqa: ANN401 - Typer does not export its type
    """Import a module of this package and return a command from it."""
    commands = typer.Typer()
    commands.callback()(lambda: None)  # so that a single command stays part of a group
    import_module(f"api.cli.{module}").register(commands)
    return get_group(commands).commands[name or ""]
