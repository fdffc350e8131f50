"""The links of features: to themselves, their other forms and their collection."""

from __future__ import annotations

from collections.abc import Sequence

from api.v1.ogc.forms import FEATURE_FORMS, Representation
from api.web.http import JSON


def form_links(
    here: str, asked: Sequence[tuple[str, str]], form: Representation
) -> list[dict[str, str]]:
    """Link a response to itself and to its other representations.

    Parameters
    ----------
    here
        URL without a query.
    asked
        Name of each parameter that was given, and its form in a URL.
    """
    without = [text for name, text in asked if name != "f"]
    return [
        link("self", here, [text for _, text in asked], form),
        *(
            link("alternate", here, [*without, f"f={other.name}"], other)
            for other in FEATURE_FORMS
            if other is not form
        ),
    ]


def link(rel: str, here: str, asked: Sequence[str], form: Representation) -> dict[str, str]:
    """Link to an address with a query."""
    href = f"{here}?{'&'.join(asked)}" if asked else here
    made = {"rel": rel, "href": href, "type": form.media_type}
    return made | {"title": f"As {form.title}"} if rel == "alternate" else made


def collection_link(here: str) -> dict[str, str]:
    """Link to the collection that features belong to."""
    return {"rel": "collection", "href": here, "type": JSON}
