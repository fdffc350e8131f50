"""How to cite the data: a sentence for a paper, and an entry of BibTeX.

A citation names the release, so that somebody else can fetch the same data.
"""

from __future__ import annotations

from geo.catalogue.offer import Offer
from geo.catalogue.terms import PUBLISHER
from geo.collections.layer import Layer

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def citation(offer: Offer, layer: Layer | None = None) -> str:
    """Write the sentence that cites the data, or one collection.

    Parameters
    ----------
    layer
        The collection; the whole data set by default.

    Returns
    -------
    str
        ``Meetingplaces (2026). Meeting places in … [data set], release … of 2026-11-22.
        https://…``
    """
    date = offer.directory.date
    title = offer.about.title["en"] if layer is None else f"{offer.about.title['en']}: {layer.name}"
    release = f"release {offer.directory.version}" + (f" of {date}" if date else "")
    year = date[:4] or "n.d."
    return f"{PUBLISHER} ({year}). {title} [data set], {release}. {_address(offer, layer)}"


def bibtex(offer: Offer, layer: Layer | None = None) -> str:
    """Write an entry of BibTeX (of BibLaTeX's type ``dataset``).

    Parameters
    ----------
    layer
        The collection; the whole data set by default.
    """
    date = offer.directory.date
    title = offer.about.title["en"] if layer is None else f"{offer.about.title['en']}: {layer.name}"
    fields = {
        "author": "{" + PUBLISHER + "}",
        "title": _escaped(title),
        "version": _escaped(offer.directory.version),
        "url": _address(offer, layer),
    }
    if date:
        fields |= {"date": date, "year": date[:4]}
    key = "-".join(part for part in ("meetingplaces", layer.name if layer else "", date) if part)
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@dataset{{{key},\n{lines}}}\n"


def _address(offer: Offer, layer: Layer | None) -> str:
    return f"{offer.site}/" if layer is None else f"{offer.api}/collections/{layer.name}"


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in text)
