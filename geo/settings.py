"""Where things are and what an operator may choose; every setting is named here once.

Each setting can be given in the environment with the prefix ``MEETINGPLACES_``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

_PACKAGED = Path(__file__).parent / "_data"
_CHECKOUT = Path(__file__).parent.parent / "data"


class Settings(BaseSettings):
    """The settings of the project.

    Attributes
    ----------
    data
        Folder with ``observations`` and ``reference``: the packaged one, or that of the checkout.
    release
        A built release to use; one of `data` is built into the cache where not given.
    tile_url
        Template of the background map; empty for none. By default PDOK's BRT background map.
    tile_attribution
        Credit of the background map, as plain text.
    pdok_url
        Address of the PDOK Locatieserver, without the last part (``/free``).
    public_url
        Address at which the service is reached from outside, such as
        ``https://plekken.example.org``, for the links in answers; empty to take it from each
        request.
    contact_email
        Where questions about the API go; empty to name no address.
    report_address
        Mail address that visitors report a mistake to; empty for none. It is shown to everybody,
        so not that of a person.
    report_url
        Address of a form for that, used where there is no mail address; ``{place}`` in it becomes
        the address of the page. Empty for none.
    """

    model_config = SettingsConfigDict(env_prefix="MEETINGPLACES_", frozen=True)

    data: Path = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    release: Path | None = None
    tile_url: str = (
        "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/grijs/EPSG:3857/{z}/{x}/{y}.png"
    )
    tile_attribution: str = "Kaartgegevens: Kadaster (BRT-Achtergrondkaart)"
    pdok_url: str = "https://api.pdok.nl/bzk/locatieserver/search/v3_1"
    public_url: str = ""
    contact_email: str = ""
    report_address: str = ""
    report_url: str = ""


@cache
def settings() -> Settings:
    """Read the settings once."""
    return Settings()
