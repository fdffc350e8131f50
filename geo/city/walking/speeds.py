"""How fast people walk, and who of them cannot take steps."""

from types import MappingProxyType

from geo.city.walking.mode import Mode

SPEEDS = MappingProxyType(
    {"rollator": 2.5, "wheelchair": 2.8, "older": 3.6, "walk": 4.8, "fast": 6.0}
)
"""Walking speeds in km/h. What they rest on: docs/coverage.md.

``walk`` is 800 m in ten minutes, a usual figure of Dutch planners and a little below the
comfortable speed of healthy adults (1.3 to 1.4 m/s; Bohannon and Andrews, 2011). ``older`` is
1.0 m/s: what people of eighty walk (0.94 to 0.97 m/s, there). ``rollator`` is 0.7 m/s, in the upper
half of those who go out but with difficulty (0.4 to 0.8 m/s; Perry et al., 1995). ``wheelchair``
is 0.79 m/s, by hand in daily life (Tolerico et al., 2007). ``fast`` stays
below the highest speed of people in their seventies (1.75 m/s; Bohannon, 1997)."""
CYCLING_KMH = 15.0
"""Speed on a bicycle in km/h, an ordinary figure for Dutch towns with their stops."""
ON_WHEELS = frozenset({"rollator", "wheelchair"})
"""The speeds of people who take no steps, stiles or turnstiles."""


def mode_at(speed: str) -> Mode:
    """Return which edges of the network somebody may use who walks at a named speed.

    Parameters
    ----------
    speed
        A name in `SPEEDS`; any other text, such as km/h, says nothing about wheels.

    Examples
    --------
    >>> mode_at("rollator").name, mode_at("2.5").name
    ('STEP_FREE', 'FOOT')
    """
    return Mode.STEP_FREE if speed in ON_WHEELS else Mode.FOOT
