"""The page for language models: what there is, in Markdown (https://llmstxt.org)."""

from __future__ import annotations

from api.web.cache import of_release
from geo.directory.directory import Directory


@of_release
def llms_txt(directory: Directory, origin: str) -> bytes:
    """Describe the service for an assistant.

    Parameters
    ----------
    origin
        Address of the site without a path.
    """
    city = directory.city
    kinds = " and ".join(
        f"{words.en.many} ({words.meaning_en.rstrip('.')})"
        for words in (city.kinds.huis_van_de_wijk, city.kinds.huiskamer)
    )
    return f"""# Meeting places in {city.name}

> {len(directory.places)} places where a neighbourhood meets: {kinds}. Each fact has a source and a
> date. Unknown is a value: hours, access and status that nobody recorded are unknown, not no.

Ask as people do: what, where and when, in any order, in Dutch or English. The answer says how the
question was understood. Release of {directory.date}; read only, no key.

## Ask

- [Search]({origin}/v1/search?q=koffie): GeoJSON; `q` as people type, `limit`, `lat`, `lon`, `at`
- [Is it open]({origin}/v1/opening?place=ID): a place at a moment (`at`), or why that is unknown
- [Plain text]({origin}/?q=koffie): the nearest three, with the header `Accept: text/plain`
- [MCP]({origin}/mcp): the same as tools for assistants, by streamable HTTP

## Data

- [API]({origin}/v1): OGC API Features; [described]({origin}/v1/openapi.json) in OpenAPI
- [One place]({origin}/v1/collections/places/items/ID?profile=provenance): with its sources
- [Coverage]({origin}/v1/coverage): who can walk to a place, by district
- [Files and terms of use]({origin}/data)

## Optional

- [List of all places]({origin}/offline)
- [Sitemap]({origin}/sitemap.xml)
""".encode()
