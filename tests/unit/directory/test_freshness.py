"""How old the knowledge is, counted on a made-up release."""

from datetime import date

import pytest
from made_up_release import MADE_UP_PLACES, write_release

from geo.directory.directory import Directory
from geo.directory.freshness import FIELDS, freshness
from geo.directory.practical import confirmed_by
from geo.model.vocabulary import SourceType


@pytest.fixture(scope="module")
def ages(tmp_path_factory):
    release = write_release(tmp_path_factory.mktemp("aged") / "release")
    return freshness(Directory.open(release), date(2025, 11, 27))


def test_every_place_in_use_is_known_dated_undated_or_unknown(ages):
    in_use = [one for one in MADE_UP_PLACES if one["properties"]["status"] in {"open", "unknown"}]
    assert [one.field for one in ages[""]] == list(FIELDS)
    for one in ages[""]:
        assert one.places == len(in_use) == one.known + one.unknown


def test_a_field_is_as_old_as_its_last_source(ages):
    activities = next(one for one in ages["WK059901"] if one.field == "activities")
    assert activities.within == (0, 1, 0, 0)
    assert str(activities.median) == "2024-05"


def test_what_no_dated_source_says_has_no_date(ages):
    access = next(one for one in ages["WK059901"] if one.field == "access")
    assert (access.known, access.undated, access.median) == (1, 1, None)


@pytest.mark.parametrize("source", [*SourceType, None])
def test_a_confirmation_names_the_month_and_who(source):
    said = confirmed_by("2026-01-20", source, "nl")
    assert said.startswith("Bevestigd in januari 2026")
    assert "20" not in said.replace("2026", "")


def test_nobody_can_have_seen_a_planned_place_in_use():
    for confirmed in ("", "2026-01-20"):
        said = confirmed_by(confirmed, SourceType.MEDIA, "nl", planned=True)
        assert said == "Gepland: nog niet open, voor zover we weten."


def test_without_a_date_nothing_is_confirmed():
    assert "datum" in confirmed_by("", SourceType.MEDIA, "nl")
