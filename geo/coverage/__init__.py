"""Who can walk to a meeting place: of whom, to which places, within which minutes, how surely.

::

    city = City.open(reference)                       the network, the people and their districts
    supply = Supply.of(directory.places, when=None)   the places that count, as points with doubts
    question = Question(minutes=(10.0, 15.0))
    walks = Walks.of(city, supply, limit_m=question.limit_m)
    figures = summarise(city, supply, walks, question)

Every figure is a range: low counts only what is certainly open and certainly near, high all that
may be. The method, and its limits: docs/coverage.md.
"""

from geo.coverage.city import City
from geo.coverage.figures import COLUMNS, measure, summarise
from geo.coverage.loss import losses
from geo.coverage.question import KINDS, SPEEDS, Level, Question
from geo.coverage.supply import Doubt, Supply, When
from geo.coverage.walks import Layer, Walks
from geo.coverage.writing import FORMATS, encode

__all__ = [
    "COLUMNS",
    "FORMATS",
    "KINDS",
    "SPEEDS",
    "City",
    "Doubt",
    "Layer",
    "Level",
    "Question",
    "Supply",
    "Walks",
    "When",
    "encode",
    "losses",
    "measure",
    "summarise",
]
