"""Where things are and what an operator can choose; every setting is defined here once.

Each setting can be given in the environment with the prefix ``MEETINGPLACES_``. The reference in
``docs/settings.md`` is written from this class (``make settings``), and a test keeps it complete.
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path
from re import fullmatch
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from geo.model.errors import InputError, Problem

CITIES: Final = "cities.toml"
"""File in the data folder that names the default city."""
PREFIX: Final = "MEETINGPLACES_"
"""Prefix of the name of a setting in the environment."""

_GEO = Path(__file__).parents[1]
_PACKAGED = _GEO / "_data"
_CHECKOUT = _GEO.parent / "data"


def _contact(value: str) -> str:
    """Refuse anything that RFC 9116 does not accept as a contact; empty means none."""
    if not fullmatch(r"((mailto:|https://|tel:)[!-~]+)?", value):
        raise PydanticCustomError(
            "contact", "an address that begins with mailto:, https:// or tel:"
        )
    return value


def _url(value: str) -> str:
    """Refuse anything but the address of a site; empty means none."""
    if not fullmatch(r"(https?://[A-Za-z0-9.\-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*/?)?", value):
        raise PydanticCustomError("url", "an address such as https://plekken.example.org")
    return value


def _tls_url(value: str) -> str:
    """Refuse an address without TLS, unless it is on this machine; empty means none."""
    if not fullmatch(r"(https://|http://(127\.0\.0\.1|localhost)[:/])[!-~]+|", value):
        raise PydanticCustomError("url", "an address that begins with https://")
    return value


class Settings(BaseModel):
    """The settings of the project; the text below each is its description in the reference."""

    model_config = ConfigDict(frozen=True)

    data: Path = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    """Folder with a folder per city, and what they share; by default that of the package or
    checkout."""
    city: str = ""
    """Name of the folder of the city that is meant where none is chosen; by default the one that
    `cities.toml` in the folder of data names."""
    release: Path | None = None
    """A built release to use; without one, a release of the city is built into the cache."""
    database: str = ""
    """The store of observations, decisions, reports and people: `sqlite:///FILE` or
    `postgresql+psycopg://USER@HOST/NAME`, in which `{city}` becomes the name of the folder of a
    city. Empty for a file of SQLite per city in the user's data folder."""
    import_hosts: str = ""
    """Hosts of a private network from which lists may be imported by their address, separated by
    commas: `gis.intranet.example.org` or `10.0.0.5:8080`. All others must be on the public
    internet."""
    tile_url: str = (
        "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/grijs/EPSG:3857/{z}/{x}/{y}.png"
    )
    """Template of the background map; empty for none. By default PDOK's BRT background map."""
    tile_attribution: str = "Kaartgegevens: Kadaster (BRT-Achtergrondkaart)"
    """Credit of the background map, as plain text."""
    pdok_url: str = "https://api.pdok.nl/bzk/locatieserver/search/v3_1"
    """Address of the PDOK Locatieserver, without the last part (`/free`)."""
    online_geocoder: bool = False
    """Whether the search box and the API ask the PDOK Locatieserver for a house that the gazetteer
    does not know, for at most a second. The address that somebody typed is then sent to PDOK."""
    public_url: Annotated[str, AfterValidator(_url)] = ""
    """Address at which the service is reached from outside, such as `https://plekken.example.org`
    or `https://example.org/meetingplaces`, for the links in answers. Where it is empty, only this
    machine can be listened on, and links lead there."""
    trusted_proxies: str = "127.0.0.1,::1"
    """Addresses or networks of the proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are
    believed, separated by commas; those of anybody else count for nothing."""
    cache_mb: Annotated[int, Field(ge=1)] = 64
    """How many megabytes (of 10^6 bytes) of answers each process keeps for the next request, all
    together. What is kept is dropped when another release is put into use."""
    planner_idle_min: Annotated[int, Field(ge=0)] = 0
    """After how many minutes without a question the process that answers planners ends and gives
    back its memory (some 250 MB); the next first answer takes seconds. 0 to have it ready from the
    start on, so that every first answer comes at once."""
    metrics_port: Annotated[int, Field(ge=0, le=65535)] = 0
    """Port of this machine (127.0.0.1) at which Prometheus reads figures: requests, seconds,
    queues, refusals, cache and release; each worker takes the next free one. 0 for none."""
    access_log: bool = False
    """Whether each request becomes a line on standard error: when, which part of the service, the
    status and how long it took; no address, query or page of a visitor."""
    contact_email: str = ""
    """Where questions about the API go; empty to name no address."""
    security_contact: Annotated[str, AfterValidator(_contact)] = ""
    """Where a security problem is reported, as `/.well-known/security.txt` says: an address that
    begins with `mailto:`, `https://` or `tel:`. Where it is empty, `contact_email` is named; where
    that is empty too, there is no such file and the address answers 404."""
    smtp_url: str = ""
    """The server that sends mail: `smtp://USER:PASSWORD@HOST:PORT`, or `smtps://` for TLS from the
    start. Empty to send none: the desk is then entered by `meetingplaces maintainer link`."""
    mail_from: str = ""
    """From which address mail is sent."""
    oidc_issuer: Annotated[str, AfterValidator(_tls_url)] = ""
    """Address of the OpenID provider that people may sign in with at the desk, as its discovery
    document writes it; needs the extra `oidc`. Empty for none."""
    oidc_client_id: str = ""
    """How the provider calls this service. Register `/desk/sign-in/oidc/back` there as the address
    to come back to."""
    oidc_client_secret: str = ""
    """What the provider knows this service by; empty for a public client, which has PKCE only."""
    oidc_role_claim: str = ""
    """The claim of the token with the word `maintainer` or `viewer`, alone or in a list. Empty to
    let the store say what somebody may do; the store must know them in both cases."""
    report_address: str = ""
    """Mail address that visitors report a mistake to where there is no store to keep reports in, as
    with a fixed release; empty for none. It is shown to everybody, so not that of a person."""
    report_url: str = ""
    """Address of a form for that, used where there is no mail address; `{place}` in it becomes the
    address of the page. Empty for none."""

    @property
    def default_city(self) -> str:
        """Return the folder name of the city used when none is chosen.

        Raises
        ------
        InputError
            None was chosen, and the data folder names none.
        """
        if self.city:
            return self.city
        try:
            named = tomllib.loads((self.data / CITIES).read_text(encoding="utf-8"))["default"]
        except (OSError, KeyError, ValueError):
            expected = f"a city (choose one with --city or {PREFIX}CITY)"
            raise InputError([Problem("no default", expected, file=CITIES)]) from None
        return str(named)

    def city_folder(self, city: str = "") -> Path:
        """Return the folder of a city, with its ``city.toml``, observations and reference tables.

        Parameters
        ----------
        city
            Name of the folder; the default city where empty.

        Returns
        -------
        Path
            The folder, which may not exist.
        """
        return self.data / (city or self.default_city)

    @property
    def reference(self) -> Path:
        """The reference tables of the default city."""
        return self.city_folder() / "reference"

    @property
    def holidays(self) -> Path:
        """The folder with the holidays, which all cities share."""
        return self.data / "holidays"


@cache
def settings() -> Settings:
    """Read the settings once.

    Returns
    -------
    Settings
        From the environment; defaults where nothing is given.

    Raises
    ------
    InputError
        Lists every variable whose value its setting does not accept.
    """
    # By hand: pydantic-settings would make up a tenth of what a short command costs.
    variables = {name: f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    given = {name: os.environ[key] for name, key in variables.items() if key in os.environ}
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise InputError(
            [
                Problem(
                    str(wrong["input"]),
                    wrong["msg"].removeprefix("Input should be "),
                    file="environment",
                    field=f"{PREFIX}{'_'.join(map(str, wrong['loc']))}".upper(),
                )
                for wrong in error.errors()
            ]
        ) from None
