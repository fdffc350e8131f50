"""The page that says how old the knowledge is, per field and per district."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.site.layout import render
from api.web.cache import of_release
from api.web.i18n import FOR_PLANNERS, translations
from geo.directory.directory import Directory
from geo.directory.freshness import FIELDS, YEARS, FieldAge, freshness
from geo.i18n.languages import format_partial_date
from geo.model.vocabulary import Language

PATH = "/freshness"


@dataclass(frozen=True, slots=True)
class AgeRow:
    """A field or a district with its ages in words."""

    name: str
    code: str
    cells: tuple[str, ...]


@of_release
def page(directory: Directory, language: Language, origin: str, today: date) -> bytes:
    """Write the page.

    Parameters
    ----------
    origin
        Address of the site without a path.
    today
        The day from which ages are counted.
    """
    ages = freshness(directory, today)
    names = field_names(language)
    titles = dict(zip(directory.gebieden["code"], directory.gebieden["name"], strict=True))
    return render(
        "freshness.html",
        directory,
        language,
        languages=FOR_PLANNERS,
        origin=origin,
        sprite="",
        path=PATH,
        places=ages[""][0].places if "" in ages else 0,
        years=YEARS,
        names=[names[field] for field in FIELDS],
        fields=[AgeRow(names[one.field], "", _counts(one, language)) for one in ages.get("", ())],
        districts=[
            AgeRow(titles[code], code, tuple(_short(one, language) for one in found))
            for code, found in sorted(ages.items(), key=lambda one: titles.get(one[0], ""))
            if code
        ],
    )


def field_names(language: Language) -> dict[str, str]:
    """Name the fields of which the age is told."""
    _ = translations(language).gettext
    return {
        "status": _("Status"),
        "house_number": _("Address"),
        "opening_hours": _("Opening hours"),
        "programme": _("Programme"),
        "activities": _("What happens here"),
        "website": _("Website"),
        "phone": _("Telephone"),
        "access": _("Accessibility"),
    }


def _counts(one: FieldAge, language: Language) -> tuple[str, ...]:
    median = format_partial_date(one.median, language) if one.median else "–"  # noqa: RUF001
    return (*map(str, one.within), str(one.undated), str(one.unknown), median)


def _short(one: FieldAge, language: Language) -> str:
    """Say of how many places a field is known, and from which year the middle one is."""
    _ = translations(language).gettext
    if not one.known:
        return _("0 of %(places)s") % {"places": one.places}
    said = {"known": one.known, "places": one.places}
    if one.median is None:
        return _("%(known)s of %(places)s, no date") % said
    return _("%(known)s of %(places)s, %(year)s") % {**said, "year": one.median.year}
