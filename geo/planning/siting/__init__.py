"""The search behind `geo.planning.siting.sites`: the best set of candidates, and the bound.

- ``gains``: what each candidate gives each point, the form that every objective takes;
- ``search``: good choices, and bounds on the best;
- ``exact``: HiGHS, for what the search leaves open;
- ``lifting``: the worst-served buurten first.
"""

from geo.planning.siting.gains import BenefitMatrix, MaximinTarget, Numbers, Positions
from geo.planning.siting.lifting import lift
from geo.planning.siting.search import best_sites, in_order

__all__ = [
    "BenefitMatrix",
    "MaximinTarget",
    "Numbers",
    "Positions",
    "best_sites",
    "in_order",
    "lift",
]
