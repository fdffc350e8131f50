"""Commands about the people at the desk: maintainer add, link, list, remove, erase."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from api.cli._console import OUT
from geo.model.errors import InputError, Problem
from geo.model.settings import settings
from geo.store.desk_users import DeskRole, DeskUser, DeskUsers
from geo.store.opening import open_store
from geo.store.sessions import Links, Purpose, Sessions
from geo.store.sql_store import SqlStore

NameArgument = Annotated[str, typer.Argument(help="Name or mail address.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    maintainer = typer.Typer(help="Say who may use the desk, and let them in.")
    maintainer.command("add")(add_command)
    maintainer.command("link")(link_command)
    maintainer.command("list")(list_command)
    maintainer.command("remove")(remove_command)
    maintainer.command("erase")(erase_command)
    app.add_typer(maintainer, name="maintainer")


def add_command(
    name: Annotated[str, typer.Argument(help="Name, as the desk shows it to other maintainers.")],
    mail: Annotated[str, typer.Argument(help="Mail address, to which links to sign in are sent.")],
    *,
    viewer: Annotated[bool, typer.Option("--viewer", help="May look, and not change.")] = False,
) -> None:
    """Let somebody use the desk."""
    role = DeskRole.VIEWER if viewer else DeskRole.MAINTAINER
    user = DeskUsers(_store().log).add(name, mail, role)
    OUT.print(f"{user.name} may use the desk as {user.role}. Let them in: maintainer link '{name}'")


def link_command(name: NameArgument) -> None:
    """Print a link to sign in, which works once, for 15 minutes."""
    store = _store()
    user = _user(store, name)
    site = settings().public_url.rstrip("/") or "http://127.0.0.1:8000"
    token = Links(store.log).make(Purpose.SIGN_IN, str(user.id))
    OUT.print(f"{site}/desk/sign-in/{token}", soft_wrap=True)


def list_command() -> None:
    """List who may use the desk."""
    table = Table(show_edge=False, pad_edge=False)
    for column in ("number", "name", "mail", "role"):
        table.add_column(column)
    for user in DeskUsers(_store().log).all():
        table.add_row(str(user.id), user.name, user.mail, user.role)
    OUT.print(table)


def remove_command(name: NameArgument) -> None:
    """Let somebody use the desk no longer; what they did stays in the log, with their name."""
    store = _store()
    user = _user(store, name)
    DeskUsers(store.log).change_role(user, DeskRole.NONE)
    Sessions(store.log).end_all(user.id)
    OUT.print(f"{user.name} may not use the desk any more.")


def erase_command(
    number: Annotated[int, typer.Argument(help="The number that `maintainer list` gives.")],
) -> None:
    """Erase what is known of somebody, which cannot be undone; what they did stays, nameless."""
    store = _store()
    DeskUsers(store.log).erase(number)
    Sessions(store.log).end_all(number)
    OUT.print(f"Everything that was known of number {number} is erased.")


def _user(store: SqlStore, name: str) -> DeskUser:
    user = DeskUsers(store.log).find(name)
    if user is None:
        expected = "the name or mail address of somebody who may use the desk"
        raise InputError([Problem(f"'{name}'", expected, field="NAME")])
    return user


def _store() -> SqlStore:
    return open_store(settings().city_folder(), settings().database)
