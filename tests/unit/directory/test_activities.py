"""Activities in groups that people recognise."""

import re

import pytest

from geo.directory.activities import GROUPS, groups_of, groups_of_all
from geo.directory.directory import Directory
from geo.i18n.languages import LANGUAGES


@pytest.mark.parametrize(
    ("activity", "groups"),
    [
        ("koffie-inloop", {"koffie"}),
        ("diners senioren", {"eten", "ouderen"}),
        ("BUURTRESTAURANT", {"eten"}),
        ("repair café", {"repareren"}),
        ("taalles", {"taal", "leren"}),
        ("speeltuin", {"kinderen"}),
        ("moestuin", {"tuin"}),
        ("kledingreparatie", {"repareren"}),
        ("kledinguitgifte", {"spullen"}),
        ("jeugdclubs", {"kinderen"}),
        ("zomerkiosk", set()),
        ("", set()),
    ],
)
def test_an_activity_belongs_to_the_groups_that_its_words_say(activity, groups):
    assert groups_of(activity) == groups


def test_several_activities_belong_to_all_their_groups():
    assert groups_of_all(["bingo", "yoga"]) == {"spel", "bewegen"}
    assert groups_of_all([]) == frozenset()


@pytest.mark.slow
def test_nearly_every_activity_of_the_city_has_a_group(release):
    told = {one for many in Directory.open(release).places["activities"] for one in many}
    without = {one for one in told if not groups_of(one)}
    assert len(without) < 0.05 * len(told)


def test_every_group_is_used_and_none_holds_most_places(release):
    places = Directory.open(release).places["activities"]
    for key in GROUPS:
        used = sum(key in groups_of_all(activities) for activities in places)
        assert 0 < used <= len(places) / 2


@pytest.mark.parametrize("group", GROUPS.values(), ids=list(GROUPS))
def test_keys_are_fit_for_an_address_and_labels_are_there_in_every_language(group):
    assert re.fullmatch(r"[a-z]+", group.key)
    assert all(group.label(language) for language in LANGUAGES)
    assert group.label("nl") != group.label("en")
