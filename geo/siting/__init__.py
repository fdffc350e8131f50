"""The search behind `geo.siting.sites`: which candidates together give most, and what is the most.

- ``gains``: what each candidate gives each point, the one form in which all aims are put;
- ``search``: good choices, and bounds on the best;
- ``exact``: HiGHS, for what the search leaves open;
- ``lifting``: the worst-served buurten first.
"""

from geo.siting.gains import Gains, Lift, Numbers, Positions
from geo.siting.lifting import lift
from geo.siting.search import best_sites, in_order

__all__ = ["Gains", "Lift", "Numbers", "Positions", "best_sites", "in_order", "lift"]
