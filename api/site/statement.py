"""The accessibility statement."""

from __future__ import annotations

from api.site.layout import render
from api.web.cache import of_release
from geo.directory.directory import Directory
from geo.i18n.languages import format_partial_date
from geo.model.partial_date import PartialDate
from geo.model.settings import settings
from geo.model.vocabulary import Language

WRITTEN = PartialDate(2026, 11, 22)
"""The day on which the site was last examined for the statement."""


@of_release
def page(directory: Directory, language: Language, origin: str) -> bytes:
    """Write the statement.

    Parameters
    ----------
    origin
        Address of the site without a path.
    """
    return render(
        "accessibility.html",
        directory,
        language,
        origin=origin,
        sprite="",
        path="/accessibility",
        written=format_partial_date(WRITTEN, language),
        address=settings().report_address or settings().contact_email,
        form=settings().report_url.replace("{place}", ""),
    )
