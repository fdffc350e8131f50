"""The command that asks organisations whether what is published of their place still holds."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from api.cli._console import OUT
from api.cli._period import read_period
from geo.model.errors import InputError, Problem
from geo.model.settings import PREFIX, settings


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("remind")(remind_command)


def remind_command(
    *,
    older_than: Annotated[
        str, typer.Option("--older-than", help="Last confirmed longer ago: 12m, 1y, 90d.")
    ] = "12m",
    quiet: Annotated[
        str, typer.Option("--quiet", help="Ask nobody twice within this time.")
    ] = "6m",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List whom to ask; send none.")
    ] = False,
) -> None:
    """Ask organisations by mail whether what is published of their place still holds."""
    from api.desk.asking import ask, now_utc, to_ask
    from api.desk.desk import Desk
    from geo.store.opening import open_store

    older, pause = read_period(older_than, "--older-than"), read_period(quiet, "--quiet")
    chosen = settings()
    if not dry_run:
        _check_settings()
    desk = Desk(open_store(chosen.city_folder(), chosen.database), lambda: None)
    site = chosen.public_url.rstrip("/")
    asked: set[str] = set()
    for question in to_ask(desk, older, pause, now_utc()):
        # One mail for each address: whoever runs three places is asked about one at a time.
        if question.contact.mail.casefold() in asked:
            continue
        asked.add(question.contact.mail.casefold())
        if not dry_run:
            asyncio.run(ask(desk, question, site))
        last = question.place.confirmed or "never"
        OUT.print(f"{question.place.id}: last confirmed {last}", soft_wrap=True, markup=False)
    OUT.print(f"{len(asked)} {'would be asked' if dry_run else 'asked'}.")


def _check_settings() -> None:
    chosen = settings()
    problems = [
        Problem("nothing", expected, field=f"{PREFIX}{name}")
        for name, value, expected in (
            ("SMTP_URL", chosen.smtp_url, "the server that sends mail"),
            ("MAIL_FROM", chosen.mail_from, "the address that mail comes from"),
            ("PUBLIC_URL", chosen.public_url, "the address of the site, for the links in the mail"),
        )
        if not value
    ]
    if problems:
        raise InputError(problems)
