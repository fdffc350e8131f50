"""What can be wrong with a place, in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from api.web.i18n import translations
from geo.model.vocabulary import Language
from geo.store.reports import ReportKind


@cache
def report_words(language: Language) -> Mapping[ReportKind, str]:
    """Say what is wrong, by the kind of a report."""
    _ = translations(language).gettext
    return {
        ReportKind.CLOSED: _("It is closed for good"),
        ReportKind.HOURS: _("The opening hours are wrong"),
        ReportKind.ADDRESS: _("The address is wrong"),
        ReportKind.NAME: _("The name is wrong"),
        ReportKind.NO_MEETING_PLACE: _("It is not a meeting place"),
        ReportKind.MISSING: _("A place is missing"),
        ReportKind.OTHER: _("Something else"),
    }
