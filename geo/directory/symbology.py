"""How a place is drawn: one shape, colour and word for each kind, initiative, status and precision.

The web page, the standalone map and anything printed take their symbols from here, so that the
same sign means the same thing everywhere:

=====================  ==========================================================
what                   sign
=====================  ==========================================================
Huis van de Wijk       a house with a door, blue
huiskamer              a round sign with an armchair, brick red
municipal              a small square with a town hall, below on the right
private initiative     a small circle with a heart, below on the right
exact address          filled
only street, postcode  hollow, with a broken outline
in use                 nothing added
closed                 grey, crossed out
planned                a small plus
not known whether open a small question mark
open now               a window with the light on: four lit panes
closed now             a window with its shutters shut: four slats
not known now          a window that cannot be seen: dashed, with a question mark
=====================  ==========================================================

Shapes distinguish the kinds without colour; the colours differ in lightness as well, and each has a
contrast of at least 6 to 1 on the background.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from geo.city.kinds import kind_label
from geo.city.profile import CityProfile
from geo.directory.palette import LIGHT, var
from geo.i18n.languages import translations
from geo.model.vocabulary import Initiative, Kind, Language, Precision, Status

SIZE = 32
"""Width and height of a symbol in pixels; above the 24 that WCAG 2.2 requires of a target."""

NAMES: dict[Kind, str] = {Kind.HUIS_VAN_DE_WIJK: "house", Kind.HUISKAMER: "room"}
"""What the colour of each kind is called in the palette, and its pin in the sprite."""
PAPER = LIGHT["halo"]
CLOSED = LIGHT["gone"]
COLOURS: dict[Kind, str] = {kind: LIGHT[name] for kind, name in NAMES.items()}
"""The colour of each kind by day, as CSS writes it."""

_OUTLINE: dict[Kind, str] = {
    Kind.HUIS_VAN_DE_WIJK: '<path d="M16 3.5 29 14v14.5H3V14Z" stroke-linejoin="round"{paint}/>',
    Kind.HUISKAMER: '<circle cx="16" cy="16" r="13"{paint}/>',
}
_GLYPH: dict[Kind, str] = {
    Kind.HUIS_VAN_DE_WIJK: (
        '<path d="M12.5 28.5v-8h7v8ZM8.5 15h4v3.5h-4ZM19.5 15h4v3.5h-4Z" fill="{ink}"/>'
    ),
    Kind.HUISKAMER: (
        '<path d="M11.5 14.5v-3a3 3 0 0 1 3-3h3a3 3 0 0 1 3 3v3a2.6 2.6 0 0 0-1.6 2.4v1.1h-5.8'
        'v-1.1a2.6 2.6 0 0 0-1.6-2.4Z" fill="{ink}"/>'
        '<path d="M8 17a1.75 1.75 0 0 1 3.5 0v2.8h9V17a1.75 1.75 0 0 1 3.5 0v5.5h-1.6V24h-2'
        'v-1.5h-8.8V24h-2v-1.5H8Z" fill="{ink}"/>'
    ),
}
_BADGE: dict[Status, str] = {
    Status.UNKNOWN: (
        '<path d="M22.9 6.6a2.4 2.4 0 1 1 3.4 2.2c-.7.3-1 .7-1 1.4v.3" fill="none"'
        ' stroke="{colour}" stroke-width="1.7" stroke-linecap="round"/>'
        '<circle cx="25.3" cy="12.6" r="1.05" fill="{colour}"/>'
    ),
    Status.PLANNED: '<path d="M25.2 5.2v7M21.7 8.7h7" stroke="{colour}" stroke-width="2"/>',
}
_DISC = '<circle cx="25.2" cy="8.7" r="6" fill="{paper}" stroke="{colour}" stroke-width="1.2"/>'
_INITIATIVE: dict[Initiative, str] = {
    Initiative.MUNICIPAL: (
        '<path d="M19.6 19.2h11.8v11.8H19.6Z" fill="{paper}" stroke="{colour}" stroke-width="1.2"/>'
        '<path d="M21.2 23.7 25.5 20.8l4.3 2.9ZM22 24.5h1.4v3.2H22ZM24.8 24.5h1.4v3.2h-1.4Z'
        'M27.6 24.5H29v3.2h-1.4ZM21.2 28.4h8.6v1.2h-8.6Z" fill="{colour}"/>'
    ),
    Initiative.PRIVATE: (
        '<circle cx="25.5" cy="25" r="6" fill="{paper}" stroke="{colour}" stroke-width="1.2"/>'
        '<path d="M25.5 28.8l-3.1-3.2a2 2 0 0 1 3.1-2.5 2 2 0 0 1 3.1 2.5Z" fill="{colour}"/>'
    ),
}
INITIATIVE_SIGNS: dict[Initiative, str] = {
    initiative: drawn.format(colour="currentColor", paper=var("halo"))
    for initiative, drawn in _INITIATIVE.items()
}
"""The sign of each initiative by itself, in a box of `SIZE` by `SIZE`, in the colour around it."""
_CROSS = (
    '<path d="M5 5 27 27" stroke="{paper}" stroke-width="5"/>'
    '<path d="M5 5 27 27" stroke="{colour}" stroke-width="2.5"/>'
)

DRAWN = (Precision.ADDRESS, Precision.STREET, Precision.POSTCODE)
"""The precisions that get a pin; the centre of a neighbourhood is not a place to walk to."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """The sign of a place.

    Parameters
    ----------
    kind
        Decides the shape and the colour.
    exact
        Whether the point is the address itself; if not, the sign is hollow.
    status
        Decides the badge above.
    initiative
        Decides the badge below; none where unknown.
    """

    kind: Kind
    exact: bool = True
    status: Status = Status.OPEN
    initiative: Initiative = Initiative.UNKNOWN

    @classmethod
    def of(cls, place: Mapping[str, Any]) -> Symbol:
        """Choose the sign of a place from its properties, as in a release.

        Examples
        --------
        >>> place = {"kind": "huiskamer", "status": "open", "initiative": "private"}
        >>> Symbol.of(place | {"precision": "street"}).name
        'symbol-huiskamer-approximate-open-private'
        """
        return cls(
            Kind(place["kind"]),
            exact=Precision(place["precision"]) is Precision.ADDRESS,
            status=Status(place["status"]),
            initiative=Initiative(place["initiative"]),
        )

    @property
    def name(self) -> str:
        """The id of the sign in the `sprite`."""
        exactness = "exact" if self.exact else "approximate"
        return f"symbol-{self.kind.replace('_', '-')}-{exactness}-{self.status}-{self.initiative}"

    def drawing(self, *, on_page: bool = False) -> str:
        """Return the inside of the SVG, in a box of `SIZE` by `SIZE`.

        Parameters
        ----------
        on_page
            Whether the colours are those of the page that it stands on; if not, those by day.
        """
        name = "gone" if self.status is Status.CLOSED else NAMES[self.kind]
        colour, paper, ink = (
            var(one) if on_page else LIGHT[one] for one in (name, "halo", "onkind")
        )
        if self.exact:
            paint = f' fill="{colour}" stroke="{paper}" stroke-width="1.5"'
        else:
            paint = (
                f' fill="{paper}" stroke="{colour}" stroke-width="2.5" stroke-dasharray="4.5 2.5"'
            )
        parts = _OUTLINE[self.kind].format(paint=paint)
        parts += _GLYPH[self.kind].format(ink=ink if self.exact else colour)
        if self.status is Status.CLOSED:
            parts += _CROSS.format(colour=colour, paper=paper)
        elif self.status in _BADGE:
            parts += (_DISC + _BADGE[self.status]).format(colour=colour, paper=paper)
        return parts + _INITIATIVE.get(self.initiative, "").format(colour=colour, paper=paper)

    def svg(self) -> str:
        """Return the sign as a standalone SVG picture, for print and for reports."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE}" height="{SIZE}"'
            f' viewBox="0 0 {SIZE} {SIZE}">{self.drawing()}</svg>'
        )


def sprite(shown: Iterable[Symbol]) -> str:
    """Return signs as one hidden SVG; a page shows one with ``<use href="#name">``."""
    symbols = "".join(
        f'<symbol id="{symbol.name}" viewBox="0 0 {SIZE} {SIZE}">'
        f"{symbol.drawing(on_page=True)}</symbol>"
        for symbol in sorted(set(shown), key=lambda symbol: symbol.name)
    )
    return f'<svg class="sprite" width="0" height="0" aria-hidden="true">{symbols}</svg>'


def is_drawn(precision: str) -> bool:
    """Return whether a place of this precision gets a pin on a map."""
    return Precision(precision) in DRAWN


def initiatives(language: Language) -> tuple[tuple[Symbol, str], ...]:
    """Explain the signs of the initiative: each with its meaning in words.

    Returns
    -------
    tuple of (Symbol, str)
        Municipal, then private; nothing is drawn where unknown.
    """
    _ = translations(language).gettext
    room = Kind.HUISKAMER
    return (
        (
            Symbol(room, initiative=Initiative.MUNICIPAL),
            _("Small square with a town hall: an initiative of the city"),
        ),
        (
            Symbol(room, initiative=Initiative.PRIVATE),
            _("Small circle with a heart: a private initiative"),
        ),
    )


def legend(language: Language, city: CityProfile) -> tuple[tuple[Symbol, str], ...]:
    """Explain the signs: each with its meaning in words.

    Returns
    -------
    tuple of (Symbol, str)
        First the two kinds, then the initiatives, then what else can be added to either.
    """
    _ = translations(language).gettext
    hub, room = Kind.HUIS_VAN_DE_WIJK, Kind.HUISKAMER
    unknown, planned, closed = (
        Symbol(room, status=status) for status in (Status.UNKNOWN, Status.PLANNED, Status.CLOSED)
    )
    return (
        (Symbol(hub), kind_label(hub, city, language)),
        (Symbol(room), kind_label(room, city, language)),
        *initiatives(language),
        (Symbol(room, exact=False), _("Broken outline: only the street or area is known")),
        (unknown, _("Question mark: not known whether it is open")),
        (planned, _("Plus sign: planned, not there yet")),
        (closed, _("Grey and crossed out: closed")),
    )
