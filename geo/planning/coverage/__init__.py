"""Who can walk to a meeting place: which people, which places, within how many minutes.

::

    city = City.open(reference)                       the network, the people and their districts
    supply = Supply.of(directory.places, city.crs)    the places that count, as points with doubts
    question = CoverageQuestion(minutes=(10.0, 15.0))
    walks = Walks.of(city, supply, limit_m=question.limit_m)
    figures = summarise(city, supply, walks, question)

Every figure is a range: low counts only what is certainly open and certainly near, high all that
may be. The method, and its limits: docs/coverage.md.
"""

from geo.city.walking.speeds import SPEEDS
from geo.planning.coverage.city import City
from geo.planning.coverage.figures import COLUMNS, measure, summarise
from geo.planning.coverage.loss import losses
from geo.planning.coverage.question import KINDS, CoverageQuestion, Level
from geo.planning.coverage.supply import Doubt, Supply, When
from geo.planning.coverage.walks import Scenario, Walks
from geo.planning.coverage.writing import FORMATS

__all__ = [
    "COLUMNS",
    "FORMATS",
    "KINDS",
    "SPEEDS",
    "City",
    "CoverageQuestion",
    "Doubt",
    "Level",
    "Scenario",
    "Supply",
    "Walks",
    "When",
    "losses",
    "measure",
    "summarise",
]
