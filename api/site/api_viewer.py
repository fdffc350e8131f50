"""``/docs``: the description of the API to read and to try, with Swagger UI from our own files."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response

from api.site.layout import render, respond_page
from api.web.http import API_ROOT, pages_of
from api.web.i18n import PREFIX
from geo.model.vocabulary import Language

PATH: Final = "/docs"
LANGUAGE: Final[Language] = "en"
"""The description of the API is in English, and so is what shows it."""
DESCRIPTION: Final = {
    "href": f"{API_ROOT}/openapi.json",
    "type": "application/vnd.oai.openapi+json;version=3.0",
    "title": "This description as OpenAPI 3.0 (JSON)",
}
"""What the page shows, as it stands for machines."""
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""As strict as that of the other pages; Swagger UI keeps its icons in its style sheet."""

router = APIRouter(include_in_schema=False)


@router.get(PATH)
def api_viewer(request: Request) -> Response:
    """Show the description at ``/v1/openapi.json``."""
    body = render(
        "api_viewer.html",
        pages_of(request),
        LANGUAGE,
        languages=(LANGUAGE,),
        api=API_ROOT,
        site=f"{PREFIX[LANGUAGE]}/",
        links={"alternate": [DESCRIPTION]},
    )
    response = respond_page(request, body, LANGUAGE)
    response.headers["Content-Security-Policy"] = _POLICY
    return response
