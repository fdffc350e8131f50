"""The public holidays of the Netherlands by rule, to hold the listed ones against.

Algemene termijnenwet, article 3, plus the two Sundays, which a law does not have to name. The rule
holds for the reign that began in 2013.
"""

from datetime import date, timedelta

from dateutil.easter import easter

from geo.hours.calendar_nl import DayOff, Holiday, HolidayKind

DAY = timedelta(days=1)
SUNDAY = 6
LUSTRUM = 5


def public_holidays(year):
    """List them in the order of the year; two may fall on one day (Ascension and 5 May in 2016)."""
    sunday = easter(year)
    kings_day = date(year, 4, 27)
    if kings_day.weekday() == SUNDAY:
        kings_day -= DAY
    lustrum = DayOff.VARIES if year % LUSTRUM else DayOff.YES
    days = (
        ("Nieuwjaarsdag", date(year, 1, 1), DayOff.YES),
        ("Goede Vrijdag", sunday - 2 * DAY, DayOff.VARIES),
        ("Eerste Paasdag", sunday, DayOff.YES),
        ("Tweede Paasdag", sunday + DAY, DayOff.YES),
        ("Koningsdag", kings_day, DayOff.YES),
        ("Bevrijdingsdag", date(year, 5, 5), lustrum),
        ("Hemelvaartsdag", sunday + 39 * DAY, DayOff.YES),
        ("Eerste Pinksterdag", sunday + 49 * DAY, DayOff.YES),
        ("Tweede Pinksterdag", sunday + 50 * DAY, DayOff.YES),
        ("Eerste Kerstdag", date(year, 12, 25), DayOff.YES),
        ("Tweede Kerstdag", date(year, 12, 26), DayOff.YES),
    )
    return tuple(
        Holiday(HolidayKind.PUBLIC, name, day, day, day_off)
        for name, day, day_off in sorted(days, key=lambda row: row[1])
    )
