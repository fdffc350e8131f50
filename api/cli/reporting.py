"""Commands that put coverage on paper and on a map: report, coverage-map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from api.cli._console import NOTES, open_directory
from api.cli._moment import read_when
from api.cli._options import AtOption, BlockOption, OnOption, ReleaseOption, SpeedOption
from geo.city.areas import Areas
from geo.city.walking.speeds import mode_at
from geo.i18n.languages import FOR_PLANNERS
from geo.io.swap import replace_file
from geo.maps.printing import find_browser, print_pdf, take_picture
from geo.model.errors import InputError, Problem
from geo.model.settings import settings
from geo.planning.coverage import City, Level, When
from geo.planning.coverage.council_map import PICTURE_PX, council_map
from geo.planning.coverage.maps import coverage_map
from geo.planning.coverage.view import CoverageView, find_gebied
from geo.planning.report import report

OutOption = Annotated[
    Path, typer.Option("--out", help="File to write; its extension decides the format.")
]
MinutesOption = Annotated[int, typer.Option("--minutes", help="The longest walk, in minutes.")]
KindOption = Annotated[
    str, typer.Option("--kind", help="What is drawn: huis_van_de_wijk, huiskamer or either.")
]
LanguageOption = Annotated[str, typer.Option("--lang", help="nl or en.")]
AgeOption = Annotated[
    str, typer.Option("--age", help="all, 0-15, 15-25, 25-45, 45-65, 65+ or one-person.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("report")(report_command)
    app.command("coverage-map")(coverage_map_command)


def report_command(  # noqa: PLR0913 - one parameter per option
    gebied: Annotated[str, typer.Option("--gebied", help="Name or code.")],
    out: OutOption,
    *,
    minutes: MinutesOption = 10,
    kind: KindOption = "either",
    age: AgeOption = "all",
    speed: SpeedOption = "walk",
    at: AtOption = "",
    block: BlockOption = "",
    on: OnOption = "",
    lang: LanguageOption = "nl",
    release: ReleaseOption = None,
) -> None:
    """Write two pages about one gebied: map, table, gaps, method (.html or .pdf)."""
    form = _form(out, ("html", "pdf"))
    areas = Areas.open(settings().reference)
    code = find_gebied(areas, gebied)
    when = read_when(settings().reference, at, block, on)
    view = _view(areas, release, minutes, kind, age, speed, when, lang)
    page = report(view, code)
    writers: Mapping[str, Callable[[Path], object]] = {
        "html": partial(_write, page),
        "pdf": partial(print_pdf, page),
    }
    _save(out, writers[form])


def coverage_map_command(  # noqa: PLR0913 - one parameter per option
    out: OutOption,
    *,
    by: Annotated[
        str, typer.Option("--by", help="Districts on paper (.pdf, .png): gebied or buurt.")
    ] = "buurt",
    minutes: MinutesOption = 10,
    kind: KindOption = "either",
    age: AgeOption = "all",
    speed: SpeedOption = "walk",
    at: AtOption = "",
    block: BlockOption = "",
    on: OnOption = "",
    lang: LanguageOption = "nl",
    release: ReleaseOption = None,
) -> None:
    """Draw who can walk to a place: .html to look around in, .pdf or .png for a paper."""
    form = _form(out, ("html", "pdf", "png"))
    if by not in (Level.GEBIED, Level.BUURT):
        raise InputError([Problem(f"'{by}'", "gebied or buurt", field="by")])
    areas = Areas.open(settings().reference)
    when = read_when(settings().reference, at, block, on)
    view = _view(areas, release, minutes, kind, age, speed, when, lang)
    page = coverage_map(view) if form == "html" else council_map(view, Level(by))
    width, height = PICTURE_PX
    writers: Mapping[str, Callable[[Path], object]] = {
        "html": partial(_write, page),
        "pdf": partial(print_pdf, page),
        "png": partial(take_picture, page, width=width, height=height),
    }
    _save(out, writers[form])


def _view(  # noqa: PLR0913, PLR0917 - one parameter per option
    areas: Areas,
    release: Path | None,
    minutes: int,
    kind: str,
    age: str,
    speed: str,
    when: When | None,
    lang: str,
) -> CoverageView:
    language = next((one for one in FOR_PLANNERS if one == lang), None)
    if language is None:
        raise InputError([Problem(f"'{lang}'", " or ".join(FOR_PLANNERS), field="--lang")])
    city = City.open(settings().reference, areas, mode_at(speed))
    return CoverageView.measure(
        city,
        areas,
        open_directory(release),
        minutes=minutes,
        kind=kind,
        age=age,
        speed=speed,
        when=when,
        language=language,
    )


def _form(out: Path, forms: tuple[str, ...]) -> str:
    """Return the format of a file name, before anything is measured."""
    form = out.suffix.removeprefix(".").lower()
    if form not in forms:
        expected = "a name that ends in " + " or ".join(f".{one}" for one in forms)
        raise InputError([Problem(f"'{out.name}'", expected, field="--out")])
    if not out.resolve().parent.is_dir():
        raise InputError([Problem(f"'{out.parent}'", "a folder that exists", field="--out")])
    if form != "html":
        find_browser()
    return form


def _write(page: str, out: Path) -> None:
    out.write_text(page, encoding="utf-8", newline="\n")


def _save(out: Path, write: Callable[[Path], object]) -> None:
    with replace_file(out) as aside:
        write(aside)
    NOTES.print(f"{out}: {out.stat().st_size / 1000:.0f} kB.", markup=False)
