"""The words of coverage figures: districts have the name that their city gives them."""

from geo.city.profile import CityProfile
from geo.model.settings import settings
from geo.planning.coverage import Level
from geo.planning.coverage.words import words_for


def test_districts_have_the_name_of_their_city():
    amsterdam = CityProfile.open(settings().city_folder("amsterdam"))
    words = words_for("nl", amsterdam)
    assert words.district_heading() == "Stadsdeel"
    assert (words.district(Level.BUURT), words.districts(Level.GEBIED)) == ("wijk", "stadsdelen")
    share = words.gettext("Share per %(district)s", district=words.district(Level.GEBIED))
    assert share == "Aandeel per stadsdeel"
    assert words_for("nl").district_heading() == "Gebied"
    assert words_for("en", amsterdam).district_heading() == "District"
