"""What residents report: the form, and what became of a report.

Nobody signs in and nothing is asked about the reporter. A report changes nothing by itself, and no
page shows what was written in it: only the desk does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import APIRouter, Depends, FastAPI, Form, Query, Request, Response
from pydantic import BaseModel
from starlette.responses import RedirectResponse

from api.site import errors
from api.site.layout import origin, render, respond_page
from api.site.place import properties
from api.site.report_words import report_words
from api.site.wording import report_link
from api.web import problems
from api.web.http import NO_STORE
from api.web.i18n import PATHS, PREFIX, translations
from api.web.limits import NetworkLimit
from api.web.own_forms import SmallBody, from_own_page
from geo.directory.holder import DirectoryHolder
from geo.i18n.languages import LANGUAGES, format_partial_date
from geo.model.partial_date import PartialDate
from geo.model.settings import settings
from geo.model.vocabulary import Language
from geo.store.reports import MAX_FIELD, MAX_TEXT, Report, ReportKind, Reports, ReportState

if TYPE_CHECKING:
    from geo.store.sql_store import SqlStore

PATH = "/report"
FIELDS: Mapping[ReportKind, tuple[str, ...]] = {
    ReportKind.NAME: ("name",),
    ReportKind.ADDRESS: ("street", "house_number", "postcode"),
    ReportKind.MISSING: ("name", "street", "house_number"),
}
"""The fields that are asked for, by what is wrong; the text says the rest."""

_SAY_ENOUGH = (ReportKind.CLOSED, ReportKind.NO_MEETING_PLACE)
"""What needs no further words."""

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Reporting:
    """What the pages work with.

    Parameters
    ----------
    holder
        The directory in use.
    reports
        Where reports go; None where there is no store.
    sending, looking
        How often one network may send a report, and look one up.
    """

    holder: DirectoryHolder
    reports: Reports | None
    sending: NetworkLimit = field(default_factory=lambda: NetworkLimit(times=10, seconds=3600))
    looking: NetworkLimit = field(default_factory=lambda: NetworkLimit(times=60, seconds=900))


class ReportForm(BaseModel):
    """What was typed, in any length; `_wrong` says what is the matter with it."""

    place: str = ""
    kind: str = ""
    name: str = ""
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    text: str = ""
    website: str = ""  # people do not see this field, so who fills it in is a program


def create_reports(holder: DirectoryHolder, store: Callable[[], SqlStore] | None) -> FastAPI:
    """Make the application of the pages, to be called for every path that begins with theirs.

    Parameters
    ----------
    holder
        The directory in use.
    store
        Opens the store; where None, the page says how else to report.
    """
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.state.directory = app.state.pages = holder
    app.state.reporting = Reporting(holder, Reports(store()) if store else None)
    for language in LANGUAGES:
        app.include_router(router, prefix=f"{PATHS[language]}{PATH}")
    problems.install(app)
    errors.install(app)
    app.add_middleware(SmallBody)
    return app


def _reporting(request: Request) -> Reporting:
    return cast("Reporting", request.app.state.reporting)


ReportingOf = Annotated[Reporting, Depends(_reporting)]


@router.get("")
def show(
    request: Request, on: ReportingOf, place: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Show the form, about one place or for one that is missing."""
    return _form(request, on, ReportForm(place=place))


@router.post("")
def send(request: Request, on: ReportingOf, form: Annotated[ReportForm, Form()]) -> Response:
    """Take a report in."""
    from_own_page(request)
    if on.reports is None:
        return _form(request, on, form)
    # Browsers send a line end as two characters, and count it as one.
    form.text = form.text.replace("\r\n", "\n").strip()
    language = errors.language_of(request.url.path)
    known = _known(on, form.place)
    if form.place and known is None:
        return errors.page(
            request, on.holder.current, language, HTTPStatus.NOT_FOUND, of_place=True
        )
    wrong = _wrong(form, known or {}, language)
    if wrong:
        return _form(request, on, form, wrong)
    on.sending.count(request)
    kind = ReportKind(form.kind)
    report = on.reports.add(
        kind, place_id=form.place, text=form.text, proposed=_proposed(form, kind, known or {})
    )
    return _see_other(f"{PREFIX[language]}{PATH}/{report.number}")


@router.get("/number")
def look_up(request: Request, number: Annotated[str, Query(max_length=30)] = "") -> Response:
    """Lead from the field for a number to its page."""
    plain = "".join(sign for sign in number.upper() if sign.isascii() and sign.isalnum()) or "0"
    language = errors.language_of(request.url.path)
    return _see_other(f"{PREFIX[language]}{PATH}/{plain}")


@router.get("/{number}")
def outcome(request: Request, on: ReportingOf, number: str) -> Response:
    """Say what became of a report, and nothing of what was written in it."""
    on.looking.count(request)
    language = errors.language_of(request.url.path)
    found = on.reports.find(number) if on.reports and len(number) < MAX_FIELD else None
    body = render(
        "report_outcome.html",
        on.holder.current,
        language,
        sprite="",
        private=True,
        path=f"{PATH}/{found.number}" if found else PATH,
        report=found,
        what=report_words(language)[found.kind] if found else "",
        place=_known(on, found.place_id) if found else None,
        when=_day(found, language) if found else "",
        states=ReportState,
    )
    status = HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
    return _send(request, body, language, status)


def _form(request: Request, on: Reporting, form: ReportForm, wrong: Sequence[str] = ()) -> Response:
    language = errors.language_of(request.url.path)
    known = _known(on, form.place)
    if form.place and known is None:
        return errors.page(
            request, on.holder.current, language, HTTPStatus.NOT_FOUND, of_place=True
        )
    words = report_words(language)
    address = f"{origin(request)}{PREFIX[language]}/places/{form.place}" if known else ""
    # A field that was not sent yet holds what is on the site, to be changed.
    typed = form.model_dump()
    if known and not form.kind:
        typed |= {name: known.get(name) or "" for name in ("name", *FIELDS[ReportKind.ADDRESS])}
    body = render(
        "report.html",
        on.holder.current,
        language,
        sprite="",
        private=True,
        path=f"{PATH}?place={form.place}" if known else PATH,
        place=known,
        kinds={kind: text for kind, text in words.items() if kind is not ReportKind.MISSING},
        missing=ReportKind.MISSING,
        typed=typed,
        wrong=wrong,
        most=MAX_TEXT,
        longest=MAX_FIELD,
        takes=on.reports is not None,
        otherwise=report_link(known["name"] if known else "", address, language),
        by_mail=bool(settings().report_address or settings().contact_email),
    )
    return _send(request, body, language, HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK)


def _no_such_place(request: Request, on: Reporting, language: Language) -> Response:
    return errors.page(request, on.holder.current, language, HTTPStatus.NOT_FOUND, of_place=True)


def _known(on: Reporting, place_id: str) -> Mapping[str, str] | None:
    """Find what is published of a place; None where nothing is."""
    position = on.holder.current.find(place_id) if place_id else None
    return None if position is None else properties(on.holder.current, position)


def _wrong(form: ReportForm, known: Mapping[str, str], language: Language) -> list[str]:
    """Say what is the matter with a form, in the language of the page."""
    _ = translations(language).gettext
    found: list[str] = []
    kinds = set(ReportKind) - {ReportKind.MISSING} if form.place else {ReportKind.MISSING}
    if form.kind not in kinds:
        return [_("Choose what is wrong.")]
    kind = ReportKind(form.kind)
    fields = [getattr(form, name) for name in FIELDS.get(kind, ())]
    if len(form.text) > MAX_TEXT:
        found.append(_("The text is too long. At most %(count)s characters.") % {"count": MAX_TEXT})
    if any(len(value) > MAX_FIELD for value in fields):
        found.append(_("A name or address is too long."))
    if kind is ReportKind.MISSING and not form.name.strip():
        found.append(_("Fill in the name of the place."))
    elif kind not in _SAY_ENOUGH and not form.text and not _proposed(form, kind, known):
        found.append(_("Say what should be different."))
    if form.website:
        found.append(_("One field has to stay empty. Empty it, and send the form again."))
    return found


def _proposed(form: ReportForm, kind: ReportKind, known: Mapping[str, str]) -> dict[str, str]:
    """Return what it should be; nothing where the fields hold what is published already."""
    said = {name: getattr(form, name).strip() for name in FIELDS.get(kind, ())}
    if "postcode" in said:
        said["postcode"] = said["postcode"].replace(" ", "").upper()
    said = {name: value for name, value in said.items() if value}
    return {} if all(value == known.get(name) for name, value in said.items()) else said


def _day(report: Report, language: Language) -> str:
    day = report.at.date()
    return format_partial_date(PartialDate(day.year, day.month, day.day), language)


def _see_other(path: str) -> Response:
    response = RedirectResponse(path, HTTPStatus.SEE_OTHER)
    response.headers["Cache-Control"] = NO_STORE
    return response


def _send(request: Request, body: bytes, language: Language, status: HTTPStatus) -> Response:
    response = respond_page(request, body, language, status=status, cache_control=NO_STORE)
    # With no-referrer, as elsewhere, browsers would hide where the form was sent from.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
