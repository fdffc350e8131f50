"""What one can do at a place, in a few recognisable groups.

Sources write activities in their own words (``koffie-inloop``, ``diners senioren``): some two
hundred different ones, most of them once. For filtering they are grouped by the beginnings of their
words. An activity may belong to several groups; one that belongs to none can still be searched for
by its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from geo.i18n.languages import LANGUAGES, translations
from geo.model.text import fold
from geo.model.vocabulary import Language


@dataclass(frozen=True, slots=True)
class ActivityGroup:
    """Activities of one sort.

    Parameters
    ----------
    english
        Its name in English; `label` gives it in any language.
    pattern
        Matches an activity that belongs to it, in the form of `geo.model.text.fold`.
    """

    key: str
    english: str
    pattern: re.Pattern[str]

    def label(self, language: Language) -> str:
        """Return its name in a language."""
        return translations(language).gettext(self.english)

    @property
    def called(self) -> frozenset[str]:
        """Its names in every language, in the form of `geo.model.text.fold`."""
        return frozenset(fold(self.label(language)) for language in LANGUAGES)


def _(text: str) -> str:
    """Mark a text for the catalogues; `ActivityGroup.label` translates it."""
    return text


def _group(key: str, english: str, words: str) -> ActivityGroup:
    """Make a group from words and parts of words; a word that begins with - may end another."""
    starts = "|".join(word for word in words.split() if not word.startswith("-"))
    ends = "|".join(word[1:] for word in words.split() if word.startswith("-"))
    pattern = rf"\b(?:{starts})" + (rf"|(?:{ends})\b" if ends else "")
    return ActivityGroup(key, english, re.compile(pattern))


_ALL = (
    _group(
        "koffie",
        _("Coffee and company"),
        "koffie -koffie inloop -inloop ontmoet huiskamer ouderenhuiskamer sociaal.cafe "
        "sociale.activiteiten grand.cafe rustplek buurtclub -buurtclub samenkomst "
        "bijeenkomst wijkbijeenkomst",
    ),
    _group(
        "eten",
        _("Eating and cooking together"),
        "eten eethuis eetcafe maaltijd -maaltijd -maaltijden -maaltijdavond lunch lunchen -lunch "
        "diner -diner -diners ontbijt -ontbijt -restaurant restaurant -keuken -keuken koken kook "
        "-kookhuis bak brood barbecue bbq buurtbuik buurtkeuken horeca volkskeuken",
    ),
    _group(
        "hulp",
        _("Help and advice"),
        "hulp -hulp spreekuur -spreekuur spreekuren loket infoplein informatie vragen servicebalie "
        "advies -advies juridisch formulieren ondersteuning coaches -coaches huisbezoek straatarts "
        "gezondheidscheck maatschappelijk mantelzorg belasting douche dagopvang dagbesteding",
    ),
    _group("taal", _("Learning Dutch"), "taal nederlands conversatie"),
    _group(
        "computers",
        _("Computers and internet"),
        "computer -computers digitaal internet tablet",
    ),
    _group(
        "leren",
        _("Courses and workshops"),
        "cursus cursussen -cursus les lessen -les -lessen workshop educatie -educatie leerwerk "
        "empowerment huiswerk",
    ),
    _group(
        "kinderen",
        _("Children and young people"),
        "kinder kinderen jeugd jongeren tiener speeltuin huiswerk peuter school "
        "familie buurtvaders",
    ),
    _group("ouderen", _("Older people"), "ouderen senioren 55 65 mantelzorg"),
    _group("vrouwen", _("Women"), "vrouwen meiden moeders"),
    _group(
        "bewegen",
        _("Sport and exercise"),
        "beweg sport yoga dans -dance linedance gym kickboks wandel jeu.de "
        "voetbal zaalvoetbal fitness",
    ),
    _group(
        "spel",
        _("Games and bingo"),
        "bingo spel klaverjas dammen schaken biljart kaarten jeu.de darts",
    ),
    _group(
        "creatief",
        _("Crafts"),
        "textiel naai borduren brei haken schilder keramiek atelier -atelier knutsel crea "
        "bloemschikken kunst tekenen handwerk kleding.maken gordijnen",
    ),
    _group(
        "repareren",
        _("Repairs and workshops for making"),
        "repair reparatie -reparatie kledingreparatie hout metaal klus fiets gereedschap "
        "maaklokaal makerspace werkplaats houtwerkplaats textielwerkplaats energiewerkplaats",
    ),
    _group(
        "tuin",
        _("Gardening and nature"),
        "tuin moestuin -moestuin wijktuin buurttuin -kruidentuin groen natuur fruitpark",
    ),
    _group(
        "cultuur",
        _("Music, theatre and culture"),
        "muziek koor koren zingen theater -theater cultuur culturele film voorstelling "
        "-voorstelling literair tentoonstelling podium -podium verhalen kunst bibliotheek "
        "-bibliotheek boeken lezen",
    ),
    _group(
        "spullen",
        _("Clothing, food and second-hand goods"),
        "weggeef ruil kleding(?!.?maken|reparatie) rommelmarkt voedsel "
        "winkel gereedschapsuitleen -markt",
    ),
    _group("geloof", _("Church and faith"), "kerk bijbel viering pastora -pastoraat"),
    _group(
        "meedoen",
        _("Volunteering and residents' initiatives"),
        "vrijwillig bewoners buurtinitiatief buurtinitiatieven buurtactiviteiten projecten",
    ),
    _group(
        "ruimte",
        _("Rooms to use or hire"),
        "vergader zaalverhuur ruimte -ruimte buurtgebouw wijkcentrum",
    ),
)

GROUPS: Mapping[str, ActivityGroup] = MappingProxyType({group.key: group for group in _ALL})
"""The groups by key, in the order in which they are offered."""


@lru_cache(maxsize=4096)
def groups_of(activity: str) -> frozenset[str]:
    """Return the keys of the groups that an activity belongs to.

    Returns
    -------
    frozenset of str
        Empty where it belongs to none.

    Examples
    --------
    >>> sorted(groups_of("diners senioren"))
    ['eten', 'ouderen']
    """
    words = fold(activity)
    return frozenset(key for key, group in GROUPS.items() if group.pattern.search(words))


def groups_of_all(activities: Iterable[str]) -> frozenset[str]:
    """Return the keys of all groups that any of some activities belong to."""
    return frozenset().union(*(groups_of(activity) for activity in activities))
