"""The city that most tests are about."""

from geo.city.profile import FILE, CityProfile
from geo.model.settings import settings

ROTTERDAM = CityProfile.open(settings().city_folder("rotterdam"))
CITIES = tuple(sorted(path.parent.name for path in settings().data.glob(f"*/{FILE}")))
"""The names of the folders of all cities."""
