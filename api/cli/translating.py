"""The command that keeps translations in sync with the code, and lists what is missing."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli._console import NOTES, OUT
from api.web.i18n import NAMES, PACKAGES
from geo.i18n.messages import completeness, to_markdown, update


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("translations")(translations_command)


def translations_command(
    *,
    in_step: Annotated[
        bool,
        typer.Option("--update", help="First update the catalogues from the code."),
    ] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the table of docs/languages.md.")
    ] = False,
) -> None:
    """Show per language how much is translated, and list what is not."""
    if in_step:
        for package in PACKAGES:
            update(package)
    if markdown:
        OUT.print(to_markdown(completeness(PACKAGES), NAMES), markup=False, soft_wrap=True)
        return
    for language in completeness(PACKAGES):
        OUT.print(str(language), markup=False)
        for what, sentences in (("missing", language.missing), ("fuzzy", language.fuzzy)):
            for sentence in sentences:
                OUT.print(f"  {what}: {sentence}", markup=False, soft_wrap=True)


def tell_what_is_missing() -> None:
    """Report with each build which languages fall back to English, and where."""
    for language in completeness(PACKAGES):
        if language.missing or language.fuzzy:
            NOTES.print(f"Translations, {language}", markup=False)
