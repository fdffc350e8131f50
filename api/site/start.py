"""The start page: one search box, what the two kinds are, and the districts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from api.site.data_page import brief_catalogue
from api.site.layout import render
from api.site.searching import districts
from api.site.shared import descriptions
from api.web.cache import of_release
from geo.directory import symbology
from geo.directory.descriptions import Description
from geo.directory.directory import Directory
from geo.model.vocabulary import Kind, Language


@dataclass(frozen=True, slots=True)
class DistrictLink:
    """A gebied with the number of its places."""

    code: str
    name: str
    count: int


@of_release
def page(directory: Directory, language: Language, origin: str) -> bytes:
    """Write the start page.

    Parameters
    ----------
    origin
        Address of the site without a path.
    """
    places = directory.layers["places"]
    counts = Counter(places.values.of("gebied_code"))
    legend = symbology.legend(language, directory.city)
    kinds = places.values.of("kind")
    return render(
        "start.html",
        directory,
        language,
        origin=origin,
        path="/",
        sprite=symbology.sprite(symbol for symbol, _ in legend[:2]),
        legend=legend,
        count=len(places),
        hubs=kinds.count(Kind.HUIS_VAN_DE_WIJK),
        json_ld=brief_catalogue(directory, language, origin),
        districts=[DistrictLink(code, name, counts[code]) for code, name in districts(directory)],
    )


@of_release
def offline(directory: Directory, language: Language) -> bytes:
    """Write the page that a browser keeps for use without a network: every place, briefly."""
    groups: dict[str, list[Description]] = {}
    for place in sorted(descriptions(directory, language), key=lambda one: one.name.casefold()):
        groups.setdefault(place.gebied, []).append(place)
    return render(
        "offline.html",
        directory,
        language,
        path="/offline",
        sprite="",
        groups=sorted(groups.items(), key=lambda group: (group[0] == "", group[0].casefold())),
    )
