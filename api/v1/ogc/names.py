"""Names from OGC: relations of links, media types."""

from __future__ import annotations

from typing import Final

JSON_FG: Final = "application/vnd.ogc.fg+json"
HTML: Final = "text/html"
SCHEMA_JSON: Final = "application/schema+json"

REL_QUERYABLES: Final = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
REL_SORTABLES: Final = "http://www.opengis.net/def/rel/ogc/1.0/sortables"
REL_SCHEMA: Final = "http://www.opengis.net/def/rel/ogc/1.0/schema"
EXPORTS: Final = "/exports"
"""Path of the list of files, below the root of the API; the files stand below it."""
FEATURE_SCHEMA: Final = "feature-schema"
"""Path of the schema of the GeoJSON of a collection, below the collection."""
