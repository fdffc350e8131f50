"""The inbox: what residents reported, each with what is published now and what would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.exceptions import HTTPException

from api.desk.access import DeskOf, Maintainer, Viewer
from api.desk.dearness import dearness
from api.desk.desk import Desk, today
from api.desk.layout import language, page, see_other
from api.desk.words import field_words, problem_words
from api.site.hours import calendar
from api.site.report_words import report_words
from api.web.i18n import translations
from geo.evidence.differences import FieldDifference
from geo.evidence.place import Place
from geo.i18n.languages import format_number
from geo.intake.hours_in_words import hours_in_notation
from geo.model.errors import InputError
from geo.model.said import Said
from geo.model.vocabulary import Language, Status
from geo.planning.dependence import MINUTES, Dependence
from geo.store import reasons
from geo.store.reports import Report, ReportKind, ReportState
from geo.store.rows import Channel, new_observation
from geo.store.store import Batch, Cells

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Case:
    """A report as the inbox shows it.

    Parameters
    ----------
    report
        As it came in.
    what
        What is wrong, in words.
    place
        As it is now; None for one that is missing.
    version
        Of the place, so that a change in the meantime is noticed.
    changes
        What would change when it is accepted as it is.
    problem
        Why it cannot be accepted as it is; empty where it can.
    only
        How many people have no other place, as text; empty where that is not counted.
    """

    report: Report
    what: str
    place: Place | None
    version: int
    changes: tuple[tuple[str, FieldDifference], ...]
    problem: str = ""
    only: str = ""


@router.get("")
def inbox(request: Request, desk: DeskOf, who: Viewer) -> Response:
    """Show the reports that nobody has settled yet."""
    spoken = language(request)
    places = desk.places()
    depend = desk.depend()
    # Dearest first; of equally dear ones the oldest first, as they are read.
    waiting = sorted(
        desk.reports.open_ones(),
        key=lambda report: dearness(places.get(report.place_id), depend, today()),
        reverse=True,
    )
    cases = [_case(desk, report, places, spoken, depend) for report in waiting]
    settled = [one for one in desk.reports.all() if one.state is not ReportState.NEW][-20:]
    return page(request, "inbox.html", who=who, desk=desk, cases=cases, settled=settled[::-1],
                minutes=MINUTES, report_words=report_words(spoken),
                names=field_words(spoken))  # fmt: skip


@router.post("/reports/{number}/accept")
def accept(
    request: Request, desk: DeskOf, who: Maintainer, number: str,
    version: Annotated[int, Form()], outcome: Annotated[str, Form(max_length=500)] = "",
) -> Response:  # fmt: skip
    """Take over what was reported."""
    report = _report(desk, number)
    rows = rows_of(report)
    if not rows:
        return see_other(request, f"/places/{report.place_id}?report={report.number}")
    batch = Batch(
        rows, why=reasons.REPORT % {"number": report.number}, expected={report.place_id: version}
    )
    desk.reports.settle(number, ReportState.ACCEPTED, outcome, who.author, batch)
    return see_other(request, "")


@router.post("/reports/{number}/decline")
def decline(
    request: Request, desk: DeskOf, who: Maintainer, number: str,
    outcome: Annotated[str, Form(min_length=1, max_length=500)],
) -> Response:  # fmt: skip
    """Leave things as they are, and say why."""
    desk.reports.settle(number, ReportState.DECLINED, outcome, who.author, Batch())
    return see_other(request, "")


def rows_of(report: Report) -> list[Cells]:
    """Make the observations that follow from a report as it is; none where it only has text."""
    on = report.at.date()
    values: dict[str, str] = {}
    match report.kind:
        case ReportKind.CLOSED:
            values = {"status": Status.CLOSED.value, "status_date": on.isoformat()}
        case ReportKind.OTHER if report.by_owner:
            values = dict(report.proposed)
        case ReportKind.NO_MEETING_PLACE | ReportKind.MISSING | ReportKind.OTHER:
            return []
        case ReportKind.HOURS if not report.proposed:
            # Hours in words are taken over only where they have one meaning.
            hours = hours_in_notation(report.text, calendar(), on)
            values = {"opening_hours": hours} if hours else {}
        case _:
            values = dict(report.proposed)
    if not values or not report.place_id:
        return []
    channel = Channel.OWNER if report.by_owner else Channel.REPORT
    return [new_observation(report.place_id, values, channel, min(on, today()))]


def _case(
    desk: Desk,
    report: Report,
    places: dict[str, Place],
    spoken: Language,
    depend: Mapping[str, Dependence] | None,
) -> Case:
    place = places.get(report.place_id)
    names = field_words(spoken)
    changes: tuple[FieldDifference, ...] = ()
    problem = ""
    rows = rows_of(report)
    if rows:
        try:
            changes = desk.preview(report.place_id, rows)
        except InputError as error:
            problem = " ".join(problem_words(one, spoken) for one in error.problems)
    people = (depend or {}).get(report.place_id)
    fields = {one.field for one in changes}
    # The date goes without saying where what it is the date of changes.
    silent = {"confirmed", "status_date"} if "status" in fields else {"confirmed"}
    shown = [one for one in changes if one.field not in silent]
    return Case(
        report,
        _what(report, spoken),
        place,
        desk.store.versions([report.place_id])[report.place_id],
        tuple((names[one.field], one) for one in shown),
        problem,
        format_number(people.only, spoken) if people and people.only else "",
    )


def _what(report: Report, spoken: Language) -> str:
    _ = translations(spoken).gettext
    if report.by_owner and report.kind is ReportKind.OTHER:
        return _("The organisation says what has changed")
    return report_words(spoken)[report.kind]


def _report(desk: Desk, number: str) -> Report:
    report = desk.reports.find(number)
    if report is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, Said("There is no such report."))
    return report
