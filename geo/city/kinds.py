"""What the two kinds of place are called in a city, in every language.

A city words them in Dutch and in English (`city.toml`). Other languages keep the Dutch name, by
which people ask their way, and add what it is.
"""

from __future__ import annotations

from geo.city.profile import CityProfile
from geo.i18n.languages import translations
from geo.model.vocabulary import Kind, Language


def kind_label(kind: Kind, city: CityProfile, language: Language = "nl") -> str:
    """Return the label of a kind, with a capital.

    Examples
    --------
    >>> from geo.model.settings import settings
    >>> city = CityProfile.open(settings().city_folder())
    >>> kind_label(Kind.HUISKAMER, city, "en")
    'Huiskamer (neighbourhood living room)'
    """
    _ = translations(language).gettext
    name = capital(city.kinds[kind].of(language).one)
    if kind is Kind.HUIS_VAN_DE_WIJK:
        return _("%(hub)s (municipal hub)") % {"hub": name}
    return _("%(room)s (neighbourhood living room)") % {"room": name}


def kind_names(city: CityProfile, language: Language) -> dict[str, str]:
    """Return the names of the kinds in the plural, and with a capital, as sentences take them."""
    several = language in {"nl", "en"}
    hub, room = (city.kinds[kind].of(language) for kind in Kind)
    hubs, rooms = ((noun.many if several else noun.one) for noun in (hub, room))
    return {
        "hubs": hubs,
        "rooms": rooms,
        "hub_name": capital(hubs),
        "room_name": capital(rooms),
    }


def capital(text: str) -> str:
    """Begin a text with a capital."""
    return text[:1].upper() + text[1:]
