"""Hours as the tests on them write and ask them."""

from datetime import datetime

from geo.city.calendar import calendar_of
from geo.hours import ZONE, Hours
from geo.model.partial_date import PartialDate
from geo.model.settings import settings

CALENDAR = calendar_of(settings().reference)


def parse(text, observed="2026"):
    dated = PartialDate.parse(observed) if observed else None
    return Hours.parse(text, observed=dated, calendar=CALENDAR)


def local(text, *, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE, fold=fold)


def at(text, moment, observed="2026"):
    return parse(text, observed).at(local(moment))
