"""The words of the directory: every list of allowed values, once.

Unknown is a member of each list where a source may be silent; it is never counted, drawn or worded
as yes or no.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

Language = Literal["nl", "en", "tr", "ar", "pap", "pl"]


class Kind(StrEnum):
    """The kind of meeting place.

    The distinction was made at the meeting *Huiskamers van Rotterdam* (Wmo-werkplaats, 21 September
    2015): a Huis van de Wijk is large, paid and designated by the city; a huiskamer is small and
    nearly always rests on private initiative. A few are satellites of a house, and municipal.
    """

    HUIS_VAN_DE_WIJK = "huis_van_de_wijk"
    HUISKAMER = "huiskamer"


class Initiative(StrEnum):
    """Who started the place and decides about it."""

    MUNICIPAL = "municipal"
    PRIVATE = "private"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Whether the place was in use on the accompanying date."""

    OPEN = "open"
    CLOSED = "closed"
    PLANNED = "planned"
    UNKNOWN = "unknown"


class Precision(StrEnum):
    """How exactly the point of a place is known, from best to worst."""

    ADDRESS = "address"
    STREET = "street"
    POSTCODE = "postcode"
    NEIGHBOURHOOD = "neighbourhood"
    NONE = "none"


class Access(StrEnum):
    """Whether a person with a physical disability can get in."""

    YES = "yes"
    LIMITED = "limited"
    NO = "no"
    UNKNOWN = "unknown"


class Presence(StrEnum):
    """Whether a place has a provision, such as a hearing loop."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class SourceType(StrEnum):
    """The type of source of an observation, from most to least trusted.

    The order is the rule that `geo.evidence.resolve` follows when dates do not decide.
    """

    REGISTER = "register"
    """An official list made by the city or a national body, such as polling stations."""
    MUNICIPALITY = "municipality"
    """A page or agenda of the municipality or a neighbourhood council."""
    ORGANISATION = "organisation"
    """The place's own pages, or those of its operator."""
    MEDIA = "media"
    """A newspaper, local paper or neighbourhood collection."""
    RESEARCH = "research"
    """A report, thesis or survey."""
    LISTING = "listing"
    """Somebody else's list of places."""
    UNTRACED = "untraced"
    """A list whose publisher could not be found."""
    REJECTED = "rejected"
    """A list that is visibly wrong; kept on record, never used."""


class Attribution(StrEnum):
    """Whether the values of an observation are known to be in that very source."""

    DIRECT = "direct"
    """The source says it."""
    JOINT = "joint"
    """One of the place's sources says it; which one was not recorded."""
