"""The command that serves assistants: mcp."""

from __future__ import annotations

import typer

from api.cli._options import ReleaseOption
from geo.model.errors import MeetingplacesError


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("mcp")(mcp_command)


def mcp_command(*, release: ReleaseOption = None) -> None:
    """Serve assistants on standard input and output (Model Context Protocol)."""
    try:
        from api.mcp.server import mcp_server
    except ModuleNotFoundError as error:
        raise MeetingplacesError(
            "This needs the extra 'mcp': pip install 'meetingplaces[mcp]'."
        ) from error
    from api.app import create_app
    from geo.geocoding import Gazetteer
    from geo.model.settings import settings
    from geo.pipeline.current import current_release

    application = create_app(
        release or current_release, geocoder=Gazetteer.open(settings().reference)
    )
    mcp_server(application).run("stdio")
