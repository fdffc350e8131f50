"""The layers of a release, stored as GeoJSON and served by the API as collections.

Places, gebieden and buurten are described in `geo.model.place_tables`. Described here are the
two made from other tables: what each source said, on the map, and who can walk to a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from geo.model.place_tables import BUURTEN, GEBIEDEN, PLACES
from geo.model.schema import SHARE, Field, Table, Type
from geo.release.data_tables import OBSERVATIONS

LISTS = ("alt_names", "activities", "programme", "languages")
"""The fields of an observation that hold several values."""

_FILTERABLE = {
    "place_id", "source_title", "source_date", "retrieved", "source_type", "attribution",
    "confidence", "name", "kind", "initiative", "operator", "street", "postcode", "city", "gebied",
    "buurt", "activities", "languages", "access", "step_free_entrance", "accessible_toilet",
    "hearing_loop", "status", "status_date", "opened",
}  # fmt: skip


def _layer_fields() -> Iterator[Field]:
    """Return the fields of an observation in a layer: lists as lists, its point renamed."""
    for field in OBSERVATIONS.fields:
        if field.name == "place_id":
            yield replace(
                field,
                nl="De plek waarover de bron iets zegt, met de vaste naam die zij nu heeft",
                en="The place that the source speaks of, by the stable name that it has now",
                filterable=True,
            )
            yield Field(
                "published",
                Type.BOOLEAN,
                "Of die plek in de laag places staat; anders is niet bekend van wie zij is",
                "Whether that place is in the layer places; if not, it is not known whose it is",
                filterable=True,
                required=True,
            )
        elif field.name in LISTS:
            nl, en = field.nl.removesuffix(", met ;"), field.en.removesuffix(", separated by ;")
            filterable = field.name in _FILTERABLE
            yield Field(field.name, Type.TEXTS, nl, en, filterable=filterable)
        elif field.name in {"lat", "lon"}:
            nl, en = f"{field.nl}, zoals de bron die geeft", f"{field.en}, as the source gives it"
            yield replace(field, name=f"source_{field.name}", nl=nl, en=en)
        else:
            yield replace(field, filterable=field.name in _FILTERABLE)


OBSERVATIONS_LAYER = Table(
    "observations",
    "Wat elke bron over een plek zei, op het punt waar de plek nu is getekend",
    "What each source said about a place, at the point where the place is drawn now",
    tuple(_layer_fields()),
    key=("observation_id",),
    geometry="Point",
    credit=OBSERVATIONS.credit,
    temporal=("source_date",),
)


def _reach_fields() -> Iterator[Field]:
    """Return, per kind of place, the share within reach, from low to high, and the places."""
    for kind, nl, en in (
        ("huis_van_de_wijk", "een Huis van de Wijk", "a Huis van de Wijk"),
        ("huiskamer", "een huiskamer", "a huiskamer"),
        ("either", "een van beide", "either of the two"),
    ):
        for part, nl_part, en_part in (
            ("share_low", "zeker", "certainly"),
            ("share", "waarschijnlijk", "likely"),
            ("share_high", "mogelijk", "possibly"),
        ):
            yield Field(
                f"{kind}_{part}",
                Type.NUMBER,
                f"Deel van de inwoners dat {nl_part} binnen 10 minuten lopen van {nl} woont; "
                "leeg: niet bekend",
                f"Share of the residents who {en_part} live within a walk of 10 minutes of {en}; "
                "empty: not known",
                unit=SHARE,
            )
        yield Field(
            f"{kind}_places",
            Type.INTEGER,
            f"Aantal plekken daar waarvan bekend is dat zij open zijn ({nl})",
            f"Number of places there that are known to be open ({en})",
        )
        yield Field(
            f"{kind}_places_uncertain",
            Type.INTEGER,
            f"Aantal plekken daar waarvan dat niet bekend is ({nl})",
            f"Number of places there of which that is not known ({en})",
        )


COVERAGE = Table(
    "coverage",
    "Bereik: welk deel van de inwoners in 10 minuten bij een plek is, per gebied en buurt",
    "Reach: which share of the residents is at a place in 10 minutes, per gebied and buurt",
    (
        Field("code", Type.TEXT, "Code van het CBS", "Code of CBS", filterable=True, required=True),
        Field("name", Type.TEXT, "Naam", "Name", filterable=True, required=True),
        Field(
            "level",
            Type.TEXT,
            "Gebied of buurt",
            "Gebied (area) or buurt (neighbourhood)",
            enum=("gebied", "buurt"),
            filterable=True,
            required=True,
        ),
        *BUURTEN.fields[2:],  # its gebied, by code and by name
        Field(
            "residents",
            Type.INTEGER,
            "Inwoners over wie is gerekend; leeg: niet bekend",
            "Residents that were counted with; empty: not known",
        ),
        *_reach_fields(),
        Field(
            "basis",
            Type.TEXT,
            "Of afstanden het wegennet volgen, rechte lijnen met een omwegfactor zijn, of beide",
            "Whether distances follow the network, are straight lines times a detour, or both",
            enum=("network", "mixed", "straight_line"),
            filterable=True,
        ),
    ),
    key=("code",),
    geometry="MultiPolygon",
)

LAYERS: Mapping[str, Table] = {
    table.name: table for table in (PLACES, GEBIEDEN, BUURTEN, OBSERVATIONS_LAYER, COVERAGE)
}
"""The tables that a release holds as GeoJSON, by name, in the order in which they are offered."""
