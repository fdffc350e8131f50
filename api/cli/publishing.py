"""Commands that publish the directory: serve, map, export."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.io.formats import FORMATS
from geo.model.errors import InputError, Problem
from geo.model.settings import settings
from geo.model.vocabulary import Kind
from geo.pipeline.current import current_release
from geo.release.fetched import FetchedRelease, is_address

if TYPE_CHECKING:
    from geo.collections.layer import Layer
    from geo.collections.postgis.stored_collection import StoredCollection
    from geo.store.sql_store import SqlStore

ReleaseOption = Annotated[
    Path | None,
    typer.Option("--release", help="A built release; one of the packaged data if not given."),
]


_say = partial(typer.echo, err=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("serve")(serve_command)
    app.command("map")(map_command)
    app.command("export")(export_command)


def serve_command(  # noqa: PLR0913 - one parameter per option
    *,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8000,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="How many processes answer requests.")
    ] = 1,
    release: Annotated[
        str,
        typer.Option(
            "--release",
            help="A built release: its folder, or an address where it is published, such as "
            "s3://bucket/release or https://example.org/release; one of the packaged data if not "
            "given.",
        ),
    ] = "",
    root_path: Annotated[
        str | None,
        typer.Option(
            "--root-path",
            help="Path below which a proxy has the service, such as /meetingplaces; that of "
            "MEETINGPLACES_PUBLIC_URL if not given.",
        ),
    ] = None,
    archive: Annotated[
        Path | None,
        typer.Option(
            "--archive", help="Folder of frozen releases; that of the packaged data if not given."
        ),
    ] = None,
    city: Annotated[
        list[str] | None,
        typer.Option(
            "--city",
            help="Folder of a city in the data; may be given more than once. The first keeps the "
            "addresses without a name. The default city if not given.",
        ),
    ] = None,
    data: Annotated[
        list[str] | None,
        typer.Option(
            "--data",
            help="A GeoPackage, GeoParquet, GeoJSON, FlatGeobuf, Shapefile (also zipped) or CSV to "
            "serve as further collections, or tables of PostGIS: "
            "postgresql://USER@HOST/DATABASE?tables=NAME,NAME; may be given more than once.",
        ),
    ] = None,
    crs: Annotated[
        str,
        typer.Option(
            "--crs",
            help="Reference system of --data where a file does not say it, such as EPSG:28992.",
        ),
    ] = "",
) -> None:
    """Serve the site and the API."""
    from api.serving import Installation, no_tables, serve

    others = tuple(city or ()) if city != [settings().default_city] else ()
    if others and (release or archive):
        raise InputError([Problem("--city", "neither --release nor --archive beside it")])
    # The packaged archive belongs to the packaged data, not to another release.
    past = archive or (None if release else settings().city_folder() / "releases")
    files, databases = _divided(data or ())
    installed = Installation(
        _released(release) if release else current_release,
        archive=past,
        further=partial(_further_layers, files, crs) if files else tuple,
        tables=partial(_tables, databases, crs) if databases else no_tables,
        store=None if release else _open_store,
        cities=others,
        root_path=root_path,
    )
    serve(installed, host, port, workers=workers, ready=lambda: _say_ready(host, port))


def _released(release: str) -> Path | FetchedRelease:
    """Return the folder of a release, or what fetches it from an address."""
    if not is_address(release):
        return Path(release)
    import platformdirs

    return FetchedRelease(release, platformdirs.user_cache_path("meetingplaces"))


def _say_ready(host: str, port: int) -> None:
    _say(f"Meetingplaces is on http://{host}:{port} (Ctrl+C stops it).")


def _open_store() -> SqlStore:
    from geo.store.opening import open_store

    return open_store(settings().city_folder(), settings().database)


def _divided(data: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Divide sources of data into files and addresses of databases."""
    from geo.collections.postgis.address import is_database

    databases = [one for one in data if is_database(one)]
    return [Path(one) for one in data if one not in databases], databases


def _tables(addresses: list[str], crs: str, taken: Iterable[str]) -> tuple[StoredCollection, ...]:
    try:
        from geo.collections.postgis.address import read_address
        from geo.collections.postgis.stored_collection import stored_collections
    except ModuleNotFoundError as error:
        expected = "the driver: pip install 'meetingplaces[postgresql]'"
        raise InputError([Problem(f"no {error.name}", expected, field="data")]) from error
    from geo.release.layer_tables import LAYERS

    names = {*LAYERS, *taken}
    read = [read_address(address) for address in addresses]
    return tuple(
        one
        for address in read
        for one in stored_collections(address, names, crs=crs or None, say=_say)
    )


def _further_layers(data: list[Path], crs: str) -> tuple[Layer, ...]:
    from geo.collections.reading import read_layers
    from geo.release.layer_tables import LAYERS

    return read_layers(data, taken=LAYERS, crs=crs or None, say=_say)


def map_command(
    out: Annotated[Path, typer.Option("--out", help="HTML file to write.")],
    release: ReleaseOption = None,
) -> None:
    """Draw all places as one HTML file that opens without a network."""
    from api.cli._console import open_directory
    from geo.maps.directory_map import write_map

    write_map(open_directory(release), out)
    _say(f"{out}: {out.stat().st_size / 1000:.0f} kB.")


def export_command(  # noqa: PLR0913 - one parameter per option
    *,
    collection: Annotated[
        str,
        typer.Option("--collection", help="places, gebieden, buurten, observations or coverage."),
    ] = "places",
    form: Annotated[
        str, typer.Option("--format", help=f"One of {', '.join(FORMATS)}.")
    ] = "geojson",
    crs: Annotated[
        str,
        typer.Option("--crs", help="Such as EPSG:28992; longitude and latitude if not given."),
    ] = "",
    bbox: Annotated[
        str, typer.Option("--bbox", help="west,south,east,north in degrees (EPSG:4326).")
    ] = "",
    filter_text: Annotated[
        str, typer.Option("--filter", help="In CQL2 text, such as \"status = 'open'\".")
    ] = "",
    kind: Annotated[Kind | None, typer.Option("--kind", help="Only this kind of place.")] = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Export this file of features instead, of any size."),
    ] = None,
    data_crs: Annotated[
        str,
        typer.Option(
            "--data-crs",
            help="Reference system of --data where the file does not say it, such as EPSG:28992.",
        ),
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write; standard output if not given.")
    ] = None,
    release: ReleaseOption = None,
) -> None:
    """Export places, or another collection, in another format or reference system."""
    from api.cli._console import open_directory
    from geo.directory.exporting import export

    export(
        data or open_directory(release),
        collection=collection,
        format=form,
        crs=crs or None,
        bbox=bbox or None,
        kind=None if kind is None else kind.value,
        filter=filter_text or None,
        out=out,
        data_crs=data_crs or None,
        say=_say,
    )
