"""How fast people walk."""

from types import MappingProxyType

SPEEDS = MappingProxyType({"rollator": 2.5, "older": 3.6, "walk": 4.8, "fast": 6.0})
"""Walking speeds in km/h. What they rest on: docs/coverage.md.

``walk`` is 800 m in ten minutes, a usual figure of Dutch planners and a little below the
comfortable speed of healthy adults (1.3 to 1.4 m/s; Bohannon and Andrews, 2011). ``older`` is
1.0 m/s: what people of eighty walk (0.94 to 0.97 m/s, there). ``rollator`` is 0.7 m/s, in the upper
half of those who go out but with difficulty (0.4 to 0.8 m/s; Perry et al., 1995). ``fast`` stays
below the highest speed of people in their seventies (1.75 m/s; Bohannon, 1997)."""
