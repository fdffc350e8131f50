"""Somebody else's list at the desk: read it, say what its columns mean, look at rows, accept.

The same engine as ``meetingplaces import``. Nothing is written before somebody accepts.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from typing import Annotated, get_args

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from starlette.exceptions import HTTPException

from api.desk.access import DeskOf, Maintainer, SignedIn, Viewer
from api.desk.desk import Desk, today
from api.desk.layout import language, page, see_other
from api.desk.words import (
    change_words,
    error_words,
    heap_words,
    problem_words,
    source_words,
    target_words,
    unsure_words,
)
from api.web.served import reference
from geo.intake.accepting import accept, decide, known_places
from geo.intake.drafts import ImportDraft, ImportDrafts
from geo.intake.fetching import Fetcher
from geo.intake.guessing import explain, guess_mapping
from geo.intake.incoming import IncomingList
from geo.intake.mapping import SourceMapping, Target
from geo.intake.matching import Heap
from geo.intake.proposal import Proposal, RowDecision
from geo.intake.proposing import propose
from geo.intake.reading import read_list
from geo.intake.source_mappings import SourceMappings
from geo.model.errors import InputError, MeetingplacesError, Problem
from geo.model.said import Said
from geo.model.settings import settings
from geo.model.vocabulary import Initiative, Kind, SourceType

router = APIRouter(include_in_schema=False, prefix="/import")

SHOWN = 200
"""So many rows are shown; of a longer list the rest is counted."""
_SEVERAL = ("house_number", "opening_hours", "alt_names", "activities")


@router.get("")
def start(request: Request, desk: DeskOf, who: Viewer) -> Response:
    """Show the form for a list, and the sources that came before."""
    return _start(request, desk, who)


@router.post("")
def take(
    request: Request, desk: DeskOf, who: Maintainer,
    title: Annotated[str, Form(max_length=200)] = "",
    address: Annotated[str, Form(max_length=1000)] = "",
    licence: Annotated[str, Form(max_length=200)] = "",
    published: Annotated[str, Form(max_length=10)] = "",
    layer: Annotated[str, Form(max_length=100)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:  # fmt: skip
    """Read a list, and keep it as a draft."""
    try:
        incoming = _read(title.strip(), address.strip(), file, layer.strip())
    except InputError as error:
        return _start(request, desk, who, problems=_words(request, error))
    except MeetingplacesError as error:
        return _start(request, desk, who, problems=[error_words(error, language(request))])
    known = SourceMappings(desk.store.log).all().get(title.strip())
    mapping = known if known and not known.missing(incoming.columns) else None
    mapping = mapping or guess_mapping(incoming, title.strip())
    terms = licence.strip() or mapping.licence or incoming.licence
    mapping = mapping.model_copy(update={"licence": terms, "published": published})
    name = ImportDrafts().add(ImportDraft(who.user.id, incoming, mapping))
    return see_other(request, f"/import/{name}")


@router.get("/mapping.toml")
def mapping_file(desk: DeskOf, who: Viewer, source: str = "") -> Response:  # noqa: ARG001 - signed in
    """Send what was decided about the columns of a source, as a file for the command."""
    known = SourceMappings(desk.store.log).all().get(source)
    if known is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, Said("There is no such source."))
    headers = {"Content-Disposition": 'attachment; filename="mapping.toml"',
               "Cache-Control": "no-store"}  # fmt: skip
    return Response(known.toml(), media_type="application/toml", headers=headers)


@router.get("/{name}")
def look(request: Request, desk: DeskOf, who: Viewer, name: str) -> Response:
    """Show what a list would change: its columns, and its rows in three heaps."""
    return _look(request, desk, who, name, _draft(name, who))


@router.post("/{name}/columns")
async def columns(request: Request, who: Maintainer, name: str) -> Response:
    """Take in what the columns mean."""
    draft = _draft(name, who)
    form = await request.form()
    said: dict[Target, list[str]] = {}
    for number, column in enumerate(draft.incoming.columns):
        target = str(form.get(f"column_{number}", ""))
        if target in get_args(Target):
            said.setdefault(target, []).append(column)  # type: ignore[arg-type] # checked above
    columns_of: dict[Target, str | tuple[str, ...]] = {
        target: names[0] if len(names) == 1 else tuple(names) for target, names in said.items()
    }
    constants = {field: str(form.get(field, "")) for field in ("kind", "initiative")}
    kept = {field: text for field, text in draft.mapping.constants.items()
            if field not in constants}  # fmt: skip
    source_type = str(form.get("source_type", draft.mapping.source_type))
    mapping = draft.mapping.model_copy(
        update={
            "columns": columns_of,
            "constants": kept | {field: text for field, text in constants.items() if text},
            "licence": str(form.get("licence", ""))[:200].strip(),
            "published": str(form.get("published", ""))[:10].strip(),
            "source_type": SourceType(source_type) if source_type in list(SourceType)
            else draft.mapping.source_type,
        }
    )  # fmt: skip
    ImportDrafts().change(name, draft, SourceMapping.model_validate(mapping.model_dump()))
    return see_other(request, f"/import/{name}")


@router.post("/{name}/rows")
async def rows(request: Request, desk: DeskOf, who: Maintainer, name: str) -> Response:
    """Take in what rows are: a place, a new one, or none."""
    draft = _draft(name, who)
    form = await request.form()
    decisions: dict[str, RowDecision] = {}
    for row in _proposed(desk, draft).rows:
        match str(form.get(f"row_{row.number}", "")).partition("=")[::2]:
            case "same", place_id if place_id:
                decisions[row.key] = RowDecision(Heap.SAME, place_id)
            case "new", _:
                decisions[row.key] = RowDecision(Heap.NEW)
            case "out", _:
                decisions[row.key] = RowDecision(None)
    decide(desk.store, draft.mapping.title, decisions, who.author)
    return see_other(request, f"/import/{name}")


@router.post("/{name}/accept")
def take_over(
    request: Request, desk: DeskOf, who: Maintainer, name: str,
    vouched: Annotated[bool, Form()] = False,
) -> Response:  # fmt: skip
    """Write the rows that are the same or new; those in doubt wait for the next time."""
    draft = _draft(name, who)
    try:
        proposal = _proposed(desk, draft)
        _check_terms(proposal, vouched=vouched)
        worded = partial(unsure_words, language=language(request))
        accept(proposal, desk.store, who.author, worded, without_terms=vouched)
    except InputError as error:
        return _look(request, desk, who, name, draft, problems=_words(request, error))
    SourceMappings(desk.store.log).keep(draft.mapping, who.author)
    ImportDrafts().remove(name)
    count = sum(row.adds for row in proposal.rows)
    return see_other(request, f"/import?written={count}")


@router.post("/{name}/forget")
def forget(request: Request, who: Maintainer, name: str) -> Response:
    """Throw a draft away."""
    _draft(name, who)
    ImportDrafts().remove(name)
    return see_other(request, "/import")


def _read(title: str, address: str, file: UploadFile | None, layer: str) -> IncomingList:
    if not title:
        raise InputError(
            [Problem(Said("nothing"), Said("what the source is called"), field="title")]
        )
    if address:
        if not re.match(r"https?://", address):
            raise InputError([Problem(f"'{address}'", Said("an address with http or https"))])
        fetcher = Fetcher(settings().import_hosts.split(","))
        return read_list(address, layer=layer, fetcher=fetcher)
    if file is None or not file.filename:
        raise InputError([Problem(Said("nothing"), Said("a file or an address"))])
    suffix = "".join(PurePosixPath(file.filename).suffixes[-1:])[:10]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"list{suffix}"
        copy.write_bytes(file.file.read())
        return read_list(str(copy), layer=layer)


def _check_terms(proposal: Proposal, *, vouched: bool) -> None:
    if not proposal.licence and not vouched:
        expected = Said("the terms, or your word that these facts may be used")
        raise InputError([Problem(Said("nothing"), expected, field="licence")])


def _words(request: Request, error: InputError) -> list[str]:
    return [problem_words(one, language(request)) for one in error.problems]


def _draft(name: str, who: SignedIn) -> ImportDraft:
    draft = ImportDrafts().find(name, who.user.id)
    if draft is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, Said("There is no such list, or it is too old."))
    return draft


def _proposed(desk: Desk, draft: ImportDraft) -> Proposal:
    return propose(draft.incoming, draft.mapping, known_places(desk.store),
                   reference().parent)  # fmt: skip


def _start(
    request: Request, desk: Desk, who: SignedIn, *, problems: Sequence[str] = ()
) -> Response:
    return page(
        request,
        "import.html",
        who=who,
        desk=desk,
        status=HTTPStatus.BAD_REQUEST if problems else HTTPStatus.OK,
        sources=SourceMappings(desk.store.log).all(),
        problems=problems,
        written=request.query_params.get("written", ""),
        today=today(),
    )


def _look(
    request: Request, desk: Desk, who: SignedIn, name: str, draft: ImportDraft, *,
    problems: Sequence[str] = (),
) -> Response:  # fmt: skip
    spoken = language(request)
    proposal = None
    try:
        proposal = _proposed(desk, draft)
    except InputError as error:
        problems = problems or _words(request, error)
    places = desk.places()
    return page(
        request,
        "import_look.html",
        who=who,
        desk=desk,
        status=HTTPStatus.BAD_REQUEST if problems else HTTPStatus.OK,
        name=name,
        mapping=draft.mapping,
        guesses=explain(draft.incoming, draft.mapping),
        targets=target_words(spoken),
        heaps=heap_words(spoken),
        names=change_words(spoken),
        count=len(draft.incoming.rows),
        proposal=proposal,
        rows=proposal.rows[:SHOWN] if proposal else (),
        counts={heap: proposal.count(heap) for heap in Heap} if proposal else {},
        left_out=sum(row.heap is None for row in proposal.rows) if proposal else 0,
        more=max(0, len(proposal.rows) - SHOWN) if proposal else 0,
        adds=sum(row.adds for row in proposal.rows) if proposal else 0,
        places=places,
        problems=problems,
        kinds=list(Kind),
        initiatives=[Initiative.MUNICIPAL, Initiative.PRIVATE],
        types=source_words(spoken),
    )
