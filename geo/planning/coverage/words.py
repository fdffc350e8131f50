"""Coverage in words and numbers: one table for the page, the command line, reports and maps.

A share is written as its range (`geo.i18n.shares`), a number of people rounded to tens: the
downloads hold the figures themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from gettext import NullTranslations
from itertools import pairwise
from typing import Any

import pandas as pd

from geo.city.kinds import capital
from geo.city.profile import CityProfile
from geo.city.profile_tables import Noun
from geo.city.walking.speeds import SPEEDS
from geo.hours import TimeBlock
from geo.i18n.languages import format_number, format_partial_date, translations
from geo.i18n.shares import NOT_KNOWN, format_share
from geo.maps.shades import PLAIN, class_limits, shade
from geo.model.partial_date import PartialDate
from geo.model.settings import settings
from geo.model.vocabulary import Kind, Language
from geo.planning.coverage.question import Level
from geo.planning.coverage.supply import Doubt, Supply, When

_TENS = 10
FEWEST = 50
"""Fewer people than this have no share: where five live, a range over five says nothing."""


class CoverageWords:
    """The words and numbers of one language, for one city.

    Parameters
    ----------
    language
        One of `geo.i18n.languages.FOR_PLANNERS`.
    city
        The city, which names the kinds of place.
    catalogue
        Where sentences are translated; the catalogue of this package where not given.
    """

    def __init__(
        self, language: Language, city: CityProfile, catalogue: NullTranslations | None = None
    ) -> None:
        self.language = language
        self.city = city
        self._catalogue = catalogue or translations(language)

    def gettext(self, message: str, **values: object) -> str:
        """Translate a sentence and fill it in."""
        sentence = self._catalogue.gettext(message)
        return sentence % values if values else sentence

    def ngettext(self, one: str, more: str, num: int, **values: object) -> str:
        """Translate a counted sentence and fill it in."""
        return self._catalogue.ngettext(one, more, num) % {"num": self.number(num), **values}

    # Numbers --------------------------------------------------------------------------------------

    def number(self, number: float, decimals: int = 0) -> str:
        """Write a number; a dash where it is not known."""
        if pd.isna(number):
            return NOT_KNOWN
        return format_number(number, self.language, decimals=decimals)

    def date(self, text: str | None) -> str:
        """Write a date; empty for none."""
        return format_partial_date(PartialDate.parse(text), self.language) if text else ""

    def people(self, low: float, high: float | None = None) -> str:
        """Write a number of people, or a range, rounded to tens."""
        ends = [self._tens(one) for one in (low, low if high is None else high)]
        return self.span(*ends)

    def share(self, row: Mapping[Any, Any]) -> str:
        """Write the share of a row of figures as its range; a dash for none, or `FEWEST`."""
        return NOT_KNOWN if _is_silent(row) else format_share(*_ends(row))

    def shade(self, row: Mapping[Any, Any]) -> str:
        """Return the shade of a row of figures: of its class, or that of no figure."""
        if _is_silent(row):
            return PLAIN
        low, high = _ends(row)
        return shade(low, float(row["share"]), high)

    def out(self, row: Mapping[Any, Any]) -> str:
        """Write how many people of a row of figures are out of reach, as a range."""
        if _is_silent(row):
            return NOT_KNOWN
        low, high = _ends(row)
        return self.people(row["residents"] * (1 - high), row["residents"] * (1 - low))

    def places(self, row: Mapping[Any, Any]) -> str:
        """Write how many places a district has: those known to be open, to all that may be."""
        return self.span(
            self.number(row["places"]), self.number(row["places"] + row["places_uncertain"])
        )

    def span(self, low: str, high: str) -> str:
        """Write a range of which the ends are written already; once where they are equal."""
        return low if low == high else f"{low}{NOT_KNOWN}{high}"

    def _tens(self, people: float) -> str:
        return NOT_KNOWN if pd.isna(people) else self.number(round(people / _TENS) * _TENS)

    # Words ----------------------------------------------------------------------------------------

    def level(self, level: Level) -> str:
        """Name a level of districts."""
        _ = self.gettext
        upper, lower = (self._noun(one).many for one in (Level.GEBIED, Level.BUURT))
        return {
            Level.GEBIED: capital(_("areas (%(districts)s)", districts=upper)),
            Level.BUURT: capital(_("neighbourhoods (%(districts)s)", districts=lower)),
            Level.GEMEENTE: _("The whole city"),
        }[level]

    def district(self, level: Level) -> str:
        """Name one district of a level as the city does, as it stands in a sentence."""
        return self._noun(level).one

    def districts(self, level: Level) -> str:
        """Name the districts of a level as the city does, as they stand in a sentence."""
        return self._noun(level).many

    def district_heading(self) -> str:
        """Write what stands above a column or choice of districts: in Dutch the city's own word."""
        _ = self.gettext
        return capital(self.district(Level.GEBIED)) if self.language == "nl" else _("District")

    def _noun(self, level: Level) -> Noun:
        levels = self.city.levels
        one = levels.upper if level is Level.GEBIED else levels.lower
        return one.nl if self.language == "nl" else one.en

    def kind(self, kind: str) -> str:
        """Name a kind of place, in the singular with an article."""
        _ = self.gettext
        hub, room = (self.city.kinds[one].of(self.language).one for one in Kind)
        return {
            "huis_van_de_wijk": _("a %(hub)s", hub=hub),
            "huiskamer": _("a %(room)s", room=room),
            "either": _("a %(hub)s or %(room)s", hub=hub, room=room),
        }[kind]

    def kind_heading(self, kind: str) -> str:
        """Name a kind of place at the head of a column."""
        if kind not in set(Kind):
            return self.gettext("Either")
        return capital(self.city.kinds[kind].of(self.language).one)

    def bare_kind(self, kind: str) -> str:
        """Name a kind of place without an article."""
        return self.kind(kind).removeprefix("a ").removeprefix("een ")

    def group(self, group: str) -> str:
        """Name a group of people."""
        _ = self.gettext
        return {
            "all": _("residents"),
            "0-15": _("residents under 15"),
            "15-25": _("residents from 15 to 25"),
            "25-45": _("residents from 25 to 45"),
            "45-65": _("residents from 45 to 65"),
            "65+": _("residents of 65 and over"),
            "one-person": _("one-person households"),
        }[group]

    def heading(self, group: str) -> str:
        """Name a group of people at the head of a column."""
        name = self.group(group)
        return name[:1].upper() + name[1:]

    def speed(self, name: str) -> str:
        """Name a walking speed, with its km/h."""
        _ = self.gettext
        names = {
            "rollator": _("with a rollator, %(kmh)s km/h"),
            "wheelchair": _("in a wheelchair, %(kmh)s km/h"),
            "older": _("slow, as many older people, %(kmh)s km/h"),
            "walk": _("ordinary, %(kmh)s km/h"),
            "fast": _("brisk, %(kmh)s km/h"),
        }
        return names[name] % {"kmh": self.number(SPEEDS[name], 1)}

    def kmh(self, kmh: float) -> str:
        """Say how fast people walk, by name where the speed has one."""
        named = next((name for name, at in SPEEDS.items() if at == kmh), None)
        if named is not None:
            return self.speed(named)
        return self.gettext("%(kmh)s km/h", kmh=self.number(kmh, 1))

    def block(self, block: TimeBlock) -> str:
        """Name a part of the week."""
        _ = self.gettext
        return {
            TimeBlock.WEEKDAY_DAY: _("Weekdays, 9:00 to 17:00"),
            TimeBlock.WEEKDAY_EVENING: _("Weekdays, 18:00 to 22:00"),
            TimeBlock.SATURDAY: _("Saturday, 9:00 to 17:00"),
            TimeBlock.SUNDAY: _("Sunday, 9:00 to 17:00"),
        }[block]

    def moment(self, when: When | None) -> str:
        """Say which moment is asked about; empty for any hour."""
        if when is None:
            return ""
        asked = self.block(when.asked) if isinstance(when.asked, TimeBlock) else when.asked
        return self.gettext("Only places that are open then count: %(when)s.", when=asked)

    def hours_unknown(self, supply: Supply) -> str:
        """Say of how many places it is not known whether they are open at the moment asked."""
        return self.ngettext(
            "Of %(num)s place it is not known whether it is open then.",
            "Of %(num)s places it is not known whether they are open then.",
            int((supply.doubt == Doubt.HOURS).sum()),
        )

    def minutes(self, minutes: Iterable[float]) -> list[str]:
        """Name bands of walking time, from near to far; the last has no end."""
        _ = self.gettext
        limits = [f"{one:g}" for one in minutes]
        return [
            _("up to %(minutes)s minutes", minutes=limits[0]),
            *(
                _("%(low)s to %(high)s minutes", low=low, high=high)
                for low, high in pairwise(limits[:-1])
            ),
            _("more than %(minutes)s minutes", minutes=limits[-2]),
        ]

    def legend(self) -> list[tuple[str, int, str]]:
        """Name the classes of a map: its shade, where it begins, and the class in words."""
        _ = self.gettext
        return [
            (name, low, _("%(low)s to %(high)s %%", low=low, high=high))
            for name, low, high in class_limits()
        ]

    def hatched(self) -> str:
        """Say what the hatch means."""
        return self.gettext("Cannot be said: a range of more than 50 percentage points")

    def unpeopled(self) -> str:
        """Say what the plain shade means."""
        return self.gettext("Almost nobody, or no figure")

    def driver(self, driver: str) -> str:
        """Name the largest cause of a range; nothing where there is none."""
        _ = self.gettext
        return {
            "location": _("location"),
            "status": _("existence"),
            "hours": _("opening hours"),
        }.get(driver, "")

    def basis(self, basis: str) -> str:
        """Say on what distances rest where they do not follow the network."""
        _ = self.gettext
        return {
            "mixed": _("Where there is no walking network here, distances are estimated."),
            "straight_line": _("There is no walking network here; distances are estimated."),
        }.get(basis, "")


@cache
def words_for(language: Language, city: CityProfile | None = None) -> CoverageWords:
    """Return the words of one language for a city; for the default one where not given."""
    return CoverageWords(language, city or CityProfile.open(settings().city_folder()))


def _is_silent(row: Mapping[Any, Any]) -> bool:
    """Whether a row has no share that says something."""
    return bool(pd.isna(row["share"]) or row["residents"] < FEWEST)


def _ends(row: Mapping[Any, Any]) -> tuple[float, float]:
    return float(row["share_low"]), float(row["share_high"])
