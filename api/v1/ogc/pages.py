"""A page of features as one document, and the links around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import orjson

from api.v1.ogc.forms import Representation
from api.v1.ogc.links import collection_link, form_links, link
from api.v1.ogc.parameters import DEFAULT_LIMIT
from api.web.parameters import Query


def feature_collection(features: Sequence[bytes], **members: Any) -> bytes:  # noqa: ANN401 - JSON
    """Join features into a GeoJSON FeatureCollection with additional members."""
    head = orjson.dumps({"type": "FeatureCollection", **members})[:-1] + b',"features":['
    if not features:
        return head + b"]}"
    # One join, so that each byte is copied once: that is most of the cost of a large page.
    parts = list(features)
    parts[0] = head + parts[0]
    parts[-1] += b"]}"
    return b",".join(parts)


def item_address(collection: str, feature_id: str) -> str:
    """Return the URL of a feature of a collection."""
    return f"{collection}/items/{quote(feature_id)}"


def page_links(
    collection: str, query: Query, form: Representation, cursor: str | None
) -> list[dict[str, str]]:
    """Link a page to itself, its neighbours, its other representations and its collection."""
    here = f"{collection}/items"
    asked = query.written
    links = form_links(here, asked, form)
    kept = [text for name, text in asked if name not in {"offset", "cursor"}]
    if cursor is not None:
        links.append(link("next", here, [*kept, f"cursor={cursor}"], form))
    offset = query.values.get("offset", 0)
    if offset > 0:
        before = max(offset - query.values.get("limit", DEFAULT_LIMIT), 0)
        links.append(link("prev", here, [*kept, f"offset={before}"], form))
    links.append(collection_link(collection))
    return links
