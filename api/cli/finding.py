"""Commands that find places and addresses: geocode, nearest, search."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.cli._console import NOTES, OUT, Step, open_directory, progress_bars
from api.cli._options import ReleaseOption
from geo.city.kinds import kind_label
from geo.city.profile import CityProfile
from geo.directory.directory import Directory
from geo.geocoding import Gazetteer, Geocoder
from geo.geocoding.addresses import parse_address
from geo.geocoding.batch import geocode_table
from geo.hours import ZONE
from geo.i18n.labels import label
from geo.model.errors import InputError, Problem
from geo.model.settings import settings
from geo.model.vocabulary import Kind, Language, Precision
from geo.search import SearchQuestion

_MANY_ROWS = 1_000
OnlineOption = Annotated[
    bool, typer.Option("--online", help="Ask PDOK Locatieserver instead of the embedded gazetteer.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("geocode")(geocode_command)
    app.command("nearest")(nearest_command)
    app.command("search")(search_command)


def geocode_command(  # noqa: PLR0913 - one parameter per option
    address: Annotated[str | None, typer.Argument(help="An address in the city.")] = None,
    *,
    table: Annotated[
        Path | None,
        typer.Option("--csv", help="A CSV with a column 'address', or street, number and so on."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write the table.")] = None,
    encoding: Annotated[
        str, typer.Option("--encoding", help="Encoding of the CSV, such as windows-1252.")
    ] = "utf-8",
    delimiter: Annotated[
        str | None,
        typer.Option("--delimiter", help="Character between values; detected by default."),
    ] = None,
    online: OnlineOption = False,
) -> None:
    """Turn an address into coordinates (EPSG:4326), with their precision."""
    geocoder = _geocoder(online=online)
    if table is not None:
        if out is None or address is not None:
            raise InputError(
                [Problem("--csv", "--csv IN --out OUT without an address", field="--csv")]
            )
        if online:
            _say_how_long(table)
        _geocode_csv(table, out, geocoder, encoding, delimiter)
        return
    if address is None:
        raise InputError([Problem("nothing", "an address, or --csv IN --out OUT", field="ADDRESS")])
    answer = geocoder.geocode(parse_address(address, geocoder.city.written_towns))
    sys.stdout.write(json.dumps(answer.as_dict(), ensure_ascii=False, indent=2) + "\n")
    raise typer.Exit(1 if answer.precision is Precision.NONE else 0)


def nearest_command(  # noqa: PLR0913 - one parameter per option
    address: Annotated[str | None, typer.Argument(help="An address in the city.")] = None,
    *,
    lat: Annotated[float | None, typer.Option("--lat", help="Latitude, EPSG:4326.")] = None,
    lon: Annotated[float | None, typer.Option("--lon", help="Longitude, EPSG:4326.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100)] = 5,
    kind: Annotated[Kind | None, typer.Option("--kind", help="Only this kind of place.")] = None,
    release: ReleaseOption = None,
) -> None:
    """List the places nearest to an address or a point, in a straight line."""
    directory = open_directory(release)
    lon, lat, start = _start(directory, address, lon, lat)
    hits = directory.nearest(lon, lat, limit=limit, kind=None if kind is None else kind.value)
    table = Table(title=f"Nearest to {start}, in a straight line", title_justify="left")
    table.add_column("m", justify="right")
    for column in ("name", "kind", "address", "status", "location"):
        table.add_column(column)
    for hit in hits:
        place = directory.layers["places"].properties(hit.position)
        table.add_row(
            f"{hit.distance_m:.0f}",
            place["name"],
            kind_label(Kind(place["kind"]), directory.city),
            place["address"] or "",
            f"{place['status']} {place['status_date'] or ''}".strip(),
            label(Precision(place["precision"])),
        )
    OUT.print(table)


def search_command(
    question: Annotated[str, typer.Argument(help="What, where and when, in any order.")],
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100)] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="GeoJSON, as /v1/search.")] = False,
    language: Annotated[Language, typer.Option("--language", help="Of the answer.")] = "nl",
    release: ReleaseOption = None,
) -> None:
    """Answer a question as the search box does: what, where and when."""
    from api.site.plain_text import plain_text
    from api.v1.finding import answered
    from geo.search.finder import Finder

    directory = open_directory(release)
    found = Finder.open(settings().reference).answer(
        directory, SearchQuestion(text=question), datetime.now(ZONE)
    )
    if as_json:
        sys.stdout.buffer.write(answered(found, directory, language, limit) + b"\n")
    else:
        sys.stdout.write(plain_text(found, directory, language, limit))
    raise typer.Exit(0 if found.entries else 1)


def _start(
    directory: Directory, address: str | None, lon: float | None, lat: float | None
) -> tuple[float, float, str]:
    """Return the point to search from."""
    if lon is not None and lat is not None and address is None:
        return lon, lat, f"{lat:.5f}, {lon:.5f}"
    if address is None or lon is not None or lat is not None:
        raise InputError([Problem("no place to start from", "an address, or both --lat and --lon")])
    geocoder = _geocoder(online=False)
    answer = geocoder.geocode(parse_address(address, geocoder.city.written_towns))
    if answer.lon is None or answer.lat is None:
        if start := _start_of_search(directory, address):
            return start
        raise InputError(
            [
                Problem(
                    f"'{address}'",
                    f"an address that is known in {geocoder.city.name}",
                    field="ADDRESS",
                )
            ]
        )
    if answer.precision is not Precision.ADDRESS:
        NOTES.print(
            f"'{answer.matched}' is known only as {answer.precision.value}: distances are good to "
            f"about {answer.uncertainty_m:.0f} m."
        )
    return answer.lon, answer.lat, answer.matched


def _start_of_search(directory: Directory, text: str) -> tuple[float, float, str] | None:
    """Return the stop, landmark or district that a text names, as the search box reads it."""
    from geo.search.finder import Finder

    finder = Finder.open(settings().reference)
    start = finder.answer(directory, SearchQuestion(text=text), datetime.now(ZONE)).start
    return None if start is None else (start.lon, start.lat, start.label)


def _geocoder(*, online: bool) -> Geocoder:
    if online:
        from geo.geocoding.locatieserver import Locatieserver

        return Locatieserver.open(settings().pdok_url, CityProfile.open(settings().city_folder()))
    return Gazetteer.open(settings().reference)


def _say_how_long(table: Path) -> None:
    """Say how long a long table takes when each address is asked online."""
    from geo.geocoding.locatieserver import REQUESTS_PER_SECOND

    if not table.is_file():
        return
    with table.open("rb") as file:
        rows = sum(1 for _ in file) - 1
    if rows > _MANY_ROWS:
        NOTES.print(
            f"{table}: {rows:,} rows take about {rows / REQUESTS_PER_SECOND / 60:.0f} minutes or "
            "longer: the service allows two requests a second. A register of addresses answers at "
            "once and without a network: see 'meetingplaces reference build'."
        )


def _geocode_csv(
    source: Path, out: Path, geocoder: Geocoder, encoding: str, delimiter: str | None
) -> None:
    from geo.intake.address_columns import address_columns

    size = source.stat().st_size if source.is_file() else None
    with progress_bars() as bars:
        result = geocode_table(
            source,
            out,
            geocoder,
            encoding=encoding,
            delimiter=delimiter,
            columns=address_columns,
            progress=Step(bars, "Geocoding", size),
        )
    counts = ", ".join(f"{count} {name.value}" for name, count in result.by_precision.items())
    NOTES.print(f"{out}: {result.rows} rows ({counts}).")
    for problem in result.not_understood:
        NOTES.print(str(problem), markup=False)
