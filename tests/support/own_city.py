"""The city that most tests are about."""

from geo.city.profile import CityProfile
from geo.model.settings import settings

ROTTERDAM = CityProfile.open(settings().city_folder("rotterdam"))
