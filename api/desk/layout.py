"""How a page of the desk is written and sent: never kept, in no search engine, with own scripts."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.desk.access import SignedIn, desk_path
from api.desk.desk import Desk
from api.desk.words import (
    capitalized,
    reason_words,
    shown_value,
    value_words,
    written_moment,
    written_value,
)
from api.site import files
from api.site.errors import language_of
from api.site.hours import hours_of
from api.web.http import NO_STORE, respond
from api.web.i18n import FOR_PLANNERS, PREFIX, translations
from api.web.served import base
from geo.directory import marks
from geo.directory.symbology import Symbol, sprite
from geo.model.said import say_again
from geo.model.vocabulary import Kind, Language
from geo.store.reports import ReportState

_SIGNS = {kind: Symbol(kind) for kind in Kind}
"""How the kinds of place are drawn at the desk, where nothing is said of the rest."""
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def language(request: Request) -> Language:
    """Return the language of a page of the desk: Dutch or English, as the path says."""
    found = language_of(request.url.path)
    return found if found in FOR_PLANNERS else FOR_PLANNERS[0]


def page(
    request: Request,
    template: str,
    *,
    who: SignedIn | None = None,
    desk: Desk | None = None,
    status: int = HTTPStatus.OK,
    **values: Any,  # noqa: ANN401 - what the template needs
) -> Response:
    """Write and send a page.

    Parameters
    ----------
    template
        Name of a file in ``templates/desk``.
    who
        Who is signed in; None on the pages to sign in.
    desk
        For the counts in the menu; with `who`.
    status
        HTTP status.
    **values
        The values of the template.
    """
    spoken = language(request)
    tabs = _tabs(desk, spoken) if desk and who else ()
    shared = {
        "language": spoken,
        "static": files.address(),
        "sprite": sprite(_SIGNS.values()),
        "hours_path": f"{PREFIX[spoken]}/owner/hours",
        "marks": marks.sheet(),
        "root": desk_path(spoken),
        "who": who,
        "csrf": who.csrf if who else "",
        "tabs": tabs,
        "site": base(),
        "here": base() + request.url.path,
    }
    body = _environment(spoken).get_template(f"desk/{template}").render(shared | values).encode()
    response = respond(request, body, "text/html; charset=utf-8", cache_control=NO_STORE)
    response.status_code = status
    _protect(response, spoken)
    return response


def see_other(request: Request, path: str) -> Response:
    """Lead a browser to another page after a form was taken in."""
    response = RedirectResponse(desk_path(language(request), path), HTTPStatus.SEE_OTHER)
    response.headers["Cache-Control"] = NO_STORE
    return response


def _protect(response: Response, spoken: Language) -> None:
    response.headers["Content-Language"] = spoken
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"


def _tabs(desk: Desk, spoken: Language) -> tuple[tuple[str, str, int | None], ...]:
    """Name the pages of the desk, with how much waits on each."""
    _ = translations(spoken).gettext
    new = sum(report.state is ReportState.NEW for report in desk.reports.all())
    return (
        ("", _("Inbox"), new),
        ("/call", _("To call today"), None),
        ("/places", _("All places"), None),
        ("/new", _("New place"), None),
        ("/confirm", _("Confirm many"), None),
        ("/duplicates", _("Twice?"), None),
        ("/import", _("Import a list"), None),
        ("/publish", _("Publish"), len(desk.waiting())),
    )


@cache
def _environment(spoken: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(translations(spoken), newstyle=True)  # type: ignore[attr-defined]
    environment.globals["signs"] = {kind: sign.name for kind, sign in _SIGNS.items()}
    environment.globals["moment"] = lambda at: written_moment(at, spoken)
    environment.globals["reason"] = lambda why: reason_words(why, spoken)
    environment.globals["say"] = lambda text: say_again(text, translations(spoken).gettext)
    environment.filters["capitalized"] = capitalized
    environment.globals["shown"] = lambda place, field: shown_value(place, field, spoken)
    environment.globals["written"] = lambda field, text: written_value(field, text, spoken)
    environment.globals["has_hours"] = lambda text: hours_of({"opening_hours": text}).understood
    environment.globals["label"] = lambda word: value_words(word, spoken)
    return environment
