"""Opening hours that a maintainer is asked to look at."""

import pytest
from asked_hours import CALENDAR
from observation_rows import read, row

from geo.evidence.resolve import resolve
from geo.pipeline.hours_findings import hours_findings


def found(hours):
    [place] = resolve(read([row(kind="huiskamer", opening_hours=hours)]))
    return [(one.code, one.message) for one in hours_findings(place, CALENDAR)]


def test_hours_that_are_published_as_text_are_reported_with_what_may_be_meant():
    [(code, message)] = found("ma-vr 9-17")
    assert code == "hours-not-understood"
    assert "'Mo-Fr 09:00-17:00'" in message


def test_a_rule_that_closes_what_another_opens_is_asked_about():
    [(code, message)] = found("Mo-Fr 08:00-12:00; Tu,Th 14:00-16:00")
    assert code == "hours-replaced"
    assert "Tu,Th 14:00-16:00" in message


@pytest.mark.parametrize("hours", ["", "Mo-Fr 09:00-17:00, PH off", 'Fr 17:00-19:00 "maaltijd"'])
def test_hours_that_are_clear_are_not(hours):
    assert found(hours) == []
